"""The body on paper: the stages of a session side by side, and the page about one body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from lumbalis.domain.anatomy import Body
from lumbalis.drawing.body.atlas import atlas
from lumbalis.drawing.body.dressing import inset
from lumbalis.drawing.body.palette import Theme, plain
from lumbalis.drawing.body.scene import Scene
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.page import CONTENT_MM, LEFT_MM
from lumbalis.drawing.session_sheet import Picture
from lumbalis.drawing.svg import Block
from lumbalis.drawing.therapist_sheet import stage_pictures
from lumbalis.drawing.words import BodyPage, PlanStamp

_COLUMNS: Final = 5
_ACROSS: Final = 1000.0
_CELL: Final = 216.0
_LEAST_CELL: Final = 130.0
_ROOM_MM: Final = 3.0
_SPARE_MM: Final = 0.1
_ATLAS: Final = "150 92 1100 1290"
"""The part of an atlas that a page shows: without its title, which the page has itself."""


def stages_on_paper(scene: Scene, words: BodyWords, stamp: PlanStamp) -> Picture:
    """Show what the hands do in every stage, in the height that a printed page has left.

    Colours are written out, because the reader of a printed plan's pictures knows no
    variables; the skin is of one tone, because ten reliefs on every page would make the print
    heavy.
    """
    flat = scene if not scene.relief else replace(scene, relief=False)
    rows = -(-len(scene.stages) // _COLUMNS)

    def picture(room_mm: float) -> Block | None:
        cell = min(_CELL, (room_mm - _ROOM_MM - _SPARE_MM) / CONTENT_MM * _ACROSS / rows)
        if cell < _LEAST_CELL:
            return None
        size = (_ACROSS, rows * cell)
        drawn = stage_pictures(flat, words, stamp, size, _COLUMNS)
        height = CONTENT_MM * size[1] / size[0]

        def draw(top: float) -> str:
            return plain(inset(drawn, size, (LEFT_MM, round(top, 2), CONTENT_MM, round(height, 2))))

        return Block(height + _ROOM_MM, draw)

    return picture


def body_page(body: Body, words: BodyWords, about: str, lines: Sequence[str]) -> BodyPage:
    """Make the page about a body: every zone, and the sentences about what was checked on it."""
    picture = plain(atlas(body, words, theme=Theme.LIGHT))
    return BodyPage(
        heading=words.say("atlas_title"),
        picture=f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{_ATLAS}">{picture}</svg>',
        alternative=words.say("atlas_title"),
        about=about,
        lines=tuple(lines),
    )
