"""Visits as pages show them: hours, place, how they stand, and where they lie on the board."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from lumbalis.clinic import wording
from lumbalis.clinic.services.booking.board import Shown, Standing
from lumbalis.clinic.services.booking.clock_words import clock
from lumbalis.clinic.web.templatetags.clinic import language
from lumbalis.domain.scheduling.grid import TICK_MIN

_SIGNS: Final[Mapping[Standing, tuple[str, str]]] = {
    Standing.SCREENED: ("go", "go"),
    Standing.NOT_YET: ("unknown", "muted"),
    Standing.HOLD: ("stop", "stop"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One visit in words: `number` is "4 of 10", `state` only where it is not simply booked."""

    shown: Shown
    day: str
    time: str
    ends: str
    number: str
    standing: str
    icon: str
    tone: str
    state: str

    @property
    def stands(self) -> bool:
        """Tell whether it holds its place."""
        return self.shown.row.state in {"booked", "arrived"}


@dataclass(frozen=True, slots=True)
class Block:
    """Something on the board of a day: the tick after opening, ticks long, and what it is.

    `kind` is `visit`, `rest`, `couch`, `off` or `away`; `line` is None for the last two.
    """

    kind: str
    at: int
    long: int
    line: Line | None = None


def line_of(one: Shown) -> Line:
    """Say one visit."""
    icon, tone = _SIGNS[one.standing]
    return Line(
        shown=one,
        day=day_words(one.row.day),
        time=clock(one.row.starts_min),
        ends=clock(one.ends_min),
        number=say("number", n=one.row.session, all=one.of),
        standing=say(f"standing.{one.standing.value}"),
        icon=icon,
        tone=tone,
        state=_state(one),
    )


def _state(one: Shown) -> str:
    row = one.row
    if row.state == "arrived" and row.late_min:
        return say("states.late", n=row.late_min)
    if row.state == "cancelled":
        return say("states.cancelled", n=row.session, all=one.of)
    return "" if row.state == "booked" else say(f"states.{row.state}")


def lines_of(found: Iterable[Shown]) -> list[Line]:
    """Say visits."""
    return [line_of(one) for one in found]


def block(
    kind: str, opens_min: int, start_min: int, minutes: int, line: Line | None = None
) -> Block:
    """Place something on the board; what begins before opening begins with it."""
    start = max(0, (start_min - opens_min) // TICK_MIN)
    end = max(start + 1, -(-(start_min + minutes - opens_min) // TICK_MIN))
    return Block(kind, start, end - start, line)


def day_words(day: date) -> str:
    """Write a day with its weekday."""
    return f"{say(f'weekdays_short.{day.weekday()}')}, {wording.written(language(), day)}"


def say(key: str, **values: object) -> str:
    """Give words of the calendar."""
    return wording.say(language(), f"calendar.{key}", **values)
