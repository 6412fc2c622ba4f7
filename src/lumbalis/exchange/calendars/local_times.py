"""Wall time and zone made one moment: the hour that spring skips, the hour that autumn repeats.

The future is kept as wall time and IANA zone, because the offset of a zone may be changed by
law after a visit was booked; what is the moment in UTC is always worked out anew.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lumbalis.exchange.errors import InputError

_WHERE = "start of the visit"
_EARLIEST_YEAR = 1970
_LATEST_YEAR = 2999


def zone_of(name: str) -> ZoneInfo:
    """Find a time zone by its IANA name.

    Raises
    ------
    InputError
        If there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        where, what = "zone of the visit", "is not an IANA name of a time zone"
        raise InputError(where, what, "write it like Europe/Warsaw") from None


def moment_of_wall(wall: datetime, zone: str) -> datetime:
    """Turn a wall time into its moment in UTC.

    Parameters
    ----------
    wall : datetime
        Without an offset. Where the clock shows a time twice, `fold` 0 is the first time round
        and 1 the second.
    zone : str
        IANA name.

    Raises
    ------
    InputError
        If the wall time has an offset, lies outside the years 1970 to 2999, or never comes
        because the clocks go forward over it; also if there is no such zone.
    """
    there = zone_of(zone)
    _refuse_impossible(wall)
    moment = wall.replace(tzinfo=there).astimezone(UTC)
    if wall_of_moment(moment, zone).replace(fold=0) != wall.replace(fold=0):
        raise _skipped(wall, zone)
    return moment


def wall_of_moment(moment: datetime, zone: str) -> datetime:
    """Tell what the clock on the wall shows at a moment; `fold` 1 marks the second time round."""
    return moment.astimezone(zone_of(zone)).replace(tzinfo=None)


def comes_first(wall: datetime, zone: str) -> bool:
    """Tell whether a wall time means the first or only time that the clock shows it.

    iCalendar can name only that one by wall time (RFC 5545, section 3.3.5).
    """
    there = zone_of(zone)
    first = wall.replace(tzinfo=there, fold=0).utcoffset()
    return wall.replace(tzinfo=there).utcoffset() == first


def _refuse_impossible(wall: datetime) -> None:
    if wall.tzinfo is not None:
        what_to_do = "give the time on the wall and the name of the zone"
        raise InputError(_WHERE, "has an offset from UTC of its own", what_to_do)
    if not _EARLIEST_YEAR <= wall.year <= _LATEST_YEAR:
        what = f"lies outside the years {_EARLIEST_YEAR} to {_LATEST_YEAR}"
        raise InputError(_WHERE, what, "correct the year")


def _skipped(wall: datetime, zone: str) -> InputError:
    there = zone_of(zone)
    later = wall.replace(tzinfo=there, fold=0).astimezone(UTC).astimezone(there)
    jump = later.replace(tzinfo=None) - wall.replace(fold=0)
    what = (
        f"{wall:%H:%M} on {wall:%Y-%m-%d} never comes in {zone}, "
        f"where the clocks go forward by {_minutes(jump)} minutes over it"
    )
    return InputError(_WHERE, what, "choose an earlier or a later time")


def _minutes(span: timedelta) -> int:
    return round(span / timedelta(minutes=1))
