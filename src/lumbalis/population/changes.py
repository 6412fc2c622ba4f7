"""Whose verdict changed since another sweep: people on an open course, bucket by bucket."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lumbalis.exchange.errors import InputError
from lumbalis.population.run import RUN, SUMMARY, VERDICTS
from lumbalis.population.schema import ON_COURSE, PATIENT

_AT_ONCE = 1_000_000
"""People compared at once; more are compared in several rounds, so memory stays bounded."""


@dataclass
class Changes:
    """How many verdicts changed, by what they were and became; `new` were not there before."""

    moved: Counter[tuple[str, str]] = field(default_factory=Counter)
    new: int = 0
    gone: int = 0
    same: int = 0


def changed_verdicts(before: Path, after: Path, out: Path | None = None) -> Changes:
    """Compare two finished sweeps; with `out`, write who changed as a table.

    Raises
    ------
    InputError
        If one of the folders holds no finished sweep.
    """
    people = max(_people_in(before), _people_in(after))
    rounds = max(1, -(-people // _AT_ONCE))
    found, tables = Changes(), []
    for place in range(rounds):
        joined = _joined(before, after, place, rounds)
        tables.append(_counted(joined, found))
    if out is not None:
        pq.write_table(pa.concat_tables(tables), out, compression="zstd")
    return found


def _people_in(folder: Path) -> int:
    try:
        summary = json.loads((folder / SUMMARY).read_text())
        json.loads((folder / RUN).read_text())
    except (OSError, ValueError) as error:
        what = "holds no finished sweep"
        raise InputError(folder.name, what, "name the folder of one") from error
    return int(summary["people"])


def _joined(before: Path, after: Path, place: int, rounds: int) -> pa.Table:
    old, new = (_bucket(folder, place, rounds) for folder in (before, after))
    return old.join(new, keys=PATIENT, join_type="full outer", left_suffix="_was")


def _bucket(folder: Path, place: int, rounds: int) -> pa.Table:
    """Read the people of one round: patient, outcome, and whether a course is open."""
    tables = [
        table.filter(_in_bucket(table, place, rounds)) if rounds > 1 else table
        for table in _parts(folder)
    ]
    empty = pa.table({PATIENT: pa.array([], pa.string()), "outcome": pa.array([], pa.string())})
    return pa.concat_tables(tables) if tables else empty.append_column(ON_COURSE, [[]])


def _parts(folder: Path) -> Iterator[pa.Table]:
    for path in sorted((folder / VERDICTS).glob("part-*.parquet")):
        names = pq.read_schema(path).names
        wanted = [name for name in (PATIENT, "outcome", ON_COURSE) if name in names]
        table = pq.read_table(path, columns=wanted)
        courses = (
            pc.fill_null(table[ON_COURSE], fill_value=True)
            if ON_COURSE in names
            else pa.array([True] * table.num_rows, pa.bool_())
        )
        yield pa.table(
            {
                PATIENT: table[PATIENT].cast(pa.string()),
                "outcome": table["outcome"].cast(pa.string()),
                ON_COURSE: courses,
            }
        )


def _in_bucket(table: pa.Table, place: int, rounds: int) -> pa.Array:
    """Sort people into rounds by their label, the same way in every sweep."""
    labels = table[PATIENT].to_pylist()
    return pa.array([sum(label.encode()) % rounds == place for label in labels], pa.bool_())


def _counted(joined: pa.Table, found: Changes) -> pa.Table:
    was, becomes = joined["outcome_was"], joined["outcome"]
    open_now = pc.fill_null(joined[ON_COURSE], fill_value=False)
    found.new += pc.sum(pc.and_(was.is_null(), open_now)).as_py() or 0
    found.gone += pc.sum(becomes.is_null()).as_py() or 0
    both = pc.and_(pc.and_(was.is_valid(), becomes.is_valid()), open_now)
    differ = pc.fill_null(pc.and_(both, pc.not_equal(was, becomes)), fill_value=False)
    found.same += (pc.sum(both).as_py() or 0) - (pc.sum(differ).as_py() or 0)
    moved = joined.filter(differ).select([PATIENT, "outcome_was", "outcome"])
    pairs = zip(moved["outcome_was"].to_pylist(), moved["outcome"].to_pylist(), strict=True)
    found.moved.update(pairs)
    return moved.rename_columns([PATIENT, "was", "is"])
