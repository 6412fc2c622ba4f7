"""The clock of a clinic."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lumbalis.clinic.records.models import Clinic


def zone_of(clinic: Clinic) -> ZoneInfo:
    """Give a clinic's time zone; one that is written wrong counts as UTC."""
    try:
        return ZoneInfo(clinic.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def local(clinic: Clinic, at: datetime) -> datetime:
    """Give a moment as the clock of a clinic shows it, so that its day is the clinic's.

    The offset is fixed: counting on from the moment counts true hours, also over a night in
    which the clocks change.
    """
    shown = at.astimezone(zone_of(clinic))
    return shown.replace(tzinfo=timezone(shown.utcoffset() or timedelta()))
