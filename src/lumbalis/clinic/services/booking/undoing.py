"""Taking an act of the calendar back, as long as nobody has been told of it."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.core import signing
from django.db import transaction

from lumbalis.clinic.records.models import Appointment, Course
from lumbalis.clinic.records.models.booking import STANDING
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.booking import claiming, messages
from lumbalis.clinic.services.booking.claiming import TakenError
from lumbalis.clinic.services.booking.days import ahead

_SALT: Final = "lumbalis.booking.undo"
_FIELDS: Final = (
    "session", "starts_min", "parts", "bay", "equipment", "units_x100", "state", "late_min",
    "reason",
)  # fmt: skip
_POINTS: Final = ("therapist_id", "couch_id", "rest_place_id")
Picture = dict[str, dict[str, Any]]


def picture_of(course: UUID) -> Picture:
    """Write down how the appointments of a course stand before an act."""
    rows = Appointment.objects.filter(course_id=course)
    return {str(row.pk): _written(row) for row in rows}


def _written(row: Appointment) -> dict[str, Any]:
    points = {name: str(getattr(row, name) or "") for name in _POINTS}
    plain = {name: getattr(row, name) for name in _FIELDS}
    return plain | points | {"day": row.day.isoformat()}


def undo_token(course: UUID, before: Picture) -> str:
    """Give the token by which an act that has just been done is taken back."""
    rows = Appointment.objects.filter(course_id=course)
    versions = {str(row.pk): row.version for row in rows}
    told = {"course": str(course), "before": before, "versions": versions}
    return signing.dumps(told, salt=_SALT, compress=True)


def undo(by: Acting, token: str) -> Course | None:
    """Put a course back as it was; None where that can no longer be done."""
    try:
        told = signing.loads(token, salt=_SALT, max_age=messages.UNDO_S)
    except signing.BadSignature:
        return None
    with whole(by):
        course = Course.objects.select_related("patient__clinic").filter(pk=told["course"]).first()
        if course is None or messages.went_out(course, by.at):
            return None
        rows = {str(row.pk): row for row in Appointment.objects.filter(course=course)}
        if {key: row.version for key, row in rows.items()} != told["versions"]:
            return None
        if not _restored(by, rows, told["before"]):
            return None
        messages.tell(by, course)
        audit.record(
            by, "booking.undone", entity="course", entity_id=course.pk, patient=course.patient
        )
        return course


def _restored(by: Acting, rows: dict[str, Appointment], before: Picture) -> bool:
    window = ahead(by.clinic, by.at)
    try:
        with transaction.atomic():
            claiming.give_back(rows.values())
            for key, row in rows.items():
                if key not in before:
                    row.delete()
                    continue
                for name, value in before[key].items():
                    setattr(row, name, value if name not in _POINTS else value or None)
                row.day = date.fromisoformat(before[key]["day"])
                row.sequence, row.version, row.changed_at = row.sequence + 1, row.version + 1, by.at
                row.save()
            kept = [row for key, row in rows.items() if key in before and row.state in STANDING]
            claiming.take(kept, window)
    except TakenError:
        return False
    return True
