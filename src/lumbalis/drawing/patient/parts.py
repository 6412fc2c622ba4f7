"""The parts of a session: a strip that tells how far it is, and small bodies side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lumbalis.drawing.body.blocks import Block
from lumbalis.drawing.body.charts import Piece
from lumbalis.drawing.body.lettering import BOLD, SMALL, Size, line, lines
from lumbalis.drawing.body.marks import badge, frame
from lumbalis.drawing.body.page import ground
from lumbalis.drawing.body.scene import Scene
from lumbalis.drawing.body.view import View, whole
from lumbalis.drawing.clock import TimedStage
from lumbalis.drawing.patient.picture import lit_body
from lumbalis.drawing.patient.words import PatientWords
from lumbalis.drawing.svg import element

_BAR: Final = 12.0
_HEAD: Final = 84.0
_GUTTER: Final = 16.0
_NAME_LINES: Final = 3


def progress(stages: Sequence[TimedStage], at: str) -> Block:
    """Draw the parts as long as they last; those over, the one now, those to come."""

    def block(x: float, y: float, width: float) -> Piece:
        scale = width / stages[-1].end_s
        here = next(stage.number for stage in stages if stage.stage == at)
        parts = (
            element(
                "rect", class_=_state(stage.number, here), x=x + stage.start_s * scale + 1, y=y,
                width=max(stage.seconds * scale - 2, 1.0), height=_BAR, rx=4,
            )
            for stage in stages
        )  # fmt: skip
        return Piece("".join(parts), _BAR)

    return block


def _state(number: int, here: int) -> str:
    if number == here:
        return "part-here"
    return "part-done" if number < here else "part"


def parts_grid(scene: Scene, words: PatientWords, columns: int, cell_height: float) -> Block:
    """Show each part on a small body: its number, its name, how long it takes, where."""

    def block(x: float, y: float, width: float) -> Piece:
        stages = scene.stages
        cell = (width - (columns - 1) * _GUTTER) / columns
        drawn = "".join(
            _part(
                scene,
                stage,
                words,
                (x + place % columns * (cell + _GUTTER), y + place // columns * cell_height),
                (cell, cell_height - _GUTTER),
            )
            for place, stage in enumerate(stages)
        )
        return Piece(drawn, -(-len(stages) // columns) * cell_height - _GUTTER)

    return block


def _part(
    scene: Scene,
    stage: TimedStage,
    words: PatientWords,
    corner: tuple[float, float],
    size: tuple[float, float],
) -> str:
    (x, y), (width, height) = corner, size
    view = View.fitted(whole(scene.body), x, y + _HEAD, (width, height - _HEAD))
    name = BOLD.wrapped(words.stage(stage.stage), width - 26)[:_NAME_LINES]
    lasts = words.say("lasts", time=words.lasts(stage.seconds))
    zones = [zone for timed in stage.steps for zone in timed.step.zones]
    return (
        badge((x + 10, y + 10), stage.number, "accent")
        + lines(x + 26, y, name, BOLD)
        + line(x + 26, y + len(name) * Size.TEXT.leading + 13, lasts, SMALL)
        + ground(view)
        + lit_body(scene, view, zones)
        + frame(view)
    )
