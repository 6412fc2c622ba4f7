"""The band that opens a stage in the table: its number, name and time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lumbalis.drawing.clock import TimedStage, clock
from lumbalis.drawing.page import CONTENT_MM, LEFT_MM, RIGHT_MM
from lumbalis.drawing.svg import Block, Pen, element, rectangle, rule
from lumbalis.drawing.typeface import (
    BODY,
    FIGURE,
    SMALL,
    SMALL_STRONG,
    STRONG,
    Style,
    width_mm,
    wrap,
)
from lumbalis.drawing.words import SheetWords

_DISC_MM: Final = 3.6
_NAME_MM: Final = LEFT_MM + 7.5
_PAD_MM: Final = 0.5
_FILL: Final = "#eeeeee"


@dataclass(frozen=True, slots=True)
class StageBand:
    """What the band says: the stage's number, name and time."""

    number: int
    name: tuple[str, ...]
    time: str

    @property
    def height(self) -> float:
        """The band's height in mm."""
        return len(self.name) * FIGURE.leading + 2 * _PAD_MM


def stage_band(stage: TimedStage, name: str, words: SheetWords, pen: Pen) -> Block:
    """Make the band of a stage."""
    time = words.text(
        "stage_time",
        start=clock(stage.start_s),
        end=clock(stage.end_s),
        length=clock(stage.seconds),
    )
    room = RIGHT_MM - _NAME_MM - width_mm(time, SMALL_STRONG) - 4
    band = StageBand(stage.number, wrap(name, FIGURE, room), time)
    return Block(band.height, lambda top: _drawn(band, top, pen))


def _drawn(band: StageBand, top: float, pen: Pen) -> str:
    middle = top + _PAD_MM + FIGURE.leading / 2
    disc = LEFT_MM + _DISC_MM
    number = STRONG.in_ink("#ffffff")
    return "".join(
        (
            rectangle(LEFT_MM, top, CONTENT_MM, band.height, fill=_FILL),
            rule(LEFT_MM, top, RIGHT_MM, top, stroke="#000000", stroke_width=0.3),
            element("circle", cx=disc, cy=middle, r=2.3),
            pen.line(disc, _baseline(middle, BODY), str(band.number), number, "middle"),
            pen.lines(_NAME_MM, top + _PAD_MM, band.name, FIGURE),
            pen.line(RIGHT_MM - 1, _baseline(middle, SMALL), band.time, SMALL_STRONG, "end"),
        )
    )


def _baseline(middle: float, style: Style) -> float:
    return middle + style.size * 0.35
