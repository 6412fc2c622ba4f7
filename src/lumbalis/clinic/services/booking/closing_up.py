"""After a visit that did not take place: the later ones keep their times and move up in number."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from lumbalis.clinic.records.models import Appointment, Course
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.booking import keeping
from lumbalis.clinic.services.booking.asking import Ask, Shut, ask_for
from lumbalis.clinic.services.booking.claiming import TakenError
from lumbalis.clinic.services.booking.days import Window, ahead
from lumbalis.clinic.services.booking.keeping import Booked, NotBooked
from lumbalis.clinic.services.booking.offering import movable
from lumbalis.clinic.services.booking.rules import scheduling_rules
from lumbalis.clinic.services.booking.standing import calendar_of
from lumbalis.domain.scheduling.agenda import lay_out
from lumbalis.domain.scheduling.booked import BookedCourse
from lumbalis.domain.scheduling.booking import book_best
from lumbalis.domain.scheduling.checking import check_bookings
from lumbalis.domain.scheduling.grid import TICK_MIN
from lumbalis.domain.scheduling.request import CourseRequest


def gap_in(course: Course, ask: Ask) -> int | None:
    """Give the first session that is left to be given and has no appointment, if any has."""
    standing = {row.session for row in movable(course, ask.window)}
    left = [one.index for one in ask.request.visits]
    return next((one for one in left if one not in standing), None) if standing else None


def close_up(by: Acting, course: Course) -> Booked | NotBooked:
    """Let the visits that stand keep their times under new numbers, and book what is left over."""
    with whole(by):
        window = ahead(by.clinic, by.at)
        ask = ask_for(course, window, by.at)
        if isinstance(ask, Shut):
            return NotBooked.SHUT
        old = movable(course, window)
        found = _found(by, ask, old, window)
        if found is None:
            return NotBooked.TAKEN
        try:
            with transaction.atomic():  # the new numbers go with the new times, or not at all
                rows = keeping.write_visits(by, course, _renumbered(old, ask), found.visits, window)
        except TakenError:
            return NotBooked.TAKEN
        audit.record(
            by, "booking.closed_up", entity="course", entity_id=course.pk, patient=course.patient,
            visits=len(rows),
        )  # fmt: skip
        return Booked(course, tuple(rows))


def _renumbered(old: list[Appointment], ask: Ask) -> list[Appointment]:
    """Give visits new numbers in the order of time, first to last, so that none is in the way."""
    for row, need in zip(old, ask.request.visits, strict=False):
        if row.session != need.index:
            row.session = need.index
            row.save(update_fields=["session"])
    return old


def _found(by: Acting, ask: Ask, old: list[Appointment], window: Window) -> BookedCourse | None:
    calendar = calendar_of(by.clinic, window, by.at, without=[row.pk for row in old])
    request = pinned(ask.request, old, window)
    found = book_best(lay_out(calendar), request, scheduling_rules())
    if found is None or check_bookings(calendar, [(request, found)], scheduling_rules()):
        return None
    return found


def pinned(request: CourseRequest, old: list[Appointment], window: Window) -> CourseRequest:
    """Pin the first visits to the times of appointments, in order; those after them are free."""
    times = [(window.number(row.day), row.starts_min // TICK_MIN) for row in old]
    needs = request.visits
    kept = (replace(need, kept=time) for need, time in zip(needs, times, strict=False))
    return replace(request, visits=(*kept, *needs[len(times) :]))
