"""When a case may end: the first moment its release allows, where time alone decides."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lumbalis.domain.expressions import Reading
    from lumbalis.domain.protocol import Release

_HOURS = {"h": 1.0, "d": 24.0, "min": 1 / 60, "s": 1 / 3600}


def earliest_end(release: Release | None, reading: Reading, at: datetime) -> datetime | None:
    """Give the first moment a case may end; None where it needs a person, not time.

    Counted from now, from the last meal, or from the start of a day somebody named.
    Never before `at`.
    """
    duration = None if release is None else lasting(release)
    if release is None or duration is None:
        return None
    start = _start(release.since, reading, at)
    return None if start is None else max(at, start + duration)


def lasting(release: Release) -> timedelta | None:
    """Give how long a case lasts from its start; None where no time can be given."""
    if release.after is None:
        return None
    return timedelta(hours=release.after.value * _HOURS[release.after.unit or "h"])


def _start(since: str, reading: Reading, at: datetime) -> datetime | None:
    if since == "now":
        return at
    if since == "last_meal":
        hours = reading["last_meal_hours"]
        return at - timedelta(hours=hours) if isinstance(hours, int | float) else None
    day = reading[since]
    return datetime.combine(day, time(), at.tzinfo) if isinstance(day, date) else None
