"""Two protocols over one table: how many people's outcome becomes another.

Where the protocols ask the same columns, both are one graph, and the few questions in which they
part tell who needs a verdict at all: everybody else's outcome is the same under both, unread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lumbalis.domain.circuit import Gates, screening_net
from lumbalis.domain.protocol import Protocol
from lumbalis.exchange.errors import InputError
from lumbalis.population.checking import checked
from lumbalis.population.columns import Asked, columns_asked
from lumbalis.population.frontier import parting
from lumbalis.population.kernel import compiled
from lumbalis.population.planes import members
from lumbalis.population.schema import PATIENT
from lumbalis.population.sweep import OUTCOMES, Sweeper, codes, outcomes_of
from lumbalis.population.table import BATCH, Piece, Table, open_table

_Codes = npt.NDArray[np.int8]


@dataclass
class Moves:
    """People by their outcome under the one protocol and under the other, and those who stay."""

    moved: Counter[tuple[str, str]] = field(default_factory=Counter)
    stayed: int = 0

    def add(self, was: _Codes, becomes: _Codes) -> None:
        """Count some people."""
        there = np.flatnonzero(was != becomes)
        pairs = was[there].astype(np.int64) * len(OUTCOMES) + becomes[there]
        for pair, count in zip(*np.unique(pairs, return_counts=True), strict=True):
            old, new = divmod(int(pair), len(OUTCOMES))
            self.moved[OUTCOMES[old], OUTCOMES[new]] += int(count)
        self.stayed += len(was) - len(there)


def moved_people(
    path: Path, old: Protocol, new: Protocol, at: datetime, report: Callable[[int], None]
) -> Moves:
    """Judge the people in a table under both protocols.

    A column only one of them knows is read by that one.

    Raises
    ------
    InputError
        If the table cannot be swept.
    """
    tables = [open_table(path, protocol) for protocol in (old, new)]
    if tables[0].columns != tables[1].columns:
        return _one_by_one(tables, (old, new), at, report)
    together = _Together(tables[0], old, new, at)
    moves = Moves()
    first = 1
    for piece in tables[0].pieces():
        for was, becomes in together.outcomes(piece, first, report, moves):
            moves.add(was, becomes)
        first += piece.people
    return moves


class _Together:
    """Both protocols as one graph over one table."""

    def __init__(self, table: Table, old: Protocol, new: Protocol, at: datetime) -> None:
        gates = Gates()
        was, becomes = (outcomes_of(screening_net(one, gates)) for one in (old, new))
        part = parting(gates, [(was[name], becomes[name]) for name in OUTCOMES])
        self._table, self._at, self._part = table, at, part
        self._first_look = compiled(gates.nodes, [part])
        self._sides = [list(one.values()) for one in (was, becomes)]
        self._both = compiled(gates.nodes, [*was.values(), *becomes.values()])
        asked = columns_asked(self._first_look.inputs)
        self._few = [name for name in table.columns if name in asked] or [PATIENT]

    def outcomes(
        self, piece: Piece, first: int, report: Callable[[int], None], moves: Moves
    ) -> Iterator[tuple[_Codes, _Codes]]:
        """Give both outcomes of those for whom they may differ; count the others as staying."""
        few = piece.read(self._few)
        for start in range(0, piece.people, BATCH):
            count = min(BATCH, piece.people - start)
            rows = self._suspects(few, start, count, first + start)
            moves.stayed += count - len(rows)
            if len(rows):
                batch = piece.read(list(self._table.columns)).slice(start, count)
                yield self._judged(batch, rows, first + start)
            report(count)

    def _suspects(
        self, few: pa.RecordBatch, start: int, count: int, first: int
    ) -> npt.NDArray[np.int64]:
        batch = self._checked(few.slice(start, count), first)
        planes = self._first_look.run(Asked(batch, self._at), count)
        return members(planes[self._part], count)

    def _checked(self, batch: pa.RecordBatch, first: int) -> pa.RecordBatch:
        name = self._table.path.name
        return checked(batch, self._table.columns, self._at, name, first).batch

    def _judged(
        self, batch: pa.RecordBatch, rows: npt.NDArray[np.int64], first: int
    ) -> tuple[_Codes, _Codes]:
        try:
            people = self._checked(batch.take(pa.array(rows)), first)
        except InputError:
            self._checked(batch, first)  # the same complaint, with the row's own number
            raise
        planes = self._both.run(Asked(people, self._at), len(rows))
        was, becomes = (codes([planes[gate] for gate in side], len(rows)) for side in self._sides)
        return was, becomes


def _one_by_one(
    tables: list[Table],
    protocols: tuple[Protocol, Protocol],
    at: datetime,
    report: Callable[[int], None],
) -> Moves:
    """Judge everybody twice: what the protocols make of a column is not the same."""
    sweepers = [Sweeper(protocol) for protocol in protocols]
    moves = Moves()
    first = 1
    for pair in zip(*(table.batches() for table in tables), strict=True):
        was, becomes = (
            sweeper.outcome_codes(
                checked(batch, table.columns, at, table.path.name, first).batch, at
            )
            for sweeper, table, batch in zip(sweepers, tables, pair, strict=True)
        )
        moves.add(was, becomes)
        first += len(was)
        report(len(was))
    return moves
