"""One sweep of a table, part by part: it can be stopped, taken up again, and repeated."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lumbalis.exchange.errors import InputError
from lumbalis.population.checking import Checked, checked
from lumbalis.population.schema import ON_COURSE, PATIENT
from lumbalis.population.sweep import Sweeper, Tally
from lumbalis.population.table import BATCH, Table

VERDICTS, UNUSABLE, COUNTS = "verdicts", "unusable", "counts"
RUN, SUMMARY = "run.json", "summary.json"
_FORMAT = 1

Report = Callable[[int], None]
"""Told how many more people are done."""


@dataclass
class Outcome:
    """What a sweep found. `unusable` counts values that were no answers, by column and reason."""

    tally: Tally = field(default_factory=Tally)
    unusable: Counter[str] = field(default_factory=Counter)


def sweep_table(
    table: Table, sweeper: Sweeper, at: datetime, out: Path | None, report: Report
) -> Outcome:
    """Sweep a table; with `out`, each part is kept as soon as it is done.

    A run that was stopped goes on with the first part that is not there; a run that is
    complete is read again. The same table gives the same files.

    Raises
    ------
    InputError
        If a value makes the table doubtful, a person is in it twice, or `out` holds
        another run.
    """
    if out is not None:
        _open(out, _identity(table, sweeper, at))
    whole, labels, first = Outcome(), _Labels(table.path.name), 1
    for place, batch in enumerate(table.batches()):
        labels.see(batch.column(PATIENT))
        part = None if out is None else _kept(out, place)
        if part is None:
            looked = checked(batch, table.columns, at, table.path.name, first)
            part = _swept(looked, sweeper, at, first, out, place)
        whole.tally.add(part.tally)
        whole.unusable.update(part.unusable)
        first += batch.num_rows
        report(batch.num_rows)
    labels.refuse_twice()
    if out is not None:
        _write_json(out / SUMMARY, as_json(whole))
    return whole


def _identity(table: Table, sweeper: Sweeper, at: datetime) -> dict[str, object]:
    protocol = sweeper.net.protocol
    return {
        "format": _FORMAT,
        "protocol": protocol.sha256,
        "version": protocol.version,
        "at": at.isoformat(),
        "source_sha256": table.fingerprint(),
        "people": table.people,
        "people_in_a_part": BATCH,
    }


def _open(out: Path, identity: dict[str, object]) -> None:
    """Begin a run in a new folder, or take up the same one again."""
    kept = out / RUN
    if kept.is_file():
        if json.loads(kept.read_text()) != identity:
            raise InputError(out.name, "holds another sweep", "name a new folder")
        return
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(out.name, "is not empty", "name a new folder")
    try:
        for name in (VERDICTS, UNUSABLE, COUNTS):
            (out / name).mkdir(parents=True, exist_ok=True)
        _write_json(kept, identity)
    except OSError as error:
        why = (error.strerror or "the system gives no reason").lower()
        what = f"cannot be written ({why})"
        raise InputError(out.name, what, "choose another place") from error


def _part(out: Path, folder: str, place: int) -> Path:
    return out / folder / f"part-{place:05d}.parquet"


def _kept(out: Path, place: int) -> Outcome | None:
    """Give what a finished part counted; the counts are written last, so they say it is whole."""
    counts = _part(out, COUNTS, place).with_suffix(".json")
    return from_json(json.loads(counts.read_text())) if counts.is_file() else None


def _swept(
    looked: Checked, sweeper: Sweeper, at: datetime, first: int, out: Path | None, place: int
) -> Outcome:
    unusable = Counter({f"{u.column}: {u.why}": len(u.rows) for u in looked.unusable})
    if out is None:
        return Outcome(sweeper.tallied(looked.batch, at), unusable)
    rows, tally = sweeper.swept(looked.batch, at)
    if ON_COURSE in looked.batch.schema.names:
        rows = rows.append_column(ON_COURSE, looked.batch.column(ON_COURSE))
    _write_table(_part(out, UNUSABLE, place), _unusable_rows(looked, first))
    _write_table(_part(out, VERDICTS, place), pa.Table.from_batches([rows]))
    part = Outcome(tally, unusable)
    _write_json(_part(out, COUNTS, place).with_suffix(".json"), as_json(part))
    return part


def _unusable_rows(looked: Checked, first: int) -> pa.Table:
    """List the values that were no answers by row and column, never the values themselves."""
    found = looked.unusable
    rows = [u.rows + first for u in found]
    sizes = [len(one) for one in rows]
    columns = {
        "row": np.concatenate(rows) if rows else np.zeros(0, np.int64),
        "column": np.repeat([u.column for u in found], sizes).astype(str).tolist(),
        "why": np.repeat([u.why for u in found], sizes).astype(str).tolist(),
    }
    schema = pa.schema({"row": pa.int64(), "column": pa.string(), "why": pa.string()})
    return pa.Table.from_pydict(columns, schema=schema)


def _write_table(path: Path, table: pa.Table) -> None:
    building = path.with_suffix(".new")
    pq.write_table(table, building, compression="zstd")
    building.replace(path)


def _write_json(path: Path, tree: object) -> None:
    building = path.with_suffix(".new")
    with building.open("w", encoding="utf-8") as file:
        json.dump(tree, file, indent=2, sort_keys=True)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    building.replace(path)


_COUNTS = ("categories", "rules", "deciding", "missing")


def as_json(outcome: Outcome) -> dict[str, object]:
    """Write what was counted."""
    counts = {name: dict(getattr(outcome.tally, name)) for name in _COUNTS}
    return {"people": outcome.tally.people, **counts, "unusable": dict(outcome.unusable)}


def from_json(tree: dict[str, object]) -> Outcome:
    """Read what was counted, as `as_json` wrote it."""
    counts = {name: Counter(tree[name]) for name in _COUNTS}  # type: ignore[call-overload]  # our own
    tally = Tally(people=int(str(tree["people"])), **counts)
    return Outcome(tally, Counter(tree["unusable"]))  # type: ignore[call-overload]  # our own


class _Labels:
    """Tells whether a label occurs twice, with eight bytes a person."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._seen: list[np.ndarray[tuple[int], np.dtype[np.int64]]] = []

    def see(self, labels: pa.Array) -> None:
        values = labels.to_pylist()
        self._seen.append(np.fromiter(map(hash, values), np.int64, count=len(values)))

    def refuse_twice(self) -> None:
        """Refuse a table that holds somebody twice.

        Raises
        ------
        InputError
            If two rows have one label; which of them is true, nobody knows.
        """
        if not self._seen:
            return
        ordered = np.sort(np.concatenate(self._seen))
        twice = int((ordered[1:] == ordered[:-1]).sum())
        if twice:
            what = f"holds {twice} rows of a patient who has another row"
            raise InputError(self._where, what, "keep one row a patient, the newest")
