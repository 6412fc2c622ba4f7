"""The level of every session, on the days of the pain above it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from lumbalis.drawing.body.charts import Piece
from lumbalis.drawing.body.lettering import SMALL, STRONG, Ink, Size, line, lines
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.charts.axes import Plot, day_axis
from lumbalis.drawing.charts.course import CourseRecord, Scale, Visit
from lumbalis.drawing.charts.pain_trend import names_room
from lumbalis.drawing.charts.words import ChartWords
from lumbalis.drawing.svg import element

_AXIS_ROOM: Final = 26.0
_GAP: Final = 34.0
_WIDEST: Final = 22.0
_NUMBER: Final = Ink(Size.SMALL, bold=True, anchor="middle")
_READABLE: Final = 12.0


def level_trend(
    record: CourseRecord, words: ChartWords, corner: tuple[float, float], size: tuple[float, float]
) -> Piece:
    """Draw the chart; nothing where no level is known."""
    known = [visit for visit in record.visits if visit.level is not None]
    if record.level is None or not known:
        return Piece("", 0.0)
    x, y = corner
    scale = record.level
    titles = STRONG.wrapped(_title(scale, words), size[0])
    top = y + len(titles) * STRONG.size.leading + 22
    plot = _plot(record, scale, (x, top), (size[0] - names_room(record, words), size[1]))
    bars = "".join(_bar(plot, visit, words, _width(plot, record)) for visit in record.visits)
    base = element(
        "line", x1=plot.left, y1=plot.bottom, x2=plot.right, y2=plot.bottom,
        stroke=var("quiet"), stroke_width=1,
    )  # fmt: skip
    days = day_axis(plot, [visit.day for visit in record.visits], plot.bottom + 26, words)
    unknown = tuple(_unknown(record, words, size[0]))
    drawn = lines(x, y, titles, STRONG) + bars + base + days
    drawn += lines(x, plot.bottom + 34, unknown, SMALL)
    foot = len(unknown) * SMALL.size.leading
    return Piece(drawn, plot.bottom + 34 + foot + _GAP - y)


def _title(scale: Scale, words: ChartWords) -> str:
    low, high = words.number(scale.minimum), words.number(scale.maximum)
    return words.say("level", minimum=low, maximum=high)


def _plot(
    record: CourseRecord, scale: Scale, corner: tuple[float, float], size: tuple[float, float]
) -> Plot:
    days = [visit.day for visit in record.visits]
    return Plot(
        left=corner[0] + _AXIS_ROOM,
        top=corner[1],
        width=size[0] - _AXIS_ROOM,
        height=size[1],
        first=min(days),
        last=max(days),
        low=scale.minimum,
        high=scale.maximum,
    )


def _width(plot: Plot, record: CourseRecord) -> float:
    """Give the width of a bar that keeps neighbours apart."""
    pitches = [plot.x(b.day) - plot.x(a.day) for a, b in pairwise(record.visits)]
    return max(3.0, min(_WIDEST, min(pitches, default=_WIDEST) * 0.7))


def _bar(plot: Plot, visit: Visit, words: ChartWords, width: float) -> str:
    x = plot.x(visit.day)
    if visit.level is None:
        return element(
            "line", class_="gap", x1=x, y1=plot.top, x2=x, y2=plot.bottom, stroke=var("quiet"),
            stroke_width=1.2, stroke_dasharray="2 5",
        )  # fmt: skip
    top = plot.y(visit.level)
    bar = element(
        "rect", class_="level", x=x - width / 2, y=top, width=width, height=plot.bottom - top,
        fill=var("accent"), rx=2,
    )  # fmt: skip
    if width < _READABLE:
        return bar
    return bar + line(x, top - 5, words.number(visit.level), _NUMBER)


def _unknown(record: CourseRecord, words: ChartWords, width: float) -> Iterator[str]:
    """Name the sessions whose level nobody noted."""
    numbers = [visit.session for visit in record.visits if visit.level is None]
    if numbers:
        said = ", ".join(words.number(one) for one in numbers)
        yield from SMALL.wrapped(words.say("level_unknown", sessions=said), width)
