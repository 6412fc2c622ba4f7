"""Moving one visit of a booked course: where it may go while all others stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lumbalis.domain.scheduling.agenda import Agenda
from lumbalis.domain.scheduling.assign import visit_at
from lumbalis.domain.scheduling.booked import BookedVisit
from lumbalis.domain.scheduling.costs import NEVER, Costs, gap_cost, hand_costs
from lumbalis.domain.scheduling.grid import WEEK_DAYS
from lumbalis.domain.scheduling.path import Place
from lumbalis.domain.scheduling.request import CourseRequest, VisitNeed
from lumbalis.domain.scheduling.rules import SchedulingRules
from lumbalis.domain.scheduling.starts import starts_of


@dataclass(frozen=True, slots=True)
class Spot:
    """A start to which a visit may move: day, tick of the day, whose hands, and its cost."""

    day: int
    start: int
    therapist: str
    cost: int


@dataclass(frozen=True, slots=True)
class Move:
    """One visit of a course and everything that bounds where it may go.

    `others` are the visits of the course that stay; `agenda` is the calendar without the visit
    that moves.
    """

    agenda: Agenda
    request: CourseRequest
    others: tuple[BookedVisit, ...]
    index: int
    rules: SchedulingRules

    @property
    def need(self) -> VisitNeed:
        """What the moving visit needs."""
        return next(one for one in self.request.visits if one.index == self.index)

    def times(self) -> list[tuple[int, int, int]]:
        """Give index, day and tick of everything that stays, in order; held sessions come first."""
        held = self.request.held
        first = self.request.visits[0].index
        past = [(first - len(held) + n, one.day, one.tick) for n, one in enumerate(held)]
        return past + [(one.index, one.day, one.start) for one in self.others]


def spots(move: Move, main: str | None = None) -> tuple[Spot, ...]:
    """List every start the visit may move to, the cheapest hands of each, in order of time.

    Parameters
    ----------
    main : str, optional
        The course's main therapist; somebody else costs as the rules say.
    """
    starts = starts_of(move.agenda, move.request, move.need, move.rules)
    hands = hand_costs(move.agenda, move.request, move.need, move.rules, starts)
    hands = _with_main(move, hands, main)
    found = (one for day in _days(move) for one in _on_day(move, hands, day))
    return tuple(found)


def visit_of(move: Move, spot: Spot) -> BookedVisit:
    """Give the moved visit its couch, rest place and equipment."""
    place = Place(spot.day, spot.start - move.agenda.first)
    therapist = move.agenda.row[spot.therapist]
    return visit_at(move.agenda, move.need, place, therapist)


def best(found: Sequence[Spot], per_day: int) -> tuple[Spot, ...]:
    """Keep the few cheapest of every day, in order of time."""
    by_day: dict[int, list[Spot]] = {}
    for one in found:
        by_day.setdefault(one.day, []).append(one)
    kept = (sorted(day, key=lambda one: (one.cost, one.start))[:per_day] for day in by_day.values())
    return tuple(sorted((one for day in kept for one in day), key=lambda one: (one.day, one.start)))


def _with_main(move: Move, hands: Costs, main: str | None) -> Costs:
    if main is None or main not in move.agenda.row:
        return hands
    dearer = np.minimum(hands + move.rules.weights.other_therapist, NEVER)
    place = move.agenda.row[main]
    dearer[:, place] = hands[:, place]
    return dearer


def _days(move: Move) -> Iterator[int]:
    """Give the days between the neighbours that keep sequence, weekly maximum and longest gap."""
    times = move.times()
    before = max((day for index, day, _ in times if index < move.index), default=-1)
    after = min((day for index, day, _ in times if index > move.index), default=None)
    last = len(move.agenda.calendar.horizon) if after is None else after
    for day in range(before + 1, last):
        days = sorted([one for _, one, _ in times] + [day])
        if _week_holds(days, move.request.per_week) and _gaps_hold(days, move.request):
            yield day


def _week_holds(days: Sequence[int], per_week: int) -> bool:
    spread = zip(days, days[per_week:], strict=False)
    return all(later - first >= WEEK_DAYS for first, later in spread)


def _gaps_hold(days: Sequence[int], request: CourseRequest) -> bool:
    return all(later - first <= request.longest_gap_d for first, later in pairwise(days))


def _on_day(move: Move, hands: Costs, day: int) -> Iterator[Spot]:
    least = hands[:, :, day].min(axis=1)
    gaps = _gap_costs(move, day)
    therapists = move.agenda.clinic.therapists
    for tick in np.flatnonzero(least < NEVER):
        start = int(tick) + move.agenda.first
        if _spaced(move, day, start):
            by = int(hands[tick, :, day].argmin())
            yield Spot(day, start, therapists[by].id, int(least[tick]) + gaps)


def _gap_costs(move: Move, day: int) -> int:
    """Give what the gaps to both neighbours cost."""
    usual = {one.index: one.usual_days for one in move.request.visits}
    cost = 0
    for index, other, _ in _neighbours(move):
        later, gap = (move.index, day - other) if index < move.index else (index, other - day)
        cost += gap_cost(gap, usual.get(later, gap), move.rules)
    return cost


def _neighbours(move: Move) -> Iterator[tuple[int, int, int]]:
    times = move.times()
    yield from sorted(one for one in times if one[0] < move.index)[-1:]
    yield from sorted(one for one in times if one[0] > move.index)[:1]


def _spaced(move: Move, day: int, start: int) -> bool:
    """Tell whether the least time to both neighbours is kept, with a review where one is due."""
    here = (move.index, day, start)
    return all(
        _apart(move, *((other, here) if other[0] < move.index else (here, other)))
        for other in _neighbours(move)
    )


def _apart(move: Move, first: tuple[int, int, int], later: tuple[int, int, int]) -> bool:
    horizon = move.agenda.calendar.horizon
    need = next((one for one in move.request.visits if one.index == later[0]), None)
    if need is None or first[1] >= later[1]:
        return first[1] < later[1]
    if need.review_before:
        between = horizon.days[max(0, first[1]) : later[1]]
        if first[1] >= 0 and not any(one.reviewing for one in between):
            return False
    if first[1] < 0:  # held before the first day of the window: long enough ago
        return True
    apart = horizon.elapsed_min(later[1], later[2]) - horizon.elapsed_min(first[1], first[2])
    return apart >= need.least_min
