"""The clock of a clinic."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lumbalis.clinic.records.models import Clinic


def zone_of(clinic: Clinic) -> ZoneInfo:
    """Give a clinic's time zone; one that is written wrong counts as UTC."""
    try:
        return ZoneInfo(clinic.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
