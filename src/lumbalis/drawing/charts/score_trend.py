"""One score over a course: its readings, and the value from which on a change matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from lumbalis.domain.outcomes.change import ChangeLabel
from lumbalis.drawing.body.charts import Piece
from lumbalis.drawing.body.lettering import BODY, HEADING, SMALL, STRONG, Ink, Size, line, lines
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.charts.axes import Plot, day_axis, value_axis
from lumbalis.drawing.charts.course import Reading, Track
from lumbalis.drawing.charts.thresholds import (
    Spot,
    important_band,
    spots_along,
    threshold_line,
)
from lumbalis.drawing.charts.words import ChartWords
from lumbalis.drawing.svg import element

_DOT: Final = 5.0
_AXIS_ROOM: Final = 34.0
_LABEL_APART: Final = 34.0
_VALUE: Final = Ink(Size.TEXT, bold=True, anchor="middle", halo=True)
_TICKS: Final = 4
_CHANGE_COLOURS: Final[Mapping[ChangeLabel, str]] = {
    ChangeLabel.RECOVERED: "go",
    ChangeLabel.RESPONDER: "go",
    ChangeLabel.IMPROVED: "go",
    ChangeLabel.WORSE: "stop",
}


def score_trend(
    track: Track,
    words: ChartWords,
    corner: tuple[float, float],
    size: tuple[float, float],
    level: float = 0.0,
) -> Piece:
    """Draw the chart; `size` is its width and the height of the plot alone.

    `level` is the least height of what stands above the plot, so that neighbours agree.
    """
    x, y = corner
    head = score_head(track, words, corner, size[0])
    top = y + max(head.height, level)
    if not _known(track.readings):
        said = BODY.wrapped(words.say("no_score_yet"), size[0])
        drawn = head.drawn + lines(x, top + 6, said, BODY)
        return Piece(drawn, top + 14 + len(said) * BODY.size.leading - y)
    plot = _plot(track, (x, top + 24), size)
    return Piece(head.drawn + _inside(track, plot, words), plot.bottom + 34 - y)


def score_head(track: Track, words: ChartWords, corner: tuple[float, float], width: float) -> Piece:
    """Write the name of a score, how it is now beside how it was, and which way is better."""
    x, y = corner
    names = STRONG.wrapped(track.name, width)
    parts = [lines(x, y, names, STRONG)]
    top = y + len(names) * STRONG.size.leading
    now = _now(track, words)
    if now:
        compared = _compared(now, _verdict(track, words), (x, top), width)
        parts.append(compared.drawn)
        top += compared.height
    parts.append(line(x, top + SMALL.size.value + 2, words.better(track.scale), SMALL))
    return Piece("".join(parts), top + SMALL.size.leading - y)


def _compared(
    now: str, verdict: tuple[str, Ink], corner: tuple[float, float], width: float
) -> Piece:
    """Write the comparison, and the verdict on it beside or, without room, below."""
    x, y = corner
    word, ink = verdict
    drawn = line(x, y + HEADING.size.value, now, HEADING)
    if not word:
        return Piece(drawn, HEADING.size.leading)
    beside = x + HEADING.width(now) + 10
    if beside + ink.width(word) <= x + width:
        return Piece(drawn + line(beside, y + HEADING.size.value, word, ink), HEADING.size.leading)
    below = y + HEADING.size.leading + ink.size.value
    return Piece(drawn + line(x, below, word, ink), HEADING.size.leading + ink.size.leading)


def _now(track: Track, words: ChartWords) -> str:
    known = _known(track.readings)
    if not known:
        return ""
    latest = words.value(known[-1][1], track)
    return latest if len(known) == 1 else words.was(latest, words.value(known[0][1], track))


def _verdict(track: Track, words: ChartWords) -> tuple[str, Ink]:
    if track.change is None:
        return "", BODY
    colour = _CHANGE_COLOURS.get(track.change, "quiet")
    return words.change(track.change), Ink(Size.TEXT, bold=True, colour=colour)


def _plot(track: Track, corner: tuple[float, float], size: tuple[float, float]) -> Plot:
    x, y = corner
    days = [reading.day for reading in track.readings]
    return Plot(
        left=x + _AXIS_ROOM,
        top=y,
        width=size[0] - _AXIS_ROOM - 4,
        height=size[1],
        first=min(days),
        last=max(days),
        low=track.scale.minimum,
        high=track.scale.maximum,
    )


def _inside(track: Track, plot: Plot, words: ChartWords) -> str:
    known = _known(track.readings)
    low, high = track.scale.minimum, track.scale.maximum
    ticks = [low + (high - low) * step / _TICKS for step in range(_TICKS + 1)]
    parts = [value_axis(plot, ticks, words, 1)]
    if track.scale.important is not None:
        taken = [*_spots(track.readings, plot)]
        labels = words.important(track.scale), words.important_short(track.scale)
        parts.insert(0, important_band(plot, track.scale))
        parts.append(threshold_line(plot, track.scale.important, labels, taken))
    parts += _joints(track.readings, plot)
    parts += _missing(track.readings, plot)
    parts += (_dot(plot.x(reading.day), plot.y(value)) for reading, value in known)
    parts += _values(track, plot, words)
    parts.append(day_axis(plot, [reading.day for reading, _ in known], plot.bottom + 26, words))
    return "".join(parts)


def _known(readings: Sequence[Reading]) -> list[tuple[Reading, float]]:
    return [(reading, reading.value) for reading in readings if reading.value is not None]


def _joints(readings: Sequence[Reading], plot: Plot) -> Iterator[str]:
    """Join neighbours; over a reading that could not be had nothing is joined."""
    for one, other in pairwise(readings):
        if one.value is not None and other.value is not None:
            yield element(
                "line", x1=plot.x(one.day), y1=plot.y(one.value), x2=plot.x(other.day),
                y2=plot.y(other.value), stroke=var("accent"), stroke_width=2,
            )  # fmt: skip


def _spots(readings: Sequence[Reading], plot: Plot) -> Iterator[Spot]:
    """Tell where dots, their values and the lines between them stand."""
    for reading, value in _known(readings):
        yield Spot(plot.x(reading.day), plot.y(value), 14)
        yield Spot(plot.x(reading.day), plot.y(value) - 15, 14)
    for one, other in pairwise(readings):
        if one.value is not None and other.value is not None:
            start = plot.x(one.day), plot.y(one.value)
            yield from spots_along(start, (plot.x(other.day), plot.y(other.value)), 2)


def _missing(readings: Sequence[Reading], plot: Plot) -> Iterator[str]:
    for reading in readings:
        if reading.value is None:
            x = plot.x(reading.day)
            yield element(
                "line", class_="gap", x1=x, y1=plot.top, x2=x, y2=plot.bottom,
                stroke=var("quiet"), stroke_width=1.2, stroke_dasharray="2 5",
            )  # fmt: skip


def _dot(x: float, y: float) -> str:
    return element(
        "circle", cx=x, cy=y, r=_DOT, fill=var("accent"), stroke=var("paper"), stroke_width=2
    )


def _values(track: Track, plot: Plot, words: ChartWords) -> Iterator[str]:
    """Write the values over their dots; where they crowd only the first and the last."""
    known = _known(track.readings)
    xs = [plot.x(reading.day) for reading, _ in known]
    crowded = any(later - earlier < _LABEL_APART for earlier, later in pairwise(xs))
    for place, (x, (_, value)) in enumerate(zip(xs, known, strict=True)):
        if not crowded or place in {0, len(known) - 1}:
            y = plot.y(value) - _DOT - 6
            yield line(x, y, words.number(value, track.scale.decimals), _VALUE)
