"""Pain before and after every session of a course, on the days they took place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from lumbalis.drawing.body.charts import Piece
from lumbalis.drawing.body.lettering import BODY, HEADING, SMALL, STRONG, Ink, Size, line, lines
from lumbalis.drawing.charts.axes import Plot, day_axis, value_axis
from lumbalis.drawing.charts.course import CourseRecord, Visit
from lumbalis.drawing.charts.flags import LANE, drawn_flags, notes, place_flags
from lumbalis.drawing.charts.phases import HEIGHT as PHASES_HEIGHT
from lumbalis.drawing.charts.phases import phase_band, phases_said
from lumbalis.drawing.charts.sessions import Beads, drawn_sessions, later_room, spots
from lumbalis.drawing.charts.thresholds import important_band, label_place, threshold_line
from lumbalis.drawing.charts.words import ChartWords

_AXIS_ROOM: Final = 26.0
_NUMBER: Final = Ink(Size.SMALL, colour="ink", anchor="middle")
_NUMBER_APART: Final = 22.0
_TICKS: Final = 5


def pain_trend(
    record: CourseRecord, words: ChartWords, corner: tuple[float, float], size: tuple[float, float]
) -> Piece:
    """Draw the chart; `size` is its width and the height of the plot alone."""
    x, y = corner
    width, height = size
    head = _head(record, words, corner, width)
    if not record.visits:
        said = BODY.wrapped(words.say("nothing_yet"), width)
        drawn = head.drawn + lines(x, y + head.height + 8, said, BODY)
        return Piece(drawn, head.height + 16 + len(said) * BODY.size.leading)
    plot = _plot(record, words, (x, y + head.height + 16), size)
    lanes = {one.lane for one in place_flags(plot, record.visits, words)}
    plot = _plot(record, words, (x, y + head.height + 16 + len(lanes) * LANE), (width, height))
    below = _below(record, plot, words, x, width)
    return Piece(head.drawn + _inside(record, plot, words) + below.drawn, below.height - y)


def _head(
    record: CourseRecord, words: ChartWords, corner: tuple[float, float], width: float
) -> Piece:
    """Write what is measured, and how it is now beside how it was."""
    x, y = corner
    low, high = (words.number(end) for end in (record.pain.minimum, record.pain.maximum))
    rows = [
        *(
            (row, STRONG)
            for row in STRONG.wrapped(words.say("pain", minimum=low, maximum=high), width)
        ),
        *((row, HEADING) for row in [_now(record.visits, words)] if row),
        *((row, SMALL) for row in SMALL.wrapped(_caption(record, words), width)),
    ]
    parts, top = [], y
    for row, ink in rows:
        parts.append(line(x, top + ink.size.value, row, ink))
        top += ink.size.leading + 2
    return Piece("".join(parts), top - y)


def _now(visits: Sequence[Visit], words: ChartWords) -> str:
    """Compare the latest pain before a session with the first; with one alone there is no was."""
    known = [visit.before for visit in visits if visit.before is not None]
    if not known:
        return ""
    if len(known) == 1:
        return words.number(known[0])
    return words.was(words.number(known[-1]), words.number(known[0]))


def _caption(record: CourseRecord, words: ChartWords) -> str:
    known = sum(visit.before is not None for visit in record.visits)
    parts = [words.change(record.change)] if record.change is not None else []
    if known:
        parts.append(words.say("now_caption" if known > 1 else "first_caption"))
    if any(visit.later is not None for visit in record.visits):
        parts.append(words.say("later_caption"))
    return " · ".join((*parts, words.better(record.pain)))


def _plot(
    record: CourseRecord, words: ChartWords, corner: tuple[float, float], size: tuple[float, float]
) -> Plot:
    x, y = corner
    days = [visit.day for visit in record.visits]
    return Plot(
        left=x + _AXIS_ROOM,
        top=y,
        width=size[0] - _AXIS_ROOM - names_room(record, words),
        height=size[1],
        first=min(days),
        last=max(days),
        low=record.pain.minimum,
        high=record.pain.maximum,
    )


def names_room(record: CourseRecord, words: ChartWords) -> float:
    """Give the room to the right of the plot, where the beads are named."""
    names = max(SMALL.width(f"{words.say(kind)} 10") for kind in ("before", "after"))
    return names * 1.13 + 2 + later_room(record.visits)


def _inside(record: CourseRecord, plot: Plot, words: ChartWords) -> str:
    beads = Beads.for_plot(plot, record.visits)
    low, high = record.pain.minimum, record.pain.maximum
    ticks = [low + (high - low) * step / _TICKS for step in range(_TICKS + 1)]
    parts = [
        value_axis(plot, ticks, words),
        drawn_flags(plot, place_flags(plot, record.visits, words)),
    ]
    if record.pain.important is not None:
        taken = spots(plot, record.visits, beads)
        labels = words.important(record.pain), words.important_short(record.pain)
        parts.insert(0, important_band(plot, record.pain))
        parts.append(threshold_line(plot, record.pain.important, labels, taken))
    parts += drawn_sessions(plot, record.visits, beads, words)
    return "".join(parts)


def _below(record: CourseRecord, plot: Plot, words: ChartWords, x: float, width: float) -> Piece:
    """Draw what stands under the plot; the height counts from the page's upper edge."""
    visits, top = record.visits, plot.bottom
    parts = [*_numbers(plot, visits, top + 25, words)]
    parts.append(day_axis(plot, [visit.day for visit in visits], top + 46, words))
    top += 57
    if any(visit.phase for visit in visits):
        parts.append(phase_band(plot, visits, top, words))
        top += PHASES_HEIGHT + 8
    noted = notes(place_flags(plot, visits, words), words, (x, top + 2), width)
    top += noted.height
    said = (
        _dashed(record, plot, words),
        phases_said(plot, visits, words),
        *_unasked(visits, words),
    )
    rows = tuple(row for text in said if text for row in SMALL.wrapped(text, width))
    parts += [noted.drawn, lines(x, top + 2, rows, SMALL)]
    return Piece("".join(parts), top + 4 + len(rows) * SMALL.size.leading)


def _dashed(record: CourseRecord, plot: Plot, words: ChartWords) -> str:
    """Say what the dashed line means where the plot has no room for it; else nothing."""
    if record.pain.important is None:
        return ""
    taken = tuple(spots(plot, record.visits, Beads.for_plot(plot, record.visits)))
    label = words.important(record.pain)
    placed = label_place(plot, record.pain.important, label, taken)
    return words.say("dashed", what=label) if placed is None else ""


def _numbers(plot: Plot, visits: Sequence[Visit], y: float, words: ChartWords) -> Iterator[str]:
    """Write the numbers of the sessions that do not touch the one before or the last."""
    last, taken = visits[-1], plot.left - _NUMBER_APART
    end = plot.x(last.day)
    for visit in visits:
        x = plot.x(visit.day)
        if visit is last or (x - taken >= _NUMBER_APART and end - x >= _NUMBER_APART):
            taken = x
            yield line(x, y, words.number(visit.session), _NUMBER)


def _unasked(visits: Sequence[Visit], words: ChartWords) -> Iterator[str]:
    """Name the sessions at which something was not asked."""
    missing = {
        "not_asked_before": [visit.session for visit in visits if visit.before is None],
        "not_asked_after": [visit.session for visit in visits if visit.after is None],
    }
    for key, sessions in missing.items():
        if sessions:
            yield words.say(key, sessions=", ".join(words.number(one) for one in sessions))
