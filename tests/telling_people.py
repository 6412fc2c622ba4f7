"""People who tell mutants of the protocol apart, kept with what the screening says of them.

A solver found them: for each mutant that the tables of the reference do not notice, one person
whose verdict it would change. After the protocol has changed on purpose, delete the file and run
this one to find them anew; it takes a quarter of an hour, and the difference is to be read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path

from lumbalis.domain.circuit import outcome_of
from lumbalis.domain.facts import ContradictionError
from lumbalis.domain.protocol import Category, Protocol
from lumbalis.domain.screening import screen
from lumbalis.exchange.answers import ScreeningInput, read_answers
from lumbalis.exchange.answers_json import answers_object
from lumbalis.proof.impact import changes_between
from lumbalis.proof.somebody import Somebody
from lumbalis.proof.spaces import AS_OF
from protocols import shipped_protocol

FILE = Path(__file__).parent / "data" / "telling-people.ndjson"


def says(given: ScreeningInput, protocol: Protocol) -> dict[str, object]:
    """Say what the screening says of a person, as plain values."""
    try:
        verdict = screen(protocol, given.answers, given.encounter, given.overrides)
    except ContradictionError:
        return {"contradicted": True}
    found = asdict(outcome_of(verdict))
    return {name: _plain(value) for name, value in found.items()}


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(list(one) if isinstance(one, tuple) else one for one in value)
    return value.name if isinstance(value, Category) else value


@cache
def telling_people() -> tuple[tuple[ScreeningInput, dict[str, object]], ...]:
    """Read the people with what was said of them."""
    vocabulary = shipped_protocol().vocabulary
    lines = FILE.read_text().splitlines() if FILE.exists() else []
    trees = [json.loads(line) for line in lines]
    return tuple(
        (read_answers(tree["person"], "telling-people", AS_OF, vocabulary), tree["says"])
        for tree in trees
    )


def found_by_people(protocol: Protocol) -> bool:
    """Tell whether somebody's verdict is another than was kept."""
    try:
        return any(says(given, protocol) != kept for given, kept in telling_people())
    except (KeyError, ValueError, TypeError):
        return True


def _written(person: Somebody) -> dict[str, object]:
    vocabulary = shipped_protocol().vocabulary
    tree = answers_object(person.answers(vocabulary), person.encounter(), person.overrides())
    given = read_answers(tree, "person", AS_OF, vocabulary)
    return {"person": tree, "says": says(given, shipped_protocol())}


def _gather() -> Iterator[str]:
    """Find a person for each mutant nobody notices; name those for whom there is nobody."""
    from mutant_hunters import found_by_tests  # noqa: PLC0415 - only to find people anew
    from mutants import mutants  # noqa: PLC0415

    for mutant in mutants(shipped_protocol()):
        telling_people.cache_clear()
        if found_by_tests(mutant) or found_by_people(mutant.protocol):
            continue
        change = next(changes_between(shipped_protocol(), mutant.protocol), None)
        if change is None:
            yield mutant.name
            continue
        with FILE.open("a") as file:
            file.write(json.dumps(_written(change.person), sort_keys=True) + "\n")


if __name__ == "__main__":
    FILE.touch()
    for name in _gather():
        sys.stdout.write(f"nobody tells it apart: {name}\n")
        sys.stdout.flush()
