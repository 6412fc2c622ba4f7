"""The aim of a repair: that as few people as possible hear of a change, and of a small one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lumbalis.domain.scheduling.booked import BookedVisit
from lumbalis.domain.scheduling.costs import NEVER, Costs
from lumbalis.domain.scheduling.grid import Span
from lumbalis.domain.scheduling.path import Place
from lumbalis.domain.scheduling.replanning.cases import Case
from lumbalis.domain.scheduling.replanning.field import Field
from lumbalis.domain.scheduling.replanning.lean import trace, value
from lumbalis.domain.scheduling.replanning.means import Disturbance
from lumbalis.domain.scheduling.replanning.plans import Plan
from lumbalis.domain.scheduling.replanning.prices import Stop

_TIE = 1
"""A thousandth of a point: among equals the therapist stays, and so does the visit's number."""


@dataclass(frozen=True, slots=True, eq=False)
class _Shape:
    """What each start of one visit costs: with the same therapist as before, or with another.

    `before` (days) is the row of the therapist who counts as the same: whom the patient would
    have seen on that day, or else at that visit.
    """

    same: Costs
    other: Costs
    before: NDArray[np.intp]


class Staying:
    """The aim of a repair. A patient's visits are seen as a set of dates, not by their numbers.

    A visit at any time the patient has already in the diary disturbs nobody; so a missed
    session is made good by one more date at the end where that will do.
    """

    def __init__(self, disturbance: Disturbance, row: Mapping[str, int]) -> None:
        """Take the weights, and the rows of the therapists."""
        self.weights, self._row = disturbance, row
        self._shapes: dict[int, tuple[Case, list[_Shape]]] = {}

    def solve(self, case: Case, field: Field, barred: tuple[Span, ...] = ()) -> Plan:
        """Place a course with the least disturbance, cut short at its end where it must be."""
        shapes = self._shapes_of(case)
        costs = [field.costs(case, sort, barred) for sort in case.sorts]
        nodes = [_node(shapes[n], costs[sort])[:, None] for n, sort in enumerate(case.sort_of)]
        best = self._first(case, nodes, len(nodes))
        for kept in range(len(nodes) - 1, -1, -1):
            if best[0] <= (len(nodes) - kept) * self.weights.visit_cut_x1000:
                break
            best = min(best, self._first(case, nodes, kept), key=lambda one: one[0])
        return self._plan(case, field, costs, best)

    def _first(self, case: Case, nodes: list[Costs], kept: int) -> tuple[int, tuple[Place, ...]]:
        """Place the first visits of a course, the others cut."""
        cut = (len(nodes) - kept) * self.weights.visit_cut_x1000
        if not kept:
            return cut, ()
        track = case.track_of(kept)
        cost, places = trace(track, value(track, nodes[:kept]), 0)
        return (cost + cut, places) if cost < NEVER else (NEVER, ())

    def _plan(
        self, case: Case, field: Field, costs: list[Costs], best: tuple[int, tuple[Place, ...]]
    ) -> Plan:
        total, places = best
        shapes, stops = self._shapes_of(case), []
        cost = (len(case.sort_of) - len(places)) * self.weights.visit_cut_x1000
        for number, place in enumerate(places):
            paid = costs[case.sort_of[number]][place.tick, :, place.day]
            hand, own = _hand(shapes[number], paid, place)
            tick = place.tick + case.window.start
            rested = field.rests(case, number, (tick, place.day))
            stops.append(Stop(number, place.day, tick, hand, rested))
            cost += own
        return Plan(total, cost, tuple(stops))

    def _shapes_of(self, case: Case) -> list[_Shape]:
        if id(case) not in self._shapes:
            self._shapes[id(case)] = (case, self._make_shapes(case))
        return self._shapes[id(case)][1]

    def _make_shapes(self, case: Case) -> list[_Shape]:
        before = case.before or ()
        days = case.sorts[0].hands.shape[2]
        return [self._shape(case, visit, before, days) for visit in before]

    def _shape(
        self, case: Case, own: BookedVisit, before: tuple[BookedVisit, ...], days: int
    ) -> _Shape:
        weights, ticks = self.weights, np.arange(len(case.track.enter)) + case.first
        away = np.abs(np.arange(days) - own.day) * weights.day_away_x1000
        hours = np.abs(ticks - own.start) * weights.tick_away_x1000
        same = hours[:, None] + away + weights.other_day_x1000
        hands = np.full(days, self._row[own.therapist], dtype=np.intp)
        other = same + _TIE
        for visit in before:
            renumbered = _TIE * (visit.index != own.index)
            hours = np.abs(ticks - visit.start) * weights.tick_away_x1000
            same[:, visit.day] = hours + weights.other_time_x1000 + renumbered
            other[:, visit.day] = same[:, visit.day] + _TIE
            at = visit.start - case.first
            if 0 <= at < len(ticks):
                same[at, visit.day] = renumbered
                other[at, visit.day] = weights.other_therapist_x1000 + renumbered
            hands[visit.day] = self._row[visit.therapist]
        return _Shape(same.astype(np.int32), other.astype(np.int32), hands)


def _node(shape: _Shape, costs: Costs) -> Costs:
    """Give the least cost of each start: (ticks, days)."""
    mine: Costs = costs[:, shape.before, np.arange(costs.shape[2])]
    least: Costs = np.minimum(costs.min(axis=1) + shape.other, mine + shape.same)
    return np.minimum(least, NEVER, out=least)


def _hand(shape: _Shape, paid: Costs, place: Place) -> tuple[int, int]:
    """Choose the therapist the node stands for; give the row and what it costs, unpriced."""
    mine = int(shape.before[place.day])
    same, other = shape.same[place.tick, place.day], shape.other[place.tick, place.day]
    if paid[mine] + same <= paid.min() + other:
        return mine, int(same)
    return int(paid.argmin()), int(other)
