"""The words beside the plain body: what happens now, what to say at once, the scale of pain."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from lumbalis.domain.plan import Step
from lumbalis.drawing.body.blocks import Block
from lumbalis.drawing.body.charts import Piece
from lumbalis.drawing.body.handwork import manner
from lumbalis.drawing.body.lettering import SMALL, STRONG, Ink, Size, hang, line, lines
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.body.scene import NumberedStep
from lumbalis.drawing.patient.words import PatientWords, deeds
from lumbalis.drawing.svg import element

PLAIN_TEXT: Final = Ink(Size.STRONG)
HEAD: Final = Ink(Size.HEADING, bold=True)
_PAD, _GAP, _SWATCH = 20.0, 12.0, 28.0
_SAY: Final = Ink(Size.SMALL, bold=True, anchor="end")
_ANCHOR: Final = Ink(Size.SMALL, colour="quiet", anchor="middle")
_BETWEEN: Final = 8.0
_ANCHORS: Final = ("none", "mild", "moderate", "strong", "worst")
_ANCHOR_END: Final = Ink(Size.SMALL, colour="quiet", anchor="end")
_CELL_MOST: Final = 44.0


def now_block(steps: Sequence[NumberedStep], words: PatientWords) -> Block:
    """Say what the hands do and how it feels, and where."""

    def block(x: float, y: float, width: float) -> Piece:
        rows = [_deed(key, one, words) for key, one in deeds(steps)]
        top, parts = y, []
        for row in rows:
            piece = row(x, top, width)
            parts.append(piece.drawn)
            top += piece.height + _GAP
        return Piece("".join(parts), top - _GAP - y)

    return block


def _deed(key: str, manipulation: str | None, words: PatientWords) -> Block:
    """Set a short piece of the line beside its name and sentence."""

    def block(x: float, y: float, width: float) -> Piece:
        left, room = x + _SWATCH, width - _SWATCH
        feels = PLAIN_TEXT.wrapped(words.say("deeds", key, "feels"), room)
        mark = _mark(manipulation, x + 8, y + 11) if manipulation else ""
        drawn = mark + lines(left, y, (words.say("deeds", key, "name"),), STRONG)
        below = lines(left, y + STRONG.size.leading, feels, PLAIN_TEXT)
        return Piece(drawn + below, (1 + len(feels)) * STRONG.size.leading)

    return block


def _mark(manipulation: str, x: float, y: float) -> str:
    return element("circle", cx=x, cy=y, r=7, fill=var(manner(manipulation).colour))


def _said(text: str) -> Block:
    def block(x: float, y: float, width: float) -> Piece:
        rows = PLAIN_TEXT.wrapped(text, width)
        return Piece(lines(x, y, rows, PLAIN_TEXT), len(rows) * STRONG.size.leading)

    return block


def where_block(zones: Sequence[str], words: PatientWords) -> Block:
    """Say where."""

    def block(x: float, y: float, width: float) -> Piece:
        label = words.say("where_heading")
        head = line(x, y + hang(SMALL), label, Ink(Size.SMALL, bold=True, colour="quiet"))
        rows = PLAIN_TEXT.wrapped(words.where(zones), width)
        below = lines(x, y + SMALL.size.leading, rows, PLAIN_TEXT)
        return Piece(head + below, SMALL.size.leading + len(rows) * STRONG.size.leading)

    return block


def at_once_block(steps: Sequence[Step], words: PatientWords) -> Block:
    """List what to say at once, in a box with the sign for stopping."""

    def block(x: float, y: float, width: float) -> Piece:
        room = width - 2 * _PAD - 16
        top = y + _PAD + 36
        parts = []
        for sign in words.at_once(steps):
            rows = PLAIN_TEXT.wrapped(sign, room)
            dot = element("circle", cx=x + _PAD + 5, cy=top + 11, r=3, fill=var("stop"))
            parts.append(dot + lines(x + _PAD + 16, top, rows, PLAIN_TEXT))
            top += len(rows) * STRONG.size.leading + 5
        stop = STRONG.wrapped(words.say("tell_how"), width - 2 * _PAD)
        parts.append(lines(x + _PAD, top + 6, stop, STRONG))
        height = top + 6 + len(stop) * STRONG.size.leading + _PAD - 4 - y
        box = element(
            "rect", x=x, y=y, width=width, height=height, rx=8, fill=var("panel"),
            stroke=var("stop"), stroke_width=1.5,
        )  # fmt: skip
        heading = line(x + _PAD + 38, y + _PAD + 18, words.say("tell_heading"), HEAD)
        return Piece(
            box + _octagon(x + _PAD + 13, y + _PAD + 12) + heading + "".join(parts), height
        )

    return block


def _octagon(x: float, y: float) -> str:
    path = f"M{x - 5.4:.1f} {y - 13:.1f}h10.8l7.6 7.6v10.8l-7.6 7.6h-10.8l-7.6-7.6v-10.8z"
    bar = element("line", x1=x - 6, y1=y, x2=x + 6, y2=y, stroke=var("halo"), stroke_width=3.5)
    return element("path", d=path, fill=var("stop")) + bar


def scale_block(steps: Sequence[Step], words: PatientWords) -> Block:
    """Draw the ratings of pain, with words at their ends and over those to say at once."""

    def block(x: float, y: float, width: float) -> Piece:
        end, first = words.scale_end(), words.scale_from(steps)
        cell = min(width / (end + 1), _CELL_MOST)
        head = HEAD.wrapped(words.say("scale_heading"), width)
        top, tall = y + len(head) * HEAD.size.leading + 33, 38.0
        cells = "".join(
            _cell(rating, (x + rating * cell, top), (cell, tall), say=rating >= first)
            for rating in range(end + 1)
        )
        right = x + (end + 1) * cell
        left = x + first * cell
        bracket = f"M{left + 2:.1f} {top - 5:.1f}v-6H{right - 2:.1f}v6"
        say = words.say("say_from", score=first) if first > 1 else words.say("say_any")
        drawn = (
            lines(x, y, head, HEAD)
            + element("path", d=bracket, fill="none", stroke=var("stop"), stroke_width=1.5)
            + line(right - 2, top - 17, say, _SAY)
            + cells
            + _anchors(words, (x, right), top + tall + 18)
        )
        return Piece(drawn, top + tall + 24 - y)

    return block


def _anchors(words: PatientWords, ends: tuple[float, float], y: float) -> str:
    """Write the words of the scale evenly below it; those between the ends only if all fit."""
    left, right = ends
    said = [words.say("scale", name) for name in _ANCHORS]
    last = len(said) - 1
    step = (right - left) / last
    # The words at the ends reach inwards with their whole width, the others with half of it.
    widths = [SMALL.width(text) * (1 if n in (0, last) else 0.5) for n, text in enumerate(said)]
    fits = all(one + other + _BETWEEN <= step for one, other in pairwise(widths))
    shown = range(last + 1) if fits else (0, last)
    return "".join(line(left + n * step, y, said[n], _anchor(n, last)) for n in shown)


def _anchor(place: int, last: int) -> Ink:
    if place == 0:
        return SMALL
    return _ANCHOR_END if place == last else _ANCHOR


def _cell(rating: int, corner: tuple[float, float], size: tuple[float, float], *, say: bool) -> str:
    (x, y), (width, height) = corner, size
    box = element(
        "rect", class_="say" if say else "bear", x=x + 1.5, y=y, width=width - 3, height=height,
        rx=5,
    )  # fmt: skip
    ink = Ink(Size.STRONG, bold=True, anchor="middle", colour="stop" if say else "ink")
    return box + line(x + width / 2, y + height / 2 + 5.4, str(rating), ink)


def saying_block(text: str) -> Block:
    """Say one sentence."""
    return _said(text)


STYLE: Final = """
.bear{fill:var(--panel);stroke:var(--quiet);stroke-width:1}
.say{fill:var(--panel);stroke:var(--stop);stroke-width:2.5}
.part{fill:var(--rule)}
.part-done{fill:var(--quiet)}
.part-here{fill:var(--accent)}
"""
"""The style rules of the words."""
