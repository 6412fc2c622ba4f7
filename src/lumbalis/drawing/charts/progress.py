"""The charts of a course as one picture: for a screen, for a phone, and for paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lumbalis.drawing.body.charts import Piece
from lumbalis.drawing.body.dressing import Sheet, document
from lumbalis.drawing.body.lettering import LABEL, SMALL, TITLE, Ink, Size, line, lines
from lumbalis.drawing.body.palette import Theme, plain
from lumbalis.drawing.charts.course import CourseRecord, Track
from lumbalis.drawing.charts.describe import description, span_line
from lumbalis.drawing.charts.level_trend import level_trend
from lumbalis.drawing.charts.pain_trend import pain_trend
from lumbalis.drawing.charts.score_trend import score_head, score_trend
from lumbalis.drawing.charts.words import ChartWords
from lumbalis.drawing.svg import element

_GAP: Final = 40.0


@dataclass(frozen=True, slots=True)
class _Layout:
    """A page: its width and edge, heights of the plots, and how many scores stand in a row."""

    width: float
    edge: float
    pain_height: float
    level_height: float
    score_height: float
    columns: int

    @property
    def room(self) -> float:
        return self.width - 2 * self.edge


_WIDE: Final = _Layout(1400, 32, 280, 90, 180, 3)
_NARROW: Final = _Layout(390, 16, 240, 90, 150, 1)
_PAPER: Final = _Layout(860, 8, 220, 80, 130, 2)


def trend_picture(
    record: CourseRecord,
    words: ChartWords,
    *,
    narrow: bool = False,
    theme: Theme | None = None,
    draft: bool = True,
) -> str:
    """Draw a course as one SVG, 1400 px or, narrow, 390 px wide."""
    return _document(record, words, _NARROW if narrow else _WIDE, theme, draft=draft)


def course_progress(record: CourseRecord, words: ChartWords, *, draft: bool = True) -> str:
    """Draw a course for paper: small multiples in the colours of the light palette, fixed."""
    return plain(_document(record, words, _PAPER, Theme.LIGHT, draft=draft))


def _document(
    record: CourseRecord, words: ChartWords, layout: _Layout, theme: Theme | None, *, draft: bool
) -> str:
    title = words.say("title")
    head = _head(record, words, layout, draft=draft)
    top = head.height
    pain = pain_trend(record, words, (layout.edge, top), (layout.room, layout.pain_height))
    top += pain.height + _GAP
    levels = level_trend(record, words, (layout.edge, top), (layout.room, layout.level_height))
    top += levels.height
    scores = _scores(record.tracks, words, layout, top)
    top += scores.height
    foot = SMALL.wrapped(words.texts.get("drawing", "supports"), layout.room)
    drawn = (
        head.drawn + pain.drawn + levels.drawn + scores.drawn + lines(layout.edge, top, foot, SMALL)
    )
    height = top + len(foot) * SMALL.size.leading + 20
    sheet = Sheet(
        "trend",
        title,
        description(record, words),
        words.texts.language,
        (layout.width, height),
        theme,
    )
    return document(sheet, drawn)


def _head(record: CourseRecord, words: ChartWords, layout: _Layout, *, draft: bool) -> Piece:
    tag = words.texts.get("drawing", "draft")
    tag_room = LABEL.width(tag) + 16 if draft else 0.0
    titles = TITLE.wrapped(words.say("title"), layout.room - tag_room - 10)
    top = 20 + len(titles) * TITLE.size.leading
    span = SMALL.wrapped(span_line(record, words), layout.room)
    drawn = lines(layout.edge, 20, titles, TITLE) + lines(layout.edge, top, span, SMALL)
    if draft:
        drawn += _tag(layout.width - layout.edge, tag, tag_room)
    return Piece(drawn, top + len(span) * SMALL.size.leading + 22)


def _tag(right: float, text: str, width: float) -> str:
    box = element("rect", class_="tag", x=right - width, y=26, width=width, height=20, rx=4)
    return box + line(right - width / 2, 40.5, text, Ink(Size.SMALL, bold=True, anchor="middle"))


def _scores(tracks: Sequence[Track], words: ChartWords, layout: _Layout, top: float) -> Piece:
    """Set the scores in rows; the charts of a row begin and end level."""
    columns = layout.columns
    width = (layout.room - (columns - 1) * _GAP) / columns
    parts, y = [], top
    for start in range(0, len(tracks), columns):
        row = tracks[start : start + columns]
        level = max(score_head(track, words, (0, 0), width).height for track in row)
        size = (width, layout.score_height)
        corners = ((layout.edge + place * (width + _GAP), y) for place in range(columns))
        pieces = [
            score_trend(track, words, at, size, level)
            for track, at in zip(row, corners, strict=False)
        ]
        parts += [piece.drawn for piece in pieces]
        y += max(piece.height for piece in pieces) + _GAP / 2
    return Piece("".join(parts), y - top)
