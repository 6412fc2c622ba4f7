"""A level as a number on its colour."""

from __future__ import annotations

from typing import Final

from lumbalis.drawing.levels import tint
from lumbalis.drawing.svg import Pen, rectangle
from lumbalis.drawing.typeface import BLACK, FIGURE

SWATCH_WIDTH_MM: Final = 6.5
SWATCH_HEIGHT_MM: Final = 4.8


def swatch(level: int, left: float, top: float, pen: Pen) -> str:
    """Draw the number of a level on its colour, from the upper left corner."""
    colours = tint(level)
    baseline = top + SWATCH_HEIGHT_MM / 2 + FIGURE.size * 0.35
    box = rectangle(
        left,
        top,
        SWATCH_WIDTH_MM,
        SWATCH_HEIGHT_MM,
        fill=colours.fill,
        stroke=BLACK,
        stroke_width=0.2,
    )
    ink = FIGURE.in_ink(colours.ink)
    return box + pen.line(left + SWATCH_WIDTH_MM / 2, baseline, str(level), ink, "middle")
