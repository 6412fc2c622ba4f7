"""A checklist: boxes to tick by hand, flowing over lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lumbalis.drawing.svg import Pen, hang, tick_box
from lumbalis.drawing.typeface import BODY, width_mm, wrap

_BOX_MM: Final = 2.2
_INDENT_MM: Final = 3.4
_BETWEEN_MM: Final = 5.0


@dataclass(frozen=True, slots=True)
class _Item:
    """An item broken into lines, and where its box stands: from the left, and which line."""

    left: float
    line: int
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """Items laid out in a given width."""

    items: tuple[_Item, ...]
    pen: Pen

    @property
    def height(self) -> float:
        """The height of all lines in mm; 0 without items."""
        return max((item.line + len(item.texts) for item in self.items), default=0) * BODY.leading

    def draw(self, left: float, top: float) -> str:
        """Draw the boxes and their texts."""
        return "".join(
            tick_box(left + item.left, top + item.line * BODY.leading + hang(BODY), _BOX_MM)
            + self.pen.lines(
                left + item.left + _INDENT_MM, top + item.line * BODY.leading, item.texts, BODY
            )
            for item in self.items
        )


def checklist(texts: Sequence[str], room: float, pen: Pen) -> Checklist:
    """Lay items out one after another, each on the line where it still fits."""
    items: list[_Item] = []
    left, line = 0.0, 0
    for text in texts:
        lines = wrap(text, BODY, room - _INDENT_MM)
        width = _INDENT_MM + max((width_mm(part, BODY) for part in lines), default=0)
        if items and left + width > room:
            line += len(items[-1].texts)
            left = 0.0
        items.append(_Item(left, line, lines))
        left += width + _BETWEEN_MM
    return Checklist(tuple(items), pen)
