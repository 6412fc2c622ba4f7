"""The back as a height field: rounded towards its outline, with the muscles on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage
from shapely.geometry import MultiPolygon, Polygon

from lumbalis.domain.anatomy import Body, Region
from lumbalis.drawing.body.muscles import DIMPLE, LEG, MIDLINE, TRUNK, Shape

Heights = NDArray[np.float64]

STEP_MM: Final = 4.0
_SIDES: Final = (("left", -1.0), ("right", 1.0))
_ROUND_MM: Final = 34.0
_FULLNESS: Final = 0.5
_REACH: Final = 3.2
_TAPER, _END_RISE, _LONG = 0.4, 0.12, 2.0
_FOLD_LEVEL: Final = 23.0
_NOT_TRUNK: Final = ("head_neck", "arm_", "thigh_", "knee_", "popliteal_", "lower_leg_", "foot_")
_LEG: Final = ("thigh_", "knee_", "popliteal_", "lower_leg_", "foot_")
_LEAN_BMI, _FULL_BMI, _LEAST = 21.0, 40.0, 0.3


@dataclass(frozen=True, slots=True)
class Canvas:
    """A grid over a body: the frame's coordinates of its columns and rows, in mm."""

    x: Heights
    y: Heights

    @classmethod
    def over(cls, region: Region) -> Canvas:
        """Lay a grid over a region, one step wider on every side."""
        left, bottom, right, top = region.bounds
        half = STEP_MM * np.ceil(max(-left, right) / STEP_MM + 1)
        rows = np.arange(bottom - STEP_MM, top + 2 * STEP_MM, STEP_MM)
        return cls(np.arange(-half, half + STEP_MM, STEP_MM), rows)

    def mask(self, region: Region) -> NDArray[np.bool_]:
        """Tell which grid points lie in a region, row by row."""
        columns, rows = np.meshgrid(self.x, self.y)
        shapely.prepare(region)
        return np.asarray(shapely.contains_xy(region, columns, rows))


@dataclass(frozen=True, slots=True)
class _Part:
    """The trunk or a leg: where a share of its width at some height lies."""

    heights: Heights
    """Known heights in the muscles' own measure, increasing."""
    at_y: Heights
    """Their y in mm, decreasing."""
    y: Heights
    middle: Heights
    half: Heights

    def place(self, height: float, across: float, side: float) -> tuple[float, float]:
        """Find a height and a share across on this body, in mm."""
        y = _interpolated(height, self.heights, self.at_y)
        middle = float(np.interp(y, self.y, self.middle))
        return middle + side * across * float(np.interp(y, self.y, self.half)), y


def heights(body: Body, canvas: Canvas) -> tuple[Heights, NDArray[np.bool_]]:
    """Raise the surface of a body over its outline.

    Returns
    -------
    heights : ndarray, shape (rows, columns)
        Height above the couch's side in mm; only its slopes mean anything.
    inside : ndarray of bool, shape (rows, columns)
        Which grid points lie on the body.
    """
    inside = canvas.mask(body.outline)
    edge = np.minimum(ndimage.distance_transform_edt(inside) * STEP_MM, _ROUND_MM)
    surface = np.sqrt(np.maximum(_ROUND_MM**2 - (_ROUND_MM - edge) ** 2, 0.0)) * _FULLNESS
    surface = ndimage.gaussian_filter(surface, 1.6)
    share = _leanness(body.measures.bmi)
    for way, shape in _placed(body):
        rise = shape.rise_mm * (1 - shape.lean * (1 - share))
        _raise(surface, canvas, way, (shape.breadth_mm, rise))
    return ndimage.gaussian_filter(surface, 0.9), inside


def _leanness(bmi: float) -> float:
    return float(np.interp(bmi, (_LEAN_BMI, _FULL_BMI), (1.0, _LEAST)))


def _placed(body: Body) -> Iterator[tuple[Heights, Shape]]:
    trunk = _trunk(body)
    for shape in MIDLINE:
        yield _way(trunk, shape, 0.0), shape
    for name, side in _SIDES:
        for shape in TRUNK:
            yield _way(trunk, shape, side), shape
        leg = _leg(body, name)
        for shape in LEG:
            yield _way(leg, shape, side), shape
        yield np.array([body.landmarks[f"psis_{name}"].at]), DIMPLE


def _way(part: _Part, shape: Shape, side: float) -> Heights:
    return np.array([part.place(height, across, side) for height, across in shape.way])


def _trunk(body: Body) -> _Part:
    fold = np.mean([body.landmarks[f"fold_{name}"].at.y for name, _ in _SIDES])
    levels = [*range(20), 21, _FOLD_LEVEL]
    at_y = [*(point.y for point in body.spine), fold]
    rest = _union(zone for name, zone in body.zones.items() if not name.startswith(_NOT_TRUNK))
    y, _, half = _spans(rest)
    middle = np.array([body.spine_x(float(height)) for height in y])
    return _Part(np.array(levels, float), np.array(at_y), y, middle, half)


def _leg(body: Body, side: str) -> _Part:
    marks = [body.landmarks[f"{name}_{side}"].at.y for name in ("fold", "popliteal", "ankle")]
    names = {f"{part}{side}" for part in _LEG}
    y, middle, half = _spans(_union(z for name, z in body.zones.items() if name in names))
    return _Part(np.array([0.0, 1.0, 2.0]), np.array(marks), y, middle, half)


def _interpolated(height: float, heights: Heights, at_y: Heights) -> float:
    """Find the y of a height; beyond the known ones straight on."""
    piece = int(np.clip(np.searchsorted(heights, height), 1, len(heights) - 1))
    (h0, h1), (y0, y1) = heights[piece - 1 : piece + 1], at_y[piece - 1 : piece + 1]
    return float(y0 + (height - h0) / (h1 - h0) * (y1 - y0))


def _union(regions: Iterator[Region]) -> Region:
    joined = shapely.union_all(list(regions))
    return joined if isinstance(joined, Polygon | MultiPolygon) else MultiPolygon()


def _spans(region: Region) -> tuple[Heights, Heights, Heights]:
    """Measure a region across: heights from low to high, middle and half width, smoothed."""
    left, bottom, right, top = region.bounds
    y = np.arange(bottom + 1, top, 8.0)
    ends = ((left - 1, right + 1),) * len(y)
    lines = shapely.linestrings([[(a, h), (b, h)] for (a, b), h in zip(ends, y, strict=True)])
    bounds = shapely.bounds(shapely.intersection(region, lines))
    middle, half = (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 2] - bounds[:, 0]) / 2
    known = np.isfinite(half)
    return y[known], _smooth(middle[known]), _smooth(half[known])


def _smooth(values: Heights) -> Heights:
    return np.asarray(ndimage.gaussian_filter1d(values, 2.0, mode="nearest"))


def _raise(surface: Heights, canvas: Canvas, way: Heights, profile: tuple[float, float]) -> None:
    """Add a ridge along a way, in the neighbourhood it reaches only."""
    breadth, rise = profile
    reach = breadth * _REACH
    (x0, y0), (x1, y1) = way.min(axis=0) - reach, way.max(axis=0) + reach
    columns, rows = _cut(canvas.x, x0, x1), _cut(canvas.y, y0, y1)
    x, y = canvas.x[columns][None, :], canvas.y[rows][:, None]
    ridge = np.zeros((y.shape[0], x.shape[1]))
    length = float(np.hypot(*np.diff(way, axis=0).T).sum())
    for start, end, first, last in _pieces(way):
        along, squared = _measure(x, y, start, end)
        piece = np.exp(-squared / (2 * breadth**2))
        if length > _LONG * breadth:
            piece *= _tapered(first + along * (last - first))
        np.maximum(ridge, piece, out=ridge)
    surface[rows, columns] += rise * ridge


def _cut(values: Heights, low: float, high: float) -> slice:
    return slice(int(np.searchsorted(values, low)), int(np.searchsorted(values, high)))


def _pieces(way: Heights) -> Iterator[tuple[Heights, Heights, float, float]]:
    """Give the straight pieces of a way, and what shares of it they begin and end at."""
    if len(way) == 1:
        yield way[0], way[0], 0.5, 0.5
        return
    lengths = np.hypot(*np.diff(way, axis=0).T)
    shares = np.concatenate([[0.0], np.cumsum(lengths) / lengths.sum()])
    yield from zip(way[:-1], way[1:], shares[:-1].tolist(), shares[1:].tolist(), strict=True)


def _measure(x: Heights, y: Heights, start: Heights, end: Heights) -> tuple[Heights, Heights]:
    """Measure places against a straight piece: the share along it, the squared distance."""
    way = end - start
    length = float(way @ way) or 1.0
    share = np.clip(((x - start[0]) * way[0] + (y - start[1]) * way[1]) / length, 0.0, 1.0)
    across = (x - start[0] - share * way[0]) ** 2 + (y - start[1] - share * way[1]) ** 2
    return share, across


def _tapered(share: Heights) -> Heights:
    """Let a ridge rise and fall at its ends instead of beginning at once."""
    nearest = np.minimum(share, 1.0 - share) / _TAPER
    return np.asarray(_END_RISE + (1 - _END_RISE) * np.sin(np.minimum(nearest, 1.0) * np.pi / 2))
