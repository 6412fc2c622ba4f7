"""Which course somebody is asked about: the open one, else the last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from lumbalis.clinic.records.models import Course, Patient, SessionRun
from lumbalis.clinic.services.clocks import zone_of
from lumbalis.clinic.services.outcomes import next_day
from lumbalis.clinic.services.uniting import kept_of

_NEXT_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class After:
    """The last session given: its number, when it was, and whether the day after has come."""

    session: int
    at: datetime
    day_after: bool
    finished: bool


def course_of(patient: Patient) -> Course | None:
    """Give the open course, else the one opened last."""
    rows = Course.objects.filter(patient=kept_of(patient)).select_related("patient__clinic")
    return rows.filter(closed_at=None).first() or rows.order_by("opened_at").last()


def last_session(course: Course, at: datetime) -> After | None:
    """Give the last session somebody was treated in; later ones close the question before."""
    rows = SessionRun.objects.filter(course=course, treated=True)
    run = rows.order_by("-session", "first_at").first()
    if run is None:
        return None
    zone = zone_of(course.patient.clinic)
    day = run.first_at.astimezone(zone)
    said = next_day.newest(course, run.session)
    come = at.astimezone(zone).date() >= (day + _NEXT_DAY).date()
    return After(run.session, day, come, said is not None and said.finished)
