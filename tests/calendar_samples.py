"""Visits of one invented course, for the tests of calendars."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from lumbalis.exchange.calendars import CalendarFace, CalendarVisit, Organizer, visit_uid

WARSAW = "Europe/Warsaw"
BOOKED_AT = datetime(2026, 10, 1, 9, 30, tzinfo=UTC)
CLINIC = Organizer("Клініка «Спина», Львів", "desk@clinic.example")
FILE = CalendarFace("Ваш курс масажу", "uk", CLINIC)
FEED = replace(FILE, refresh_min=60)


def visit(**changes: object) -> CalendarVisit:
    """Make session 4 of 10, an hour from nine on a Wednesday in October."""
    basic: dict[str, Any] = {
        "uid": visit_uid("clinic-1", "course-1", "4"),
        "sequence": 0,
        "summary": "Сеанс масажу 4 із 10",
        "description": "Не їжте з 07:30; воду можна.\nВізьміть рушник, будь ласка.",
        "location": "Кабінет 2, 3 поверх",
        "starts": datetime(2026, 10, 21, 9, 0),  # noqa: DTZ001  # a wall has no zone
        "zone": WARSAW,
        "minutes": 60,
        "number": 4,
        "of": 10,
        "changed_at": BOOKED_AT,
    }
    return CalendarVisit(**{**basic, **changes})
