"""What every start costs on a board as it stands: free or not, at the prices of the moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from lumbalis.domain.scheduling.agenda import Runs
from lumbalis.domain.scheduling.costs import NEVER, Costs
from lumbalis.domain.scheduling.grid import Span
from lumbalis.domain.scheduling.replanning.board import Board, Days
from lumbalis.domain.scheduling.replanning.cases import Case, Sort
from lumbalis.domain.scheduling.replanning.prices import Prices, Stop
from lumbalis.domain.scheduling.request import Layout, VisitNeed
from lumbalis.domain.scheduling.starts import Mask, any_free, later

_Key = tuple[object, ...]


@dataclass(slots=True, eq=False)
class _Kept:
    """A mask that is remembered, and the days on which it is out of date."""

    mask: Mask
    stale: set[int]


class Field:
    """The masks of a board, redone for the days that have changed, and prices on top.

    `prices` None costs nothing.
    """

    def __init__(self, board: Board, prices: Prices | None = None) -> None:
        """Look at a board; tell `touched` of every change to it."""
        self.board, self.prices = board, prices
        self._kept: dict[_Key, _Kept] = {}

    def touched(self, days: Days) -> None:
        """Hear of the days on which something was booked or freed."""
        stale = {int(day) for day in days}
        for one in self._kept.values():
            one.stale |= stale

    def costs(self, case: Case, sort: Sort, barred: tuple[Span, ...] = ()) -> Costs:
        """Give the cost of every start with every therapist within the case's ticks.

        `NEVER` where it is not allowed; (ticks, therapists, days). Nothing lies in a span that
        is `barred`.
        """
        window, need = case.window, sort.need
        hands = sort.hands & self._hands(need)[window]
        lying = self.lying(need, case.rest_on_couch)[window]
        for span in barred:
            begins = max(0, span.start - need.layout.visit + 1 - case.first)
            hands[begins : max(0, span.end - case.first), :, span.day] = False
        if self.prices is None:
            free: Costs = np.where(hands, lying[:, None], NEVER)
            return free
        costs: Costs = self.prices.hands(need.layout.therapist)[window] + lying[:, None]
        costs[~hands] = NEVER
        np.minimum(costs, NEVER, out=costs)
        return costs

    def lying(self, need: VisitNeed, rest_on_couch: int) -> Costs:
        """Give what couch, rest place and equipment cost at every start: (ticks, days)."""
        rested, kept = self._rested(need.layout), self._kept_couch(need.layout)
        blank = np.zeros_like(rested, dtype=np.int32)
        by_place, by_couch = blank, blank + rest_on_couch
        if self.prices is not None:
            by_place = self.prices.rested(need.layout)
            by_couch = self.prices.kept(need.layout) + rest_on_couch
        cost = np.minimum(np.where(rested, by_place, NEVER), np.where(kept, by_couch, NEVER))
        for kind in need.equipment:
            if self.prices is not None:
                cost = cost + self.prices.thing(kind, need.layout.equipment)
            cost[~self._thing(kind, need.layout)] = NEVER
        return cost.astype(np.int32, copy=False)

    def rests(self, case: Case, number: int, at: tuple[int, int]) -> bool:
        """Tell whether a rest place takes over from the couch at (tick, day), by the prices."""
        layout = case.needs[number].layout
        if not self._rested(layout)[at]:
            return False
        if self.prices is None or not self._kept_couch(layout)[at]:
            return True
        by_couch = self.prices.kept(layout)[at] + case.rest_on_couch
        return bool(self.prices.rested(layout)[at] <= by_couch)

    def paid(self, stops: Sequence[Stop], needs: Sequence[VisitNeed]) -> int:
        """Give what stops cost at the prices of the moment, in thousandths."""
        if self.prices is None:
            return 0
        return sum(self.prices.at(stop, needs[stop.number]) for stop in stops)

    def _hands(self, need: VisitNeed) -> Mask:
        places, units = len(self.board.agenda.clinic.therapists), self.board.agenda.units_left_x100
        hold = need.layout.therapist
        return self._mask(
            ("hands", hold, need.units_x100),
            lambda free, days: (free[:, :places] >= hold) & (units[:, days] >= need.units_x100),
        )

    def _rested(self, layout: Layout) -> Mask:
        rows = self._rows(one.id for one in self.board.agenda.clinic.rest_places)
        return self._mask(
            ("rested", layout.couch, layout.to_rest, layout.rest_place),
            lambda free, _: (
                self._couch(free, layout.couch)
                & later(any_free(free, rows, layout.rest_place), layout.to_rest)
            ),
        )

    def _kept_couch(self, layout: Layout) -> Mask:
        length = layout.couch_with_rest
        return self._mask(("couch", length), lambda free, _: self._couch(free, length))

    def _thing(self, kind: str, layout: Layout) -> Mask:
        clinic = self.board.agenda.clinic
        rows = self._rows(one.id for one in clinic.equipment if one.kind == kind)
        length = layout.equipment
        return self._mask((kind, length), lambda free, _: any_free(free, rows, length))

    def _rows(self, names: Iterable[str]) -> list[int]:
        return [self.board.agenda.row[name] for name in names]

    def _couch(self, free: Runs, length: int) -> Mask:
        """Where a couch is free, and a bay of its room where bays count."""
        found = np.zeros((len(free), free.shape[2]), dtype=np.bool_)
        for couches, bays in self.board.rooms:
            fits = any_free(free, list(couches), length)
            found |= fits & any_free(free, list(bays), length) if bays else fits
        return found

    def _mask(self, key: _Key, make: Callable[[Runs, Days], Mask]) -> Mask:
        free = self.board.agenda.free
        kept = self._kept.get(key)
        if kept is None:
            kept = _Kept(make(free, np.arange(free.shape[2])), set())
            self._kept[key] = kept
        if kept.stale:
            days = np.array(sorted(kept.stale), dtype=np.intp)
            kept.mask[..., days] = make(free[:, :, days], days)
            kept.stale.clear()
        return kept.mask
