"""The grid of booking: days of a clinic by number, five-minute ticks within a day.

Everything here is a whole number. Which calendar date a day is, and in which zone, is known to
whoever builds the horizon; so is the shift of the clock, which comes in as `elapsed_min`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

TICK_MIN: Final = 5
"""Minutes in one tick."""
DAY_TICKS: Final = 24 * 60 // TICK_MIN
WEEK_DAYS: Final = 7
HOUR_MIN: Final = 60


def ticks(minutes: float) -> int:
    """Give the ticks that hold so many minutes, rounded up: no session is cut short."""
    whole = int(minutes // TICK_MIN)
    return whole if whole * TICK_MIN == minutes else whole + 1


def tick_at(hour: int, minute: int = 0) -> int:
    """Give the tick that begins at a time of the wall clock.

    Raises
    ------
    ValueError
        If no tick begins then.
    """
    total = hour * HOUR_MIN + minute
    if total % TICK_MIN or not 0 <= total <= DAY_TICKS * TICK_MIN:
        msg = f"{hour}:{minute:02d} is not on the grid; use steps of {TICK_MIN} minutes."
        raise ValueError(msg)
    return total // TICK_MIN


@dataclass(frozen=True, slots=True)
class Span:
    """Some ticks of one day: `start` is in, `end` is out."""

    day: int
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= DAY_TICKS:
            msg = f"the span {self.start}-{self.end} is not within a day; correct it."
            raise ValueError(msg)

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two share a tick."""
        return self.day == other.day and self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        """Tell whether the other lies wholly within this one."""
        return self.day == other.day and self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the clinic.

    `weekday` is 0 for Monday to 6 for Sunday. `opens` and `closes` are ticks; `closed` says
    why nobody works although the clinic would open (`holiday`, `closure`). `elapsed_min` is
    the real time in minutes, from any fixed moment, at which the day would have begun had it
    kept the clock of its opening hours: it makes 48 hours mean 48 hours when clocks change.
    `reviewing` tells whether a physician can review a course on that day.
    """

    weekday: int
    opens: int
    closes: int
    elapsed_min: int
    closed: str | None = None
    reviewing: bool = True

    def __post_init__(self) -> None:
        if not (0 <= self.weekday < WEEK_DAYS and 0 <= self.opens <= self.closes <= DAY_TICKS):
            msg = f"no day has weekday {self.weekday} and hours {self.opens}-{self.closes}."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Horizon:
    """The days one may book, numbered from 0, without a gap; the first may lie in the past."""

    days: tuple[Day, ...]

    def __post_init__(self) -> None:
        pairs = zip(self.days, self.days[1:], strict=False)
        steady = all((a.weekday + 1) % WEEK_DAYS == b.weekday for a, b in pairs)
        if not self.days or not steady:
            msg = "a horizon is consecutive days, at least one; list every day, also closed ones."
            raise ValueError(msg)

    def __len__(self) -> int:
        return len(self.days)

    def elapsed_min(self, day: int, tick: int) -> int:
        """Give the real time of a tick in minutes, to be subtracted from another."""
        return self.days[day].elapsed_min + tick * TICK_MIN

    def open_days(self) -> Iterator[tuple[int, Day]]:
        """Give the days that have opening hours and are not closed, with their numbers."""
        for number, day in enumerate(self.days):
            if day.closed is None and day.opens < day.closes:
                yield number, day


def plain_horizon(days: int, opens: int, closes: int, weekdays: frozenset[int]) -> Horizon:
    """Make a horizon of equal days that begins on a Monday and keeps its clock."""
    return Horizon(
        tuple(
            Day(
                weekday=number % WEEK_DAYS,
                opens=opens,
                closes=closes if number % WEEK_DAYS in weekdays else opens,
                elapsed_min=number * DAY_TICKS * TICK_MIN,
            )
            for number in range(days)
        )
    )
