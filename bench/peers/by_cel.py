"""Judge people by cel-python: a file of rules and people in, values and seconds out."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import celpy

given = json.loads(Path(sys.argv[1]).read_text())
environment = celpy.Environment()
programs = [environment.program(environment.compile(text)) for text in given["rules"].values()]
people = [{"f": celpy.json_to_cel(person)} for person in given["people"]]


def value(program: celpy.Runner, person: dict[str, object]) -> bool | None:
    """Give what a rule says; an error is this language's word for a value that is not there."""
    try:
        return bool(program.evaluate(person))
    except celpy.CELEvalError:
        return None


begun = time.perf_counter()
values = [[value(program, person) for program in programs] for person in people]
print(json.dumps({"seconds": time.perf_counter() - begun, "values": values}))
