"""`lumbalis sweep` of a FHIR export: sorted by people, read in parts, broken in many ways."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from lumbalis.cli import main
from lumbalis.exchange.fhir import partition

EXPORT = Path(__file__).parents[1] / "data" / "synthea-10"


def test_an_export_is_swept_as_each_of_its_people_is_screened(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """FHIR in, the same categories as one by one."""
    at = "2026-11-25T10:00:00+03:00"
    status = main(["sweep", str(EXPORT), "--at", at, "--json"])
    swept_tree = json.loads(capsys.readouterr().out)
    main(["screen", str(EXPORT), "--at", at, "--json"])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    read = [line for line in lines if "problem" not in line]
    assert swept_tree["people"] == len(read)
    counted = [line["category"] for line in read]
    assert swept_tree["categories"] == {name: counted.count(name) for name in set(counted)}
    assert sorted(swept_tree["people_left_out"]) == sorted(
        line["patient"] for line in lines if "problem" in line
    )
    assert status == 3


def test_an_export_larger_than_a_part_is_the_same(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sorted into parts by people, an export gives what it gives as a whole."""
    words = ["sweep", str(EXPORT), "--at", "2026-11-25T10:00:00+03:00", "--json"]
    main(words)
    whole = json.loads(capsys.readouterr().out)
    monkeypatch.setattr(partition, "_PART_SIZE", 50_000)
    main(words)
    parts = json.loads(capsys.readouterr().out)
    assert sorted(parts.pop("people_left_out")) == sorted(whole.pop("people_left_out"))
    assert parts == whole


def test_a_truncated_line_is_named_and_the_rest_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By file and line; the status says that something is missing."""
    folder = tmp_path / "export"
    shutil.copytree(EXPORT, folder)
    conditions = folder / "Condition.000.ndjson"
    lines = conditions.read_bytes().splitlines(keepends=True)
    conditions.write_bytes(b"".join([*lines[:2], lines[2][:40] + b"\n", *lines[3:]]))
    status = main(["sweep", str(folder), "--at", "2026-11-25T10:00:00+03:00", "--json"])
    tree = json.loads(capsys.readouterr().out)
    assert status == 3
    (line,) = tree["lines_left_out"]
    assert line.startswith("Condition.000.ndjson:3")
    assert tree["people"] > 0


@pytest.mark.hazard("H21")
@pytest.mark.parametrize("part_size", [50_000, 10**9])
def test_a_resource_of_nobody_is_named_as_it_stands_and_the_rest_goes_on(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    part_size: int,
) -> None:
    """By the line it has in the export, whichever part it came into."""
    monkeypatch.setattr(partition, "_PART_SIZE", part_size)
    folder = shutil.copytree(EXPORT, tmp_path / "export")
    conditions = folder / "Condition.000.ndjson"
    lines = conditions.read_bytes().splitlines(keepends=True)
    lines[6] = re.sub(rb"Patient/[^\"]+", b"Patient/nobody", lines[6])
    conditions.write_bytes(b"".join(lines))
    tree, status = _swept(folder, capsys)
    assert status == 3
    (named,) = tree["lines_left_out"]
    assert named.startswith("Condition.000.ndjson:7: this Condition belongs to no Patient")
    assert tree["people"] == _swept(EXPORT, capsys)[0]["people"]


def test_a_person_who_is_there_twice_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody can say which of the two is right."""
    folder = shutil.copytree(EXPORT, tmp_path / "export")
    (patients,) = folder.glob("Patient.*")
    whole, _ = _swept(EXPORT, capsys)
    lines = patients.read_bytes().splitlines(keepends=True)
    alive = [one for one in lines if json.loads(one)["id"] not in whole["people_left_out"]]
    patients.write_bytes(b"".join([*lines, alive[0]]))
    tree, _ = _swept(folder, capsys)
    assert set(tree["people_left_out"]) - set(whole["people_left_out"]) == {
        json.loads(alive[0])["id"]
    }


def test_a_resource_of_another_version_leaves_out_its_own_person(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The others are swept."""
    folder = shutil.copytree(EXPORT, tmp_path / "export")
    conditions = folder / "Condition.000.ndjson"
    lines = conditions.read_bytes().splitlines(keepends=True)
    lines[0] = lines[0].replace(b"{", b'{"participant":[],', 1)
    conditions.write_bytes(b"".join(lines))
    tree, _ = _swept(folder, capsys)
    person = json.loads(lines[0])["subject"]["reference"].removeprefix("Patient/")
    assert person in tree["people_left_out"]


def test_a_line_of_another_kind_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file holds one kind of resource."""
    folder = shutil.copytree(EXPORT, tmp_path / "export")
    conditions = folder / "Condition.000.ndjson"
    before = len(conditions.read_bytes().splitlines())
    claim = b'{"resourceType":"Claim","id":"1"}\n'
    conditions.write_bytes(conditions.read_bytes() + claim)
    tree, status = _swept(folder, capsys)
    assert status == 3
    (named,) = tree["lines_left_out"]
    assert named.startswith(f"Condition.000.ndjson:{before + 1}, resourceType: is not Condition")


def test_a_condition_among_claims_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Even where two kinds are written in one line; plain claims are passed over."""
    folder = shutil.copytree(EXPORT, tmp_path / "export")
    (folder / "Claim.000.ndjson").write_bytes(
        b'{"resourceType":"Claim","id":"1"}\n' * 2
        + b'{"resourceType":"Condition","id":"2"}\n'
        + b'{"resourceType":"Claim","id":"3","resourceType":"Condition"}\n'
        + b'{"resourceType":"Claim","id":"4"\n'
    )
    tree, status = _swept(folder, capsys)
    assert status == 3
    found = [named.partition(":")[2][0] for named in tree["lines_left_out"]]
    assert found == ["3", "4", "5"]


def _swept(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[dict[str, Any], int]:
    capsys.readouterr()
    status = main(["sweep", str(folder), "--at", "2026-11-25T10:00:00+03:00", "--json"])
    return json.loads(capsys.readouterr().out), status
