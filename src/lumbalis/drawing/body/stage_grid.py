"""The stages of a session side by side, each small: what comes after what, at a glance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from lumbalis.drawing.body.lettering import SMALL, Ink, Size, fitted, line, lines
from lumbalis.drawing.body.marks import badge, frame
from lumbalis.drawing.body.page import ground
from lumbalis.drawing.body.stage import StageDrawing, stage_name
from lumbalis.drawing.body.steps import level_chip
from lumbalis.drawing.body.view import View
from lumbalis.drawing.clock import clock

_GUTTER: Final = 12.0
_CELL_HEAD: Final = 60.0
_TITLE_LINES: Final = 2


def stage_grid(
    stages: Sequence[StageDrawing],
    corner: tuple[float, float],
    size: tuple[float, float],
    columns: int,
) -> str:
    """Set the stages side by side in the order of the session, row after row."""
    rows = -(-len(stages) // columns)
    width = (size[0] - (columns - 1) * _GUTTER) / columns
    height = (size[1] - (rows - 1) * _GUTTER / 2) / rows
    return "".join(
        _cell(
            stage,
            (
                corner[0] + number % columns * (width + _GUTTER),
                corner[1] + number // columns * (height + _GUTTER / 2),
            ),
            (width, height),
        )
        for number, stage in enumerate(stages)
    )


def _cell(stage: StageDrawing, corner: tuple[float, float], size: tuple[float, float]) -> str:
    """Show a stage small: its number, name and times, its level, and what the hands do."""
    (x, y), (width, height) = corner, size
    timed, name = stage.stage, Ink(Size.SMALL, bold=True)
    window = stage.scene.window(timed.stage)
    view = View.fitted(window, x, y + _CELL_HEAD, (width, height - _CELL_HEAD))
    title = name.wrapped(stage_name(stage.scene, timed, stage.words), width - 26)
    shown = (
        title
        if len(title) <= _TITLE_LINES
        else (title[0], fitted(title[1] + "…", width - 26, name))
    )
    levels = sorted({one.step.level for one in timed.steps})
    times = f"{clock(timed.start_s)}–{clock(timed.end_s)}"
    return (
        badge((x + 10, y + 10), timed.number, "suck")
        + lines(x + 26, y, shown, name)
        + line(x, y + _CELL_HEAD - 8, times, SMALL)
        + "".join(_chips(levels, x + width, y + _CELL_HEAD - 12))
        + ground(view)
        + stage.picture(view, numbered=False)
        + frame(view)
    )


def _chips(levels: Sequence[int], right: float, middle: float) -> Iterator[str]:
    for place, level in enumerate(reversed(levels)):
        yield level_chip(level, str(level), (right - place * 22, middle))
