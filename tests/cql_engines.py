"""Two engines nobody here wrote, judging drawn people by the exported CQL."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from circuit_people import DrawnPerson
from lumbalis.cli.exporting import TRANSLATOR
from lumbalis.domain.facts import ContradictionError, understand
from lumbalis.domain.screening import screen
from lumbalis.domain.screening.screen import with_phase
from lumbalis.exchange.cql.library import LIBRARY
from lumbalis.exchange.cql.people import parameters_of
from protocols import shipped_protocol

CASES = tuple(case.id for rule in shipped_protocol().rules for case in rule.cases)
_TRUTHS = (False, None, True)


@dataclass(frozen=True, slots=True)
class Judged:
    """What an engine, or a screening, says of one person: the outcome, and each rule's value."""

    outcome: str
    rules: dict[str, bool | None]


@dataclass(frozen=True, slots=True)
class Export:
    """The export on disk, as the engines read it."""

    cql: Path
    elm: Path
    cases: Path


def for_engines(package: Path) -> Export:
    """Give the library of an exported package, and the names of the rules beside it."""
    cases = package.with_name("cases.json")
    cases.write_text(json.dumps(CASES))
    elm = package / "cql" / f"{LIBRARY}.json"
    assert elm.is_file(), "the CQL translator is not installed; sh check installs it"
    return Export(package / "cql" / f"{LIBRARY}.cql", elm, cases)


def judged_by(script: str, source: Path, export: Export, people: list[DrawnPerson]) -> list[Judged]:
    """Let an engine judge people; a script reads them as parameters, one a line."""
    lines = "".join(json.dumps(_parameters(person)) + "\n" for person in people)
    node = shutil.which("node")
    assert node is not None
    done = subprocess.run(
        [node, TRANSLATOR / script, source, export.cases],
        input=lines,
        capture_output=True,
        text=True,
        check=True,
    )
    answers = (json.loads(line) for line in done.stdout.splitlines() if line.startswith("{"))
    return [Judged(answer["outcome"], answer["rules"]) for answer in answers]


def _parameters(person: DrawnPerson) -> dict[str, object]:
    aside = tuple(override.rule for override in person.overrides)
    vocabulary = shipped_protocol().vocabulary
    return parameters_of(person.answers, person.encounter, aside, vocabulary)


def screened(person: DrawnPerson) -> Judged:
    """Judge a person by the screening; a rule's value is that of the stricter reading."""
    protocol = shipped_protocol()
    try:
        known = understand(person.answers, protocol.vocabulary, person.encounter)
    except ContradictionError:
        return Judged("CONTRADICTED", {})
    verdict = screen(protocol, person.answers, person.encounter, person.overrides)
    readings, _ = with_phase(protocol, known)
    values = {
        case.id: _TRUTHS[max(case.when.rank(reading) for reading in readings)]
        for rule in protocol.rules
        for case in rule.cases
    }
    return Judged(verdict.category.name, values)


def disagreements(judged: list[Judged], people: list[DrawnPerson]) -> Iterator[str]:
    """Say where an engine differs from the screening; rules of contradicted people are nothing."""
    for place, (found, person) in enumerate(zip(judged, people, strict=True)):
        wanted = screened(person)
        if found.outcome != wanted.outcome:
            yield f"{place}: {found.outcome} instead of {wanted.outcome}"
        for case, value in wanted.rules.items():
            if found.rules[case] is not value:
                yield f"{place}: {case} is {found.rules[case]} instead of {value}"
