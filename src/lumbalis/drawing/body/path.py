"""Outlines as SVG paths: millimetres of the frame, y turned down, whole tenths of a mm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

TENTHS: Final = 10.0
"""Paths are written in tenths of a mm; what draws them scales by 0.1."""
_SIMPLE_MM: Final = 0.3
_LEAST_CORNERS: Final = 3


def area_path(region: BaseGeometry, tolerance_mm: float = _SIMPLE_MM) -> str:
    """Write an area with its holes, straight from corner to corner."""
    simple = region.simplify(tolerance_mm) if tolerance_mm else region
    return "".join(_closed(np.asarray(ring.coords)[:-1]) for ring in _rings(simple))


def line_path(line: LineString | ArrayLike, tolerance_mm: float = _SIMPLE_MM) -> str:
    """Write an open line."""
    geometry = line if isinstance(line, LineString) else LineString(np.asarray(line))
    simple = geometry.simplify(tolerance_mm) if tolerance_mm else geometry
    places = _tenths(np.asarray(simple.coords))
    return _start(places[0]) + _deltas(np.diff(places, axis=0), "l")


def soft_path(rings: Iterable[NDArray[np.float64]], tolerance_mm: float) -> str:
    """Write rings of mm as curves through the middles of their sides: few points, no corners."""
    return "".join(_soft(ring) for ring in _simplified(rings, tolerance_mm))


def _simplified(
    rings: Iterable[NDArray[np.float64]], tolerance_mm: float
) -> Iterator[NDArray[np.float64]]:
    for ring in rings:
        if len(ring) < _LEAST_CORNERS:
            continue
        closed = shapely.linestrings(np.vstack([ring, ring[:1]]))
        corners = shapely.get_coordinates(shapely.simplify(closed, tolerance_mm))[:-1]
        if len(corners) >= _LEAST_CORNERS:
            yield corners


def _soft(ring: NDArray[np.float64]) -> str:
    middles = (ring + np.roll(ring, -1, axis=0)) / 2
    ways = np.stack([np.roll(ring, -1, axis=0), np.roll(middles, -1, axis=0)], axis=1)
    places = _tenths(np.vstack([middles[:1], ways.reshape(-1, 2)]))
    before = np.repeat(places[0:-1:2], 2, axis=0)
    return _start(places[0]) + _deltas(places[1:] - before, "q") + "z"


def _closed(ring: NDArray[np.float64]) -> str:
    places = _tenths(ring)
    return _start(places[0]) + _deltas(np.diff(places, axis=0), "l") + "z"


def _rings(region: BaseGeometry) -> Iterator[LineString]:
    if isinstance(region, Polygon):
        yield region.exterior
        yield from region.interiors
    elif isinstance(region, MultiPolygon):
        for part in region.geoms:
            yield from _rings(part)


def _tenths(places: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(places * (TENTHS, -TENTHS)).astype(np.int64)


def _start(place: NDArray[np.int64]) -> str:
    return f"M{place[0]},{place[1]}"


def _deltas(steps: NDArray[np.int64], command: str) -> str:
    """Write steps as short as SVG allows: a minus sign separates as well as a space."""
    written = " ".join(map(str, steps.ravel().tolist()))
    return command + written.replace(" -", "-")
