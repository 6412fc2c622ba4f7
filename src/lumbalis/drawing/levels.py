"""The one colour ramp for forces and doses: darker is stronger, also in a grey print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lumbalis.drawing.typeface import BLACK

WHITE: Final = "#ffffff"


@dataclass(frozen=True, slots=True)
class Tint:
    """A level's fill, and the ink in which its number is printed on it."""

    fill: str
    ink: str


# Viridis made paler: equal steps of lightness from light to dark, so that a grey print and
# every kind of colour vision still tell the order; yellow, green, teal, blue, violet on the way.
_RAMP: Final = (
    Tint(WHITE, BLACK),
    Tint("#f4efa8", BLACK),
    Tint("#9ed691", BLACK),
    Tint("#43ac9b", BLACK),
    Tint("#236b8f", WHITE),
    Tint("#3f225b", WHITE),
)
HIGHEST: Final = len(_RAMP) - 1


def tint(level: int) -> Tint:
    """Give the colours of a level, 0 (no contact) to 5.

    Raises
    ------
    ValueError
        If there is no such level.
    """
    if not 0 <= level <= HIGHEST:
        msg = f"Level {level} is not on the scale from 0 to {HIGHEST}, so it has no colour."
        raise ValueError(msg)
    return _RAMP[level]
