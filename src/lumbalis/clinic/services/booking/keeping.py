"""Booking a whole course in one transaction: everything it needs, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from lumbalis.clinic.records.models import Appointment, Course
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.booking import claiming
from lumbalis.clinic.services.booking.asking import Ask, Shut, ask_for
from lumbalis.clinic.services.booking.claiming import TakenError
from lumbalis.clinic.services.booking.days import Window, ahead
from lumbalis.clinic.services.booking.floor import id_in
from lumbalis.clinic.services.booking.offering import movable, read_token
from lumbalis.clinic.services.booking.rules import scheduling_rules
from lumbalis.clinic.services.booking.standing import calendar_of, parts_of
from lumbalis.domain.scheduling.booked import BookedCourse, BookedVisit
from lumbalis.domain.scheduling.checking import check_bookings
from lumbalis.domain.scheduling.grid import TICK_MIN


class NotBooked(StrEnum):
    """Why nothing was booked; the calendar is as it was."""

    SHUT = "shut"
    TOKEN = "token"  # noqa: S105 - an offer, no secret
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Booked:
    """The course is in the calendar; `appointments` in order of their sessions."""

    course: Course
    appointments: tuple[Appointment, ...]


def book(by: Acting, course: Course, token: str) -> Booked | NotBooked:
    """Take up an offer: checked anew by the independent check, then written as a whole."""
    with whole(by):
        fresh = _locked(course)
        window = ahead(by.clinic, by.at)
        ask = ask_for(fresh, window, by.at)
        if isinstance(ask, Shut):
            return NotBooked.SHUT
        wanted = read_token(token, ask)
        if wanted is None:
            return NotBooked.TOKEN
        return _write(by, ask, wanted, window)


def _locked(course: Course) -> Course:
    rows = Course.objects.select_for_update(of=("self",))
    return rows.select_related("patient__clinic", "order").get(pk=course.pk)


def _write(by: Acting, ask: Ask, wanted: BookedCourse, window: Window) -> Booked | NotBooked:
    old = movable(ask.course, window)
    calendar = calendar_of(by.clinic, window, by.at, without=[row.pk for row in old])
    if check_bookings(calendar, [(ask.request, wanted)], scheduling_rules()):
        return NotBooked.TAKEN
    try:
        rows = write_visits(by, ask.course, old, wanted.visits, window)
    except TakenError:
        return NotBooked.TAKEN
    audit.record(
        by, "booking.booked", entity="course", entity_id=ask.course.pk,
        patient=ask.course.patient, visits=len(rows), again=bool(old),
    )  # fmt: skip
    return Booked(ask.course, tuple(rows))


def write_visits(
    by: Acting,
    course: Course,
    old: Iterable[Appointment],
    visits: Iterable[BookedVisit],
    window: Window,
) -> list[Appointment]:
    """Write visits over the appointments they replace; one that has no session left is cancelled.

    Raises
    ------
    TakenError
        If something is claimed already; nothing of it stays written.
    """
    before = {row.session: row for row in old}
    rows = []
    with transaction.atomic():  # whoever asks goes on after a refusal, and nothing may be left
        claiming.give_back(before.values())
        for visit in visits:
            row = before.pop(visit.index, None)
            rows.append(_put(by, course, row, visit, window))
        for row in before.values():
            row.state, row.reason = "cancelled", "not_needed"
            touch(by, row)
        claiming.take(rows, window)
    return rows


def _put(
    by: Acting, course: Course, row: Appointment | None, visit: BookedVisit, window: Window
) -> Appointment:
    if row is None:
        row = Appointment(
            clinic=by.clinic, patient=course.patient, course=course, session=visit.index,
            booked_at=by.at, booked_by_id=by.actor.user_id, changed_at=by.at, sequence=0, version=0,
        )  # fmt: skip
        place(row, visit, window)
        row.version = 1
        row.save(force_insert=True)
        return row
    was = (row.day, row.starts_min, row.parts)
    place(row, visit, window)
    if was == (row.day, row.starts_min, row.parts):
        row.version += 1
        row.save()
    else:
        touch(by, row)
    return row


def touch(by: Acting, row: Appointment) -> None:
    """Keep a change that the patient is told of."""
    row.sequence += 1
    row.version += 1
    row.changed_at = by.at
    row.save()


def place(row: Appointment, visit: BookedVisit, window: Window) -> None:
    """Write where and when a visit is, and with whom."""
    row.day = window.date(visit.day)
    row.starts_min = visit.start * TICK_MIN
    row.parts = parts_of(visit.layout)
    row.therapist_id = id_in(visit.therapist)
    row.couch_id = id_in(visit.couch)
    row.rest_place_id = None if visit.rest_place is None else id_in(visit.rest_place)
    row.bay = visit.bay or ""
    row.equipment = list(visit.equipment)
    row.units_x100 = visit.units_x100


def appointment_of(pk: UUID) -> Appointment | None:
    """Give an appointment with everything a page says of it."""
    rows = Appointment.objects.select_related(
        "patient__clinic", "course__order", "course__patient__clinic", "therapist", "couch",
        "rest_place",
    )  # fmt: skip
    return rows.filter(pk=pk).first()
