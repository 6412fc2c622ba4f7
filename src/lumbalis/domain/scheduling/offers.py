"""What can be said of a booked course in a sentence: facts, not words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lumbalis.domain.scheduling.agenda import Agenda
from lumbalis.domain.scheduling.booked import BookedCourse, BookedVisit
from lumbalis.domain.scheduling.grid import ticks
from lumbalis.domain.scheduling.request import CourseRequest
from lumbalis.domain.scheduling.rules import SchedulingRules


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """Facts of one course, for sentences.

    `with_main` of `visits` sessions are with the main therapist. `by_weekday` counts the
    sessions from Monday on. `earliest_start` and `latest_start` are ticks of the day.
    `gaps_longer` and `gaps_shorter` are the sessions (by number) that come later or sooner after
    the one before than usual; `lowering_gaps` those before which the level will fall.
    `soon_after_meal` are sessions within the interval after a meal that is not advised.
    """

    visits: int
    with_main: int
    therapists: tuple[str, ...]
    starts_on: int
    ends_on: int
    by_weekday: tuple[int, ...]
    earliest_start: int
    latest_start: int
    gaps_longer: tuple[int, ...]
    gaps_shorter: tuple[int, ...]
    lowering_gaps: tuple[int, ...]
    soon_after_meal: tuple[int, ...]
    rests_on_couch: tuple[int, ...]
    with_preferred: int | None

    @property
    def saturdays(self) -> int:
        """How many sessions are on a Saturday."""
        return self.by_weekday[5]


@dataclass(frozen=True, slots=True)
class Offer:
    """A course that can be booked as it stands, and what is to be said of it."""

    course: BookedCourse
    facts: CourseFacts


def facts_of(
    course: BookedCourse, agenda: Agenda, request: CourseRequest, rules: SchedulingRules
) -> CourseFacts:
    """Gather the facts of a booked course."""
    visits = course.visits
    longer, shorter, lowering = _gaps(visits, request, rules)
    liked = request.patient.prefers
    return CourseFacts(
        visits=len(visits),
        with_main=sum(visit.therapist == course.main for visit in visits),
        therapists=tuple(dict.fromkeys(visit.therapist for visit in visits)),
        starts_on=visits[0].day,
        ends_on=visits[-1].day,
        by_weekday=_by_weekday(visits, agenda),
        earliest_start=min(visit.start for visit in visits),
        latest_start=max(visit.start for visit in visits),
        gaps_longer=longer,
        gaps_shorter=shorter,
        lowering_gaps=lowering,
        soon_after_meal=_soon_after_meal(visits, agenda, request, rules),
        rests_on_couch=tuple(visit.index for visit in visits if visit.rest_place is None),
        with_preferred=None if liked is None else sum(one.therapist == liked for one in visits),
    )


def _gaps(
    visits: Sequence[BookedVisit], request: CourseRequest, rules: SchedulingRules
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    usual = {need.index: need.usual_days for need in request.visits}
    gaps = {after.index: after.day - before.day for before, after in pairwise(visits)}
    if request.held:
        gaps[visits[0].index] = visits[0].day - request.held[-1].day
    longer = tuple(sorted(n for n, gap in gaps.items() if gap > usual[n]))
    shorter = tuple(sorted(n for n, gap in gaps.items() if gap < usual[n]))
    lowering = tuple(sorted(n for n, gap in gaps.items() if gap > rules.lowering_gap_d))
    return longer, shorter, lowering


def _by_weekday(visits: Sequence[BookedVisit], agenda: Agenda) -> tuple[int, ...]:
    days = agenda.calendar.horizon.days
    weekdays = [days[visit.day].weekday for visit in visits]
    return tuple(weekdays.count(weekday) for weekday in range(7))


def _soon_after_meal(
    visits: Sequence[BookedVisit], agenda: Agenda, request: CourseRequest, rules: SchedulingRules
) -> tuple[int, ...]:
    days, advised = agenda.calendar.horizon.days, ticks(rules.fasting_advised_min)
    return tuple(
        visit.index
        for visit in visits
        if any(
            days[visit.day].weekday in meal.weekdays and 0 <= visit.start - meal.tick < advised
            for meal in request.patient.meals
        )
    )
