"""The session as a strip over time: bars as high as the level, marks where to ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from lumbalis.domain.plan import Session
from lumbalis.drawing.clock import TimedStage, TimedStep, clock, timed_stages
from lumbalis.drawing.levels import tint
from lumbalis.drawing.page import LEFT_MM, RIGHT_MM
from lumbalis.drawing.svg import (
    HAIRLINE,
    Block,
    Pen,
    ask_mark,
    hang,
    rectangle,
    rule,
)
from lumbalis.drawing.typeface import (
    BODY,
    FIGURE,
    QUIET_INK,
    SMALL,
    SMALL_STRONG,
    STRONG,
    Style,
    width_mm,
    wrap,
)
from lumbalis.drawing.words import SheetWords

_AXIS_LEFT_MM: Final = LEFT_MM + 7
_AXIS_MM: Final = RIGHT_MM - _AXIS_LEFT_MM
_LEVEL_MM: Final = 5.2
_LEGEND_MM: Final = 5.5
_MARKS_MM: Final = 4.5
_TICKS_MM: Final = 6.0
_GAP_MM: Final = 3.0
_MINUTE_S: Final = 60
_LABEL_EVERY_MIN: Final = 5
_ASK_MM: Final = 2.6
_CELL_PAD_MM: Final = 0.4
_NAME_LINES: Final = 3
_DASHES: Final = "1.6 1.2"


@dataclass(frozen=True, slots=True)
class _Strip:
    """The strip's measures: what a second and a level are in mm."""

    session: Session
    stages: tuple[TimedStage, ...]
    words: SheetWords
    pen: Pen

    @property
    def levels(self) -> int:
        """How many levels the scale shows: up to the ceiling, and every level that occurs."""
        return max(self.session.ceiling, *(step.level for step in self.session.steps), 1)

    @property
    def plot_mm(self) -> float:
        """The height of the plot."""
        return self.levels * _LEVEL_MM

    @property
    def cell_mm(self) -> float:
        """The height of the row of stage names."""
        most = max(len(_stage_lines(self, stage)) for stage in self.stages)
        return most * SMALL_STRONG.leading + 1.6

    def x(self, second: int) -> float:
        """Give the place of a second on the axis."""
        return _AXIS_LEFT_MM + _AXIS_MM * second / self.session.hands_on_s


def strip(session: Session, words: SheetWords, pen: Pen) -> Block:
    """Draw a session over its minutes: level as height, colour and number; stages; checkpoints."""
    parts = _Strip(session, timed_stages(session), words, pen)
    height = _LEGEND_MM + _MARKS_MM + parts.plot_mm + parts.cell_mm + _TICKS_MM + _GAP_MM
    return Block(height, lambda top: _drawn(parts, top))


def _drawn(parts: _Strip, top: float) -> str:
    floor = top + _LEGEND_MM + _MARKS_MM + parts.plot_mm
    return "".join(
        (
            _legend(parts, top),
            *_scale(parts, floor),
            *_checkpoints(parts, floor),
            *_bars(parts, floor),
            *_numbers(parts, floor),
            _ceiling_rule(_AXIS_LEFT_MM, RIGHT_MM, floor - parts.session.ceiling * _LEVEL_MM),
            *_stage_cells(parts, floor),
            *_minutes(parts, floor + parts.cell_mm),
        )
    )


def _legend(parts: _Strip, top: float) -> str:
    """Say what the strip shows, and what its two marks mean."""
    pen, words = parts.pen, parts.words
    baseline = top + hang(BODY)
    title = words.text("strip_title")
    ceiling = words.text("ceiling_line", level=str(parts.session.ceiling))
    ask = words.text("ask_mark")
    ask_x = RIGHT_MM - width_mm(ask, SMALL)
    ceiling_x = ask_x - 9 - width_mm(ceiling, SMALL)
    middle = baseline - SMALL.size / 3
    return "".join(
        (
            pen.line(LEFT_MM, baseline, title, STRONG),
            _ceiling_rule(ceiling_x - 9, ceiling_x - 2, middle),
            pen.line(ceiling_x, baseline, ceiling, SMALL),
            ask_mark(ask_x - 3, baseline, _ASK_MM),
            pen.line(ask_x, baseline, ask, SMALL),
        )
    )


def _ceiling_rule(x1: float, x2: float, y: float) -> str:
    return rule(x1, y, x2, y, stroke="#000000", stroke_width=0.35, stroke_dasharray=_DASHES)


def _scale(parts: _Strip, floor: float) -> Iterator[str]:
    for level in range(1, parts.levels + 1):
        y = floor - level * _LEVEL_MM
        yield rule(_AXIS_LEFT_MM, y, RIGHT_MM, y, stroke="#d0d0d0")
        middle = y + _LEVEL_MM / 2 + BODY.size * 0.35
        yield parts.pen.line(_AXIS_LEFT_MM - 2, middle, str(level), SMALL, "end")


def _bars(parts: _Strip, floor: float) -> Iterator[str]:
    for timed in _steps(parts):
        level, x = timed.step.level, parts.x(timed.start_s)
        yield rectangle(
            x,
            floor - level * _LEVEL_MM,
            parts.x(timed.end_s) - x,
            level * _LEVEL_MM,
            fill=tint(level).fill,
            stroke="#000000",
            stroke_width=HAIRLINE,
            class_="step",
        )
    yield rule(_AXIS_LEFT_MM, floor, RIGHT_MM, floor, stroke="#000000", stroke_width=0.3)


def _numbers(parts: _Strip, floor: float) -> Iterator[str]:
    """Print the level once for neighbours of one level, where the number has room."""
    by_level = groupby(_steps(parts), key=lambda timed: (timed.step.stage, timed.step.level))
    for (_, level), run in by_level:
        steps = list(run)
        widest = max(steps, key=lambda timed: timed.step.seconds)
        for start_s, end_s in ((widest.start_s, widest.end_s), (steps[0].start_s, steps[-1].end_s)):
            style = _number_style(str(level), parts.x(end_s) - parts.x(start_s))
            if level and style is not None:
                baseline = floor - level * _LEVEL_MM + _LEVEL_MM / 2 + style.size * 0.35
                middle = (parts.x(start_s) + parts.x(end_s)) / 2
                ink = style.in_ink(tint(level).ink)
                yield parts.pen.line(middle, baseline, str(level), ink, "middle")
                break


def _number_style(number: str, room: float) -> Style | None:
    fitting = (style for style in (FIGURE, SMALL_STRONG) if width_mm(number, style) <= room)
    return next(fitting, None)


def _checkpoints(parts: _Strip, floor: float) -> Iterator[str]:
    top = floor - parts.plot_mm
    for timed in _steps(parts):
        if timed.step.checkpoint is not None:
            x = parts.x(timed.start_s)
            yield rule(x, top - 0.5, x, floor)
            yield ask_mark(x, top - 0.5, _ASK_MM)


def _stage_cells(parts: _Strip, floor: float) -> Iterator[str]:
    """Name the stages below their bars; the narrow ones by number alone."""
    bottom = floor + parts.cell_mm
    for stage in parts.stages:
        left, right = parts.x(stage.start_s), parts.x(stage.end_s)
        yield rule(left, floor, left, bottom, stroke="#000000", stroke_width=0.2)
        lines = _stage_lines(parts, stage)
        top = floor + 0.8
        for number, line in enumerate(lines):
            baseline = top + hang(SMALL_STRONG) + number * SMALL_STRONG.leading
            style = SMALL_STRONG if number == 0 else SMALL
            yield parts.pen.line((left + right) / 2, baseline, line, style, "middle")
    yield rule(RIGHT_MM, floor, RIGHT_MM, bottom, stroke="#000000", stroke_width=0.2)


def _stage_lines(parts: _Strip, stage: TimedStage) -> Sequence[str]:
    """Give the lines of a stage's cell: its number, and its name if no word has to be broken."""
    room = parts.x(stage.end_s) - parts.x(stage.start_s) - 2 * _CELL_PAD_MM
    name = parts.words.name("stage", f"{parts.session.script}.{stage.stage}")
    whole = all(width_mm(word, SMALL) <= room for word in name.split())
    lines = wrap(name, SMALL, room) if whole else ()
    return (str(stage.number), *lines) if len(lines) < _NAME_LINES else (str(stage.number),)


def _minutes(parts: _Strip, top: float) -> Iterator[str]:
    """Draw a tick for every minute, a label for every fifth, and the end of the session."""
    last_s = parts.session.hands_on_s
    yield rule(_AXIS_LEFT_MM, top, RIGHT_MM, top, stroke="#000000", stroke_width=0.2)
    for second in range(0, last_s + 1, _MINUTE_S):
        labelled = second % (_LABEL_EVERY_MIN * _MINUTE_S) == 0
        x = parts.x(second)
        yield rule(x, top, x, top + (1.8 if labelled else 1.0), stroke="#000000")
        if labelled and parts.x(last_s) - x > width_mm(clock(last_s), BODY) * 2:
            anchor = "start" if second == 0 else "middle"
            yield parts.pen.line(x, top + 4.6, clock(second), BODY.in_ink(QUIET_INK), anchor)
    yield parts.pen.line(RIGHT_MM, top + 4.6, clock(last_s), STRONG, "end")


def _steps(parts: _Strip) -> Iterator[TimedStep]:
    return (timed for stage in parts.stages for timed in stage.steps)
