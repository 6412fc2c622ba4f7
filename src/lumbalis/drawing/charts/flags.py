"""What interrupted a course: a symbol over the session's day, its word beside it, notes below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from lumbalis.drawing.body.charts import Piece
from lumbalis.drawing.body.lettering import SMALL, Ink, Size, line, lines
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.charts.axes import Plot
from lumbalis.drawing.charts.course import Flagged, Visit
from lumbalis.drawing.charts.symbols import symbol
from lumbalis.drawing.charts.words import MARK_COLOURS, ChartWords
from lumbalis.drawing.svg import element

LANE: Final = 22.0
_WIDE: Final = 20.0
_INDENT: Final = 24.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A flag in its lane, counted from the plot upwards; `word` is empty where it has no room."""

    visit: Visit
    flag: Flagged
    lane: int
    word: str


def place_flags(plot: Plot, visits: Sequence[Visit], words: ChartWords) -> tuple[Placed, ...]:
    """Give every flag a lane in which no other symbol stands, and its word where it fits."""
    lanes: list[list[tuple[Visit, Flagged]]] = []
    for visit in visits:
        for flag in visit.flags:
            free = (lane for lane in lanes if plot.x(visit.day) - plot.x(lane[-1][0].day) >= _WIDE)
            lane = next(free, None)
            if lane is None:
                lane = []
                lanes.append(lane)
            lane.append((visit, flag))
    return tuple(
        placed for number, lane in enumerate(lanes) for placed in _worded(plot, lane, number, words)
    )


def drawn_flags(plot: Plot, placed: Sequence[Placed]) -> str:
    """Draw the symbols over the plot, each with a hairline down its day."""
    stems = "".join(
        element(
            "line", x1=plot.x(one.visit.day), y1=_lane_y(plot, one.lane) + 9,
            x2=plot.x(one.visit.day), y2=plot.bottom, stroke=var(MARK_COLOURS[one.flag.mark]),
            stroke_width=1, stroke_opacity=0.55,
        )
        for one in placed
    )  # fmt: skip
    return stems + "".join(_flag(plot, one) for one in placed)


def notes(
    placed: Sequence[Placed], words: ChartWords, corner: tuple[float, float], width: float
) -> Piece:
    """Write out the flags that have a sentence, or whose word found no room."""
    x, y = corner
    parts, top = [], y
    told = [one for one in placed if one.flag.about or not one.word]
    for one in sorted(told, key=lambda one: one.visit.session):
        rows = SMALL.wrapped(_sentence(one, words), width - _INDENT)
        parts.append(symbol(one.flag.mark, x + 9, top + 9))
        parts.append(lines(x + _INDENT, top, rows, Ink(Size.SMALL)))
        top += max(len(rows) * SMALL.size.leading, _WIDE) + 3
    return Piece("".join(parts), top - y)


def _worded(
    plot: Plot, lane: Sequence[tuple[Visit, Flagged]], number: int, words: ChartWords
) -> list[Placed]:
    ends = [plot.x(later.day) - 11 for (_, _), (later, _) in pairwise(lane)]
    placed = []
    for (visit, flag), end in zip(lane, [*ends, plot.right + 30], strict=True):
        word = words.mark(flag.mark)
        fits = plot.x(visit.day) + 12 + _ink(flag).width(word) <= end
        placed.append(Placed(visit, flag, number, word if fits else ""))
    return placed


def _flag(plot: Plot, one: Placed) -> str:
    x, y = plot.x(one.visit.day), _lane_y(plot, one.lane)
    return symbol(one.flag.mark, x, y) + line(x + 12, y + 4.2, one.word, _ink(one.flag))


def _lane_y(plot: Plot, lane: int) -> float:
    return plot.top - 14 - lane * LANE


def _ink(flag: Flagged) -> Ink:
    return Ink(Size.SMALL, bold=True, colour=MARK_COLOURS[flag.mark], halo=True)


def _sentence(one: Placed, words: ChartWords) -> str:
    values = {
        "session": words.session(one.visit.session),
        "day": words.short_day(one.visit.day),
        "word": words.mark(one.flag.mark),
    }
    if not one.flag.about:
        return words.say("note", **values)
    return words.say("note_about", **values, about=one.flag.about)
