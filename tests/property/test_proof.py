"""A proof holds of the shipped protocol, and finds out a broken one with a person who shows it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from broken_protocols import BROKEN, broken
from lumbalis.cli import main
from lumbalis.cli.proving import person_object
from lumbalis.domain.circuit import screening_net
from lumbalis.domain.protocol import Category
from lumbalis.domain.screening import screen
from lumbalis.exchange.answers import read_consistent_answers
from lumbalis.knowledge.files import HERE, KnowledgeFiles
from lumbalis.knowledge.library import load_protocol
from lumbalis.proof.ground import stand_on
from lumbalis.proof.prove import CLAIMS, Finding, prove
from lumbalis.proof.spaces import AS_OF
from protocols import shipped_protocol


@cache
def finding(protocol_name: str) -> Finding:
    """Ask a broken protocol for the claim that must fail."""
    claim, protocol = broken(protocol_name)
    (found,) = prove(protocol, tuple(one for one in CLAIMS if one.id == claim))
    return found


@pytest.mark.hazard("H03")
def test_every_claim_holds_of_the_shipped_protocol() -> None:
    """No person that could exist breaks one of them."""
    failed = [found for found in prove(shipped_protocol()) if not found.holds]
    assert not failed


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_protocol_is_found_out(name: str) -> None:
    """A claim that could not fail would prove nothing."""
    assert not finding(name).holds


@pytest.mark.parametrize("name", BROKEN)
def test_a_counterexample_can_be_screened_from_its_file(name: str) -> None:
    """What the solver found is a person the screening knows, with the category the net gives."""
    _, protocol = broken(name)
    for fault in finding(name).faults:
        if fault.person is None:
            continue
        tree = json.loads(json.dumps(person_object(fault, protocol)))
        given = read_consistent_answers(tree, "person.json", AS_OF, protocol.vocabulary)
        assert given.answers == fault.person.answers(protocol.vocabulary)
        assert given.encounter == fault.person.encounter()
        verdict = screen(protocol, given.answers, given.encounter, given.overrides)
        assert not verdict.refused_overrides


def test_people_of_the_solver_have_the_category_they_were_found_for() -> None:
    """The solver and the screening mean the same person."""
    ground = stand_on(shipped_protocol())
    ground.choose_usual()
    for category in Category:
        person = ground.prover.somebody(ground.net.exactly[category])
        assert person is not None
        answers = person.answers(ground.protocol.vocabulary)
        verdict = screen(ground.protocol, answers, person.encounter(), person.overrides())
        assert verdict.category is category
        assert len(person.differs_from(ground.prover.usual)) <= 1 or person.set_aside


def test_the_same_protocol_gives_the_same_proof() -> None:
    """A counterexample that changes from run to run cannot be talked about."""
    name = "a default hides what an answer would stop"
    assert finding(name) == finding.__wrapped__(name)


def test_a_failed_proof_prints_the_person_and_how_to_screen_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the command line, with another folder of knowledge, to the very verdict."""
    folder, out = tmp_path / "knowledge", tmp_path / "people"
    for name, content in KnowledgeFiles(HERE).contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    rules = folder / "protocols/lumbar_osteochondrosis/screening.yaml"
    rules.write_text(rules.read_text().replace("within: E04", "within: E08"))
    words = ["prove", "cases_stand_within", "--knowledge", str(folder), "--out", str(out)]
    assert main([*words, "--lang", "en"]) == 3
    assert "lumbalis screen" in capsys.readouterr().out
    file = out / "cases_stand_within-1.json"
    screened = ["screen", str(file), "--at", AS_OF.isoformat(), "--knowledge", str(folder)]
    assert main([*screened, "--json", "--lang", "en"]) == 3
    cases = {reason["case"] for reason in json.loads(capsys.readouterr().out)["reasons"]}
    assert "E09" in cases
    assert "E08" not in cases


def test_a_claim_nobody_knows_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """One clear sentence, with the names that would do."""
    assert main(["prove", "everything"]) == 2
    assert "everything: is no claim" in capsys.readouterr().err


def test_a_protocol_of_other_files_gives_the_same_net() -> None:
    """The net follows from the data alone."""
    again = load_protocol(KnowledgeFiles(HERE, use_cache=False))
    assert screening_net(again).gates.nodes == screening_net(shipped_protocol()).gates.nodes
