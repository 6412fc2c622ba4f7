"""The aim of booking: what the patients wish, what spacing costs, and one main therapist each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lumbalis.domain.scheduling.agenda import Agenda
from lumbalis.domain.scheduling.costs import NEVER, Costs, hand_costs, with_main
from lumbalis.domain.scheduling.grid import Span
from lumbalis.domain.scheduling.path import Place
from lumbalis.domain.scheduling.replanning.cases import Case
from lumbalis.domain.scheduling.replanning.field import Field
from lumbalis.domain.scheduling.replanning.lean import total, trace, value
from lumbalis.domain.scheduling.replanning.means import POINT, Means
from lumbalis.domain.scheduling.replanning.plans import Plan
from lumbalis.domain.scheduling.replanning.prices import Stop
from lumbalis.domain.scheduling.replanning.track import Track, by_day
from lumbalis.domain.scheduling.starts import Starts


@dataclass(frozen=True, slots=True, eq=False)
class _Wish:
    """What a course costs apart from what is free: by sort of visit, and the track by days.

    `mains` are the rows of the therapists who may be the main one.
    """

    case: Case
    costs: tuple[Costs, ...]
    days: Track
    mains: tuple[int, ...]


class Wishing:
    """The aim of booking. Splinters are left out: here all visits are placed together."""

    def __init__(self, agenda: Agenda, means: Means) -> None:
        """Take an agenda for its hours and therapists."""
        weights = replace(means.rules.weights, splinter=0, rest_on_couch=0)
        self._rules = replace(means.rules, weights=weights)
        self._agenda, self._put_off = agenda, means.disturbance.course_put_off_x1000
        self._other = POINT * weights.other_therapist
        self._wishes: dict[int, _Wish] = {}

    def standing(self, case: Case, plan: Plan) -> Plan | None:
        """Give the cost of a plan as it stands; None where it breaks a rule."""
        wish = self._wish(case)
        first, days, nodes = case.window.start, self._agenda.free.shape[2], []
        for stop, sort in zip(plan.stops, case.sort_of, strict=True):
            node = np.full((len(case.track.enter), 1, days), NEVER, np.int32)
            at = (stop.tick - first, stop.hand, stop.day)
            if not (0 <= at[0] < len(node) and case.sorts[sort].hands[at]):
                return None
            paid = wish.costs[sort][at] + (0 if stop.rested else case.rest_on_couch)
            node[at[0], 0, stop.day] = paid
            nodes.append(node)
        cost, _ = trace(case.track, value(case.track, nodes), 0)
        if cost >= NEVER:
            return None
        main = _most_seen(plan, wish.mains)
        cost += self._other * sum(stop.hand != main for stop in plan.stops)
        return Plan(cost, cost, plan.stops, main)

    def solve(self, case: Case, field: Field, barred: tuple[Span, ...] = ()) -> Plan:
        """Place a course at its least cost, or put it off as a whole."""
        wish = self._wish(case)
        pairs = zip(case.sorts, wish.costs, strict=True)
        hands = [field.costs(case, sort, barred) + own for sort, own in pairs]
        nodes = [np.minimum(with_main(one, self._other), NEVER) for one in hands]
        value_, main, places = self._best(case, wish, nodes)
        if value_ >= self._put_off:
            return Plan(self._put_off, self._put_off, ())
        return self._plan(case, field, hands, (value_, wish.mains[main], places))

    def _best(
        self, case: Case, wish: _Wish, nodes: Sequence[Costs]
    ) -> tuple[int, int, tuple[Place, ...]]:
        """Find the best main and path: mains in the order of what they cost if hours are free."""
        mine = [one[:, list(wish.mains)] for one in nodes]
        short = [one.min(axis=0, keepdims=True) for one in mine]
        relaxed = [short[sort] for sort in case.sort_of]
        least = total(wish.days, value(wish.days, relaxed)[0]).min(axis=(0, 2))
        best: tuple[int, int, tuple[Place, ...]] = (self._put_off, 0, ())
        for main in np.argsort(least, kind="stable"):
            if least[main] >= best[0]:
                break
            one = [node[:, main : main + 1] for node in mine]
            layers = value(case.track, [one[sort] for sort in case.sort_of])
            cost, places = trace(case.track, layers, 0)
            if cost < best[0]:
                best = (cost, int(main), places)
        return best

    def _plan(
        self,
        case: Case,
        field: Field,
        hands: Sequence[Costs],
        best: tuple[int, int, tuple[Place, ...]],
    ) -> Plan:
        value_, main, places = best
        stops = []
        for number, place in enumerate(places):
            row = hands[case.sort_of[number]][place.tick, :, place.day]
            other = int(row.argmin())
            hand = main if row[main] <= row[other] + self._other else other
            tick = place.tick + case.window.start
            rested = field.rests(case, number, (tick, place.day))
            stops.append(Stop(number, place.day, tick, hand, rested))
        paid = field.paid(stops, case.needs)
        return Plan(value_, value_ - paid, tuple(stops), main)

    def _wish(self, case: Case) -> _Wish:
        if id(case) not in self._wishes:
            self._wishes[id(case)] = self._make_wish(case)
        return self._wishes[id(case)]

    def _make_wish(self, case: Case) -> _Wish:
        request, agenda = case.request, self._agenda
        shape = (agenda.length, agenda.free.shape[2])
        hands = np.ones((shape[0], len(agenda.clinic.therapists), shape[1]), dtype=np.bool_)
        anywhere = np.ones(shape, dtype=np.bool_)
        starts = Starts(anywhere, anywhere, anywhere, hands)
        costs = [
            POINT * hand_costs(agenda, request, sort.need, self._rules, starts)[case.window]
            for sort in case.sorts
        ]
        wanted = request.patient.only if request.main is None else frozenset({request.main})
        mains = tuple(
            row
            for row, one in enumerate(agenda.clinic.therapists)
            if wanted is None or one.id in wanted
        )
        return _Wish(case, tuple(costs), by_day(case.track), mains)


def _most_seen(plan: Plan, mains: Sequence[int]) -> int:
    seen = [stop.hand for stop in plan.stops]
    return max(mains, key=lambda main: (seen.count(main), -main))
