"""Lanes: the lines hands follow in a room, laid the way the muscles and the flow below them run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from lumbalis.domain.anatomy import Body, Region, Side
from lumbalis.domain.planning.on_body.footing import Floats

_STEP_MM: Final = 6.0
SAMPLE_MM: Final = 4.0
_STRAIGHT_MM: Final = 0.7
"""How far a lane may leave the line it was laid on for having fewer anchors."""
_CHOICES: Final = 9
_NEARLY_WHOLE: Final = 0.6
"""A line this much shorter than the longest one is no lane of its own."""
_MOST_LANES: Final = 3
_PIECES: Final = 2
_SHORT: Final = 5
_RIM: Final = "iliac_crest"
_DRIFT: Final = 0.3
"""How far outwards (as a share of the width) a lane on the buttock goes from the fold up."""


@dataclass(frozen=True, slots=True)
class Way:
    """How lanes run: in which region, on which side, and where they lead.

    `upright` lanes lead straight up; `outwards_below` ones lie farther out below than above.
    """

    region: str
    side: Side
    upright: bool = False
    outwards_below: bool = False


Laying = Callable[[Polygon, Body, Way], Callable[[float], Floats]]


def lanes_in(room: Region, way: Way, body: Body, shift_mm: float) -> list[Floats]:
    """Lay lanes in a room.

    Parameters
    ----------
    room : Region
        Where the contact's centre may be, in mm.
    way : Way
        How they run; the side is MIDLINE for a room on both.
    shift_mm : float
        How far one lane should lie from the next.

    Returns
    -------
    list of ndarray, each of shape (n, 2)
        From the midline outwards, each from its beginning to its end.
    """
    lay = _column if way.upright else _LAYING.get(way.region, _fan)
    lanes: list[Floats] = []
    for part in _parts(room):
        line_at = lay(part, body, way)
        lines = [line_at(float(share)) for share in np.linspace(0.02, 0.98, _CHOICES)]
        choices = _inside(part, [line for line in lines if len(line) > 1])
        lanes += _spread_out(choices, _count(part, way, shift_mm))
    return lanes


def extent_mm(room: Region, region: str) -> float:
    """Give how long a lane in a room could be at most: its height, or its width along a rim."""
    across, along = (2, 0) if region == _RIM else (3, 1)
    return max((part.bounds[across] - part.bounds[along] for part in _parts(room)), default=0.0)


def places_in(room: Region) -> list[Floats]:
    """Give the places (1, 2) farthest from the edge of a room, one in each of its large parts."""
    parts = _parts(room)
    most = max((part.area for part in parts), default=0.0)
    large = [part for part in parts if part.area >= _NEARLY_WHOLE * most]
    circles = [shapely.maximum_inscribed_circle(part, 1.0) for part in large[:_PIECES]]
    return [np.array([circle.coords[0]]) for circle in circles]


def length_mm(lane: Floats) -> float:
    """Give the length of a lane."""
    return float(np.hypot(*np.diff(lane, axis=0).T).sum())


def sampled(lane: Floats) -> tuple[Floats, Floats]:
    """Give shares of a lane, evenly spaced and closely, and their places (n, 2)."""
    if len(lane) == 1:
        return np.zeros(1), lane
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(lane, axis=0).T))])
    shares = np.linspace(0.0, 1.0, max(2, 1 + int(np.ceil(along[-1] / SAMPLE_MM))))
    way = shares * along[-1]
    places = np.column_stack([np.interp(way, along, lane[:, axis]) for axis in (0, 1)])
    return shares, places


def with_lymph(lane: Floats, side: Side, groin_mm: tuple[float, float]) -> list[Floats]:
    """Let a lane (n, 2) that leads up lead with the lymph of the skin (B12).

    Between two heights, those of the fold and of the crest, that is outwards and down to the
    groin, above and below them it is up. A lane is divided where its direction has to change.
    """
    low, high = groin_mm
    if len(lane) == 1:
        down = np.array([[0.0, _STEP_MM / 2], [0.0, -_STEP_MM / 2]])
        return [lane + down if low < lane[0, 1] < high else lane]
    _, places = sampled(lane)
    across, up = np.diff(places, axis=0).T
    middle = (places[1:, 1] + places[:-1, 1]) / 2
    groin = (middle > low) & (middle < high)
    wrong = groin & (side.sign * across - up < 0)
    kind = 2 * groin + wrong
    ends = [0, *(1 + np.flatnonzero(np.diff(kind))).tolist(), len(kind)]
    pieces = [
        (places[start + (start > 0) : end + (end == len(kind))], bool(wrong[start]))
        for start, end in pairwise(ends)
    ]
    return [
        np.asarray(LineString(piece[::-1] if turn else piece).simplify(_STRAIGHT_MM).coords)
        for piece, turn in pieces
        if len(piece) > 1 and length_mm(piece) >= 2 * _STEP_MM
    ]


def _parts(room: Region) -> list[Polygon]:
    parts = getattr(room, "geoms", [room])
    return [part for part in parts if isinstance(part, Polygon) and not part.is_empty]


def _count(part: Polygon, way: Way, shift_mm: float) -> int:
    least_x, least_y, most_x, most_y = part.bounds
    rim = way.region == _RIM and not way.upright
    wide = most_y - least_y if rim else most_x - least_x
    return int(min(_MOST_LANES, 1 + wide // max(shift_mm, 1.0)))


def _spread_out(choices: list[list[Floats]], count: int) -> list[Floats]:
    """Choose so many lines, as far apart as they can be, among those that are nearly whole."""
    lengths = [sum(length_mm(piece) for piece in pieces) for pieces in choices]
    longest = max(lengths, default=0.0)
    if not longest:
        return []
    long = [k for k, found in enumerate(lengths) if found >= _NEARLY_WHOLE * longest]
    count = min(count, len(long))
    places = [(len(long) - 1) / 2] if count == 1 else np.linspace(0, len(long) - 1, count)
    chosen = dict.fromkeys(long[round(float(place))] for place in places)
    return [piece for k in chosen for piece in choices[k]]


def _inside(part: Polygon, lines: list[Floats]) -> list[list[Floats]]:
    """Cut lines to what lies in the room: of each the longest pieces, in its own order."""
    if not lines:
        return []
    drawn = np.array([LineString(line) for line in lines], dtype=np.object_)
    cut = shapely.simplify(shapely.intersection(drawn, part), _STRAIGHT_MM)
    return [_pieces(*pair) for pair in zip(drawn.tolist(), np.asarray(cut).tolist(), strict=True)]


def _pieces(line: LineString, cut: BaseGeometry) -> list[Floats]:
    found = [p for p in getattr(cut, "geoms", [cut]) if isinstance(p, LineString) and p.length]
    if len(found) > 1:
        found = sorted(found, key=lambda piece: -piece.length)[:_PIECES]
        found.sort(key=lambda piece: line.project(shapely.Point(piece.coords[0])))
    return [np.asarray(piece.coords) for piece in found]


def _column(part: Polygon, body: Body, way: Way) -> Callable[[float], Floats]:
    """Lay lines that keep their distance from the spinous processes, from below."""
    corners = np.asarray(part.exterior.coords)
    spine = np.asarray(body.spine)[::-1]
    sign = way.side.sign
    out = sign * (corners[:, 0] - np.interp(corners[:, 1], spine[:, 1], spine[:, 0]))
    heights = _levels(float(corners[:, 1].min()), float(corners[:, 1].max()))
    middle = np.interp(heights, spine[:, 1], spine[:, 0])

    def line_at(share: float) -> Floats:
        distance = out.min() + share * (out.max() - out.min())
        return np.column_stack([middle + sign * distance, heights])

    return line_at


def _fan(part: Polygon, _body: Body, way: Way) -> Callable[[float], Floats]:
    """Lay lines at the same share of the width all the way up."""
    heights, inner, outer = _sections(part, way.side)
    return lambda share: np.column_stack([_calm(heights, inner + share * (outer - inner)), heights])


def _arc(part: Polygon, _body: Body, way: Way) -> Callable[[float], Floats]:
    """Lay lines up and outwards, as the fibres of the buttock run, or inwards if so asked."""
    heights, inner, outer = _sections(part, way.side)
    progress = np.linspace(float(way.outwards_below), float(not way.outwards_below), len(heights))

    def line_at(share: float) -> Floats:
        shares = share * (1 - _DRIFT) + _DRIFT * progress
        return np.column_stack([_calm(heights, inner + shares * (outer - inner)), heights])

    return line_at


def _rim(part: Polygon, _body: Body, way: Way) -> Callable[[float], Floats]:
    """Lay lines along the rim of the pelvis, at a share of its height, as far as they rise."""
    least_x, least_y, most_x, most_y = part.bounds
    across = _levels(least_x, most_x)
    cuts = shapely.linestrings([[(x, least_y - 1), (x, most_y + 1)] for x in across])
    found = shapely.bounds(shapely.intersection(part, cuts))
    there = ~np.isnan(found[:, 1])
    low, high, x = found[there, 1], found[there, 3], across[there]
    outwards = slice(None) if way.side is Side.RIGHT else slice(None, None, -1)

    def line_at(share: float) -> Floats:
        line = np.column_stack([x, _calm(x, low + share * (high - low))])[outwards]
        return line[: 1 + int(line[:, 1].argmax())]

    return line_at


def _calm(along: Floats, across: Floats) -> Floats:
    """Draw a calm line through a ragged one: a parabola, its ends weighing least."""
    if len(along) < _SHORT:
        return across
    middle = np.sin(np.linspace(0.15, np.pi - 0.15, len(along)))
    return np.asarray(np.polyval(np.polyfit(along, across, 2, w=middle), along), dtype=np.float64)


def _levels(low: float, high: float) -> Floats:
    return np.linspace(low, high, max(2, round((high - low) / _STEP_MM)))


def _sections(part: Polygon, side: Side) -> tuple[Floats, Floats, Floats]:
    """Cut a room across: heights, and the x of its inner and of its outer edge."""
    least_x, least_y, most_x, most_y = part.bounds
    heights = _levels(least_y, most_y)
    cuts = shapely.linestrings([[(least_x - 1, y), (most_x + 1, y)] for y in heights])
    found = shapely.bounds(shapely.intersection(part, cuts))
    there = ~np.isnan(found[:, 0])
    left, right = found[there, 0], found[there, 2]
    inner, outer = (right, left) if side is Side.LEFT else (left, right)
    return heights[there], inner, outer


_LAYING: Final[dict[str, Laying]] = {
    "paravertebral": _column,
    "kidney": _column,
    "lower_thoracic": _column,
    "lateral_lumbar": _column,
    "sacrum": _column,
    "gluteal": _arc,
    _RIM: _rim,
}
