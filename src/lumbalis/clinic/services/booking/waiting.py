"""The wait list: who would come earlier, and the gap that fits each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lumbalis.clinic.records.models import Appointment, Course, Waiting
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.booking.asking import Shut
from lumbalis.clinic.services.booking.days import ahead
from lumbalis.clinic.services.booking.keeping import appointment_of
from lumbalis.clinic.services.booking.moving import Room, room_for
from lumbalis.clinic.services.booking.offering import movable
from lumbalis.domain.scheduling.grid import TICK_MIN
from lumbalis.domain.scheduling.moving import Spot

MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Fits:
    """Somebody who waits, and the earlier time that fits their next visit, if there is one."""

    waiting: Waiting
    visit: Appointment | None
    spot: Spot | None
    room: Room | None


def put_on(by: Acting, course: Course, note: str) -> Waiting:
    """Put somebody on the wait list; who is on it already stays where they are."""
    with whole(by):
        kept = Waiting.objects.filter(course=course, closed_at=None).first()
        if kept is not None:
            return kept
        row = Waiting.objects.create(
            clinic=by.clinic, patient=course.patient, course=course, note=note.strip()[:200],
            since=by.at, by_id=by.actor.user_id,
        )  # fmt: skip
        audit.record(
            by, "booking.waits", entity="waiting", entity_id=row.pk, patient=course.patient
        )
        return row


def take_off(by: Acting, row: Waiting) -> None:
    """Take somebody off the wait list."""
    with whole(by):
        row.closed_at = by.at
        row.save()
        audit.record(
            by, "booking.waits_no_more", entity="waiting", entity_id=row.pk, patient=row.patient
        )


def fitting(by: Acting) -> list[Fits]:
    """Find for everybody who waits the earliest gap before their next visit, longest wait first."""
    rows = Waiting.objects.filter(closed_at=None).select_related(
        "patient__clinic", "course__order", "course__patient__clinic"
    )
    return [_fits(by, row) for row in rows.order_by("since")[:MOST]]


def _fits(by: Acting, row: Waiting) -> Fits:
    window = ahead(by.clinic, by.at)
    booked = movable(row.course, window)
    visit = appointment_of(booked[0].pk) if booked else None
    if visit is None:
        return Fits(row, None, None, None)
    room = room_for(by, visit)
    if isinstance(room, Shut):
        return Fits(row, visit, None, None)
    now = (window.number(visit.day), visit.starts_min // TICK_MIN)
    earlier = [one for one in room.spots if one.day < now[0]]
    spot = min(earlier, key=lambda one: (one.day, one.cost, one.start), default=None)
    return Fits(row, visit, spot, room)
