"""What happened at the couch, in the calendar: the visit was given, or is under way."""

from __future__ import annotations

from datetime import datetime

from lumbalis.clinic.records.models import Appointment, Course
from lumbalis.clinic.records.models.booking import STANDING
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.clocks import zone_of


def visit_of_day(course: Course, at: datetime) -> Appointment | None:
    """Give the visit of a course on the clinic's day of a moment, the earliest that stands."""
    day = at.astimezone(zone_of(course.patient.clinic)).date()
    rows = Appointment.objects.filter(course=course, day=day, state__in=(*STANDING, "done"))
    return rows.select_related("couch__room", "therapist").order_by("starts_min").first()


def note_given(by: Acting, course: Course, at: datetime) -> None:
    """Note that the visit of a day was given; it keeps what it claimed, as it happened."""
    visit = visit_of_day(course, at)
    if visit is not None and visit.state in STANDING:
        visit.state = "done"
        visit.version += 1
        visit.changed_at = by.at
        visit.save(update_fields=["state", "version", "changed_at"])
