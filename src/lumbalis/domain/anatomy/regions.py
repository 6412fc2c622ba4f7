"""Areas and lines on the skin: what is cut from what, the line of the spine, closed shapes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from lumbalis.domain.anatomy.body import Region
from lumbalis.domain.anatomy.curves import Floats, monotone, through
from lumbalis.domain.anatomy.frame import SPINE, Point, Side

FAR_MM: Final = 3000.0
_SAMPLES = 7
_SPECK_MM2 = 1e-3

Spots = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class SpineLine:
    """The line of the spinous processes: y of its levels, rising, and x there, in mm."""

    y: tuple[float, ...]
    x: tuple[float, ...]

    def at(self, y: float) -> float:
        """Give its x at a height; beyond its ends the end's own."""
        return float(np.interp(y, self.y, self.x))

    def beside(self, inner: float, outer: float, low: float, high: float) -> Polygon:
        """Give the area between two distances to the patient's right of the line (left: -)."""
        heights = [low, *(y for y in self.y if low < y < high), high]
        edge = [(self.at(y), y) for y in heights]
        up, down = [(x + inner, y) for x, y in edge], [(x + outer, y) for x, y in edge]
        return Polygon([*up, *reversed(down)])

    def half(self, side: Side) -> Polygon:
        """Give everything on one side of the line."""
        return self.beside(0.0, side.sign * FAR_MM, -FAR_MM, FAR_MM)

    def band(self, half_width: float, low: float, high: float) -> Polygon:
        """Give all that lies within a distance of the line between two heights.

        Of a curved spine it is the wider of the distance across and the distance along x.
        """
        across = self.beside(-half_width, half_width, low, high)
        line = [(self.at(y), y) for y in (low, *(y for y in self.y if low < y < high), high)]
        if all(x == line[0][0] for x, _ in line):
            return across
        near = LineString(line).buffer(half_width, cap_style="flat", join_style="mitre")
        return ring_of(shapely.union_all([across, near]))


def spine_line(levels: Mapping[str, float], curve: Mapping[str, float]) -> SpineLine:
    """Draw the line of the spinous processes; C7 and everything below S1 lie at x = 0."""
    bent = {"C7": 0.0, "S1": 0.0, "S2": 0.0, "S4": 0.0} | dict(curve)
    known = sorted((levels[name], x) for name, x in bent.items())
    y = np.array(sorted(levels[name] for name in SPINE))
    x = monotone(np.array([y for y, _ in known]), np.array([x for _, x in known]), y)
    return SpineLine(tuple(y.tolist()), tuple(x.tolist()))


def smooth(points: Spots) -> Floats:
    """Lead a smooth line through points: an array of shape (m, 2) in mm."""
    return through(np.array(points, dtype=np.float64))


def blob(points: Spots) -> Polygon:
    """Draw a smooth closed shape through points."""
    knots = np.array(points, dtype=np.float64)
    closed = through(np.vstack([knots[-2:], knots, knots[:3]]))
    return Polygon(closed[2 * _SAMPLES : -2 * _SAMPLES])


def mirrored(points: Iterable[tuple[float, float]], side: Side) -> Floats:
    """Give points of the patient's right on the side asked for, shape (n, 2)."""
    return np.array(list(points), dtype=np.float64) * (float(side.sign), 1.0)


def under(line: Floats) -> Polygon:
    """Give everything below a line of the right or left side that begins at the midline."""
    (x0, _), (x1, y1) = line[0], line[-1]
    far = FAR_MM if x1 > x0 else -FAR_MM
    return Polygon(np.vstack([line, [(far, y1), (far, -FAR_MM), (x0, -FAR_MM)]]))


def between(low: float, high: float) -> Polygon:
    """Give everything between two heights."""
    return shapely.box(-FAR_MM, low, FAR_MM, high)


def ring_of(shape: BaseGeometry) -> Polygon:
    """Give the largest area of a shape."""
    areas = area_of(shape)
    return max(areas.geoms, key=lambda p: p.area) if isinstance(areas, MultiPolygon) else areas


def area_of(shape: BaseGeometry) -> Region:
    """Keep what is an area of a shape; points, lines and specks of rounding go."""
    if isinstance(shape, Polygon):
        return shape
    parts = [p for p in shapely.get_parts(shape) if isinstance(p, Polygon) and p.area > _SPECK_MM2]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def common(shape: Region, other: Region) -> Region:
    """Give the area that two shapes share."""
    return area_of(shapely.intersection(shape, other))


def without(shape: Region, other: Region) -> Region:
    """Give the area of a shape that another leaves."""
    return area_of(shapely.difference(shape, other))


def united(*shapes: Region) -> Region:
    """Give the area that shapes cover together."""
    return area_of(shapely.union_all(list(shapes)))


def longest(shape: BaseGeometry) -> LineString | None:
    """Give the longest line of what is left of a line; None if nothing is."""
    lines = [line for line in shapely.get_parts(shape) if isinstance(line, LineString)]
    return max(lines, key=lambda line: line.length, default=None)


def section(shape: Region, y: float) -> tuple[float, float]:
    """Give the left and right end of a shape at a height."""
    across = shapely.intersection(shape, LineString([(-FAR_MM, y), (FAR_MM, y)]))
    left, _, right, _ = across.bounds
    return left, right


def points_of(line: Floats) -> list[Point]:
    """Give the points of an array (n, 2)."""
    return [Point(x, y) for x, y in line.tolist()]
