"""Pieces of SVG as text: every length in mm, every word escaped, nothing fetched from outside."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from lumbalis.drawing.typeface import BLACK, Medium, Style

# What XML 1.0 cannot carry, not even escaped.
_UNPRINTABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
HAIRLINE: Final = 0.15
RULE_INK: Final = "#8c8c8c"


@dataclass(frozen=True, slots=True)
class Block:
    """Something to put on a page: its height in mm, and how to draw it from a given top."""

    height: float
    draw: Callable[[float], str]


def escaped(text: str) -> str:
    """Make a text safe inside an element or an attribute."""
    return html.escape(_UNPRINTABLE.sub("\ufffd", text))


def mm(value: float) -> str:
    """Write a length with at most two decimals."""
    return f"{round(value, 2):g}"


def element(name: str, **attributes: str | float) -> str:
    """Write an empty element; `_` in an attribute's name stands for `-`, `class_` for `class`."""
    return f"<{name}{_attributes(attributes)}/>"


def _attributes(attributes: dict[str, str | float]) -> str:
    return "".join(
        f' {_spelt(name)}="{escaped(value) if isinstance(value, str) else mm(value)}"'
        for name, value in attributes.items()
    )


def _spelt(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style."""

    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes lines of text in the face of a medium."""

    medium: Medium

    def line(self, x: float, y: float, text: str, style: Style, anchor: str = "start") -> str:
        """Write one line with its baseline at `y`; `anchor` is start, middle or end."""
        attributes = {"x": x, "y": y, "font_size": self._size(style)} | _look(style)
        if anchor != "start":
            attributes["text_anchor"] = anchor
        return f"<text{_attributes(attributes)}>{escaped(text)}</text>"

    def runs(self, x: float, y: float, runs: Sequence[Run]) -> str:
        """Write one line in several styles of one size, a space between them."""
        if len(runs) == 1:
            return self.line(x, y, runs[0].text, runs[0].style)
        attributes = _attributes({"x": x, "y": y, "font_size": self._size(runs[0].style)})
        spans = " ".join(
            f"<tspan{_attributes(_look(run.style))}>{escaped(run.text)}</tspan>" for run in runs
        )
        return f"<text{attributes}>{spans}</text>"

    def _size(self, style: Style) -> float:
        return style.size * self.medium.scale

    def lines(self, x: float, top: float, texts: Iterable[str], style: Style) -> str:
        """Write lines below one another, the first one hanging from `top`."""
        return "".join(
            self.line(x, top + hang(style) + number * style.leading, text, style)
            for number, text in enumerate(texts)
        )


def _look(style: Style) -> dict[str, str | float]:
    look: dict[str, str | float] = {"font_weight": "bold"} if style.bold else {}
    return look if style.ink == BLACK else look | {"fill": style.ink}


def hang(style: Style) -> float:
    """Give the distance from the top of a line to its baseline."""
    return (style.leading + 0.7 * style.size) / 2


def rectangle(x: float, y: float, width: float, height: float, **paint: str | float) -> str:
    """Draw a rectangle from its upper left corner."""
    return element("rect", x=x, y=y, width=width, height=height, **paint)


def rule(x1: float, y1: float, x2: float, y2: float, **paint: str | float) -> str:
    """Draw a straight line, thin and grey unless told otherwise."""
    style: dict[str, str | float] = {"stroke": RULE_INK, "stroke_width": HAIRLINE}
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **(style | paint))


def ask_mark(x: float, y: float, size: float) -> str:
    """Draw the mark of a checkpoint: a triangle whose tip points down at (x, y)."""
    half = size * 0.6
    path = f"M{mm(x)} {mm(y)}L{mm(x - half)} {mm(y - size)}H{mm(x + half)}Z"
    return element("path", d=path)


def tick_box(x: float, baseline: float, size: float) -> str:
    """Draw an empty box to be ticked by hand."""
    paint: dict[str, str | float] = {"fill": "none", "stroke": "#000000", "stroke_width": 0.2}
    return rectangle(x, baseline - size, size, size, **paint)
