"""The end of a session sheet: what was left out, how to rest and rise, whom it supports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lumbalis.domain.plan import Session
from lumbalis.drawing.cells import Paragraph, cell_height, draw_cell, fitted, plain
from lumbalis.drawing.clock import clock, minutes
from lumbalis.drawing.page import CONTENT_MM, LEFT_MM, RIGHT_MM
from lumbalis.drawing.svg import Block, Pen, rule
from lumbalis.drawing.typeface import BODY, FIGURE, SMALL
from lumbalis.drawing.words import SheetWords

_ABOVE_MM: Final = 3.0


def left_out_block(session: Session, words: SheetWords, pen: Pen) -> Block | None:
    """List what the script has and this session has not; None where nothing is left out."""
    if not session.left_out:
        return None
    return _section(words.text("left_out"), _left_out(session, words), pen)


def after_block(session: Session, words: SheetWords, pen: Pen) -> Block:
    """Say how long to rest and how to rise."""
    rest = words.text(
        "rest_and_rise",
        rest=words.text("minutes", minutes=minutes(session.rest_s)),
        sit=words.text("minutes", minutes=minutes(session.sit_before_standing_s)),
    )
    return _section(words.text("afterwards"), (plain(rest, BODY),), pen)


def supports_block(words: SheetWords, pen: Pen) -> Block:
    """Say that the sheet supports a physician and does not replace one."""
    lines = fitted((plain(words.text("supports"), SMALL),), CONTENT_MM)
    return Block(
        cell_height(lines) + _ABOVE_MM,
        lambda top: draw_cell(pen, LEFT_MM, top + _ABOVE_MM, lines),
    )


def _left_out(session: Session, words: SheetWords) -> Iterator[Paragraph]:
    """Give one line for each stage and reason; the seconds of its parts are added."""
    seconds: dict[tuple[str, tuple[str, ...]], int] = {}
    for entry in session.left_out:
        key = entry.what.partition(".")[0], entry.because
        seconds[key] = seconds.get(key, 0) + entry.seconds
    for (stage, because), together in seconds.items():
        what = words.name("stage", f"{session.script}.{stage}")
        why = ", ".join(words.name("because", reason) for reason in because)
        yield plain(words.text("left_out_item", what=what, time=clock(together), why=why), BODY)
    if session.shortened_s:
        yield plain(words.text("shortened", time=clock(session.shortened_s)), BODY)


def _section(heading: str, lines: Iterator[Paragraph] | tuple[Paragraph, ...], pen: Pen) -> Block:
    cell = (*fitted((plain(heading, FIGURE),), CONTENT_MM), *fitted(lines, CONTENT_MM))

    def draw(top: float) -> str:
        y = top + _ABOVE_MM / 2
        return rule(LEFT_MM, y, RIGHT_MM, y, stroke="#000000", stroke_width=0.3) + draw_cell(
            pen, LEFT_MM, top + _ABOVE_MM, cell
        )

    return Block(cell_height(cell) + _ABOVE_MM, draw)
