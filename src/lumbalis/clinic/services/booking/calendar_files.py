"""Calendar files of courses and feeds."""

from __future__ import annotations

from datetime import datetime

from lumbalis.clinic.records.models import CalendarFeed, Course


def course_file(course: Course, language: str) -> bytes:
    raise NotImplementedError


def feed_file(feed: CalendarFeed, now: datetime) -> bytes | None:
    raise NotImplementedError
