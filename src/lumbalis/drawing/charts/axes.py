"""Days and values on a page: one true time axis, one axis of values, and their lettering."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from lumbalis.drawing.body.lettering import SMALL, Ink, Size, line
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.charts.words import ChartWords
from lumbalis.drawing.svg import element

_TICK_END: Final = Ink(Size.SMALL, colour="quiet", anchor="end")
_APART: Final = 14.0
"""Room between two labels of the axis of days."""


@dataclass(frozen=True, slots=True)
class Plot:
    """A rectangle of the page with days across and values upwards.

    `inset` keeps the first and the last day away from the edges, for what is drawn around
    them. A single day stands in the middle.
    """

    left: float
    top: float
    width: float
    height: float
    first: date
    last: date
    low: float
    high: float
    inset: float = 22.0

    @property
    def right(self) -> float:
        """Give the x of its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Give the y of its lower edge."""
        return self.top + self.height

    def x(self, day: date) -> float:
        """Give the x of a day."""
        days = (self.last - self.first).days
        if days == 0:
            return self.left + self.width / 2
        room = self.width - 2 * self.inset
        return self.left + self.inset + room * (day - self.first).days / days

    def y(self, value: float) -> float:
        """Give the y of a value."""
        return self.bottom - self.height * (value - self.low) / (self.high - self.low)


def value_axis(plot: Plot, ticks: Sequence[float], words: ChartWords, decimals: int = 0) -> str:
    """Rule the plot at some values and write them to its left."""
    return "".join(
        element(
            "line", x1=plot.left, y1=plot.y(tick), x2=plot.right, y2=plot.y(tick),
            stroke=var("rule"), stroke_width=1,
        )
        + line(plot.left - 6, plot.y(tick) + 4, words.number(tick, decimals), _TICK_END)
        for tick in ticks
    )  # fmt: skip


def day_axis(plot: Plot, days: Sequence[date], y: float, words: ChartWords) -> str:
    """Write days below the plot: the first, the last, and between them what has room."""
    return "".join(_day(plot, day, x, y, words) for day, x in _placed(plot, days, words))


def _day(plot: Plot, day: date, x: float, y: float, words: ChartWords) -> str:
    tick = element(
        "line", x1=plot.x(day), y1=y - 15, x2=plot.x(day), y2=y - 11,
        stroke=var("quiet"), stroke_width=1,
    )  # fmt: skip
    return tick + line(x, y, words.short_day(day), Ink(Size.SMALL, colour="quiet", anchor="middle"))


def _placed(plot: Plot, days: Sequence[date], words: ChartWords) -> Iterator[tuple[date, float]]:
    """Give the days that can be written, and where, so that none runs into another."""
    unique = sorted(set(days))
    if not unique:
        return
    spans = {day: _span(plot, day, words) for day in unique}
    yield unique[0], sum(spans[unique[0]]) / 2
    if len(unique) == 1:
        return
    taken, end = spans[unique[0]][1], spans[unique[-1]][0]
    for day in unique[1:-1]:
        start, stop = spans[day]
        if start >= taken + _APART and stop <= end - _APART:
            taken = stop
            yield day, (start + stop) / 2
    if end >= taken + _APART / 2:
        yield unique[-1], sum(spans[unique[-1]]) / 2


def _span(plot: Plot, day: date, words: ChartWords) -> tuple[float, float]:
    """Give from where to where a label reaches; it may not leave the plot's neighbourhood."""
    half = SMALL.width(words.short_day(day)) / 2
    middle = min(max(plot.x(day), plot.left - 20 + half), plot.right + 20 - half)
    return middle - half, middle + half
