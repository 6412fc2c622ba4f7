"""The therapist's sheets: one stage at the couch, or the whole session at a glance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal

from lumbalis.drawing.body.blocks import Block, column, heading
from lumbalis.drawing.body.charts import Piece
from lumbalis.drawing.body.dressing import Sheet, document
from lumbalis.drawing.body.key import key_block
from lumbalis.drawing.body.page import EDGE, Page
from lumbalis.drawing.body.palette import Theme
from lumbalis.drawing.body.scene import Scene
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.body.stage import StageDrawing
from lumbalis.drawing.body.stage_grid import stage_grid
from lumbalis.drawing.body.steps import steps_block
from lumbalis.drawing.body.view import View, Window
from lumbalis.drawing.sheet_document import session_summary
from lumbalis.drawing.words import PlanStamp

Layout = Literal["wide", "narrow"]
WIDE: Final = (1400.0, 990.0)
NARROW: Final = 390.0
_TOP: Final = 96.0
_FLOOR: Final = 888.0
_BODY: Final = 312.0
_CENTRE: Final = (360.0, 568.0)
_ZOOM, _MAP, _STRIP, _SPACE = 560.0, 232.0, 904.0, 18.0
_HISTOGRAM, _HISTOGRAM_WIDE, _NARROW_CELL, _PLENTY = 220.0, 180.0, 250.0, 1000.0
_ASIDE: Final = (952.0, 416.0)
_OVERVIEW_BODY: Final = 304.0
_OVERVIEW_CENTRE, _OVERVIEW_ASIDE = (352.0, 640.0), (1016.0, 352.0)
_COLUMNS: Final = ((2, 4), (3, 6), (4, 12), (5, 100))
_KEY_BELOW, _KEY_BESIDE = 56.0, 116.0
_SMALL_WEIGHT: Final = 1.7
_GUTTER: Final = 12.0
_NARROW_EDGE: Final = 16.0
_TALLEST: Final = 1.5


def therapist_sheet(
    scene: Scene,
    words: BodyWords,
    stamp: PlanStamp,
    *,
    stage: str | None = None,
    layout: Layout = "wide",
    theme: Theme | None = None,
) -> str:
    """Draw a session for the therapist as one SVG: one stage large, or all of them small.

    `wide` has the proportions of A4 across and is 1400 units wide, `narrow` is 390 wide and as
    high as it needs. The same arguments always give the same text.

    Raises
    ------
    KeyError
        If the session has no such stage.
    """
    page = Page(scene, words, stamp)
    wide = layout == "wide"
    if stage is None:
        title = words.say("whole_session")
        drawn = _wide_overview(page, title) if wide else _narrow_overview(page, title)
    else:
        drawing = StageDrawing(scene, scene.stage(stage), words)
        title = drawing.title
        drawn = _wide_stage(page, drawing) if wide else _narrow_stage(page, drawing)
    sheet = Sheet(
        f"{scene.figure.key}-{stage or 'session'}-sheet",
        f"{page.session_line}. {title}",
        session_summary(scene.session, words.names),
        words.language,
        WIDE if wide else (NARROW, drawn.height),
        theme,
    )
    return document(sheet, drawn.drawn)


def stage_pictures(
    scene: Scene, words: BodyWords, stamp: PlanStamp, size: tuple[float, float], columns: int
) -> str:
    """Draw what the hands do in every stage, side by side, to be set into another drawing.

    `size` is in page units; the words are as large as on any sheet.
    """
    page = Page(scene, words, stamp)
    stages = _stages(page)
    return page.defs(*stages) + stage_grid(stages, (0.0, 0.0), size, columns)


def _wide_stage(page: Page, stage: StageDrawing) -> Piece:
    width, height = WIDE
    name = stage.stage.stage
    left, room = _CENTRE
    zoom = View.fitted(page.scene.window(name), left, _TOP, (room, _ZOOM))
    key = key_block(page.words, page.scene.figure.key)(left, _TOP + _ZOOM + _GUTTER, room)
    below = _TOP + _ZOOM + _GUTTER + key.height + 10
    rest = _FLOOR - below
    steps = steps_block(page.scene.steps(name), page.words)
    parts = (
        page.defs(stage),
        page.head(stage.title, f"{stage.times} · {page.about}", width),
        page.whole(stage, View.fitted(page.whole_window(), EDGE, _TOP, (_BODY, _FLOOR - _TOP))),
        page.zoom(stage, zoom),
        key.drawn,
        page.dose_at(left, below, (_MAP, rest)),
        page.histogram(rest)(left + _MAP + _GUTTER, below, room - _MAP - _GUTTER).drawn,
        _aside(page, (steps, page.judgement(name), page.bars(name)), (), _ASIDE),
        page.strip(name)(EDGE, _STRIP, width - 2 * EDGE).drawn,
        page.foot(width, height - _GUTTER),
    )
    return Piece("".join(parts), height)


def _aside(
    page: Page, above: Sequence[Block], below: Sequence[Block], place: tuple[float, float]
) -> str:
    """Set blocks into the right column; the margins take the height that is left."""
    left, room = place
    first = column(above, (left, _TOP - 4), room, _SPACE)
    last = column(below, (left, 0.0), room, _SPACE)
    top = _TOP - 4 + first.height + _SPACE
    height = _FLOOR - top - (last.height + _SPACE if below else 0.0)
    margins = page.margins(height)(left, top, room)
    foot = top + margins.height + (_SPACE if margins.height else 0.0)
    return first.drawn + margins.drawn + column(below, (left, foot), room, _SPACE).drawn


def _narrow_stage(page: Page, stage: StageDrawing) -> Piece:
    name = stage.stage.stage
    window = page.scene.window(name)
    whole = _picture(lambda view: page.whole(stage, view), page.whole_window())
    blocks = (
        page.narrow_head(stage.title, f"{stage.times} · {page.about}"),
        page.strip(name),
        steps_block(page.scene.steps(name), page.words),
        _picture(lambda view: page.zoom(stage, view), window),
        key_block(page.words, page.scene.figure.key),
        page.judgement(name),
        page.bars(),
        page.margins(_PLENTY),
        page.dose_map(),
        page.histogram(_HISTOGRAM),
        _titled(page.words.say("whole_body"), whole),
        page.narrow_foot,
    )
    return _stacked(page.defs(stage), blocks)


def _wide_overview(page: Page, title: str) -> Piece:
    width, height = WIDE
    left, room = _OVERVIEW_CENTRE
    stages = _stages(page)
    columns = next(number for number, most in _COLUMNS if len(stages) <= most)
    empty = -len(stages) % columns
    below = 0.0 if empty else _KEY_BELOW
    key_room = room * empty / columns - _GUTTER if empty else room
    key_top = _FLOOR - (_KEY_BESIDE if empty else _KEY_BELOW - _GUTTER)
    key = key_block(page.words, page.scene.figure.key)(left + room - key_room, key_top, key_room)
    above = (page.judgement(), page.bars())
    parts = (
        page.defs(*stages),
        page.head(title, page.about, width),
        page.dose_at(EDGE, _TOP, (_OVERVIEW_BODY, _FLOOR - _TOP), page.whole_window()),
        stage_grid(stages, (left, _TOP), (room, _FLOOR - _TOP - below), columns),
        key.drawn,
        _aside(page, above, (page.histogram(_HISTOGRAM_WIDE),), _OVERVIEW_ASIDE),
        page.strip(None)(EDGE, _STRIP, width - 2 * EDGE).drawn,
        page.foot(width, height - _GUTTER),
    )
    return Piece("".join(parts), height)


def _narrow_overview(page: Page, title: str) -> Piece:
    stages = _stages(page)

    def cells(x: float, y: float, width: float) -> Piece:
        height = -(-len(stages) // 2) * _NARROW_CELL
        return Piece(stage_grid(stages, (x, y), (width, height), 2), height)

    blocks = (
        page.narrow_head(title, page.about),
        page.strip(None),
        page.judgement(),
        cells,
        key_block(page.words, page.scene.figure.key),
        page.dose_map(),
        page.bars(),
        page.margins(_PLENTY),
        page.histogram(_HISTOGRAM),
        page.narrow_foot,
    )
    return _stacked(page.defs(*stages), blocks)


def _stacked(defs: str, blocks: Sequence[Block]) -> Piece:
    stacked = column(blocks, (_NARROW_EDGE,) * 2, NARROW - 2 * _NARROW_EDGE, 20)
    return Piece(defs + stacked.drawn, stacked.height + 2 * _NARROW_EDGE)


def _stages(page: Page) -> tuple[StageDrawing, ...]:
    return tuple(
        StageDrawing(page.scene, stage, page.words, _SMALL_WEIGHT) for stage in page.scene.stages
    )


def _picture(draw: Callable[[View], str], window: Window) -> Block:
    """Make a block of a picture, as high as the shape of its window asks for, within reason."""

    def block(x: float, y: float, width: float) -> Piece:
        height = width * min(window.height / window.width, _TALLEST)
        return Piece(draw(View.fitted(window, x, y, (width, height))), height)

    return block


def _titled(title: str, inner: Block) -> Block:
    def block(x: float, y: float, width: float) -> Piece:
        head = heading(title, x, y)
        below = inner(x, y + head.height, width)
        return Piece(head.drawn + below.drawn, head.height + below.height)

    return block
