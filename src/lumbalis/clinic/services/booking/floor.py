"""The people and things of a clinic as the model of booking sees them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q

from lumbalis.clinic.records.models import (
    Absence,
    Clinic,
    Credential,
    Membership,
    Place,
    Room,
    User,
    WorkingHours,
)
from lumbalis.clinic.services.booking.days import Window
from lumbalis.clinic.services.booking.rules import norm_of
from lumbalis.domain.scheduling import resources as model
from lumbalis.domain.scheduling.grid import DAY_TICKS, TICK_MIN, Span, ticks

_UNITS: Final = 100
_THERAPIST: Final = "therapist"


def of_user(user: UUID) -> str:
    """Name a therapist as a resource."""
    return f"t:{user}"


def of_place(place: UUID) -> str:
    """Name a couch, rest place or piece of equipment as a resource."""
    return f"r:{place}"


def of_room(room: UUID) -> str:
    """Name a room; its bays carry the name and a number."""
    return f"b:{room}"


def of_patient(patient: UUID) -> str:
    """Name a patient's own time as a resource."""
    return f"p:{patient}"


def id_in(resource: str) -> UUID:
    """Give the id that a resource's name carries."""
    return UUID(resource[2:38])


def therapists_of(clinic: Clinic, at: datetime) -> list[User]:
    """List those who treat in a clinic, by name."""
    roles = Membership.objects.filter(
        clinic=clinic, role=_THERAPIST, revoked_at=None, valid_from__lte=at
    )
    valid = roles.filter(Q(valid_until=None) | Q(valid_until__gt=at), user__is_active=True)
    found = User.objects.filter(pk__in=valid.values("user_id"))
    return list(found.order_by("name", "pk"))


def floor_of(clinic: Clinic, window: Window, at: datetime) -> model.Clinic:
    """Gather everything that can be claimed in a window of days, and who is away."""
    places = list(Place.objects.filter(retired_at=None).order_by("name", "pk"))
    rooms = Room.objects.filter(retired_at=None).order_by("name", "pk")
    people = therapists_of(clinic, at)
    return model.Clinic(
        therapists=tuple(_therapists(clinic, window, people)),
        couches=tuple(
            model.Couch(of_place(one.pk), of_room(one.room_id) if one.room_id else "")
            for one in places
            if one.kind == "couch"
        ),
        rooms=tuple(model.Room(of_room(one.pk), one.at_once or None) for one in rooms),
        rest_places=tuple(
            model.RestPlace(of_place(one.pk)) for one in places if one.kind == "rest_place"
        ),
        equipment=tuple(
            model.Equipment(of_place(one.pk), one.equipment)
            for one in places
            if one.kind == "equipment"
        ),
        away=tuple(_away(window, {one.pk for one in people}, {one.pk for one in places})),
    )


def _therapists(clinic: Clinic, window: Window, people: list[User]) -> Iterator[model.Therapist]:
    shifts, held = _shifts(window), _credentials(window)
    norm = norm_of(clinic)
    units = None if norm is None else norm.units_per_shift * _UNITS
    for one in people:
        yield model.Therapist(
            id=of_user(one.pk),
            credentials=tuple(held[one.pk]),
            shifts=tuple(shifts[one.pk]),
            units_a_day_x100=units,
        )


def _credentials(window: Window) -> defaultdict[UUID, list[model.Credential]]:
    found: defaultdict[UUID, list[model.Credential]] = defaultdict(list)
    for row in Credential.objects.filter(withdrawn_at=None).order_by("kind", "valid_from"):
        until = None if row.valid_until is None else window.number(row.valid_until)
        one = model.Credential(row.kind, window.number(row.valid_from), until)
        found[row.user_id].append(one)
    return found


def _shifts(window: Window) -> defaultdict[UUID, list[Span]]:
    """Give the hours everybody works, day by day; hours that touch are one span."""
    found: defaultdict[UUID, list[Span]] = defaultdict(list)
    rows = list(WorkingHours.objects.order_by("starts_min"))
    for number in range(len(window.horizon)):
        day = window.date(number)
        for row in rows:
            if row.weekday == day.weekday() and works(row, day):
                _join(found[row.user_id], number, row)
    return found


def works(row: WorkingHours, day: date) -> bool:
    """Tell whether hours hold on a day of their weekday."""
    is_odd = day.isocalendar().week % 2 == 1
    fits = row.week == "every" or (row.week == "odd") == is_odd
    ends = row.valid_until
    return fits and row.valid_from <= day and (ends is None or day <= ends)


def _join(spans: list[Span], day: int, row: WorkingHours) -> None:
    start, end = ticks(row.starts_min), row.ends_min // TICK_MIN
    if start >= end:
        return
    last = spans[-1] if spans else None
    if last is not None and last.day == day and last.end >= start:
        spans[-1] = Span(day, last.start, max(last.end, end))
    else:
        spans.append(Span(day, start, end))


def _away(window: Window, people: set[UUID], places: set[UUID]) -> Iterator[model.Claim]:
    rows = Absence.objects.filter(
        withdrawn_at=None, first_day__lte=window.last, last_day__gte=window.first
    )
    for row in rows:
        if row.user_id in people or row.place_id in places:
            yield from absent_claims(row, window)


def absent_claims(row: Absence, window: Window) -> Iterator[model.Claim]:
    """Give what an absence takes, day by day."""
    name = of_user(row.user_id) if row.user_id else of_place(row.place_id)  # type: ignore[arg-type]  # one of both, says the database
    day = max(row.first_day, window.first)
    start = row.starts_min // TICK_MIN
    end = min(DAY_TICKS, ticks(row.ends_min))
    while day <= min(row.last_day, window.last):
        yield model.Claim(name, Span(window.number(day), start, end))
        day += timedelta(days=1)
