"""The stages of a session in short, for a session that will be planned anew before its day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from lumbalis.domain.plan import Session
from lumbalis.drawing.cells import Paragraph, cell_height, draw_cell, fitted
from lumbalis.drawing.clock import TimedStage, timed_stages
from lumbalis.drawing.levels import tint
from lumbalis.drawing.page import CONTENT_MM, LEFT_MM
from lumbalis.drawing.places import zones_in_words
from lumbalis.drawing.stage_band import stage_band
from lumbalis.drawing.svg import Block, Pen, Run, rectangle
from lumbalis.drawing.typeface import BLACK, BODY, FIGURE, STRONG
from lumbalis.drawing.words import SheetWords

_TEXT_MM: Final = 38.5
_SWATCH_WIDTH_MM: Final = 6.5
_SWATCH_HEIGHT_MM: Final = 4.8
_PAD_MM: Final = 0.9


def stage_blocks(session: Session, words: SheetWords, pen: Pen) -> Iterator[Block]:
    """Give each stage as one block: its band, its levels, what is done and where."""
    for stage in timed_stages(session):
        name = words.name("stage", f"{session.script}.{stage.stage}")
        yield _block(stage, stage_band(stage, name, words, pen), words, pen)


def _block(stage: TimedStage, band: Block, words: SheetWords, pen: Pen) -> Block:
    cell = fitted(_in_short(stage, words), (CONTENT_MM - _TEXT_MM) * pen.medium.room)
    levels = sorted({timed.step.level for timed in stage.steps})
    height = band.height + max(_SWATCH_HEIGHT_MM, cell_height(cell)) + 2 * _PAD_MM

    def draw(top: float) -> str:
        inner = top + band.height + _PAD_MM
        return (
            band.draw(top)
            + "".join(_swatches(levels, inner, pen))
            + draw_cell(pen, LEFT_MM + _TEXT_MM, inner, cell)
        )

    return Block(height, draw)


def _in_short(stage: TimedStage, words: SheetWords) -> Iterator[Paragraph]:
    """Name the manipulations once each, in order, and all zones; tell where a question is asked."""
    steps = [timed.step for timed in stage.steps]
    names = dict.fromkeys(one for step in steps for one in step.manipulations)
    zones = dict.fromkeys(zone for step in steps for zone in step.zones)
    done = ", ".join(words.name("manipulation", one) for one in names)
    runs = (Run(done, STRONG), Run(zones_in_words(zones, words), BODY))
    if done or zones:
        yield Paragraph(tuple(run for run in runs if run.text))
    if any(step.checkpoint is not None for step in steps):
        yield Paragraph((Run(words.text("ask_mark"), BODY),), asks=True)


def _swatches(levels: Sequence[int], top: float, pen: Pen) -> Iterator[str]:
    baseline = top + _SWATCH_HEIGHT_MM / 2 + FIGURE.size * 0.35
    for number, level in enumerate(levels):
        left, colours = LEFT_MM + number * (_SWATCH_WIDTH_MM + 1), tint(level)
        middle = left + _SWATCH_WIDTH_MM / 2
        yield rectangle(
            left,
            top,
            _SWATCH_WIDTH_MM,
            _SWATCH_HEIGHT_MM,
            fill=colours.fill,
            stroke=BLACK,
            stroke_width=0.2,
        )
        yield pen.line(middle, baseline, str(level), FIGURE.in_ink(colours.ink), "middle")
