"""Where the points and cups of a session go on this body, measured from landmarks."""

from __future__ import annotations

from typing import Final

import numpy as np

from lumbalis.drawing.body.blocks import Block, column
from lumbalis.drawing.body.charts import Piece
from lumbalis.drawing.body.dressing import Sheet, document
from lumbalis.drawing.body.figure import CAREFUL
from lumbalis.drawing.body.key import key_block
from lumbalis.drawing.body.lettering import STRONG, Ink, Size, line, lines
from lumbalis.drawing.body.marks import badge, frame, lesions, levels, sides
from lumbalis.drawing.body.page import EDGE, Page, ground
from lumbalis.drawing.body.palette import Theme
from lumbalis.drawing.body.scene import Scene
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.body.view import View, Window, loin
from lumbalis.drawing.spots import ways
from lumbalis.drawing.spots.rows import spots_block
from lumbalis.drawing.spots.rulers import ROOM, STYLE, across, upwards
from lumbalis.drawing.spots.spot import Spot, spots_of
from lumbalis.drawing.spots.ways import drawn
from lumbalis.drawing.therapist_sheet import Layout
from lumbalis.drawing.words import PlanStamp

WIDE: Final = (1400.0, 990.0)
NARROW: Final = 390.0
_NARROW_EDGE: Final = 16.0
_PICTURES: Final = (32.0, 96.0, 900.0, 800.0)
_ASIDE: Final = (968.0, 400.0)
_BETWEEN: Final = 18.0
_AROUND_MM: Final = 45.0
_TARGET_MM, _GAP = 6.0, 8.0
_LEAST_HALF_MM: Final = 150.0
_COUNTED_FROM: Final = "L2"
_NAME: Final = Ink(Size.SMALL, bold=True, halo=True)
_NAME_END: Final = Ink(Size.SMALL, bold=True, anchor="end", halo=True)


def placement(
    scene: Scene,
    words: BodyWords,
    stamp: PlanStamp,
    *,
    layout: Layout = "wide",
    theme: Theme | None = None,
) -> str:
    """Draw where points and cups go, with rulers and in words, as one SVG.

    A session without points and cups gives a page that says so. `wide` is 1400 units wide,
    `narrow` 390 and as high as it needs. The same arguments always give the same text.
    """
    page = Page(scene, words, stamp)
    spots = spots_of(scene)
    laid = _wide(page, spots) if layout == "wide" else _narrow(page, spots)
    title = words.texts.get("patientview", "place_title")
    sheet = Sheet(
        f"{scene.figure.key}-placement",
        f"{page.session_line}. {title}",
        _description(spots, words),
        words.language,
        WIDE if layout == "wide" else (NARROW, laid.height),
        theme,
    )
    return document(sheet, f"<style>{STYLE}{ways.STYLE}</style>{scene.figure.defs()}{laid.drawn}")


def _description(spots: tuple[Spot, ...], words: BodyWords) -> str:
    if not spots:
        return words.texts.get("patientview", "nothing_placed")
    names = dict.fromkeys(
        name
        for spot in spots
        for name in (
            [hold.point for hold in spot.points]
            or [words.names.name("manipulation", one) for one in spot.manipulations]
        )
    )
    return f"{', '.join(names)}."


def _wide(page: Page, spots: tuple[Spot, ...]) -> Piece:
    width, height = WIDE
    left, room = _ASIDE
    key = key_block(page.words, page.scene.figure.key)
    parts = (
        page.head(page.words.texts.get("patientview", "place_title"), page.about, width),
        _grid(page, spots, _PICTURES),
        column(_words(page, spots), (left, _PICTURES[1]), room, 24).drawn,
        key(EDGE, _PICTURES[1] + _PICTURES[3] + 10, _PICTURES[2]).drawn,
        page.foot(width, height - 12),
    )
    return Piece("".join(parts), height)


def _narrow(page: Page, spots: tuple[Spot, ...]) -> Piece:
    title = page.words.texts.get("patientview", "place_title")
    window = _window(page.scene, spots)
    blocks: tuple[Block, ...] = (
        page.narrow_head(title, page.about),
        *(_pictured(page, spot, window) for spot in spots),
        *_words(page, spots),
        key_block(page.words, page.scene.figure.key),
        page.narrow_foot,
    )
    stacked = column(blocks, (_NARROW_EDGE,) * 2, NARROW - 2 * _NARROW_EDGE, 20)
    return Piece(stacked.drawn, stacked.height + 2 * _NARROW_EDGE)


def _words(page: Page, spots: tuple[Spot, ...]) -> tuple[Block, ...]:
    judged = page.judgement()
    if not spots:
        return judged, _nothing(page)
    return spots_block(spots, page.scene, page.words), judged


def _nothing(page: Page) -> Block:
    def block(x: float, y: float, width: float) -> Piece:
        rows = STRONG.wrapped(page.words.texts.get("patientview", "nothing_placed"), width)
        return Piece(lines(x, y, rows, STRONG), len(rows) * STRONG.size.leading)

    return block


def _grid(page: Page, spots: tuple[Spot, ...], place: tuple[float, float, float, float]) -> str:
    """Give every spot a picture: one large, or several side by side; all show the same skin."""
    x, y, width, height = place
    columns = 1 if len(spots) <= 1 else 2
    rows = max(-(-len(spots) // columns), 1)
    size = ((width - (columns - 1) * _BETWEEN) / columns, (height - (rows - 1) * _BETWEEN) / rows)
    window = _window(page.scene, spots)
    corners = (
        (x + n % columns * (size[0] + _BETWEEN), y + n // columns * (size[1] + _BETWEEN))
        for n in range(rows * columns)
    )
    shown = spots or (None,)
    return "".join(
        _picture(page, spot, window, (corner, size))
        for spot, corner in zip(shown, corners, strict=False)
    )


def _pictured(page: Page, spot: Spot, window: Window) -> Block:
    def block(x: float, y: float, width: float) -> Piece:
        return Piece(_picture(page, spot, window, ((x, y), (width, width))), width)

    return block


def _picture(
    page: Page,
    spot: Spot | None,
    window: Window,
    place: tuple[tuple[float, float], tuple[float, float]],
) -> str:
    """Show one spot near, between its rulers."""
    (x, y), (width, height) = place
    body, words = page.scene.body, page.words
    view = View.fitted(window, x, y + ROOM, (width - ROOM, height - 2 * ROOM))
    return (
        ground(view)
        + page.scene.figure.shown(view, CAREFUL, drawn(spot) if spot else "")
        + levels(body, view)
        + lesions(body, view, words)
        + sides(view, words)
        + frame(view)
        + across(view, body, words)
        + upwards(view, body, words)
        + (_named(page.scene, spot, view) if spot else "")
    )


def _window(scene: Scene, spots: tuple[Spot, ...]) -> Window:
    """Show what the spots need and a hand's breadth around it, with the vertebrae to count from."""
    usual = loin(scene.body)
    if not spots:
        return usual
    places = np.concatenate([work.points for spot in spots for work in spot.works])
    half = max(float(np.abs(places[:, 0]).max()) + _AROUND_MM, _LEAST_HALF_MM)
    top = max(float(places[:, 1].max()) + _AROUND_MM, scene.body.landmarks[_COUNTED_FROM].at.y)
    return Window(-half, max(float(places[:, 1].min()) - _AROUND_MM, usual.bottom), half, top)


def _named(scene: Scene, spot: Spot, view: View) -> str:
    """Put the number of the spot on its picture, and the names of points beside their targets."""
    if spot.is_points:
        return _labels(scene, spot, view)
    return badge((view.x + view.width / 2, view.y + 18), spot.number, "suck")


def _labels(scene: Scene, spot: Spot, view: View) -> str:
    """Name every point beside its target, outwards from the spine."""
    away = _TARGET_MM * view.scale + _GAP
    named = {(spot.point_of(work), work.begins) for work in spot.works}
    return "".join(
        _label(point, view.at(place), away if place.x > scene.body.spine_x(place.y) else -away)
        for point, place in sorted(named)
    )


def _label(name: str, at: tuple[float, float], away: float) -> str:
    return line(at[0] + away, at[1] + 4, name, _NAME if away > 0 else _NAME_END)
