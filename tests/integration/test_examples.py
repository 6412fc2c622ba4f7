"""The examples that ship: each can be screened, and says what its README promises."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fhir_samples import setting
from lumbalis.domain.facts import Encounter
from lumbalis.domain.screening import Verdict, screen
from lumbalis.exchange.answers import ScreeningInput, read_answers
from lumbalis.exchange.fhir.bundle import read_bundle
from lumbalis.exchange.fhir.report import Why
from lumbalis.exchange.strict_json import read_json_file
from patients import AT
from protocols import shipped_protocol

EXAMPLES = Path(__file__).parents[2] / "examples"
README = (EXAMPLES / "README.md").read_text(encoding="utf-8")


def given_in(name: str) -> ScreeningInput:
    """Read what one example gives to screen."""
    tree = read_json_file(EXAMPLES / name)
    if isinstance(tree, dict) and "resourceType" in tree:
        return ScreeningInput(read_bundle(tree, name, setting()).answers, Encounter(at=AT))
    return read_answers(tree, name, AT, shipped_protocol().vocabulary)


def screened(name: str) -> Verdict:
    """Screen one example."""
    given = given_in(name)
    return screen(shipped_protocol(), given.answers, given.encounter, given.overrides)


def test_every_example_is_in_the_readme() -> None:
    """A file nobody explains is a riddle."""
    named = set(re.findall(r"^\| `([^`]+)`", README, re.MULTILINE))
    assert named == {path.name for path in EXAMPLES.glob("*.json")}


@pytest.mark.parametrize("line", re.findall(r"^\| `.*", README, re.MULTILINE))
def test_every_example_comes_out_as_the_readme_says(line: str) -> None:
    """The first thing a newcomer tries must not surprise."""
    name, _, outcome = (cell.strip() for cell in line.strip("|").split("|"))
    category = re.match(r"[A-Z_]+", outcome)
    assert category is not None
    assert screened(name.strip("`")).category.name == category.group()


def test_the_first_example_answers_everything() -> None:
    """It is what a complete file looks like; only a blood value nobody needs stays open."""
    given = given_in("ready-for-session.json")
    assert list(given.answers.by_fact) == list(shipped_protocol().vocabulary.facts)
    unknown = [name for name, a in given.answers.by_fact.items() if a.value is None]
    assert unknown == ["inr"]
    verdict = screened("ready-for-session.json")
    assert (verdict.phase, verdict.caps.session, verdict.missing) == ("SUBSIDING", 2, ())


def test_the_remission_example_may_use_cups() -> None:
    """It is there to show a session with cups."""
    verdict = screened("remission-cupping.json")
    assert (verdict.phase, verdict.caps.session) == ("REMISSION", 4)
    assert "cupping_silicone" in verdict.allowed_techniques


def test_the_bundle_shows_what_happens_to_a_record() -> None:
    """One entry of each fate, as the README tells."""
    one = read_bundle(read_json_file(EXAMPLES / "bundle.json"), "bundle.json", setting())
    facts = one.answers.by_fact
    assert facts["dx_lumbar_osteochondrosis"].value == "confirmed"
    assert facts["hypertension"].value is True
    assert facts["respiratory_chronic"].value is False
    assert facts["allergies"].value == frozenset({"latex"})
    assert [noted.code for noted, _ in one.report.unmapped] == ["S01XA20"]
    assert [noted.code for noted, _ in one.report.only(Why.REFUTED)] == ["195967001"]
    assert one.report.as_json()[0] == {
        "why": "unmapped",
        "resource": "MedicationRequest",
        "system": "http://www.whocc.no/atc",
        "code": "S01XA20",
        "display": "artificial tears and other indifferent preparations",
        "count": 1,
    }
