"""What the calendar shows: each visit with its place in the course, and how it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Max

from lumbalis.clinic.records.models import Appointment, Clinic, VerdictRecord
from lumbalis.clinic.services.clocks import zone_of
from lumbalis.clinic.services.holds import ON_HOLD, hold_of
from lumbalis.domain.protocol import Category


class Standing(StrEnum):
    """Whether a visit may start, as far as is known: the start itself asks again."""

    SCREENED = "screened"
    NOT_YET = "not_yet"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Shown:
    """A visit as calendars show it: session `row.session` of `of`, and how it stands."""

    row: Appointment
    of: int
    standing: Standing

    @property
    def part(self) -> Mapping[str, int]:
        """Minutes of each part."""
        return {str(name): int(minutes) for name, minutes in self.row.parts.items()}

    @property
    def rests_min(self) -> int:
        """The minute of the day at which the rest begins."""
        return self.row.starts_min + self.part["check"] + self.part["hands_on"]

    @property
    def ends_min(self) -> int:
        """The minute of the day at which the patient gets up."""
        return self.rests_min + self.part["rest"]


def between(clinic: Clinic, first: date, last: date, at: datetime) -> list[Shown]:
    """List the visits of some days, cancelled ones and those nobody came to among them."""
    rows = Appointment.objects.filter(day__gte=first, day__lte=last).select_related(
        "patient", "course", "therapist", "couch", "rest_place"
    )
    return shown(clinic, list(rows.order_by("day", "starts_min", "pk")), at)


def of_course(clinic: Clinic, course: UUID, at: datetime) -> list[Shown]:
    """List the visits of a course by session, each as often as it was booked."""
    rows = Appointment.objects.filter(course_id=course).select_related(
        "patient", "course", "therapist", "couch", "rest_place"
    )
    return shown(clinic, list(rows.order_by("session", "booked_at", "pk")), at)


def shown(clinic: Clinic, rows: Sequence[Appointment], at: datetime) -> list[Shown]:
    """Say of visits how many there are in their course, and how each stands."""
    lengths = _lengths({row.course_id for row in rows})
    verdicts = _verdicts({row.patient_id for row in rows})
    today = at.astimezone(zone_of(clinic)).date()
    return [
        Shown(row, lengths[row.course_id], _standing(clinic, row, verdicts, today)) for row in rows
    ]


def _lengths(courses: Iterable[UUID]) -> dict[UUID, int]:
    rows = Appointment.objects.filter(course__in=list(courses)).values("course_id")
    return {one["course_id"]: one["n"] for one in rows.annotate(n=Max("session"))}


def _verdicts(patients: Iterable[UUID]) -> dict[UUID, VerdictRecord]:
    """Give the verdict kept last for each of some patients."""
    rows = VerdictRecord.objects.filter(patient__in=list(patients)).defer("snapshot")
    return {one.patient_id: one for one in rows.order_by("number")}


def _standing(
    clinic: Clinic, row: Appointment, verdicts: Mapping[UUID, VerdictRecord], today: date
) -> Standing:
    kept = verdicts.get(row.patient_id)
    if row.course.state == ON_HOLD and hold_of(row.course).needs_physician:
        return Standing.HOLD
    if kept is None or row.course.state == ON_HOLD or row.day != today:
        return Standing.NOT_YET
    if not Category[kept.category].allows_session:
        return Standing.NOT_YET
    is_of_today = kept.at.astimezone(zone_of(clinic)).date() == today
    return Standing.SCREENED if is_of_today else Standing.NOT_YET


def monday_of(day: date) -> date:
    """Give the Monday of a day's week."""
    return day - timedelta(days=day.weekday())
