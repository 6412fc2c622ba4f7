"""All courses in one calendar: nothing taken twice, no day too full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from lumbalis.domain.scheduling.booked import BookedCourse
from lumbalis.domain.scheduling.checking.courses import faults_of_course
from lumbalis.domain.scheduling.checking.faults import Fault, FaultKind
from lumbalis.domain.scheduling.checking.visits import faults_of_visit
from lumbalis.domain.scheduling.request import CourseRequest
from lumbalis.domain.scheduling.resources import Calendar, Claim
from lumbalis.domain.scheduling.rules import SchedulingRules

Booking = tuple[CourseRequest, BookedCourse]


def check_bookings(
    calendar: Calendar, bookings: Sequence[Booking], rules: SchedulingRules
) -> tuple[Fault, ...]:
    """Check courses that are to be booked into a calendar; nothing is found where all is well.

    Parameters
    ----------
    calendar : Calendar
        The calendar as it stands without these courses.
    bookings : sequence of (CourseRequest, BookedCourse)
        What was asked for and what is to be booked.
    """
    return tuple(_faults(calendar, bookings, rules))


def _faults(
    calendar: Calendar, bookings: Sequence[Booking], rules: SchedulingRules
) -> Iterator[Fault]:
    for request, course in bookings:
        if (request.id, request.patient.id) != (course.course, course.patient):
            yield Fault(FaultKind.SEQUENCE, request.id, request.visits[0].index)
            continue
        needs = {need.index: need for need in request.visits}
        for visit in course.visits:
            if visit.index in needs:
                found = faults_of_visit(calendar, request, needs[visit.index], visit, rules)
                for kind, what in found:
                    yield Fault(kind, request.id, visit.index, what)
        for kind, index in faults_of_course(calendar.horizon, request, course):
            yield Fault(kind, request.id, index)
    yield from _twice(calendar, bookings)
    yield from _too_full(calendar, bookings)


def _ticks(claim: Claim) -> Iterator[tuple[str, int, int]]:
    for tick in range(claim.span.start, claim.span.end):
        yield claim.resource, claim.span.day, tick


def _twice(calendar: Calendar, bookings: Sequence[Booking]) -> Iterator[Fault]:
    """Find every resource that is taken already, or by two of the visits."""
    before = {tick for claim in (*calendar.booked, *calendar.clinic.away) for tick in _ticks(claim)}
    seen: set[tuple[str, int, int]] = set()
    for request, course in bookings:
        for visit in course.visits:
            for claim in visit.claims(course.patient):
                taken = set(_ticks(claim))
                if taken & before:
                    yield Fault(FaultKind.TAKEN, request.id, visit.index, claim.resource)
                if taken & seen:
                    yield Fault(FaultKind.TWICE, request.id, visit.index, claim.resource)
                seen |= taken


def _too_full(calendar: Calendar, bookings: Sequence[Booking]) -> Iterator[Fault]:
    """Find every therapist's day with more units than the norm allows."""
    units: Counter[tuple[str, int]] = Counter()
    for claim in calendar.booked:
        units[claim.resource, claim.span.day] += claim.units_x100
    for _, course in bookings:
        for visit in course.visits:
            units[visit.therapist, visit.day] += visit.units_x100
    for request, course in bookings:
        for visit in course.visits:
            therapist = calendar.clinic.by_id.get(visit.therapist)
            most = None if therapist is None else therapist.units_a_day_x100
            if most is not None and units[visit.therapist, visit.day] > most:
                yield Fault(FaultKind.UNITS, request.id, visit.index, visit.therapist)
