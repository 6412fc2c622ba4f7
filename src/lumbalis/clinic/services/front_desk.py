"""What the front desk sees of screening: a state, never a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery

from lumbalis.clinic.records.models import Answer, Course, Patient, VerdictRecord
from lumbalis.domain.protocol import Category


class Screened(StrEnum):
    """Where a patient stands; the words of it give nothing of the chart away."""

    NOT_YET = "not_yet"
    TODAY = "today"
    BEFORE = "before"
    ON_HOLD = "on_hold"


@dataclass(frozen=True, slots=True)
class State:
    """Where a patient stands, and since when."""

    screened: Screened
    at: datetime | None = None


def states_of(patients: Iterable[Patient], at: datetime) -> Mapping[UUID, State]:
    """Say where patients stand, in two queries for any number of them."""
    people = {one.pk: one for one in patients}
    held = set(
        Course.objects.filter(patient__in=people, closed_at=None, state="on_hold").values_list(
            "patient_id", flat=True
        )
    )
    last = VerdictRecord.objects.filter(patient=OuterRef("pk")).order_by("-number")
    told = Answer.objects.filter(patient=OuterRef("pk")).order_by("-number")
    rows = Patient.objects.filter(pk__in=people).values_list(
        "pk",
        Subquery(last.values("category")[:1]),
        Subquery(last.values("at")[:1]),
        Subquery(told.values("recorded_at")[:1]),
    )
    return {
        pk: _state(category, judged, answered, at, held=pk in held, zone=_zone(people[pk]))
        for pk, category, judged, answered in rows
    }


def _zone(patient: Patient) -> ZoneInfo:
    return ZoneInfo(patient.clinic.timezone)


def _state(
    category: str | None,
    judged: datetime | None,
    answered: datetime | None,
    at: datetime,
    *,
    held: bool,
    zone: ZoneInfo,
) -> State:
    """Put a patient in one of four states.

    A nightly verdict rests on older answers, so "today" also needs an answer of today.
    """
    if category is None or judged is None or Category[category] is Category.INCOMPLETE:
        return State(Screened.ON_HOLD if held else Screened.NOT_YET)
    if held or not Category[category].allows_session:
        return State(Screened.ON_HOLD, judged)
    today = at.astimezone(zone).date()
    days = [moment.astimezone(zone).date() for moment in (judged, answered) if moment]
    if len(days) > 1 and all(day == today for day in days):
        return State(Screened.TODAY, judged)
    return State(Screened.BEFORE, answered or judged)
