"""Painting a page on a rich console: wrapping, alignment, colour, a form for old terminals.

Lines never end in spaces, so that copied and piped text stays clean. Meaning never hangs on
colour alone: every coloured thing has a shape and a word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from lumbalis.explaining.page import (
    INDENT,
    NO_BREAK,
    Block,
    Card,
    Column,
    Grid,
    Line,
    Page,
    Rows,
    Span,
    Spans,
)

if TYPE_CHECKING:
    from rich.console import Console

WIDEST = 100
"""Longer lines are hard to read, however wide the terminal."""
_NARROW = 52
_LABELS_WIDEST = 26
_LEAST = 8
_STAND_IN = "\uf8ff"
"""Stands for a no-break space while lines are broken: rich would break there."""

# Each colour has at least 4.5:1 against black and white, so it suits dark and light terminals.
_COLOURS = {
    "go": "#1d8649",
    "care": "#a2690a",
    "wait": "#8b5fcf",
    "physician": "#2c76cb",
    "stop": "#d33f3a",
    "accent": "#0c8285",
    "dim": "#767676",
    "level1": "#6a5bb0",
    "level2": "#3c7ba3",
    "level3": "#21868a",
    "level4": "#2e8b57",
    "level5": "#8a7a10",
}
_STYLES = {
    **{role: Style(color=colour) for role, colour in _COLOURS.items()},
    **{
        f"{role}_badge": Style(color="#ffffff", bgcolor=_COLOURS[role], bold=True)
        for role in ("go", "care", "wait", "physician", "stop")
    },
    "strong": Style(bold=True),
    "heading": Style(bold=True, color=_COLOURS["accent"]),
    "cue": Style(italic=True),
    "hang": Style(),
    "": Style(),
}

_PLAIN = {
    "●": "o", "◆": "<>", "■": "#", "▼": "v", "⬣": "X", "○": "-", "▌": "|", "·": "-", "–": "-",
    "—": "-", "−": "-", "…": "...", "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"',
    "„": '"', "°": "", "≥": ">=", "≤": "<=", "×": "x", "→": "->", "│": "|", "┊": "|", "─": "-",
    "▁": "", "▂": "", "▃": "", "▄": "", "▅": "", "▆": "", "▇": "", "█": "", "✓": "+",
    "№": "No.",
}  # fmt: skip


def printable(text: str, encoding: str) -> str:
    """Replace what an encoding cannot say by something plain it can."""
    if encoding.lower().replace("-", "").startswith("utf"):
        return text
    return "".join(_in_encoding(character, encoding) for character in text)


def _in_encoding(character: str, encoding: str) -> str:
    if character == NO_BREAK:
        return character
    try:
        character.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return _PLAIN.get(character, "?")
    return character


def paint(page: Page, console: Console) -> None:
    """Print every block of a page, one after the other."""
    painter = _Painter(console)
    for block in page:
        painter.paint(block)


class _Painter:
    """Knows how wide the page is and what the terminal can show."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._width = min(console.width, WIDEST)

    def paint(self, block: Block) -> None:
        match block:
            case Line():
                self._line(block, self._margin(block.indent))
            case Card(lines, role):
                bar = Text.assemble(self._margin(0), self._text((Span("▌ ", role),)))
                for one in lines:
                    self._line(one, bar)
            case Rows():
                self._rows(block)
            case Grid():
                self._grid(block)
            case _:
                self._emit(Text())

    def _margin(self, indent: int) -> Text:
        return Text(" " * (INDENT + indent))

    def _text(self, spans: Spans) -> Text:
        text = Text()
        for one in spans:
            text.append(printable(one.text, self._console.encoding), _STYLES[one.role])
        return text

    def _emit(self, text: Text) -> None:
        text.rstrip()
        self._console.print(text, no_wrap=True, overflow="ignore", crop=False, highlight=False)

    def _wrapped(self, text: Text, width: int) -> list[Text]:
        """Break a text into lines, but never at a no-break space."""
        text.plain = text.plain.replace(NO_BREAK, _STAND_IN)
        lines = list(text.wrap(self._console, max(width, _LEAST), overflow="fold")) or [Text()]
        for one in lines:
            one.plain = one.plain.replace(_STAND_IN, " ")
        return lines

    def _line(self, block: Line, margin: Text) -> None:
        mark = self._text((block.mark, Span("  "))) if block.mark else Text()
        note, spans = self._note(block)
        room = self._width - margin.cell_len - mark.cell_len
        lines = self._wrapped(self._text(spans), room - (note.cell_len + 2 if note else 0))
        hanging = Text(" " * mark.cell_len)
        for place, text in enumerate(lines):
            whole = Text.assemble(margin, hanging if place else mark, text)
            if note and not place:
                whole.pad_right(self._width - whole.cell_len - note.cell_len)
                whole.append_text(note)
            self._emit(whole)

    def _note(self, block: Line) -> tuple[Text, Spans]:
        """Keep the note at the right edge, or put it behind the text where space is short."""
        if block.note is None:
            return Text(), block.spans
        if self._width < _NARROW:
            return Text(), (*block.spans, Span("  "), block.note)
        return self._text((block.note,)), block.spans

    def _rows(self, block: Rows) -> None:
        margin = self._margin(block.indent)
        labels = [self._text((label,)) for label, _ in block.rows]
        widest = min(max((label.cell_len for label in labels), default=0), _LABELS_WIDEST)
        for label, (_, spans) in zip(labels, block.rows, strict=True):
            room = self._width - margin.cell_len - widest - 2
            names = self._wrapped(label, widest)
            lines = self._hanging(spans, room)
            for place in range(max(len(names), len(lines))):
                name = names[place].copy() if place < len(names) else Text()
                name.rstrip()
                name.pad_right(widest + 2 - name.cell_len)
                text = lines[place] if place < len(lines) else Text()
                self._emit(Text.assemble(margin, name, text))

    def _hanging(self, spans: Spans, room: int) -> list[Text]:
        """Wrap a cell; a first span of the role `hang` is a bullet that stands out to the left."""
        if not spans or spans[0].role != "hang":
            return self._wrapped(self._text(spans), room)
        bullet = self._text(spans[:1])
        lines = self._wrapped(self._text(spans[1:]), room - bullet.cell_len)
        blank = Text(" " * bullet.cell_len)
        return [Text.assemble(blank if place else bullet, one) for place, one in enumerate(lines)]

    def _grid(self, block: Grid) -> None:
        margin = self._margin(block.indent)
        widths = self._widths(block, self._width - margin.cell_len)
        if any(column.header for column in block.columns):
            header = tuple((Span(column.header, "dim"),) for column in block.columns)
            self._grid_row(header, block.columns, widths, margin)
        for row in block.rows:
            if len(row) == 1:
                for text in self._wrapped(self._text(row[0]), self._width - margin.cell_len):
                    self._emit(Text.assemble(margin, text))
            else:
                self._grid_row(row, block.columns, widths, margin)

    def _widths(self, block: Grid, room: int) -> list[int]:
        """Give each column its width: its own, its longest cell's, or a share of the rest."""
        rows = [row for row in block.rows if len(row) > 1]
        widths = [
            0 if column.share else column.width or self._longest(rows, place, column.header)
            for place, column in enumerate(block.columns)
        ]
        rest = room - sum(widths) - 2 * (len(widths) - 1)
        shares = sum(column.share for column in block.columns) or 1
        for place, column in enumerate(block.columns):
            if column.share:
                widths[place] = max(rest * column.share // shares, _LEAST)
        return widths

    def _longest(self, rows: list[tuple[Spans, ...]], place: int, header: str) -> int:
        cells = (cell_len("".join(one.text for one in row[place])) for row in rows)
        return max([cell_len(header), *cells])

    def _grid_row(
        self, row: tuple[Spans, ...], columns: tuple[Column, ...], widths: list[int], margin: Text
    ) -> None:
        cells = [self._wrapped(self._text(c), w) for c, w in zip(row, widths, strict=True)]
        for place in range(max(len(cell) for cell in cells)):
            whole = margin.copy()
            for cell, column, width in zip(cells, columns, widths, strict=True):
                text = cell[place].copy() if place < len(cell) else Text()
                text.rstrip()
                free = max(width - text.cell_len, 0)
                whole.append(" " * free if column.right else "")
                whole.append_text(text)
                whole.append("" if column.right else " " * free)
                whole.append("  ")
            self._emit(whole)
