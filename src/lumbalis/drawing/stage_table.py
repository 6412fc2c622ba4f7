"""The stages of a session in short, for a session that will be planned anew before its day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lumbalis.domain.plan import Session
from lumbalis.drawing.cells import Line, cell_height, dotted, draw_cell, fitted, plain
from lumbalis.drawing.clock import TimedStage, timed_stages
from lumbalis.drawing.page import CONTENT_MM, LEFT_MM, RIGHT_MM
from lumbalis.drawing.places import zones_in_words
from lumbalis.drawing.stage_band import stage_disc, stage_time
from lumbalis.drawing.svg import Block, Pen, Run, rule
from lumbalis.drawing.swatch import SWATCH_HEIGHT_MM, SWATCH_WIDTH_MM, swatch
from lumbalis.drawing.typeface import BODY, SMALL, STRONG
from lumbalis.drawing.words import SheetWords

_NAME_MM: Final = 7.5
_LEVELS_MM: Final = 54.0
_TEXT_MM: Final = 80.0
_PAD_MM: Final = 1.0


@dataclass(frozen=True, slots=True)
class _Row:
    """A stage's number, name with its time, levels, and what is done where."""

    number: int
    name: tuple[Line, ...]
    levels: tuple[int, ...]
    work: tuple[Line, ...]

    @property
    def height(self) -> float:
        inner = max(SWATCH_HEIGHT_MM, cell_height(self.name), cell_height(self.work))
        return inner + 2 * _PAD_MM


def stage_blocks(session: Session, words: SheetWords, pen: Pen) -> Iterator[Block]:
    """Give each stage as one row: its number, name, time and levels, what is done and where."""
    for stage in timed_stages(session):
        name = words.name("stage", f"{session.script}.{stage.stage}")
        yield _block(_row(stage, name, words, pen), pen)


def _row(stage: TimedStage, name: str, words: SheetWords, pen: Pen) -> _Row:
    steps = [timed.step for timed in stage.steps]
    names = dict.fromkeys(one for step in steps for one in step.manipulations)
    zones = dict.fromkeys(zone for step in steps for zone in step.zones)
    done = ", ".join(words.name("manipulation", one) for one in names)
    work = dotted(Run(done, STRONG), Run(zones_in_words(zones, words), BODY))
    title = (plain(name, STRONG), plain(stage_time(stage, words), SMALL))
    return _Row(
        stage.number,
        fitted(title, _LEVELS_MM - _NAME_MM - 2),
        tuple(sorted({step.level for step in steps})),
        fitted([work], CONTENT_MM - _TEXT_MM, pen.medium.room),
    )


def _block(row: _Row, pen: Pen) -> Block:
    def draw(top: float) -> str:
        inner = top + _PAD_MM
        swatches = (
            swatch(level, LEFT_MM + _LEVELS_MM + number * (SWATCH_WIDTH_MM + 1), inner, pen)
            for number, level in enumerate(row.levels)
        )
        return "".join(
            (
                rule(LEFT_MM, top, RIGHT_MM, top),
                stage_disc(row.number, inner + STRONG.leading / 2, pen),
                draw_cell(pen, LEFT_MM + _NAME_MM, inner, row.name),
                *swatches,
                draw_cell(pen, LEFT_MM + _TEXT_MM, inner, row.work),
            )
        )

    return Block(row.height, draw)
