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

    def on(self, day: int, before: Iterable[int]) -> int:
        """Give the state on a day with a session, from the days of the sessions before it."""
        ago = {day - one for one in before}
        if any(days < 1 for days in ago):
            return FORBIDDEN
        mask = sum(1 << (days - 1) for days in ago if days < WEEK_DAYS)
        return self.classes.get(mask, FORBIDDEN)


@cache
def weekly(per_week: int, least_gap_d: int) -> Weekly:
    """Build the machine for at most `per_week` sessions in any seven days running.

    Gaps below `least_gap_d` days are forbidden too, which leaves fewer states.
    """
    masks = [mask for mask in range(_PAST + 1) if mask.bit_count() < per_week]
    moves = {mask: _moves(mask, per_week, least_gap_d) for mask in masks}
    classes = _merged(masks, moves)
    count = max(classes.values()) + 1
    after = np.full((count, WEEK_DAYS), FORBIDDEN, dtype=np.intp)
    for mask in masks:
        targets = [classes.get(to, FORBIDDEN) for to in moves[mask]]
        after[classes[mask], 1:] = targets
    return Weekly(after, classes)


def _moves(mask: int, per_week: int, least_gap_d: int) -> tuple[int, ...]:
    """Give the mask after each gap from 1 to 6 days, `FORBIDDEN` where there is none."""
    found = []
    for gap in range(1, WEEK_DAYS):
        to = ((mask << gap) | (1 << (gap - 1))) & _PAST
        allowed = gap >= least_gap_d and to.bit_count() < per_week
        found.append(to if allowed else FORBIDDEN)
    return tuple(found)


def _merged(masks: list[int], moves: Mapping[int, tuple[int, ...]]) -> dict[int, int]:
    """Merge masks that allow the same gaps now and ever after; the empty mask becomes 0."""
    classes = dict.fromkeys(masks, 0)
    while True:
        told: dict[tuple[int, ...], int] = {}
        finer = {}
        for mask in masks:
            sign = (classes[mask], *(classes.get(to, FORBIDDEN) for to in moves[mask]))
            finer[mask] = told.setdefault(sign, len(told))
        if len(told) == len(set(classes.values())):
            return finer
        classes = finer
