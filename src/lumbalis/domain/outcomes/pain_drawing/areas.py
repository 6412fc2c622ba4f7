"""Areas put together and cut, on a grid so fine that nobody draws it and nothing gets lost.

Finger lines run over themselves, nearly touch and double back. On coordinates of full
precision the union of such shapes can silently lose most of its area (GEOS 3.14 does); on
a fixed grid the same operations round every corner and stay right.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from lumbalis.domain.anatomy import Point, Region

GRID_MM: Final = 1e-6
_LEAST_MM2: Final = 1e-6
"""Below this an area is what rounding leaves of a line."""
_FEWEST_CORNERS: Final = 3
_MM2_PER_CM2: Final = 100.0


def enclosed(line: Iterable[Point]) -> Region | None:
    """Give everything a finger's line encloses; None if that is nothing.

    The line is closed by a straight step. Wherever it crosses itself, every loop counts:
    a figure of eight is two patches, a place circled twice or shaded to and fro is painful
    throughout, and a small loop at the end of the line is no reason to refuse the drawing.
    A hole cannot be drawn with one line.
    """
    places = [(x, y) for x, y in line]
    if len(set(places)) < _FEWEST_CORNERS:
        return None
    crossed = shapely.union_all([LineString([*places, places[0]])], grid_size=GRID_MM)
    return united(shapely.get_parts(shapely.polygonize(list(shapely.get_parts(crossed)))).tolist())


def united(shapes: Iterable[BaseGeometry]) -> Region | None:
    """Unite shapes and keep what has an area; None if nothing has."""
    return _with_area(shapely.union_all(list(shapes), grid_size=GRID_MM))


def shared(one: Region | None, other: Region | None) -> Region | None:
    """Give what two areas share."""
    if one is None or other is None:
        return None
    return _with_area(shapely.intersection(one, other, grid_size=GRID_MM))


def without(one: Region | None, other: Region | None) -> Region | None:
    """Give what is left of an area when another is taken from it."""
    if one is None or other is None:
        return one
    return _with_area(shapely.difference(one, other, grid_size=GRID_MM))


def cm2(region: Region | None) -> float:
    """Give an area in cm2."""
    return 0.0 if region is None else region.area / _MM2_PER_CM2


def _with_area(shape: BaseGeometry) -> Region | None:
    parts = [
        part
        for part in shapely.get_parts(shape).tolist()
        if isinstance(part, Polygon) and part.area > _LEAST_MM2
    ]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)
