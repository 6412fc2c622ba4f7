"""The impact of a change: every example is a person whose verdict really becomes another."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from broken_protocols import BROKEN, broken, with_fact
from circuit_people import DrawnPerson, drawn_people
from lumbalis.cli import main
from lumbalis.domain.circuit import Outcome, outcome_of
from lumbalis.domain.facts import ContradictionError, FactType
from lumbalis.domain.protocol import Protocol
from lumbalis.domain.screening import screen
from lumbalis.knowledge.files import HERE, KnowledgeFiles
from lumbalis.knowledge.library import load_protocol
from lumbalis.proof.impact import Change, Direction, IncomparableError, impact
from lumbalis.proof.somebody import Somebody
from patients import AT, encounter, ordinary_answers
from people_columns import batch_of
from protocols import shipped_protocol


def outcome(person: Somebody, protocol: Protocol) -> Outcome | None:
    """Screen a person of the solver; None where their answers contradict each other."""
    try:
        verdict = screen(
            protocol, person.answers(protocol.vocabulary), person.encounter(), person.overrides()
        )
    except ContradictionError:
        return None
    return outcome_of(verdict)


def seen(change: Change, protocol: Protocol) -> str:
    """Say of a person's verdict what the change is about."""
    found = outcome(change.person, protocol)
    if found is None:
        return "contradicted"
    looks = {
        "answers": "judged",
        "category": found.category.name,
        "technique": "yes" if change.about in found.techniques else "no",
        "zone": "no" if change.about in found.excluded else "yes",
        "sitting": "yes" if found.sitting else "no",
        "level": str(found.session_cap),
        "zone_level": str(dict(found.zone_caps).get(change.about, found.session_cap)),
    }
    return looks[change.what]


def agrees(said: str, found: str) -> bool:
    """Compare what a change says with a verdict; `> 2` is any level above two."""
    return int(found) > int(said[2:]) if said.startswith("> ") else found == said


def test_the_same_protocol_changes_nobody() -> None:
    """No example where there is no difference."""
    assert impact(shipped_protocol(), shipped_protocol()) == ()


@pytest.mark.parametrize("name", BROKEN)
def test_every_example_changes_as_it_says(name: str) -> None:
    """Screened under both protocols, the person has the verdicts the change names."""
    old, new = shipped_protocol(), broken(name)[1]
    for change in impact(old, new):
        assert agrees(change.before, seen(change, old))
        assert agrees(change.after, seen(change, new))


def test_a_lost_emergency_is_looser_and_back_again_stricter() -> None:
    """The direction is the one of the verdict, not of the number."""
    old, new = shipped_protocol(), broken("a rule that cannot fire")[1]
    assert {change.direction for change in impact(old, new)} == {Direction.LOOSER}
    assert {change.direction for change in impact(new, old)} == {Direction.STRICTER}


def test_a_level_and_a_technique_are_compared_too() -> None:
    """A change that only concerns a session that may take place is a change."""
    old = shipped_protocol()
    rows = tuple(replace(c, cap=c.cap - 1) for c in old.dose.ceilings)
    lower = replace(old, dose=replace(old.dose, ceilings=rows))
    assert {c.what for c in impact(old, lower) if c.direction is Direction.STRICTER} >= {"level"}
    whats = {c.what for c in impact(lower, old) if c.direction is Direction.LOOSER}
    assert whats >= {"level", "zone_level"}
    banned = broken("a technique for no phase")[1]
    assert [(c.what, c.about) for c in impact(old, banned)] == [("technique", "honey")]


def test_a_shorter_validity_is_a_change() -> None:
    """An answer that grows old sooner changes somebody's verdict, and permits nobody more."""
    old = shipped_protocol()
    longest = old.vocabulary.facts["temperature_c"].valid_for
    assert longest is not None
    shorter = longest / 2
    new = with_fact(old, "temperature_c", lambda f: replace(f, valid_for=shorter))
    changes = impact(old, new)
    assert changes
    permitted = {c.after for c in changes if c.direction is Direction.LOOSER}
    assert not permitted & {"ELIGIBLE", "ELIGIBLE_PRECAUTIONS"}
    assert any("temperature_c" in change.person.ages for change in changes)


def test_a_fact_of_another_type_cannot_be_compared() -> None:
    """Two different questions under one name have no common patient."""
    old = shipped_protocol()
    new = with_fact(old, "pulse", lambda f: replace(f, type=FactType.DECIMAL))
    with pytest.raises(IncomparableError, match="pulse"):
        impact(old, new)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a copy of the knowledge in which fever begins later."""
    copy = tmp_path / "knowledge"
    shutil.copytree(HERE, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    limits = copy / "protocols/lumbar_osteochondrosis/limits.yaml"
    was = "fever_axillary: {value: 37.1"
    assert was in limits.read_text()
    limits.write_text(limits.read_text().replace(was, "fever_axillary: {value: 37.4"))
    return copy


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_a_difference_is_told_in_words_and_with_people(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What changed, for whom, and by the status whether anybody is judged more loosely."""
    assert main(["protocol", "diff", str(HERE), str(folder), "--lang", language]) == 3
    said = capsys.readouterr().out
    assert "fever_axillary" in said
    assert "37,4" in said or "37.4" in said


def test_a_difference_for_programs_names_people_that_can_be_screened(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each example is an answers object."""
    assert main(["protocol", "diff", str(HERE), str(folder), "--json"]) == 3
    tree = json.loads(capsys.readouterr().out)
    assert not tree["identical"]
    assert {"limit", "case"} <= {item["kind"] for item in tree["written"]}
    assert all(item["person"]["answers"] for item in tree["could_change"])


def test_people_of_a_table_are_counted_under_both(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The count in a table is that of screening each of its people twice."""
    warm = ordinary_answers(shipped_protocol().vocabulary, temperature_c=37.2)
    people = [DrawnPerson(warm, encounter(), ()), *drawn_people(81, 300)]
    table = tmp_path / "people.parquet"
    pq.write_table(pa.Table.from_batches([batch_of(people)]), table)
    words = ["protocol", "diff", str(HERE), str(folder), "--people", str(table)]
    main([*words, "--at", AT.isoformat(), "--json"])
    tree = json.loads(capsys.readouterr().out)
    later = load_protocol(KnowledgeFiles(folder, use_cache=False))
    pairs = Counter((judged(p, shipped_protocol()), judged(p, later)) for p in people)
    moved = {pair: count for pair, count in pairs.items() if pair[0] != pair[1]}
    assert {(one["was"], one["is"]): one["people"] for one in tree["people"]} == moved
    assert moved
    assert tree["people_unchanged"] == len(people) - sum(moved.values())
    main([*words, "--at", AT.isoformat(), "--lang", "ru"])
    assert "people.parquet" in capsys.readouterr().out


def judged(person: DrawnPerson, protocol: Protocol) -> str:
    """Screen one person."""
    try:
        found = screen(protocol, person.answers, person.encounter, person.overrides)
    except ContradictionError:
        return "CONTRADICTED"
    return found.category.name


def test_identical_folders_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is listed where nothing differs."""
    assert main(["protocol", "diff", str(HERE), str(HERE), "--lang", "en"]) == 0
    assert "identical" in capsys.readouterr().out


def test_a_folder_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """One clear sentence."""
    assert main(["protocol", "diff", str(HERE), "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err
