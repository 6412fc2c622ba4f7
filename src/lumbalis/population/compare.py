"""Two protocols over one table: how many people's outcome becomes another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lumbalis.domain.protocol import Protocol
from lumbalis.population.checking import checked
from lumbalis.population.sweep import OUTCOMES, Sweeper
from lumbalis.population.table import Table, open_table

Moves = Counter[tuple[str, str]]
"""People by their outcome under the one protocol and under the other; also those who stay."""


def moved_people(
    path: Path, old: Protocol, new: Protocol, at: datetime, report: Callable[[int], None]
) -> Moves:
    """Judge everybody in a table under both protocols.

    A column only one of them knows is read by that one.

    Raises
    ------
    InputError
        If the table cannot be swept.
    """
    sides = [_Side(open_table(path, protocol), Sweeper(protocol), at) for protocol in (old, new)]
    moves: Moves = Counter()
    first = 1
    for pair in zip(*(side.table.batches() for side in sides), strict=True):
        was, becomes = (side.codes(b, first) for side, b in zip(sides, pair, strict=True))
        moves += _counted(was, becomes)
        first += len(was)
        report(len(was))
    return moves


class _Side:
    """One protocol's view of the table."""

    def __init__(self, table: Table, sweeper: Sweeper, at: datetime) -> None:
        self.table, self._sweeper, self._at = table, sweeper, at

    def codes(self, batch: pa.RecordBatch, first: int) -> npt.NDArray[np.int8]:
        """Give everybody's outcome."""
        looked = checked(batch, self.table.columns, self._at, self.table.path.name, first)
        return self._sweeper.outcome_codes(looked.batch, self._at)


def _counted(was: npt.NDArray[np.int8], becomes: npt.NDArray[np.int8]) -> Moves:
    pairs = was.astype(np.int64) * len(OUTCOMES) + becomes
    found = zip(*np.unique(pairs, return_counts=True), strict=True)
    return Counter(
        {(OUTCOMES[p // len(OUTCOMES)], OUTCOMES[p % len(OUTCOMES)]): int(n) for p, n in found}
    )
