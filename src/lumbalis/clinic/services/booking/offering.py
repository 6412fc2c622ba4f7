"""Offers: up to three good courses, each a promise of nothing until it is booked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core import signing

from lumbalis.clinic.records.models import Appointment, Course
from lumbalis.clinic.records.models.booking import STANDING
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.booking.asking import Ask, Shut, ask_for
from lumbalis.clinic.services.booking.days import Window, ahead
from lumbalis.clinic.services.booking.rules import scheduling_rules
from lumbalis.clinic.services.booking.standing import calendar_of
from lumbalis.domain.scheduling.booked import BookedCourse, BookedVisit
from lumbalis.domain.scheduling.booking import book_course
from lumbalis.domain.scheduling.explaining import Refusal
from lumbalis.domain.scheduling.offers import Offer
from lumbalis.domain.scheduling.request import VisitNeed
from lumbalis.domain.scheduling.resources import Calendar

_SALT: Final = "lumbalis.booking.offer"
_HOLDS_S: Final = 60 * 60 * 12
"""So many seconds an offer can be taken up; what it needs may be gone long before."""


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer and the token by which it is taken up."""

    offer: Offer
    token: str


@dataclass(frozen=True, slots=True)
class Offers:
    """What can be booked for a course: offers, or the reasons why there are none."""

    ask: Ask
    offered: tuple[Offered, ...]
    refusal: Refusal | None
    calendar: Calendar


def movable(course: Course, window: Window) -> list[Appointment]:
    """List the appointments of a course that booking anew would move: all that still stand."""
    rows = Appointment.objects.filter(course=course, state__in=STANDING)
    return list(rows.filter(day__gte=window.first).order_by("session"))


def offers_for(by: Acting, course: Course) -> Offers | Shut:
    """Find up to three different courses in the living calendar, the best first."""
    window = ahead(by.clinic, by.at)
    ask = ask_for(course, window, by.at)
    if isinstance(ask, Shut):
        return ask
    old = [row.pk for row in movable(course, window)]
    calendar = calendar_of(by.clinic, window, by.at, without=old)
    found = book_course(calendar, ask.request, scheduling_rules())
    if isinstance(found, Refusal):
        return Offers(ask, (), found, calendar)
    tokens = (Offered(one, token_of(one.course, course, window)) for one in found)
    return Offers(ask, tuple(tokens), None, calendar)


def token_of(booked: BookedCourse, course: Course, window: Window) -> str:
    """Write a course to be booked as a token that nobody can change."""
    visits = [
        [
            one.index, window.date(one.day).isoformat(), one.start, one.therapist, one.couch,
            one.rest_place, one.bay, list(one.equipment),
        ]
        for one in booked.visits
    ]  # fmt: skip
    written = {"course": str(course.pk), "main": booked.main, "visits": visits}
    return signing.dumps(written, salt=_SALT, compress=True)


def read_token(token: str, ask: Ask) -> BookedCourse | None:
    """Read a token; None where it is none of ours, too old, or of another course or plan."""
    try:
        told = signing.loads(token, salt=_SALT, max_age=_HOLDS_S)
    except signing.BadSignature:
        return None
    needs = {one.index: one for one in ask.request.visits}
    if told.get("course") != str(ask.course.pk) or {v[0] for v in told["visits"]} != set(needs):
        return None
    return BookedCourse(
        course=ask.request.id,
        patient=ask.request.patient.id,
        main=told["main"],
        visits=tuple(_visit(one, needs, ask.window) for one in told["visits"]),
        cost=0,
    )


def _visit(told: list[Any], needs: Mapping[int, VisitNeed], window: Window) -> BookedVisit:
    index, day, start, therapist, couch, rest_place, bay, equipment = told
    return BookedVisit(
        index=index,
        day=window.number(date.fromisoformat(day)),
        start=start,
        layout=needs[index].layout,
        therapist=therapist,
        couch=couch,
        rest_place=rest_place,
        bay=bay,
        equipment=tuple(equipment),
        units_x100=needs[index].units_x100,
    )
