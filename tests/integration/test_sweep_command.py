"""`lumbalis sweep`: a table or an export of many people, stopped, repeated, compared, broken."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq
import pytest

from circuit_people import drawn_people
from lumbalis.cli import main
from lumbalis.population import run as run_module
from lumbalis.population import table as table_module
from patients import AT
from people_columns import batch_of

EXPORT = Path(__file__).parents[1] / "data" / "synthea-10"
LATER = "2026-12-22T10:00:00+03:00"


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a hundred people be many parts."""
    monkeypatch.setattr(table_module, "BATCH", 64)
    monkeypatch.setattr(run_module, "BATCH", 64)


@cache
def _drawn() -> pa.Table:
    return pa.Table.from_batches([batch_of(list(drawn_people(31, 300)))])


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """Write three hundred people as Parquet, in row groups that fit nothing."""
    file = tmp_path / "people.parquet"
    pq.write_table(_drawn(), file, row_group_size=77)
    return file


def swept(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict[str, object]]:
    """Run a sweep for programs."""
    status = main(["sweep", *map(str, words), "--at", AT.isoformat(), "--json"])
    tree: dict[str, object] = json.loads(capsys.readouterr().out)
    return status, tree


def changed(file: Path, change: Callable[[pa.Table], pa.Table]) -> Path:
    """Write a changed copy of a table."""
    copy = file.with_name("changed.parquet")
    pq.write_table(change(pq.read_table(file)), copy)
    return copy


def with_column(name: str, array: pa.Array) -> Callable[[pa.Table], pa.Table]:
    """Replace or add one column."""

    def change(table: pa.Table) -> pa.Table:
        kept = table.drop_columns([name]) if name in table.column_names else table
        return kept.append_column(name, array)

    return change


def test_a_table_is_counted_and_kept(
    people: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everybody has a row, and the rows add up to the counts."""
    out = tmp_path / "out"
    status, tree = swept(capsys, people, "--out", out)
    assert status == 0
    rows = pq.read_table(out / "verdicts").to_pylist()
    assert len(rows) == tree["people"] == 300
    outcomes = [row["outcome"] for row in rows]
    assert tree["categories"] == {name: outcomes.count(name) for name in set(outcomes)}
    assert len(list((out / "verdicts").glob("*.parquet"))) == 5


def test_arrow_and_parquet_give_the_same_counts(
    people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The format is only how it was written."""
    table = pq.read_table(people)
    arrow = people.with_suffix(".arrow")
    with pa.OSFile(str(arrow), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=50)
    assert swept(capsys, arrow) == swept(capsys, people)


def test_a_stopped_sweep_goes_on_and_gives_the_same_files(
    people: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was done stays; what was half done is done again."""
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    swept(capsys, people, "--out", whole)
    write, written = run_module._write_json, []

    def fails_after_two(path: Path, tree: object) -> None:
        written.append(path)
        if len(written) == 4:
            raise KeyboardInterrupt
        write(path, tree)

    monkeypatch.setattr(run_module, "_write_json", fails_after_two)
    words = ["sweep", str(people), "--at", AT.isoformat(), "--out", str(stopped), "--json"]
    assert main(words) == 130
    assert not (stopped / "summary.json").exists()
    monkeypatch.setattr(run_module, "_write_json", write)
    _, tree = swept(capsys, people, "--out", stopped)
    assert tree == swept(capsys, people, "--out", whole)[1]
    for file in sorted(path for path in whole.rglob("*") if path.is_file()):
        assert (stopped / file.relative_to(whole)).read_bytes() == file.read_bytes()


def test_another_sweep_is_not_mixed_into_a_folder(
    people: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Verdicts of two moments in one folder would be nobody's."""
    out = tmp_path / "out"
    swept(capsys, people, "--out", out)
    assert main(["sweep", str(people), "--at", LATER, "--out", str(out)]) == 2
    assert "holds another sweep" in capsys.readouterr().err


@pytest.mark.parametrize("at_once", [1_000_000, 90])
def test_whose_verdict_changed_is_found(
    people: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    at_once: int,
) -> None:
    """The same people a month later, in another order, in one round or in several."""
    from lumbalis.population import changes  # noqa: PLC0415 - only here

    monkeypatch.setattr(changes, "_AT_ONCE", at_once)
    before, after = tmp_path / "before", tmp_path / "after"
    swept(capsys, people, "--out", before)
    turned = changed(people, lambda table: table.take(list(range(299, -1, -1))))
    words = ["sweep", str(turned), "--at", LATER, "--out", str(after), "--since", str(before)]
    main([*words, "--json"])
    tree = json.loads(capsys.readouterr().out)["changed"]
    was = {r["patient"]: r["outcome"] for r in pq.read_table(before / "verdicts").to_pylist()}
    now = {r["patient"]: r["outcome"] for r in pq.read_table(after / "verdicts").to_pylist()}
    moved = {name: (was[name], now[name]) for name in was if was[name] != now[name]}
    assert sum(one["people"] for one in tree["moved"]) == len(moved) > 0
    rows = pq.read_table(after / "changed.parquet").to_pylist()
    assert {row["patient"]: (row["was"], row["is"]) for row in rows} == moved
    assert tree["new"] == tree["gone"] == 0


def test_a_column_that_is_not_there_is_said(
    people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A missing column and a mistyped one are both named."""
    copy = changed(people, lambda t: t.rename_columns(
        ["pulse_bpm" if name == "pulse" else name for name in t.column_names]
    ))  # fmt: skip
    _, tree = swept(capsys, copy)
    assert tree["columns_missing"] == ["pulse"]
    assert tree["columns_ignored"] == ["pulse_bpm"]


WRONG_TYPES = {
    "temperature_c": (pa.array([37.0] * 300, pa.float32()), "float32"),
    "pulse": (pa.array(["70"] * 300), "an integer"),
    "sunburn": (pa.array([0] * 300, pa.int8()), "bool"),
    "order_date": (pa.array(["2026-11-20"] * 300), "date32"),
    "skin_infection": (pa.array(["none"] * 300), "list of strings"),
    "sex": (pa.array([1] * 300, pa.int8()), "string"),
    "pulse.at": (pa.array([0] * 300, pa.timestamp("us")), "time zone"),
}


@pytest.mark.parametrize("name", WRONG_TYPES)
def test_a_column_of_the_wrong_type_is_refused(
    people: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What, where, and how to write it; nobody is judged."""
    array, hint = WRONG_TYPES[name]
    assert main(["sweep", str(changed(people, with_column(name, array)))]) == 2
    said = capsys.readouterr().err
    assert f"column {name}" in said
    assert hint in said


DOUBTFUL = {
    "temperature_c": (pa.array([37.0] * 99 + [float("nan")] + [37.0] * 200), "row 100"),
    "skin_infection": (pa.array([["none"]] * 70 + [["herpes", None]] + [["none"]] * 229), "row 71"),
    "patient": (pa.array([None] + [str(n) for n in range(299)]), "row 1"),
}


@pytest.mark.parametrize("name", DOUBTFUL)
def test_a_value_that_makes_a_table_doubtful_is_refused(
    people: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """NaN, a null inside a list, a person without a label: the row is named."""
    array, row = DOUBTFUL[name]
    assert main(["sweep", str(changed(people, with_column(name, array)))]) == 2
    said = capsys.readouterr().err
    assert row in said
    assert name in said


def test_a_patient_who_is_there_twice_is_refused(
    people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody knows which of two rows is true."""
    labels = pa.array([str(n) for n in range(299)] + ["7"])
    assert main(["sweep", str(changed(people, with_column("patient", labels)))]) == 2
    assert "another row" in capsys.readouterr().err


UNUSABLE = {
    "sex": (pa.array(["female"] * 299 + ["f"]), "an unexpected word"),
    "skin_infection": (pa.array([["none"]] * 299 + [["pox"]]), "an unexpected word"),
    "pain_quality": (pa.array([["aching"]] * 299 + [["none", "aching"]]), "beside something else"),
    "allergies": (pa.array([["none"]] * 299 + [[]], pa.list_(pa.string())), "an empty list"),
    "pulse": (pa.array([70] * 299 + [7000]), "above its range"),
    "order_date": (pa.array([AT.date()] * 299 + [AT.date().replace(year=2030)]), "after the day"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_value_that_is_no_answer_is_listed_and_unknown(
    people: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The row is listed without its value; the person is judged as if nobody had answered."""
    array, why = UNUSABLE[name]
    out, other = tmp_path / "out", tmp_path / "other"
    status, _ = swept(capsys, changed(people, with_column(name, array)), "--out", out)
    assert status == 3
    (row,) = pq.read_table(out / "unusable").to_pylist()
    assert row["row"] == 300
    assert row["column"] == name
    assert why in row["why"]
    unknown = pa.array([*array.to_pylist()[:-1], None], array.type)
    swept(capsys, changed(people, with_column(name, unknown)), "--out", other)
    last = [pq.read_table(folder / "verdicts").to_pylist()[-1] for folder in (out, other)]
    assert last[0] == last[1]


def test_a_file_that_ends_in_the_middle_is_refused(
    people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Half a table is none."""
    people.write_bytes(people.read_bytes()[:-1000])
    assert main(["sweep", str(people)]) == 2
    assert "people.parquet" in capsys.readouterr().err


def test_a_source_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """One clear sentence."""
    assert main(["sweep", "nowhere.parquet"]) == 2
    assert "nowhere.parquet" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_a_sweep_is_told_in_words(
    people: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Counts, rules that decide, answers that are missing."""
    words = ["sweep", str(people), "--at", AT.isoformat(), "--lang", language]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "300" in said
    assert "people.parquet" in said
