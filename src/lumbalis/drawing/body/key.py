"""How to read the pictures: hatchings, lines and widths that cannot be labelled in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from lumbalis.drawing.body.blocks import Block
from lumbalis.drawing.body.charts import Piece
from lumbalis.drawing.body.handwork import width_mm
from lumbalis.drawing.body.lettering import (
    SMALL,
    line,
)
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.svg import element

_SAMPLE_SCALE: Final = 1.1
_KEY_NEWTONS: Final = (10.0, 40.0)


def key_block(words: BodyWords, key: str) -> Block:
    """Explain the hatchings, lines and widths; only what cannot be labelled in place."""

    def block(x: float, y: float, width: float) -> Piece:
        rows = (
            (_swatch("none", key), words.say("key_none")),
            (_swatch("less", key), words.say("key_less")),
            (_organ_swatch, words.say("key_organ")),
            (_guide_swatch, words.say("key_guide")),
            (_width_swatch, _force_key(words)),
        )
        return _key_rows(rows, x, y, width)

    return block


def _key_rows(
    rows: Sequence[tuple[Callable[[float, float], str], str]], x: float, y: float, width: float
) -> Piece:
    """Set the entries side by side as far as they fit."""
    parts, left, top = [], x, y
    for swatch, text in rows:
        room = 34 + SMALL.width(text) + 18
        if left > x and left + room - 18 > x + width:
            left, top = x, top + 22
        parts.append(swatch(left, top + 2) + line(left + 34, top + 13, text, SMALL))
        left += room
    return Piece("".join(parts), top + 20 - y)


def _swatch(kind: str, key: str) -> Callable[[float, float], str]:
    def swatch(x: float, y: float) -> str:
        return element(
            "rect", class_=kind, x=0, y=0, width=140, height=70,
            fill=f"url(#{key}-weave-{kind})", transform=f"translate({x:.1f} {y:.1f}) scale(.2)",
        )  # fmt: skip

    return swatch


def _organ_swatch(x: float, y: float) -> str:
    return element(
        "ellipse", class_="organ", cx=70, cy=35, rx=66, ry=34,
        transform=f"translate({x:.1f} {y:.1f}) scale(.2)",
    )  # fmt: skip


def _guide_swatch(x: float, y: float) -> str:
    return element(
        "path", class_="guide", d="M0,50q70-60 140-20",
        transform=f"translate({x:.1f} {y:.1f}) scale(.2)",
    )  # fmt: skip


def _width_swatch(x: float, y: float) -> str:
    widths = (width_mm(newton) * _SAMPLE_SCALE for newton in _KEY_NEWTONS)
    return "".join(
        element(
            "line", x1=x + place * 15 + 4, y1=y + 7, x2=x + place * 15 + 11, y2=y + 7,
            stroke=var("ink"), stroke_width=width, stroke_linecap="round",
        )
        for place, width in enumerate(widths)
    )  # fmt: skip


def _force_key(words: BodyWords) -> str:
    low, high = (words.amount(newton, "N") for newton in _KEY_NEWTONS)
    return words.say("key_force", low=low, high=high)
