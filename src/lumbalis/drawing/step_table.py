"""The table of steps: when, where, what the hands do, how strongly, how, and what to ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lumbalis.domain.plan import Session
from lumbalis.drawing.boxes import checklist
from lumbalis.drawing.cells import cell_height, draw_cell, fitted
from lumbalis.drawing.clock import TimedStep, clock, timed_stages
from lumbalis.drawing.deeds import deeds, guidance
from lumbalis.drawing.page import CONTENT_MM, LEFT_MM, RIGHT_MM
from lumbalis.drawing.places import place
from lumbalis.drawing.rows import Row, goes_twice, rows_of
from lumbalis.drawing.stage_band import stage_band
from lumbalis.drawing.svg import Block, Pen, hang, rule
from lumbalis.drawing.swatch import SWATCH_HEIGHT_MM, swatch
from lumbalis.drawing.typeface import CLOCK, SMALL, SMALL_STRONG, width_mm, wrap
from lumbalis.drawing.words import SheetWords

_PAD_MM: Final = 0.8
_HEADS_MM: Final = 5.0
_CLOCK_GAP_MM: Final = 1.0


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its left edge in mm, the width its text may fill, the key of its heading."""

    left: float
    room: float
    heading: str


_TIME: Final = _Column(LEFT_MM, 23.5, "column_time")
_LEVEL: Final = _Column(LEFT_MM + 25, 12.0, "column_level")
_HANDS: Final = _Column(LEFT_MM + 38.5, 75.0, "column_hands")
_HOW: Final = _Column(LEFT_MM + 116, CONTENT_MM - 116, "column_how")
_COLUMNS: Final = (_TIME, _LEVEL, _HANDS, _HOW)


@dataclass(frozen=True, slots=True)
class StageBlocks:
    """A stage on paper: its band, the band that repeats it on the next page, and its rows."""

    band: Block
    band_again: Block
    rows: tuple[Block, ...]


def table_heads(session: Session, words: SheetWords, pen: Pen) -> Block:
    """Make the row of column headings, repeated on every page, with how to read the sides."""
    twice = any(goes_twice(rows_of(stage)) for stage in timed_stages(session))
    said = (words.text("sides_note"), words.text("side_order") if twice else "")
    note = wrap(" ".join(said), SMALL, CONTENT_MM)
    height = _HEADS_MM + len(note) * SMALL.leading

    def draw(top: float) -> str:
        baseline = top + height - _HEADS_MM + hang(SMALL)
        heads = (
            pen.line(column.left, baseline, words.text(column.heading), SMALL)
            for column in _COLUMNS
        )
        return pen.lines(LEFT_MM, top, note, SMALL) + "".join(heads)

    return Block(height, draw)


def table_stages(session: Session, words: SheetWords, pen: Pen) -> Iterator[StageBlocks]:
    """Give every stage with its rows, in order of time."""
    for stage in timed_stages(session):
        rows = rows_of(stage)
        name = words.name("stage", f"{session.script}.{stage.stage}")
        again = words.text("stage_continued", stage=name)
        yield StageBlocks(
            stage_band(stage, name, words, pen),
            stage_band(stage, again, words, pen),
            tuple(_row(row, words, pen) for row in rows),
        )


def _row(row: Row, words: SheetWords, pen: Pen) -> Block:
    """Make one row, as high as its fullest cell, with its checklist below."""
    where = place(row.step.zones, words)
    side = words.text(f"side_{where.side}") if where.side else ""
    times = _times(row.times, side, words)
    cells = (
        (_HANDS, fitted(deeds(row.step, where.zones, words), _HANDS.room, pen.medium.room)),
        (_HOW, fitted(guidance(row.times, words), _HOW.room, pen.medium.room)),
    )
    boxes = checklist(
        [words.name("checklist", item) for item in row.step.checklist], RIGHT_MM - _HANDS.left, pen
    )
    inner = max(SWATCH_HEIGHT_MM, times.height, *(cell_height(cell) for _, cell in cells))
    height = inner + boxes.height + 2 * _PAD_MM

    def draw(top: float) -> str:
        inside = top + _PAD_MM
        return "".join(
            (
                times.draw(inside, pen),
                *(draw_cell(pen, column.left, inside, cell) for column, cell in cells),
                swatch(row.step.level, _LEVEL.left, inside, pen),
                boxes.draw(_HANDS.left, inside + inner),
                rule(LEFT_MM, top + height, RIGHT_MM, top + height, stroke="#c8c8c8"),
            )
        )

    return Block(height, draw)


@dataclass(frozen=True, slots=True)
class _Times:
    """The first cell of a row: each time with its side, the side below where it has no room."""

    entries: tuple[tuple[str, str], ...]

    @property
    def height(self) -> float:
        return sum(CLOCK.leading + len(self._below(e)) * SMALL.leading for e in self.entries)

    def draw(self, top: float, pen: Pen) -> str:
        parts: list[str] = []
        for entry in self.entries:
            time, side = entry
            below, baseline = self._below(entry), top + hang(CLOCK)
            parts.append(pen.line(_TIME.left, baseline, time, CLOCK))
            if side and not below:
                parts.append(pen.line(_side_x(time), baseline, side, SMALL_STRONG))
            top += CLOCK.leading
            parts.append(pen.lines(_TIME.left, top, below, SMALL_STRONG))
            top += len(below) * SMALL.leading
        return "".join(parts)

    def _below(self, entry: tuple[str, str]) -> tuple[str, ...]:
        time, side = entry
        fits = _side_x(time) + width_mm(side, SMALL_STRONG) <= _TIME.left + _TIME.room
        return () if fits else wrap(side, SMALL_STRONG, _TIME.room)


def _side_x(time: str) -> float:
    return _TIME.left + width_mm(time, CLOCK) + _CLOCK_GAP_MM


def _times(times: Sequence[TimedStep], side: str, words: SheetWords) -> _Times:
    if len(times) == 1:
        return _Times(((clock(times[0].start_s), side),))
    sides = (place(timed.step.zones, words).side for timed in times)
    return _Times(
        tuple(
            (clock(timed.start_s), words.text(f"side_{one}"))
            for timed, one in zip(times, sides, strict=True)
        )
    )
