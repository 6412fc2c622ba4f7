"""`lumbalis draw` and the body of `lumbalis plan`, as a person uses them."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from lumbalis.cli.main import main

EXAMPLES = Path(__file__).parents[2] / "examples"
READY, FEVER = EXAMPLES / "ready-for-session.json", EXAMPLES / "fever.json"
HISTORY = EXAMPLES / "recorded" / "history.json"
AT = "2026-11-22T10:00:00+03:00"
OF_PLAN = ("sheet", "patient", "animation", "points")
SVG = "{http://www.w3.org/2000/svg}svg"


def run(*words: str | Path) -> int:
    """Run the command in this process."""
    return main([str(word) for word in words])


def draw(out: Path, *words: str | Path, patient: Path = READY) -> int:
    """Draw something of a patient at the examples' own time."""
    return run("draw", patient, "--at", AT, "--out", out, *words)


def without(folder: Path, *facts: str, **changes: object) -> Path:
    """Write the ready patient without some answers, or with others."""
    tree = json.loads(READY.read_bytes())
    tree["answers"] = {k: v for k, v in tree["answers"].items() if k not in facts} | changes
    path = folder / "patient.json"
    path.write_text(json.dumps(tree), encoding="utf-8")
    return path


@pytest.mark.parametrize("view", OF_PLAN)
@pytest.mark.parametrize("language", ["en", "uk"])
def test_every_view_of_a_session_is_a_picture(view: str, language: str, tmp_path: Path) -> None:
    """Well-formed, in its language, and nothing in it comes from elsewhere."""
    patient = EXAMPLES / "remission-cupping.json" if view == "points" else READY
    out = tmp_path / "picture.svg"
    assert draw(out, "--view", view, "--lang", language, patient=patient) == 0
    root = ET.fromstring(out.read_text(encoding="utf-8"))  # noqa: S314 - our own picture
    assert root.tag == SVG
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    assert "http" not in out.read_text(encoding="utf-8").replace("http://www.w3.org/", "")


@pytest.mark.parametrize("view", ["pain", "trend"])
def test_what_was_recorded_is_drawn_from_a_history(view: str, tmp_path: Path) -> None:
    """A therapist compares today with the first visit."""
    out = tmp_path / "picture.svg"
    assert draw(out, "--view", view, "--history", HISTORY) == 0
    assert ET.fromstring(out.read_text(encoding="utf-8")).tag == SVG  # noqa: S314 - our own picture


def test_the_pain_picture_says_how_much_of_it_the_session_reaches(tmp_path: Path) -> None:
    """Work beside the pain is work for nothing; without a session there is nothing to say."""
    reached = "reached 100% of the painful skin"
    words = ("--view", "pain", "--history", HISTORY, "--lang", "en")
    assert draw(tmp_path / "ready.svg", *words) == 0
    assert draw(tmp_path / "fever.svg", *words, patient=FEVER) == 0
    assert reached in (tmp_path / "ready.svg").read_text(encoding="utf-8")
    assert reached not in (tmp_path / "fever.svg").read_text(encoding="utf-8")


def test_the_atlas_needs_no_permission_to_massage(tmp_path: Path) -> None:
    """Zones are no treatment: they may be looked at whatever the verdict."""
    assert draw(tmp_path / "atlas.svg", "--view", "atlas", patient=FEVER) == 0


@pytest.mark.parametrize("view", OF_PLAN)
def test_a_verdict_that_allows_no_session_draws_none(view: str, tmp_path: Path) -> None:
    """A picture of a session would be read as permission."""
    out = tmp_path / "picture.svg"
    assert draw(out, "--view", view, patient=FEVER) == 3
    assert not out.exists()


def test_one_stage_can_be_drawn_alone(tmp_path: Path) -> None:
    """At the couch one stage at a time is enough."""
    assert draw(tmp_path / "stage.svg", "--stage", "gluteal") == 0
    assert draw(tmp_path / "other.svg", "--stage", "dancing") == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--body", "stature=90"), "90"),
        (("--body", "mass=200"), "45"),
        (("--body", "L9=confirmed"), "L9"),
        (("--body", "L2.up=-400"), "L2"),
        (("--body", "curve.L2=300"), "L2"),
        (("--body", "mark=L3,left,0,400,4,10"), "mark-1"),
        (("--body", "mole=L3,left,0,70,4"), "moles_lumbar"),
        (("--view", "atlas", "--stage", "gluteal"), "--stage"),
        (("--body", "nonsense"), "KEY=VALUE"),
        (("--visit", "99"), "10"),
        (("--view", "pain"), "--history"),
        (("--view", "atlas", "--history", HISTORY), "--history"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(
    words: tuple[str | Path, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One clear sentence, status 2, and nothing half-written."""
    out = tmp_path / "picture.svg"
    assert draw(out, *words) == 2
    shown = capsys.readouterr().err.strip()
    assert said in shown
    assert "\n" not in shown
    assert list(tmp_path.iterdir()) == []


def test_a_picture_is_never_overwritten(tmp_path: Path) -> None:
    """Yesterday's picture may be part of a record."""
    out = tmp_path / "picture.svg"
    out.write_text("kept", encoding="utf-8")
    assert draw(out) == 2
    assert out.read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize("fact", ["stature_cm", "body_mass_kg"])
def test_without_a_measure_nothing_is_drawn_on_an_assumed_body(
    fact: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A stature assumed for a questionnaire is no stature to press by."""
    out = tmp_path / "plan"
    patient = without(tmp_path, fact)
    assert run("plan", patient, "--at", AT, "--out", out, "--lang", "en") == 0
    assert "Not drawn on the body" in capsys.readouterr().out
    assert not (out / "body.json").exists()
    assert draw(tmp_path / "picture.svg", patient=patient) == 2


def test_a_body_outside_the_model_can_be_planned_without_the_map(tmp_path: Path) -> None:
    """Nobody is turned away for being small; but nothing is drawn on a body made up for them."""
    patient = without(tmp_path, stature_cm=140.0)
    assert run("plan", patient, "--at", AT, "--out", tmp_path / "plan") == 2
    assert run("plan", patient, "--at", AT, "--out", tmp_path / "plan", "--no-body") == 0
    assert not (tmp_path / "plan" / "body.json").exists()


def test_another_sex_needs_a_body_model_to_be_chosen(tmp_path: Path) -> None:
    """The model has two builds; which one fits a person is theirs to say."""
    patient = without(tmp_path, sex="other")
    assert draw(tmp_path / "picture.svg", "--view", "atlas", patient=patient) == 2
    words = ("--view", "atlas", "--body", "build=female")
    assert draw(tmp_path / "picture.svg", *words, patient=patient) == 0
