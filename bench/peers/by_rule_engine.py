"""Judge people by rule-engine: a file of rules and people in, values and seconds out."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import rule_engine

given = json.loads(Path(sys.argv[1]).read_text())
context = rule_engine.Context(default_value=None)
rules = [rule_engine.Rule(text, context=context) for text in given["rules"].values()]


def value(rule: rule_engine.Rule, person: dict[str, object]) -> bool | None:
    """Give what a rule says; None where it refuses to say."""
    try:
        return bool(rule.matches(person))
    except (rule_engine.errors.EvaluationError, TypeError):  # "in" a list that is not there
        return None


begun = time.perf_counter()
values = [[value(rule, person) for rule in rules] for person in given["people"]]
print(json.dumps({"seconds": time.perf_counter() - begun, "values": values}))
