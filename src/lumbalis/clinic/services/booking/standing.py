"""Appointments that stand, as the model of booking sees them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from lumbalis.clinic.records.models import Appointment, Clinic
from lumbalis.clinic.records.models.booking import STANDING
from lumbalis.clinic.services.booking.days import Window
from lumbalis.clinic.services.booking.floor import floor_of, of_patient, of_place, of_user
from lumbalis.domain.scheduling.booked import BookedVisit
from lumbalis.domain.scheduling.grid import TICK_MIN, ticks
from lumbalis.domain.scheduling.request import Layout
from lumbalis.domain.scheduling.resources import Calendar

_PARTS = ("check", "hands_on", "rest", "stays", "changeover", "care")


def calendar_of(
    clinic: Clinic, window: Window, at: datetime, without: Iterable[UUID] = ()
) -> Calendar:
    """Lay out the living calendar of a window, without some appointments by their id."""
    skipped = frozenset(without)
    booked = tuple(
        claim
        for row in standing(window)
        if row.pk not in skipped
        for claim in visit_of(row, window).claims(of_patient(row.patient_id))
    )
    return Calendar(floor_of(clinic, window, at), window.horizon, booked)


def standing(window: Window) -> Iterator[Appointment]:
    """Give the appointments of a window that hold their place, in order."""
    rows = Appointment.objects.filter(
        state__in=STANDING, day__gte=window.first, day__lte=window.last
    )
    yield from rows.order_by("day", "starts_min", "pk")


def layout_of(parts: dict[str, int]) -> Layout:
    """Read the parts of a visit, kept in minutes."""
    return Layout(**{name: ticks(parts.get(name, 0)) for name in _PARTS})


def parts_of(layout: Layout) -> dict[str, int]:
    """Write the parts of a visit in minutes."""
    return {name: getattr(layout, name) * TICK_MIN for name in _PARTS}


def visit_of(row: Appointment, window: Window) -> BookedVisit:
    """Read an appointment as a booked visit of the model."""
    return BookedVisit(
        index=row.session,
        day=window.number(row.day),
        start=row.starts_min // TICK_MIN,
        layout=layout_of(row.parts),
        therapist=of_user(row.therapist_id),
        couch=of_place(row.couch_id),
        rest_place=None if row.rest_place_id is None else of_place(row.rest_place_id),
        bay=row.bay or None,
        equipment=tuple(row.equipment),
        units_x100=row.units_x100,
    )
