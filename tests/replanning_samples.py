"""A small clinic for re-planning, and a check of bookings that knows nothing of the search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from lumbalis.domain.scheduling.agenda import lay_out
from lumbalis.domain.scheduling.booked import BookedCourse, BookedVisit
from lumbalis.domain.scheduling.booking import book_best
from lumbalis.domain.scheduling.grid import Span, plain_horizon, tick_at
from lumbalis.domain.scheduling.replanning.means import Disturbance, Means
from lumbalis.domain.scheduling.request import CourseRequest, Layout, Patient, VisitNeed
from lumbalis.domain.scheduling.resources import (
    Calendar,
    Claim,
    Clinic,
    Couch,
    Credential,
    Equipment,
    RestPlace,
    Room,
    Therapist,
)
from lumbalis.domain.scheduling.rules import SchedulingRules, Weights

Pairs = list[tuple[CourseRequest, BookedCourse]]

DAYS, OPENS, CLOSES = 21, tick_at(9), tick_at(14)
HORIZON = plain_horizon(DAYS, OPENS, CLOSES, frozenset(range(6)))
LAYOUT = Layout(check=2, hands_on=4, rest=6, stays=1, changeover=1, care=1)
HOURS_48, WEEK = 48 * 60, 7
RULES = SchedulingRules(
    check_min=10,
    first_check_min=10,
    rest_min=30,
    therapist_stays_min=5,
    changeover_min=5,
    equipment_care_min=5,
    fasting_least_min=90,
    fasting_advised_min=120,
    physiotherapy_apart_min=60,
    lowering_gap_d=10,
    off_time_min=30,
    weights=Weights(2, 1, 2, 20, 5, 10, 1, 6, 3, 2, 1),
)
DISTURBANCE = Disturbance(1000, 4000, 8000, 20, 100, 100_000, 1_000_000)
MEANS = Means(RULES, DISTURBANCE, steps=60)


def clinic(therapists: int = 3) -> Clinic:
    """Make a clinic with a room of one bay for two couches, and cups that not everyone may use."""
    shifts = tuple(Span(day, OPENS, CLOSES) for day in range(DAYS) if day % 7 < 6)
    return Clinic(
        therapists=tuple(
            Therapist(
                id=f"therapist-{place}",
                credentials=tuple(
                    Credential(kind, 0) for kind in (("massage", "cups")[: 1 + (place != 1)])
                ),
                shifts=shifts,
                units_a_day_x100=1200,
            )
            for place in range(therapists)
        ),
        couches=(Couch("couch-0", "a"), Couch("couch-1", "a"), Couch("couch-2", "b")),
        rooms=(Room("a", at_once=1), Room("b")),
        rest_places=(RestPlace("rest-0"), RestPlace("rest-1")),
        equipment=(Equipment("cups-0", "cup_set"),),
    )


def request(
    number: int, visits: int = 4, *, cups: bool = False, at: int | None = None
) -> CourseRequest:
    """Ask for a course of visits at least 48 hours apart."""
    needs = tuple(
        VisitNeed(
            index=index,
            layout=LAYOUT,
            credentials=frozenset({"massage", "cups"} if cups and index > 2 else {"massage"}),
            equipment=frozenset({"cup_set"} if cups and index > 2 else ()),
            units_x100=200,
            least_min=HOURS_48 if index > 1 else 0,
            usual_days=2 if index > 1 else 0,
        )
        for index in range(1, visits + 1)
    )
    return CourseRequest(
        id=f"course-{number}",
        patient=Patient(id=f"patient-{number}", preferred_tick=at),
        visits=needs,
        per_week=3,
        longest_gap_d=7,
        order_days=(0, DAYS),
    )


def filled(seed: int, courses: int, therapists: int = 3) -> tuple[Calendar, Pairs]:
    """Book courses one after another into an empty clinic."""
    rng = np.random.default_rng(seed)
    calendar, pairs = Calendar(clinic(therapists), HORIZON), []
    for number in range(courses):
        asked = request(
            number,
            int(rng.integers(3, 6)),
            cups=bool(rng.random() < 0.3),
            at=int(rng.integers(OPENS, CLOSES)) if rng.random() < 0.5 else None,
        )
        booked = book_best(lay_out(calendar), asked, RULES)
        if booked is not None:
            pairs.append((asked, booked))
            calendar = Calendar(calendar.clinic, HORIZON, (*calendar.booked, *booked.claims()))
    return calendar, pairs


def away(resource: str, first: int, days: int = 1) -> list[Claim]:
    """Let something be away for whole days."""
    return [Claim(resource, Span(day, 0, 288)) for day in range(first, first + days)]


def twice_taken(claims: Iterable[Claim]) -> set[tuple[str, int, int]]:
    """Give every tick of a resource that is claimed more than once."""
    taken = Counter(
        (claim.resource, claim.span.day, tick)
        for claim in claims
        for tick in range(claim.span.start, claim.span.end)
    )
    return {key for key, times in taken.items() if times > 1}


def claims_of(courses: Iterable[BookedCourse | None]) -> list[Claim]:
    """List everything that courses claim."""
    return [claim for course in courses if course is not None for claim in course.claims()]


def wrongs(asked: CourseRequest, visits: Sequence[BookedVisit], where: Clinic) -> list[str]:
    """List what a booked course does that was not asked for."""
    found = [
        wrong
        for need, one in zip(asked.visits, visits, strict=False)
        for wrong in _wrong(need, one, where)
    ]
    for before, after in pairwise(visits):
        apart = HORIZON.elapsed_min(after.day, after.start)
        apart -= HORIZON.elapsed_min(before.day, before.start)
        if apart < HOURS_48 or after.day - before.day > asked.longest_gap_d:
            found.append("spacing")
    spread = zip(visits, visits[asked.per_week :], strict=False)
    return found + ["weekly maximum" for first, fourth in spread if fourth.day - first.day < WEEK]


def _wrong(need: VisitNeed, visit: BookedVisit, where: Clinic) -> Iterator[str]:
    kinds = {thing.id: thing.kind for thing in where.equipment}
    rooms = {couch.id: couch.room for couch in where.couches}
    if (visit.index, visit.layout) != (need.index, need.layout):
        yield "another visit than asked for"
    if {kinds[thing] for thing in visit.equipment} != need.equipment:
        yield "equipment"
    if not where.by_id[visit.therapist].holds(need.credentials, visit.day):
        yield "credentials"
    if (rooms[visit.couch] == "a") != (visit.bay == "a/bay-1"):
        yield "bay"
    if visit.start < OPENS or visit.end > CLOSES or visit.day % WEEK == WEEK - 1:
        yield "opening hours"
