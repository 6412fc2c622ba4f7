"""Points and cups in words: where to measure them from, how wide, how long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lumbalis.domain.anatomy import Anchor, Point
from lumbalis.domain.plan import PointHold
from lumbalis.domain.plan.generator import Generator
from lumbalis.drawing.body.blocks import Block, column, heading
from lumbalis.drawing.body.charts import Piece
from lumbalis.drawing.body.lettering import BODY, BOLD, SMALL, Ink, lines
from lumbalis.drawing.body.marks import badge
from lumbalis.drawing.body.scene import Scene
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.clock import clock
from lumbalis.drawing.spots.spot import Spot, from_spine
from lumbalis.knowledge.texts import TextValue

_FILE: Final = "patientview"
_INDENT: Final = 30.0
_LEVEL_MM: Final = 1.0
_CIRCLING: Final = frozenset({Generator.CUP_STATIC, Generator.CUP_SPIRAL})


def spots_block(spots: tuple[Spot, ...], scene: Scene, words: BodyWords) -> Block:
    """List the points and then the cups, each under its heading."""

    def block(x: float, y: float, width: float) -> Piece:
        return column(_blocks(spots, scene, words), (x, y), width, 14)

    return block


def _blocks(spots: tuple[Spot, ...], scene: Scene, words: BodyWords) -> Iterator[Block]:
    points = [spot for spot in spots if spot.is_points]
    cups = [spot for spot in spots if not spot.is_points]
    if points:
        yield _headed(_say(words, "points_heading"))
        for spot in points:
            for hold in spot.points:
                yield _row(None, hold.point, tuple(_point(spot, hold, scene, words)))
        yield _said(_say(words, "from_tip"))
    if cups:
        yield _headed(_say(words, "cups_heading"))
        for spot in cups:
            names = (words.names.name("manipulation", one) for one in spot.manipulations)
            said = ", ".join(names)
            head = said[:1].upper() + said[1:]
            yield _row(spot.number, head, tuple(_cup(spot, scene, words)))


def _point(spot: Spot, hold: PointHold, scene: Scene, words: BodyWords) -> Iterator[str]:
    """Say where a point lies and how long each part of its work takes."""
    body = scene.body
    works = [work for work in spot.works if spot.point_of(work) == hold.point]
    if works:
        anchor = works[0].stroke.lane[0]
        yield place_words(anchor, words, both=len(works) > 1)
        cun = words.texts.value(round(anchor.out_mm / body.cun_mm, 1))
        yield _say(words, "point_cun", cun=cun, mm=words.amount(body.cun_mm, "mm"))
    times = (hold.find_press_s, hold.hold_s, hold.rotate_s, hold.release_s)
    named = dict(zip(("press", "hold", "turn", "release"), map(clock, times), strict=True))
    parts = words.names.text("point_parts", **named)
    yield _say(words, "point_time", time=clock(hold.seconds), parts=parts)


def _cup(spot: Spot, scene: Scene, words: BodyWords) -> Iterator[str]:
    """Say how wide a cup is, how long it draws, how it moves, and where."""
    times = " + ".join(clock(step.step.seconds) for step in spot.steps)
    diameter = words.amount(spot.diameter_mm, "mm")
    yield _say(words, "cup_width", diameter=diameter, time=times)
    yield words.texts.get(_FILE, "cup_ways", spot.generator.value)
    low, high = _ends(spot)
    if spot.generator in _CIRCLING:
        yield _say(words, "cup_at", place=_at(low, scene, words))
        return
    yield _say(words, "cup_from", place=_at(low, scene, words))
    yield _say(words, "cup_to", place=_at(high, scene, words))


def _ends(spot: Spot) -> tuple[Point, Point]:
    """Give the lowest place and the highest that the cup is led to."""
    places = [place for work in spot.works for place in (work.begins, work.ends)]
    return min(places, key=lambda one: one.y), max(places, key=lambda one: one.y)


def _at(place: Point, scene: Scene, words: BodyWords) -> str:
    return place_words(from_spine(place, scene.body), words, both=True)


def place_words(anchor: Anchor, words: BodyWords, *, both: bool) -> str:
    """Say a place: so far left and right of a level, and so far above or below it."""
    key = "point_both" if both else f"point_side_{anchor.side.value}"
    out = words.amount(round(anchor.out_mm), "mm")
    place = _say(words, key, out=out, level=anchor.landmark)
    if abs(anchor.up_mm) < _LEVEL_MM:
        return place
    up = words.amount(abs(round(anchor.up_mm)), "mm")
    return _say(words, "above" if anchor.up_mm > 0 else "below", place=place, up=up)


def _row(number: int | None, head: str, said: tuple[str, ...]) -> Block:
    def block(x: float, y: float, width: float) -> Piece:
        indent = 0.0 if number is None else _INDENT
        left, room = x + indent, width - indent
        names = BOLD.wrapped(head, room)
        rows = tuple(row for text in said for row in BODY.wrapped(text, room))
        below = y + len(names) * BOLD.size.leading
        drawn = (
            (badge((x + 10, y + 10), number, "suck") if number is not None else "")
            + lines(left, y, names, BOLD)
            + lines(left, below, rows, BODY)
        )
        return Piece(drawn, below - y + len(rows) * BODY.size.leading)

    return block


def _headed(text: str) -> Block:
    return lambda x, y, width: heading(text, x, y)  # noqa: ARG005 - a block is given its width


def _said(text: str, ink: Ink = SMALL) -> Block:
    def block(x: float, y: float, width: float) -> Piece:
        rows = ink.wrapped(text, width)
        return Piece(lines(x, y, rows, ink), len(rows) * ink.size.leading)

    return block


def _say(words: BodyWords, key: str, **values: TextValue) -> str:
    return words.texts.get(_FILE, key, **values)
