"""The export for other systems: engines nobody here wrote agree, validators find no fault."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import fhirkit
import pytest

from circuit_people import drawn_people
from cql_engines import CASES, Export, disagreements, for_engines, judged_by, screened
from lumbalis.cli import main
from lumbalis.cli.exporting import TRANSLATOR
from lumbalis.domain.facts import FactType
from protocols import shipped_protocol

DEEP = pytest.mark.deep


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export the package once, in Ukrainian."""
    out = tmp_path_factory.mktemp("export") / "package"
    assert main(["export", str(out), "--lang", "uk"]) == 0
    return out


@pytest.fixture(scope="module")
def export(folder: Path) -> Export:
    """Give the library of the package to the engines."""
    return for_engines(folder)


@pytest.mark.hazard("H03")
@pytest.mark.parametrize(("seed", "count"), [(61, 40), pytest.param(62, 10_000, marks=DEEP)])
def test_cql_execution_agrees_on_every_rule(export: Export, seed: int, count: int) -> None:
    """The same category and the same value of every rule; unknown stays unknown."""
    people = list(drawn_people(seed, count))
    judged = judged_by("by_cql_execution.mjs", export.elm, export, people)
    assert list(disagreements(judged, people)) == []


@pytest.mark.hazard("H03")
@pytest.mark.parametrize(("seed", "count"), [(63, 12), pytest.param(64, 10_000, marks=DEEP)])
def test_the_official_engine_agrees_on_every_rule(export: Export, seed: int, count: int) -> None:
    """The reference implementation reads the same rules in the same people."""
    people = list(drawn_people(seed, count))
    judged = judged_by("by_cqframework.mjs", export.cql, export, people)
    assert list(disagreements(judged, people)) == []


def test_the_people_leave_rules_unknown_and_reach_every_category() -> None:
    """An agreement about people of whom everything is known would show little."""
    found = [screened(person) for person in drawn_people(62, 1500)]
    assert len({judged.outcome for judged in found}) == 9
    values = {case: {judged.rules[case] for judged in found if judged.rules} for case in CASES}
    for value in (True, False, None):
        assert sum(value in seen for seen in values.values()) > len(CASES) - 25


def resources(folder: Path) -> list[Path]:
    """Give the files of the resources."""
    return sorted(path for path in (folder / "package").glob("*-*.json"))


def test_no_validator_finds_a_fault(folder: Path) -> None:
    """Three validators, written apart, accept every resource."""
    files = resources(folder)
    complaints = [(path.name, fhirkit.validate(path.read_text())) for path in files]
    assert [pair for pair in complaints if pair[1]] == []
    assert complaints_of("validate.mjs", files) == []
    assert complaints_of("check.mjs", files) == []


def complaints_of(script: str, files: list[Path]) -> list[str]:
    """Let a validator look at files; give its complaints."""
    node = shutil.which("node")
    assert node is not None
    done = subprocess.run(
        [node, TRANSLATOR / script, *files], capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_a_fault_planted_in_the_package_is_found(folder: Path, tmp_path: Path) -> None:
    """Validators that never saw a resource would accept everything."""
    (path,) = (path for path in resources(folder) if path.name.startswith("PlanDefinition-"))
    tree = json.loads(path.read_text())
    tree["action"][0]["condition"][0]["kind"] = "maybe"
    spoiled = tmp_path / path.name
    spoiled.write_text(json.dumps(tree))
    assert complaints_of("check.mjs", [spoiled])


def test_the_package_is_whole(folder: Path) -> None:
    """Each file is in the index; each reference leads to a resource of the package."""
    files = [json.loads(path.read_text()) for path in resources(folder)]
    index = json.loads((folder / "package" / ".index.json").read_text())
    assert {row["filename"] for row in index["files"]} == {p.name for p in resources(folder)}
    addresses = {tree["url"] for tree in files}
    (plan,) = (tree for tree in files if tree["resourceType"] == "PlanDefinition")
    assert set(plan["library"]) <= addresses
    defined = (folder / "cql" / "LumbalisScreening.cql").read_text()
    for action in plan["action"]:
        expression = action["condition"][0]["expression"]["expression"]
        assert f"define {expression}:" in defined
        assert action.get("definitionCanonical", plan["url"]) in addresses
    assert [a["id"].removeprefix("rule-") for a in plan["action"]][: len(CASES)] == list(CASES)


def test_the_library_carries_its_logic(folder: Path) -> None:
    """The CQL inside is the file beside it; the ELM is named with its hash."""
    (path,) = (path for path in resources(folder) if path.name.startswith("Library-"))
    cql, elm = json.loads(path.read_text())["content"]
    assert base64.b64decode(cql["data"]) == (folder / "cql" / "LumbalisScreening.cql").read_bytes()
    raw = (folder / elm["url"]).read_bytes()
    assert base64.b64decode(elm["hash"]) == hashlib.sha1(raw, usedforsecurity=False).digest()


def test_every_fact_is_a_question_with_its_words(folder: Path) -> None:
    """Whoever fills in the questionnaires has answered what the screening asks."""
    items: dict[str, Any] = {}
    for path in resources(folder):
        tree = json.loads(path.read_text())
        if tree["resourceType"] == "Questionnaire":
            items |= {item["linkId"]: item for group in tree["item"] for item in group["item"]}
    facts = shipped_protocol().vocabulary.facts
    assert items.keys() == {fact.id for fact in facts.values() if fact.asked_of}
    for fact in facts.values():
        if fact.type in (FactType.ENUM, FactType.SET) and fact.id in items:
            assert items[fact.id]["answerValueSet"].endswith(f"answers-{fact.id}")


def test_a_question_that_another_answer_settles_is_left_out(folder: Path) -> None:
    """Whoever has no pain in the leg is not asked on which side."""
    path = folder / "package" / "Questionnaire-lumbalis-patient.json"
    groups = json.loads(path.read_text())["item"]
    (side,) = (i for group in groups for i in group["item"] if i["linkId"] == "leg_side")
    assert side["enableWhen"] == [{"question": "leg_pain", "operator": "=", "answerBoolean": True}]


def test_without_node_the_export_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The CQL is there all the same."""
    monkeypatch.setattr("lumbalis.cli.exporting.shutil.which", lambda _name: None)
    assert main(["export", str(tmp_path / "out"), "--lang", "en"]) == 0
    assert "Without ELM" in capsys.readouterr().out
    assert (tmp_path / "out" / "cql" / "LumbalisScreening.cql").is_file()


def test_a_folder_that_holds_something_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written into it."""
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["export", str(tmp_path)]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
