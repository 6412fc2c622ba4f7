"""The most sessions in seven days, as a small machine that remembers just enough of the past.

After a session the machine is in a state; a gap of 1 to 6 days leads to another state or is
forbidden, and a gap of a week or more always leads back to the first one. The states are the
days of the last week with a session, merged where no future could tell them apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lumbalis.domain.scheduling.grid import WEEK_DAYS

FORBIDDEN: Final = -1
FRESH: Final = 0
"""The state without any session in the six days before: where a long gap leads."""
_PAST: Final = (1 << (WEEK_DAYS - 1)) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Weekly:
    """The machine. `after[state, gap]` is the next state or `FORBIDDEN`; column 0 is not used."""

    after: NDArray[np.intp]
    classes: Mapping[int, int]

    def __len__(self) -> int:
        return len(self.after)

    def on(self, mask: int) -> int:
        """Give the state in which the week before had sessions on the days of the mask."""
        return self.classes.get(mask, FORBIDDEN)


def mask_of(day: int, before: Iterable[int]) -> int:
    """Give the days of the week before `day` that had a session; bit 0 is the day before."""
    ago = {day - one for one in before}
    return sum(1 << (days - 1) for days in ago if 0 < days < WEEK_DAYS)


@cache
def weekly(per_week: int, least_gap_d: int, also: frozenset[int] = frozenset()) -> Weekly:
    """Build the machine for at most `per_week` sessions in any seven days running.

    Gaps below `least_gap_d` days are forbidden too, which leaves fewer states. `also` are
    masks from which a course goes on.
    """
    allowed = {mask for mask in also | {0} if mask.bit_count() < per_week}
    moves = _reached(allowed, per_week, least_gap_d)
    classes = _merged(moves)
    after = np.full((max(classes.values()) + 1, WEEK_DAYS), FORBIDDEN, dtype=np.intp)
    for mask, targets in moves.items():
        after[classes[mask], 1:] = [classes.get(to, FORBIDDEN) for to in targets]
    return Weekly(after, classes)


def _reached(begin: Iterable[int], per_week: int, least_gap_d: int) -> dict[int, tuple[int, ...]]:
    """Give the moves of every mask that can be reached, the empty one first."""
    waiting, moves = sorted(begin), dict[int, tuple[int, ...]]()
    while waiting:
        mask = waiting.pop(0)
        if mask not in moves:
            moves[mask] = _moves(mask, per_week, least_gap_d)
            waiting += [to for to in moves[mask] if to != FORBIDDEN]
    return moves


def _moves(mask: int, per_week: int, least_gap_d: int) -> tuple[int, ...]:
    """Give the mask after each gap from 1 to 6 days, `FORBIDDEN` where there is none."""
    found = []
    for gap in range(1, WEEK_DAYS):
        to = ((mask << gap) | (1 << (gap - 1))) & _PAST
        allowed = gap >= least_gap_d and to.bit_count() < per_week
        found.append(to if allowed else FORBIDDEN)
    return tuple(found)


def _merged(moves: Mapping[int, tuple[int, ...]]) -> dict[int, int]:
    """Merge masks that allow the same gaps now and ever after; the empty mask becomes 0."""
    classes = dict.fromkeys(moves, 0)
    while True:
        told: dict[tuple[int, ...], int] = {}
        finer = {}
        for mask, targets in moves.items():
            sign = (classes[mask], *(classes.get(to, FORBIDDEN) for to in targets))
            finer[mask] = told.setdefault(sign, len(told))
        if len(told) == len(set(classes.values())):
            return finer
        classes = finer
