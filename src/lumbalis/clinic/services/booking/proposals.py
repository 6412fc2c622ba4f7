"""Changes for several patients at once: who has to be called, and all of it written together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final
from uuid import UUID

from lumbalis.clinic.knowledge import knowledge_files
from lumbalis.clinic.records.models import Appointment, Course, Patient
from lumbalis.clinic.records.models.booking import STANDING
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.booking import keeping, messages
from lumbalis.clinic.services.booking.asking import Ask, Shut, ask_for
from lumbalis.clinic.services.booking.claiming import TakenError, give_back, take
from lumbalis.clinic.services.booking.days import Window, ahead
from lumbalis.clinic.services.booking.offering import movable, read_token, token_of
from lumbalis.clinic.services.booking.rules import scheduling_rules
from lumbalis.clinic.services.booking.standing import calendar_of, visit_of
from lumbalis.domain.scheduling.booked import BookedCourse
from lumbalis.domain.scheduling.checking import check_bookings
from lumbalis.domain.scheduling.replanning.changes import Change
from lumbalis.domain.scheduling.replanning.means import Means
from lumbalis.domain.scheduling.request import CourseRequest
from lumbalis.knowledge.scheduling import load_disturbance

MOST: Final = 200
"""So many courses are re-planned at once."""


@dataclass(frozen=True, slots=True)
class Booking:
    """A course that can be moved as a whole: what is asked for, and what is booked."""

    ask: Ask
    booked: BookedCourse

    @property
    def pair(self) -> tuple[CourseRequest, BookedCourse]:
        """Give it as the model wants it."""
        return self.ask.request, self.booked


@dataclass(frozen=True, slots=True)
class Call:
    """One patient who has to be called: every change of their course, and the token of it all."""

    course: Course
    patient: Patient
    changes: tuple[Change, ...]
    token: str
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """What could be changed, for whom, and how good it is.

    `cost` and `bound` are points of disturbance or of cost: nothing can be below the bound.
    `helpless` are appointments that are hit and of courses that cannot be moved as they stand.
    """

    window: Window
    calls: tuple[Call, ...]
    cost: float
    bound: float
    stopped: bool
    helpless: tuple[Appointment, ...] = ()

    @property
    def saving(self) -> int:
        """How many percent could at most still be saved."""
        return 0 if self.cost <= 0 else round(100 * max(0.0, self.cost - self.bound) / self.cost)


@cache
def means() -> Means:
    """Give the rules, the weights of disturbance and the most steps of a search."""
    return Means(scheduling_rules(), load_disturbance(knowledge_files()))


def bookings_of(by: Acting, window: Window) -> dict[str, Booking]:
    """Give every course that stands in the calendar and can be moved as a whole, by its id."""
    ids = Appointment.objects.filter(
        state__in=STANDING, day__gte=window.first, day__lte=window.last
    ).values("course_id")
    rows = Course.objects.filter(pk__in=ids, closed_at=None)
    found = rows.select_related("patient__clinic", "order").order_by("pk")[:MOST]
    both = ((course, _booking(by, course, window)) for course in found)
    return {str(course.pk): one for course, one in both if one is not None}


def _booking(by: Acting, course: Course, window: Window) -> Booking | None:
    ask = ask_for(course, window, by.at)
    if isinstance(ask, Shut):
        return None
    rows = movable(course, window)
    if [row.session for row in rows] != [one.index for one in ask.request.visits]:
        return None
    visits = tuple(visit_of(row, window) for row in rows)
    hands = [one.therapist for one in visits]
    main = max(sorted(set(hands)), key=hands.count)
    if any(one.layout != need.layout for one, need in zip(visits, ask.request.visits, strict=True)):
        return None
    return Booking(ask, BookedCourse(ask.request.id, ask.request.patient.id, main, visits, 0))


def calls_of(
    bookings: dict[str, Booking],
    after: Iterable[BookedCourse],
    changes: Sequence[Change],
    cut: Sequence[str] = (),
) -> Iterator[Call]:
    """Group changes by patient, in the order of the first date that changes."""
    new = {one.course: one for one in after}
    own: dict[str, list[Change]] = {}
    for one in changes:
        own.setdefault(one.course, []).append(one)
    for key, listed in sorted(own.items(), key=lambda item: _first_date(item[1])):
        ask = bookings[key].ask
        token = "" if key in cut else token_of(new[key], ask.course, ask.window)
        yield Call(ask.course, ask.course.patient, tuple(listed), token, key in cut)


def _first_date(changes: Sequence[Change]) -> tuple[int, int]:
    visits = [one for each in changes for one in (each.before, each.after) if one is not None]
    return min((one.day, one.start) for one in visits)


def reseated_tokens(
    bookings: dict[str, Booking], after: Iterable[BookedCourse], ids: Iterable[str]
) -> list[str]:
    """Give tokens of courses nobody is called for: another couch, at the same times."""
    wanted = set(ids)
    return [
        token_of(one, bookings[one.course].ask.course, bookings[one.course].ask.window)
        for one in after
        if one.course in wanted
    ]


def carry_out(by: Acting, tokens: Sequence[tuple[UUID, str]], act: str) -> tuple[int, int]:
    """Write changed courses, together if they fit together; else each that fits by itself.

    Give how many were written, and how many were not. `tokens` name a course each.
    """
    with whole(by):
        window = ahead(by.clinic, by.at)
        wanted = [_wanted(by, course, token, window) for course, token in tokens]
        fitting = [one for one in wanted if one is not None]
        if len(fitting) == len(wanted) and _write(by, fitting, window):
            done = list(fitting)
        else:
            done = [one for one in fitting if _write(by, [one], window)]
        for ask, _, _ in done:
            messages.tell(by, ask.course)
            audit.record(
                by, act, entity="course", entity_id=ask.course.pk, patient=ask.course.patient
            )
        return len(done), len(tokens) - len(done)


Wanted = tuple[Ask, BookedCourse, list[Appointment]]


def _wanted(by: Acting, course: UUID, token: str, window: Window) -> Wanted | None:
    rows = Course.objects.select_related("patient__clinic", "order")
    found = rows.filter(pk=course, closed_at=None).first()
    ask = Shut.CLOSED if found is None else ask_for(found, window, by.at)
    if isinstance(ask, Shut):
        return None
    booked = read_token(token, ask)
    return None if booked is None else (ask, booked, movable(ask.course, window))


def _write(by: Acting, wanted: Sequence[Wanted], window: Window) -> bool:
    """Write some courses at once, or nothing of them."""
    from django.db import transaction

    old = [row for _, _, rows in wanted for row in rows]
    calendar = calendar_of(by.clinic, window, by.at, without=[row.pk for row in old])
    pairs = [(ask.request, booked) for ask, booked, _ in wanted]
    if check_bookings(calendar, pairs, scheduling_rules()):
        return False
    try:
        with transaction.atomic():
            give_back(old)
            for ask, booked, rows in wanted:
                keeping.write_visits(by, ask.course, rows, booked.visits, window)
    except TakenError:
        return False
    return True


__all__ = [
    "Booking", "Call", "Proposal", "bookings_of", "calls_of", "carry_out", "means",
    "reseated_tokens", "take",
]  # fmt: skip
