"""Calendar files: one of a whole course, and the feeds of patients and therapists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import Final

from django.conf import settings

from lumbalis.clinic import wording
from lumbalis.clinic.records.models import Appointment, CalendarFeed, Clinic, Course
from lumbalis.clinic.services.booking.board import Shown, shown
from lumbalis.clinic.services.booking.clock_words import clock
from lumbalis.clinic.services.booking.rules import scheduling_rules
from lumbalis.clinic.services.clocks import zone_of
from lumbalis.exchange.calendars import CalendarFace, CalendarVisit, Organizer, ical_feed, visit_uid

_ALARM_MIN: Final = 120
_LOOK_AGAIN_MIN: Final = 60
_BACK: Final = timedelta(days=31)
_AHEAD: Final = timedelta(days=120)


def course_file(course: Course, language: str) -> bytes:
    """Write every visit of a course, cancelled ones marked as such, as one calendar file."""
    clinic = course.patient.clinic
    rows = Appointment.objects.filter(course=course).select_related("course", "couch__room")
    visits = shown(clinic, list(rows.order_by("session", "booked_at")), course.opened_at)
    return ical_feed(_for_patient(clinic, visits, language), _face(clinic, language))


def feed_file(feed: CalendarFeed, now: datetime) -> bytes:
    """Write what a private address gives: a patient's visits, or a therapist's without names."""
    clinic, language = feed.clinic, feed.language
    first, last = (now - _BACK).date(), (now + _AHEAD).date()
    rows = Appointment.objects.filter(day__gte=first, day__lte=last)
    rows = rows.select_related("course", "couch__room", "patient")
    face = _face(clinic, language, _LOOK_AGAIN_MIN)
    if feed.patient is not None:
        mine = shown(clinic, list(rows.filter(patient=feed.patient)), now)
        return ical_feed(_for_patient(clinic, mine, language), face)
    given = shown(clinic, list(rows.filter(therapist_id=feed.user_id)), now)
    return ical_feed(_for_therapist(clinic, given, language), face)


def _face(clinic: Clinic, language: str, refresh_min: int | None = None) -> CalendarFace:
    name = wording.say(language, "calendar.file.name", clinic=clinic.name)
    organizer = Organizer(clinic.name, settings.DEFAULT_FROM_EMAIL)
    return CalendarFace(name, language, organizer, refresh_min)


def _for_patient(clinic: Clinic, visits: Iterable[Shown], language: str) -> Iterator[CalendarVisit]:
    """Give the visits as the patient reads them: when, where, and from when on nothing to eat."""
    fast = scheduling_rules().fasting_advised_min
    for one in visits:
        prepare = wording.say(
            language, "calendar.file.prepare", until=clock(one.row.starts_min - fast)
        )
        summary = _say(language, "summary", one)
        yield _visit(clinic, one, summary, prepare, clinic.name, _ALARM_MIN)


def _for_therapist(
    clinic: Clinic, visits: Iterable[Shown], language: str
) -> Iterator[CalendarVisit]:
    """Give the visits as a therapist's phone shows them: no name, no word about anybody."""
    for one in visits:
        yield _visit(clinic, one, _say(language, "mine", one), "", one.row.couch.name, None)


def _say(language: str, key: str, one: Shown) -> str:
    return wording.say(language, f"calendar.file.{key}", n=one.row.session, all=one.of)


def _visit(
    clinic: Clinic, one: Shown, summary: str, description: str, location: str, alarm: int | None
) -> CalendarVisit:  # fmt: skip
    row = one.row
    return CalendarVisit(
        uid=visit_uid(str(row.pk)),
        sequence=row.sequence,
        summary=summary,
        description=description,
        location=location,
        starts=datetime.combine(row.day, time(row.starts_min // 60, row.starts_min % 60)),
        zone=zone_of(clinic).key,
        minutes=one.ends_min - row.starts_min,
        is_cancelled=row.state in {"cancelled", "no_show"},
        changed_at=row.changed_at,
        number=row.session,
        of=one.of,
        alarm_min=alarm,
    )
