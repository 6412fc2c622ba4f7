"""The days one may book, as dates of the clinic and as numbers of the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from lumbalis.clinic.records.models import Clinic, Closure, OpeningHours
from lumbalis.clinic.services.clocks import zone_of
from lumbalis.domain.scheduling.grid import DAY_TICKS, TICK_MIN, Day, Horizon, ticks

WEEKS_AHEAD: Final = 13
"""How far ahead one may book, in weeks."""
_BACK_D: Final = 14
_NOON_MIN: Final = 12 * 60
_MINUTE_S: Final = 60


@dataclass(frozen=True, slots=True)
class Window:
    """Some days of a clinic: `first` is day 0 of the horizon."""

    first: date
    horizon: Horizon
    zone: ZoneInfo

    @property
    def last(self) -> date:
        """The last day."""
        return self.first + timedelta(days=len(self.horizon) - 1)

    def number(self, day: date) -> int:
        """Give the number of a day; it may lie outside the window."""
        return (day - self.first).days

    def date(self, number: int) -> date:
        """Give the date of a day by its number."""
        return self.first + timedelta(days=number)

    def place(self, at: datetime) -> tuple[int, int]:
        """Give day and tick of a moment, the tick that has begun."""
        shown = at.astimezone(self.zone)
        return self.number(shown.date()), (shown.hour * 60 + shown.minute) // TICK_MIN


def window_of(clinic: Clinic, first: date, days: int) -> Window:
    """Lay out days of a clinic from its opening hours and closures."""
    hours = {row.weekday: row for row in OpeningHours.objects.filter(clinic=clinic)}
    closed = _closed(clinic, first, first + timedelta(days=days))
    zone = zone_of(clinic)
    listed = (first + timedelta(days=number) for number in range(days))
    return Window(first, Horizon(tuple(_day(one, hours, closed, zone) for one in listed)), zone)


def ahead(clinic: Clinic, at: datetime, weeks: int = WEEKS_AHEAD) -> Window:
    """Lay out the days from two weeks ago on: what was given then counts for the spacing."""
    today = at.astimezone(zone_of(clinic)).date()
    return window_of(clinic, today - timedelta(days=_BACK_D), weeks * 7 + _BACK_D)


def _closed(clinic: Clinic, first: date, last: date) -> dict[date, str]:
    found: dict[date, str] = {}
    for row in Closure.objects.filter(clinic=clinic, first_day__lte=last, last_day__gte=first):
        day = max(first, row.first_day)
        while day <= min(last, row.last_day):
            found[day] = row.kind
            day += timedelta(days=1)
    return found


def _day(
    day: date, hours: Mapping[int, OpeningHours], closed: Mapping[date, str], zone: ZoneInfo
) -> Day:
    row = hours.get(day.weekday())
    noon = datetime.combine(day, time(12), zone).timestamp() // _MINUTE_S
    return Day(
        weekday=day.weekday(),
        opens=0 if row is None else ticks(row.opens_min),
        closes=0 if row is None else min(DAY_TICKS, row.closes_min // TICK_MIN),
        elapsed_min=int(noon) - _NOON_MIN,
        closed=closed.get(day),
        reviewing=row is not None and day not in closed,
    )
