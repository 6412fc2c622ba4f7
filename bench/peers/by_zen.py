"""Judge people by zen-engine: compiled expressions, a file of rules and people in."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import zen

given = json.loads(Path(sys.argv[1]).read_text())
expressions = [zen.compile_expression(text) for text in given["rules"].values()]


def value(expression: zen.Expression, person: dict[str, object]) -> bool | None:
    """Give what a rule says; None where it breaks off or says nothing."""
    try:
        return expression.evaluate(person)
    except RuntimeError:
        return None


begun = time.perf_counter()
values = [[value(one, person) for one in expressions] for person in given["people"]]
print(json.dumps({"seconds": time.perf_counter() - begun, "values": values}))
