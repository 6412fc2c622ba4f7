"""A cell of the table: paragraphs of several weights, broken into lines that fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from lumbalis.drawing.svg import Pen, Run, ask_mark, hang
from lumbalis.drawing.typeface import Style, broken, width_mm, words_of

_INDENT_MM: Final = 3.4
_ASK_MM: Final = 2.4


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text that flows, in one style or several; `asks` puts the mark of a question before it."""

    runs: tuple[Run, ...]
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a fitted paragraph: words of one style stand together."""

    runs: tuple[Run, ...]
    indent: float
    asks: bool

    @property
    def leading(self) -> float:
        """The height of the line in mm."""
        return max(run.style.leading for run in self.runs)


def plain(text: str, style: Style) -> Paragraph:
    """Make a paragraph of one style."""
    return Paragraph((Run(text, style),))


def dotted(*runs: Run) -> Paragraph:
    """Make a paragraph of several styles, a dot between them; an empty run is left out."""
    *before, last = [run for run in runs if run.text] or [Run("", runs[-1].style)]
    # The dot is tied to the words before it, so that no line begins with one.
    return Paragraph((*(Run(f"{run.text}\u00a0·", run.style) for run in before), last))


def fitted(paragraphs: Iterable[Paragraph], room: float, stretch: float = 1.0) -> tuple[Line, ...]:
    """Break paragraphs into lines no wider than the room, in mm; an empty one gives no line.

    `stretch` is how many mm of estimated width fit into one (`Medium.room`).
    """
    return tuple(line for paragraph in paragraphs for line in _lines(paragraph, room, stretch))


def cell_height(cell: Iterable[Line]) -> float:
    """Give the height of fitted lines in mm."""
    return sum(line.leading for line in cell)


def draw_cell(pen: Pen, x: float, top: float, cell: Iterable[Line]) -> str:
    """Draw fitted lines from a left edge and a top."""
    parts: list[str] = []
    for line in cell:
        baseline = top + hang(line.runs[0].style)
        if line.asks:
            parts.append(ask_mark(x + _ASK_MM * 0.6, baseline, _ASK_MM))
        parts.append(pen.runs(x + line.indent, baseline, line.runs))
        top += line.leading
    return "".join(parts)


def _lines(paragraph: Paragraph, room: float, stretch: float) -> Iterator[Line]:
    """Break at spaces; only the first line of a question carries its mark and is indented."""
    indent = _INDENT_MM if paragraph.asks else 0.0
    asks = paragraph.asks
    line: list[Run] = []
    used = indent
    for word in _words(paragraph, (room - indent) * stretch):
        width = width_mm(word.text, word.style) / stretch
        space = width_mm(" ", word.style) / stretch if line else 0.0
        if line and used + space + width > room:
            yield _line(line, indent, asks=asks)
            line, used, space, indent, asks = [], 0.0, 0.0, 0.0, False
        line.append(word)
        used += space + width
    if line:
        yield _line(line, indent, asks=asks)


def _words(paragraph: Paragraph, room: float) -> Iterator[Run]:
    for run in paragraph.runs:
        for word in filter(None, words_of(run.text)):
            yield from (Run(piece, run.style) for piece in broken(word, run.style, room))


def _line(words: list[Run], indent: float, *, asks: bool) -> Line:
    """Join neighbouring words of one style."""
    runs = (
        Run(" ".join(word.text for word in same), style)
        for style, same in groupby(words, key=lambda word: word.style)
    )
    return Line(tuple(runs), indent, asks)
