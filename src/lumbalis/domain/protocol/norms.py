"""Workload norms: how long a massage counts, and how much a shift may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NormRow:
    """One massage of a norm set, in conditional units. `checked` are independent sources."""

    id: str
    units: float
    checked: tuple[str, ...]
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NormSet:
    """One country's norms.

    `unit_s` are the seconds of hands-on time in one unit; `shift_min` the minutes of a
    shift; `session_row` the row this protocol's session counts as.
    """

    id: str
    country: str
    status: str
    unit_s: int
    units_per_shift: int
    shift_min: int
    session_row: str
    rows: Mapping[str, NormRow]
    source: tuple[str, ...]

    def units(self, row: str) -> float:
        """Give the units of one massage.

        Raises
        ------
        KeyError
            If the norm set has no such row.
        """
        return self.rows[row].units

    def seconds(self, row: str) -> float:
        """Give the hands-on seconds of one massage."""
        return self.units(row) * self.unit_s

    def sessions_per_shift(self, row: str) -> int:
        """Give how many such massages one shift may hold at most."""
        return int(self.units_per_shift // self.units(row))
