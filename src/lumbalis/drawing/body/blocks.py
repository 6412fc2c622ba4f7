"""Columns beside the body: blocks below one another, each telling how high it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lumbalis.drawing.body.charts import Piece
from lumbalis.drawing.body.lettering import STRONG, hang, line

Block = Callable[[float, float, float], Piece]
"""Draws something at x and y in a width."""


def column(
    blocks: Iterable[Block], corner: tuple[float, float], width: float, gap: float = 16.0
) -> Piece:
    """Set blocks below one another."""
    (x, top), parts = corner, []
    y = top
    for block in blocks:
        piece = block(x, y, width)
        parts.append(piece.drawn)
        y += piece.height + gap
    return Piece("".join(parts), max(y - gap - top, 0.0))


def heading(text: str, x: float, y: float) -> Piece:
    """Write the heading of a block."""
    return Piece(line(x, y + hang(STRONG), text, STRONG), STRONG.size.leading + 4.0)
