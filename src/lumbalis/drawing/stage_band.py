"""The band that opens a stage in the table: its number, name and time."""

from __future__ import annotations

from typing import Final

from lumbalis.drawing.clock import TimedStage, clock
from lumbalis.drawing.page import CONTENT_MM, LEFT_MM, RIGHT_MM
from lumbalis.drawing.svg import Block, Pen, element, rectangle, rule
from lumbalis.drawing.typeface import BODY, FIGURE, SMALL, SMALL_STRONG, STRONG, width_mm, wrap
from lumbalis.drawing.words import SheetWords

_DISC_MM: Final = LEFT_MM + 3.6
_RADIUS_MM: Final = 2.3
_NAME_MM: Final = LEFT_MM + 7.5
_PAD_MM: Final = 0.5
_FILL: Final = "#eeeeee"
_WHITE: Final = "#ffffff"


def stage_band(stage: TimedStage, name: str, words: SheetWords, pen: Pen) -> Block:
    """Make the band of a stage."""
    time = stage_time(stage, words)
    room = RIGHT_MM - _NAME_MM - width_mm(time, SMALL_STRONG) - 4
    names = wrap(name, FIGURE, room)
    height = len(names) * FIGURE.leading + 2 * _PAD_MM

    def draw(top: float) -> str:
        middle = top + _PAD_MM + FIGURE.leading / 2
        baseline = middle + SMALL.size * 0.35
        return "".join(
            (
                rectangle(LEFT_MM, top, CONTENT_MM, height, fill=_FILL),
                rule(LEFT_MM, top, RIGHT_MM, top, stroke="#000000", stroke_width=0.3),
                stage_disc(stage.number, middle, pen),
                pen.lines(_NAME_MM, top + _PAD_MM, names, FIGURE),
                pen.line(RIGHT_MM - 1, baseline, time, SMALL_STRONG, "end"),
            )
        )

    return Block(height, draw)


def stage_time(stage: TimedStage, words: SheetWords) -> str:
    """Tell when a stage begins and ends, and how long it lasts."""
    start, end = clock(stage.start_s), clock(stage.end_s)
    return words.text("stage_time", start=start, end=end, length=clock(stage.seconds))


def stage_disc(number: int, middle: float, pen: Pen) -> str:
    """Draw the number of a stage at the left edge, white on a black disc."""
    disc = element("circle", cx=_DISC_MM, cy=middle, r=_RADIUS_MM)
    baseline = middle + BODY.size * 0.35
    return disc + pen.line(_DISC_MM, baseline, str(number), STRONG.in_ink(_WHITE), "middle")
