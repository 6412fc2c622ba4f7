"""The atlas of one body: every zone with its name, its area, and how it may be touched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from lumbalis.domain.anatomy import Body, Point, Region
from lumbalis.drawing.body import marks
from lumbalis.drawing.body.charts import Piece
from lumbalis.drawing.body.dressing import Sheet, document
from lumbalis.drawing.body.figure import CAREFUL, BodyFigure
from lumbalis.drawing.body.lettering import (
    BOLD,
    HEADING,
    SMALL,
    TITLE,
    Ink,
    Size,
    fitted,
    line,
    lines,
)
from lumbalis.drawing.body.palette import Theme, var
from lumbalis.drawing.body.path import area_path
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.body.view import View, whole
from lumbalis.drawing.svg import element

Layout = Literal["wide", "narrow"]
SIZE: Final = (1400.0, 1400.0)
NARROW: Final = 390.0
_FIGURE: Final = (400.0, 96.0, 600.0, 1264.0)
_NAMES_RIGHT, _NAMES_LEFT = 368.0, 1032.0
_ROW: Final = 46.0
_EDGE: Final = 32.0
_NARROW_EDGE: Final = 16.0
_TALL: Final = 2.0
_NEVER: Final = ("spine", "cleft", "lymph_nodes")
_LIGHTER: Final = ("kidney", "popliteal")
_CM2: Final = 100.0
_SIDES: Final = ("left", "right")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A region with its zones: a pair, or one on the midline."""

    region: str
    zones: tuple[Region, ...]
    treated: bool

    def at(self, side: int) -> Point:
        """Give a place well inside the zone of a side (-1 left, 1 right)."""
        zone = self.zones[-1] if side > 0 else self.zones[0]
        point = zone.representative_point()
        return Point(point.x, point.y)


def atlas(
    body: Body, words: BodyWords, *, layout: Layout = "wide", theme: Theme | None = None
) -> str:
    """Draw all zones of a body with their names and areas in cm2, as one SVG.

    `wide` is 1400 units wide and names the zones beside the body; `narrow` is 390 wide, numbers
    them and lists them below.
    """
    figure = BodyFigure(body, "atlas")
    drawn = _wide(body, figure, words) if layout == "wide" else _narrow(body, figure, words)
    size = (SIZE[0] if layout == "wide" else NARROW, drawn.height)
    about = _about(body, words)
    sheet = Sheet("atlas", words.say("atlas_title"), about, words.language, size, theme)
    return document(sheet, figure.defs() + drawn.drawn)


def _wide(body: Body, figure: BodyFigure, words: BodyWords) -> Piece:
    x, y, width, height = _FIGURE
    view = View.fitted(whole(body), x, y, (width, height))
    parts = (
        line(_EDGE, 52, words.say("atlas_title"), TITLE),
        line(_EDGE, 76, _about(body, words), SMALL),
        _picture(body, figure, view),
        marks.levels(body, view, ("C7", "T4", "T7", "T10", "T12", "L2", "L4", "S1"), 150),
        marks.sides(view, words, 60),
        marks.scale_bar(view, words, 60),
        *_labels(body, view, words),
    )
    return Piece("".join(parts), SIZE[1])


def _narrow(body: Body, figure: BodyFigure, words: BodyWords) -> Piece:
    room = NARROW - 2 * _NARROW_EDGE
    about = SMALL.wrapped(_about(body, words), room)
    top = _NARROW_EDGE + 30 + len(about) * SMALL.size.leading
    view = View.fitted(whole(body), _NARROW_EDGE, top, (room, room * _TALL))
    parts = [
        line(_NARROW_EDGE, _NARROW_EDGE + 18, words.say("atlas_title"), HEADING),
        lines(_NARROW_EDGE, _NARROW_EDGE + 26, about, SMALL),
        _picture(body, figure, view),
        marks.sides(view, words),
        marks.scale_bar(view, words),
    ]
    y = top + view.height + _NARROW_EDGE
    for number, entry in enumerate(_entries(body), start=1):
        parts.append(marks.badge(view.at(entry.at(1)), number, "suck"))
        parts.append(_listed(entry, number, y, words))
        y += _ROW
    return Piece("".join(parts), y)


def _listed(entry: _Entry, number: int, y: float, words: BodyWords) -> str:
    left = _NARROW_EDGE + 30
    room = NARROW - _NARROW_EDGE - left
    quiet = Ink(Size.SMALL, colour=_ink(entry))
    return (
        marks.badge((_NARROW_EDGE + 10, y + 10), number, "suck")
        + line(left, y + 13, fitted(_named(entry, words), room, BOLD), BOLD)
        + line(left, y + 30, fitted(_area(entry, words), room, quiet), quiet)
    )


def _picture(body: Body, figure: BodyFigure, view: View) -> str:
    zones = figure.clipped("".join(_tints(body)))
    return figure.shown(view, CAREFUL[:1], zones) + figure.shown(view, CAREFUL[1:])


def _about(body: Body, words: BodyWords) -> str:
    measures = body.measures
    return words.say(
        "atlas_line",
        build=words.say("builds", measures.build.value),
        stature=words.amount(measures.stature_mm / 10, "cm"),
        mass=words.amount(measures.mass_kg, "kg"),
    )


def _tints(body: Body) -> Iterator[str]:
    """Tint the treated zones, neighbours differently."""
    shades = {entry.region: 0.10 + 0.12 * (place % 2) for place, entry in enumerate(_entries(body))}
    for name, zone in body.zones.items():
        treated = name in body.treated
        yield element(
            "path",
            d=area_path(zone),
            fill=var("accent") if treated else "none",
            fill_opacity=shades[_region(name)],
            stroke=var("accent" if treated else "guide"),
            stroke_width=8,
            stroke_opacity=0.8 if treated else 0.35,
        )


def _labels(body: Body, view: View, words: BodyWords) -> Iterator[str]:
    """Name the regions, in turn on the left and on the right, from the head down."""
    entries = _entries(body)
    for side, some in ((-1, entries[0::2]), (1, entries[1::2])):
        places = _spread([view.down(entry.at(side).y) for entry in some])
        for entry, y in zip(some, places, strict=True):
            yield _label(entry, side, y, view, words)


def _entries(body: Body) -> list[_Entry]:
    regions = dict.fromkeys(_region(zone) for zone in body.zones)
    found = [
        _Entry(
            region,
            tuple(zone for name, zone in body.zones.items() if _region(name) == region),
            any(_region(name) == region for name in body.treated),
        )
        for region in regions
    ]
    return sorted(found, key=lambda entry: -entry.at(1).y)


def _spread(wanted: Sequence[float]) -> list[float]:
    """Keep labels apart and near their zones; what runs over the end is pushed back up."""
    placed: list[float] = []
    for y in wanted:
        placed.append(max(y, placed[-1] + _ROW) if placed else y)
    floor = SIZE[1] - 60
    for number in range(len(placed) - 1, -1, -1):
        placed[number] = min(placed[number], floor)
        floor = placed[number] - _ROW
    return placed


def _label(entry: _Entry, side: int, y: float, view: View, words: BodyWords) -> str:
    edge = _NAMES_RIGHT if side < 0 else _NAMES_LEFT
    anchor = "end" if side < 0 else "start"
    zone_x, zone_y = view.at(entry.at(side))
    bend = edge - side * 24
    path = f"M{edge - side * 6:.1f} {y:.1f}H{bend:.1f}L{zone_x:.1f} {zone_y:.1f}"
    name = _named(entry, words)
    quiet = Ink(Size.SMALL, colour=_ink(entry), anchor=anchor)
    room = _NAMES_RIGHT - _EDGE
    return (
        element("path", d=path, fill="none", stroke=var("quiet"), stroke_width=1)
        + element("circle", cx=zone_x, cy=zone_y, r=3, fill=var("ink"))
        + line(edge, y + 1, fitted(name, room, BOLD),
               Ink(Size.TEXT, bold=True, anchor=anchor))
        + line(edge, y + 17, _area(entry, words), quiet)
    )  # fmt: skip


def _named(entry: _Entry, words: BodyWords) -> str:
    name = words.region(entry.region)
    return name[:1].upper() + name[1:]


def _area(entry: _Entry, words: BodyWords) -> str:
    areas = " | ".join(words.amount(round(zone.area / _CM2), "cm2") for zone in entry.zones)
    touch = _touch(entry)
    return f"{areas} · {words.say(touch)}" if touch else areas


def _touch(entry: _Entry) -> str:
    if entry.region in _NEVER:
        return "no_contact"
    if entry.region in _LIGHTER:
        return "lighter"
    return "" if entry.treated else "untreated"


def _ink(entry: _Entry) -> str:
    return {"no_contact": "stop", "lighter": "care"}.get(_touch(entry), "quiet")


def _region(zone: str) -> str:
    region, _, side = zone.rpartition("_")
    return region if side in _SIDES else zone
