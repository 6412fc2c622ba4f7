"""Words on a drawing: five sizes, inks by their job, widths estimated so that nothing collides."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from lumbalis.drawing.body.palette import var
from lumbalis.drawing.svg import escaped
from lumbalis.drawing.typeface import SCREEN, Style, width_mm, wrap


class Size(Enum):
    """The five sizes, in page units (px on a screen 1400 or 390 wide)."""

    TITLE = 26
    HEADING = 18
    STRONG = 15
    TEXT = 13
    SMALL = 12

    @property
    def leading(self) -> float:
        """Give the distance from line to line."""
        return round(self.value * 1.38)


LETTERING: Final = "".join(
    (
        f".lettered{{font-family:{SCREEN.family};font-variant-numeric:tabular-nums}}",
        *(f".t{size.value}{{font-size:{size.value}px}}" for size in Size),
        ".b{font-weight:700}",
        ".halo{paint-order:stroke;stroke:var(--halo);stroke-width:3.5px;stroke-linejoin:round}",
    )
)
"""The style rules of the words."""


@dataclass(frozen=True, slots=True)
class Ink:
    """How a line is written: size, weight, colour by its job, and from which end."""

    size: Size = Size.TEXT
    bold: bool = False
    colour: str = "ink"
    anchor: str = "start"
    halo: bool = False

    @property
    def style(self) -> Style:
        """Give the measure that widths are estimated by."""
        return Style(size=self.size.value, leading=self.size.leading, bold=self.bold)

    def width(self, text: str) -> float:
        """Estimate the width of a line in page units, rather too wide than too narrow."""
        return width_mm(text, self.style)

    def wrapped(self, text: str, room: float) -> tuple[str, ...]:
        """Break a text into lines that fit."""
        return wrap(text, self.style, room)


TITLE: Final = Ink(Size.TITLE, bold=True)
HEADING: Final = Ink(Size.HEADING, bold=True)
STRONG: Final = Ink(Size.STRONG, bold=True)
BODY: Final = Ink(Size.TEXT)
BOLD: Final = Ink(Size.TEXT, bold=True)
SMALL: Final = Ink(Size.SMALL, colour="quiet")
LABEL: Final = Ink(Size.SMALL, bold=True)


def line(x: float, y: float, text: str, ink: Ink = BODY) -> str:
    """Write one line with its baseline at `y`."""
    classes = f"t{ink.size.value}{' b' if ink.bold else ''}{' halo' if ink.halo else ''}"
    anchor = "" if ink.anchor == "start" else f' text-anchor="{ink.anchor}"'
    return (
        f'<text class="{classes}" x="{x:.1f}" y="{y:.1f}"{anchor} '
        f'fill="{var(ink.colour)}">{escaped(text)}</text>'
    )


def lines(x: float, top: float, texts: tuple[str, ...], ink: Ink = BODY) -> str:
    """Write lines below one another, the first hanging from `top`."""
    first = top + hang(ink)
    return "".join(
        line(x, first + number * ink.size.leading, text, ink) for number, text in enumerate(texts)
    )


def hang(ink: Ink) -> float:
    """Give the distance from the top of a line to its baseline."""
    return (ink.size.leading + 0.72 * ink.size.value) / 2


def fitted(text: str, room: float, ink: Ink) -> str:
    """Shorten a text to one line that fits, with an ellipsis where something is missing."""
    if ink.width(text) <= room:
        return text
    short = text
    while short and ink.width(f"{short}…") > room:
        short = short[:-1]
    return f"{short.rstrip()}…"
