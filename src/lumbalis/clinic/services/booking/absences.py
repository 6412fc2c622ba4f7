"""Somebody is ill or something broke: who is affected, and how each of them is helped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from lumbalis.clinic.records.models import Absence, Appointment, Place, User
from lumbalis.clinic.records.models.booking import STANDING
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.booking.setting import SettingError
from lumbalis.domain.scheduling.grid import TICK_MIN

REASONS: Final = ("illness", "leave", "training", "broken")
_DAY_MIN: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Away:
    """What is said of an absence: who or what, which days, which hours, and why."""

    first: date
    last: date
    reason: str
    user: UUID | None = None
    place: UUID | None = None
    starts_min: int = 0
    ends_min: int = _DAY_MIN


def note(by: Acting, away: Away) -> Absence:
    """Note an absence; nothing that is booked moves by that alone.

    Raises
    ------
    SettingError
        If the days or hours are out of order, or nobody and nothing, or both, are named.
    """
    _check(away)
    with whole(by):
        row = Absence.objects.create(
            clinic=by.clinic, user_id=away.user, place_id=away.place, first_day=away.first,
            last_day=away.last, starts_min=away.starts_min, ends_min=away.ends_min,
            reason=away.reason, recorded_by_id=by.actor.user_id, recorded_at=by.at,
        )  # fmt: skip
        audit.record(
            by, "calendar.absence_noted", entity="absence", entity_id=row.pk, reason=away.reason
        )
    return row


def _check(away: Away) -> None:
    for where, holds in (
        ("last_day", away.first <= away.last),
        ("hours", 0 <= away.starts_min < away.ends_min <= _DAY_MIN),
        ("hours", away.starts_min % TICK_MIN == 0 == away.ends_min % TICK_MIN),
        ("who", (away.user is None) != (away.place is None)),
        ("reason", away.reason in REASONS),
    ):
        if not holds:
            raise SettingError(where)


def withdraw(by: Acting, row: Absence) -> None:
    """Take an absence back: its time can be booked again."""
    with whole(by):
        row.withdrawn_at = by.at
        row.save()
        audit.record(by, "calendar.absence_ended", entity="absence", entity_id=row.pk)


def current(by: Acting) -> list[Absence]:
    """List the absences that are not over."""
    rows = Absence.objects.filter(withdrawn_at=None, last_day__gte=by.at.date())
    return list(rows.select_related("user", "place").order_by("first_day", "pk"))


def affected(row: Absence) -> list[Appointment]:
    """List the appointments that need somebody or something while they are away."""
    rows = Appointment.objects.filter(
        state__in=STANDING, day__gte=row.first_day, day__lte=row.last_day
    ).select_related("patient__clinic", "course__order", "course__patient__clinic", "therapist")
    return [one for one in rows.order_by("day", "starts_min") if needs(one, row)]


def needs(one: Appointment, row: Absence) -> bool:
    """Tell whether an appointment claims who or what is away, in those hours."""
    return any(start < row.ends_min and row.starts_min < end for start, end in _held(one, row))


def _held(one: Appointment, row: Absence) -> Iterator[tuple[int, int]]:
    """Give the minutes in which an appointment needs who or what is away."""
    parts, start = one.parts, one.starts_min
    to_rest = parts["check"] + parts["hands_on"]
    if row.user_id is not None and one.therapist_id == row.user_id:
        yield start, start + to_rest + parts["stays"]
    if row.place_id is not None and one.couch_id == row.place_id:
        stays = parts["rest"] if one.rest_place_id is None else 0
        yield start, start + to_rest + stays + parts["changeover"]
    if row.place_id is not None and one.rest_place_id == row.place_id:
        yield start + to_rest, start + to_rest + parts["rest"] + parts["changeover"]
    if row.place_id is not None and f"r:{row.place_id}" in one.equipment:
        yield start, start + to_rest + parts["care"]


def who_or_what(row: Absence) -> str:
    """Name who or what is away."""
    found: User | Place | None = row.user or row.place
    return str(found or "")


def people_of(rows: Sequence[Appointment]) -> int:
    """Count the patients of some appointments."""
    return len({row.patient_id for row in rows})
