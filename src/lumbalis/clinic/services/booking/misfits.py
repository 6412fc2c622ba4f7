"""Visits that stand and no longer fit: somebody left, a credential ends, a day was closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from lumbalis.clinic.records.models import Appointment, Course
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.booking import proposals
from lumbalis.clinic.services.booking.asking import shut
from lumbalis.clinic.services.booking.days import Window, ahead
from lumbalis.clinic.services.booking.proposals import Booking
from lumbalis.clinic.services.booking.rules import scheduling_rules
from lumbalis.clinic.services.booking.standing import calendar_of, standing
from lumbalis.domain.scheduling.checking import Fault, FaultKind, check_bookings
from lumbalis.domain.scheduling.groups import Group

PLAN: Final = "plan"
"""The visits are those of another plan: its sessions are more, fewer or longer now."""
_GROUPS: Final[Mapping[FaultKind, Group]] = MappingProxyType(
    {
        FaultKind.TAKEN: Group.ABSENCES,
        FaultKind.TWICE: Group.THERAPIST_BOOKINGS,
        FaultKind.CLOSED: Group.CLOSED_DAYS,
        FaultKind.HOURS: Group.OPENING_HOURS,
        FaultKind.THERAPIST: Group.SHIFTS,
        FaultKind.SHIFT: Group.SHIFTS,
        FaultKind.CREDENTIALS: Group.CREDENTIALS,
        FaultKind.UNITS: Group.UNITS,
        FaultKind.NOT_ACCEPTED: Group.ONLY_THERAPISTS,
        FaultKind.COUCH: Group.COUCHES,
        FaultKind.BAY: Group.BAYS,
        FaultKind.REST_PLACE: Group.REST_PLACES,
        FaultKind.EQUIPMENT: Group.EQUIPMENT,
        FaultKind.NOT_AVAILABLE: Group.AVAILABILITY,
        FaultKind.BUSY: Group.PATIENT_BUSY,
        FaultKind.MEAL: Group.MEALS,
        FaultKind.PHYSIOTHERAPY: Group.PHYSIOTHERAPY,
        FaultKind.WAIT: Group.WAITS,
        FaultKind.ORDER: Group.ORDER,
        FaultKind.SPACING: Group.SPACING,
        FaultKind.LONGEST_GAP: Group.LONGEST_GAP,
        FaultKind.WEEKLY: Group.WEEKLY_MOST,
        FaultKind.REVIEW: Group.REVIEWS,
    }
)
_PASSED: Final = frozenset({FaultKind.PASSED})
"""A visit whose hour has begun stands until somebody says what became of it."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """A course of which something no longer fits: the sessions, and why, as groups of rules."""

    course: Course
    sessions: tuple[int, ...]
    why: tuple[str, ...]


def misfits(by: Acting) -> list[Misfit]:
    """Check every course that stands anew, against the calendar as it is now."""
    window = ahead(by.clinic, by.at)
    bookings = proposals.bookings_of(by, window)
    rows = list(standing(window))
    known = [row.pk for row in rows if str(row.course_id) in bookings]
    calendar = calendar_of(by.clinic, window, by.at, without=known)
    pairs = [one.pair for one in bookings.values()]
    faults = check_bookings(calendar, pairs, scheduling_rules())
    return [*_faulty(bookings, faults), *_others(by, rows, bookings, window)]


def _faulty(bookings: Mapping[str, Booking], faults: tuple[Fault, ...]) -> Iterator[Misfit]:
    own: dict[str, list[Fault]] = {}
    for fault in faults:
        if fault.kind not in _PASSED:
            own.setdefault(fault.course, []).append(fault)
    for key, found in own.items():
        why = dict.fromkeys(_why(one.kind) for one in found)
        sessions = sorted({one.index for one in found})
        yield Misfit(bookings[key].ask.course, tuple(sessions), tuple(why))


def _why(kind: FaultKind) -> str:
    group = _GROUPS.get(kind)
    return PLAN if group is None else group.value


def _others(
    by: Acting, rows: list[Appointment], bookings: Mapping[str, Booking], window: Window
) -> Iterator[Misfit]:
    """Give the courses whose visits are not those that are left, or that may not be booked now."""
    today = window.place(by.at)[0]
    here = {row.course_id for row in rows if row.state == "arrived"}
    by_course: dict[object, list[int]] = {}
    for row in rows:
        if (
            str(row.course_id) not in bookings
            and row.course_id not in here
            and window.number(row.day) >= today
        ):
            by_course.setdefault(row.course_id, []).append(row.session)
    found = Course.objects.filter(pk__in=list(by_course))
    for course in found.select_related("patient__clinic", "order").order_by("pk"):
        closed = shut(course)
        why = PLAN if closed is None else f"shut.{closed.value}"
        yield Misfit(course, tuple(sorted(by_course[course.pk])), (why,))
