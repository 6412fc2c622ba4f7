"""Booking one course into a living calendar: up to three different good courses, or why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lumbalis.domain.scheduling.agenda import Agenda, lay_out
from lumbalis.domain.scheduling.assign import assign
from lumbalis.domain.scheduling.booked import BookedCourse, BookedVisit
from lumbalis.domain.scheduling.chain import Chain, link
from lumbalis.domain.scheduling.costs import NEVER, Costs, hand_costs, with_main
from lumbalis.domain.scheduling.effort import Effort
from lumbalis.domain.scheduling.explaining import Refusal, explain
from lumbalis.domain.scheduling.grid import HOUR_MIN, TICK_MIN
from lumbalis.domain.scheduling.offers import Offer, facts_of
from lumbalis.domain.scheduling.path import Path, Place, cheapest
from lumbalis.domain.scheduling.request import CourseRequest, VisitNeed
from lumbalis.domain.scheduling.resources import Calendar
from lumbalis.domain.scheduling.rules import SchedulingRules
from lumbalis.domain.scheduling.starts import starts_of

OFFERS = 3
_NEAR = 2 * HOUR_MIN // TICK_MIN
"""Two visits nearer than this on one day are the same to the patient."""
_SAME = 1 << 12
"""The cost of a visit that another offer has: above any wish, far below what is forbidden."""


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """A course laid over a calendar: what every start of every visit costs."""

    agenda: Agenda
    request: CourseRequest
    rules: SchedulingRules
    hands: tuple[Costs, ...]
    chain: Chain

    def booked(self, path: Path) -> BookedCourse:
        """Give a path its resources."""
        other = self.rules.weights.other_therapist
        return assign(self.agenda, self.request, self.hands, path, other)


def book_course(
    calendar: Calendar | Agenda,
    request: CourseRequest,
    rules: SchedulingRules,
    effort: Effort | None = None,
) -> tuple[Offer, ...] | Refusal:
    """Offer up to three different courses, or the reason why there is none.

    The first offer is the cheapest there is. The others differ from every offer before in at
    least half of their visits: another day, or more than two hours away. The same calendar and
    request give the same offers.

    Parameters
    ----------
    calendar : Calendar or Agenda
        The calendar; an agenda saves laying it out again.
    effort : Effort, optional
        Where it ends the search, the offers found so far are given.
    """
    effort = effort or Effort()
    agenda = calendar if isinstance(calendar, Agenda) else lay_out(calendar)
    search = prepare(agenda, request, rules)
    path = cheapest(search.chain)
    if path is None:
        return explain(agenda.calendar, request, rules, effort)
    paths = [path]
    while len(paths) < OFFERS and effort.go_on(len(paths), OFFERS):
        other = _another(search, paths)
        if other is None:
            break
        paths.append(other)
    courses = [search.booked(one) for one in paths]
    return tuple(Offer(one, facts_of(one, agenda, request, rules)) for one in courses)


def book_best(
    agenda: Agenda, request: CourseRequest, rules: SchedulingRules
) -> BookedCourse | None:
    """Give only the cheapest course, or None."""
    search = prepare(agenda, request, rules)
    path = cheapest(search.chain)
    return None if path is None else search.booked(path)


def prepare(agenda: Agenda, request: CourseRequest, rules: SchedulingRules) -> Search:
    """Lay a course over a calendar; visits with the same needs share their arrays."""
    alike: dict[VisitNeed, tuple[Costs, Costs]] = {}
    pairs = []
    for need in request.visits:
        key = replace(need, index=0, least_min=0, usual_days=0, review_before=False, gentle=False)
        if key not in alike:
            starts = starts_of(agenda, request, need, rules)
            hands = hand_costs(agenda, request, need, rules, starts)
            alike[key] = (hands, _mains(agenda, request, hands, rules))
        pairs.append(alike[key])
    chain = link(agenda, request, [nodes for _, nodes in pairs], rules)
    return Search(agenda, request, rules, tuple(hands for hands, _ in pairs), chain)


def _mains(agenda: Agenda, request: CourseRequest, hands: Costs, rules: SchedulingRules) -> Costs:
    """Give the cost under each main therapist; only those the patient accepts may be the main."""
    nodes = with_main(hands, rules.weights.other_therapist)
    wanted = request.patient.only if request.main is None else frozenset({request.main})
    for place, therapist in enumerate(agenda.clinic.therapists):
        if wanted is not None and therapist.id not in wanted:
            nodes[:, place] = NEVER
    return nodes


def _another(search: Search, paths: Sequence[Path]) -> Path | None:
    """Find the cheapest course that shares few visits with those found, None where none differs."""
    path = cheapest(_marked(search.chain, paths))
    if path is None or not all(differ(path.places, one.places) for one in paths):
        return None
    shared = sum(_times_shared(place, paths) for place in path.places)
    return replace(path, cost=path.cost - _SAME * shared)


def _marked(chain: Chain, paths: Sequence[Path]) -> Chain:
    """Make every start near a visit of the given paths dear."""
    length, _, days = chain.nodes[0].shape
    extra = np.zeros((length, days), dtype=np.int32)
    for path in paths:
        for place in path.places:
            extra[max(0, place.tick - _NEAR) : place.tick + _NEAR + 1, place.day] += _SAME
    dear = {id(one): np.minimum(one + extra[:, None], NEVER) for one in chain.nodes}
    return replace(chain, nodes=tuple(dear[id(one)] for one in chain.nodes))


def _times_shared(place: Place, paths: Sequence[Path]) -> int:
    return sum(_near(place, one) for path in paths for one in path.places)


def _near(one: Place, other: Place) -> bool:
    return one.day == other.day and abs(one.tick - other.tick) <= _NEAR


def differ(ours: Sequence[Place], theirs: Sequence[Place]) -> bool:
    """Tell whether at least half of our visits are at no time of theirs."""
    same = sum(any(_near(one, other) for other in theirs) for one in ours)
    return 2 * same <= len(ours)


def places_of(visits: Sequence[BookedVisit]) -> tuple[Place, ...]:
    """Give where booked visits lie, by tick of the day."""
    return tuple(Place(visit.day, visit.start) for visit in visits)
