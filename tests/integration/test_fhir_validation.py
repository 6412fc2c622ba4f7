"""Our reading of FHIR's definitions finds planted faults, and refuses nothing that is right."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import fhirkit
import pytest

from fhir_faults import FAULTY, VALID, Tree
from lumbalis.cli.exporting import TRANSLATOR

SYNTHEA = Path(__file__).parents[1] / "data" / "synthea-10"
LEAST_OF_FHIRKIT = 20


def judged(resources: list[Tree]) -> dict[int, Tree]:
    """Give the complaints by the place of the resource."""
    lines = "".join(json.dumps(one) + "\n" for one in resources)
    return judged_lines(lines)


def judged_lines(lines: str) -> dict[int, Tree]:
    """Let the checker read NDJSON; give its complaints by line, from 0."""
    node = shutil.which("node")
    assert node is not None
    done = subprocess.run(
        [node, TRANSLATOR / "check.mjs"], input=lines, capture_output=True, text=True, check=True
    )
    found = (json.loads(line) for line in done.stdout.splitlines())
    return {int(one["file"].removeprefix("line ")) - 1: one for one in found}


@pytest.fixture(scope="module")
def faulty() -> dict[int, Tree]:
    """Judge every faulty resource once."""
    return judged(list(FAULTY.values()))


@pytest.mark.parametrize(("place", "name"), list(enumerate(FAULTY)))
def test_a_planted_fault_is_found(faulty: dict[int, Tree], place: int, name: str) -> None:
    """One fault in an otherwise valid plan does not pass."""
    assert faulty[place]["issues"], name


def test_what_is_right_is_not_refused() -> None:
    """The valid plans, of which each faulty one is a copy, have no fault."""
    assert judged(list(VALID.values())) == {}
    assert [name for name, one in VALID.items() if fhirkit.validate(json.dumps(one))] == []


@pytest.mark.parametrize("path", sorted(SYNTHEA.glob("*.ndjson")), ids=lambda path: path.name)
def test_another_makers_export_is_not_refused(path: Path) -> None:
    """Thousands of resources of a well-known generator, with codes of many systems."""
    assert judged_lines(path.read_text()) == {}


def test_the_second_validator_alone_would_not_do() -> None:
    """It finds most faults, and misses codes, references and invariants: both are needed."""
    found = [name for name, one in FAULTY.items() if _refused_by_fhirkit(one)]
    assert LEAST_OF_FHIRKIT < len(found) < len(FAULTY)


def _refused_by_fhirkit(resource: Tree) -> bool:
    try:
        return bool(fhirkit.validate(json.dumps(resource)))
    except ValueError:
        return True
