"""How far every place is from a region: exact distances at the nodes of a grid, once per body."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from lumbalis.domain.anatomy import Region

Floats = NDArray[np.float64]
STEP_MM: Final = 2.5
_WINDOW_MM: Final = 70.0
_HALF_DIAGONAL: Final = math.sqrt(0.5)


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """Distances in mm from a region at the nodes of a grid around it; 0 inside.

    `window` is the box of the nodes: least x, least y, greatest x, greatest y. Beyond it
    every place counts as `beyond_mm` away, which is less than it is.
    """

    window: tuple[float, float, float, float]
    distance: NDArray[np.float32]
    beyond_mm: float

    def near(self, points: Floats) -> NDArray[np.float32]:
        """Give the distance (...) of the node nearest to each place (..., 2).

        A distance changes by no more than the way, so the place itself is nearer or farther
        by at most `ROUNDING_MM`.
        """
        rows, columns = self.distance.shape
        column = ((points[..., 0] - self.window[0]) * (1 / STEP_MM) + 0.5).astype(np.intp)
        row = ((points[..., 1] - self.window[1]) * (1 / STEP_MM) + 0.5).astype(np.intp)
        # a negative index becomes a huge one, so that one comparison finds both sides
        outside = (column.view(np.uintp) >= columns) | (row.view(np.uintp) >= rows)
        at = row * columns + column
        at[outside] = 0
        found: NDArray[np.float32] = self.distance.ravel()[at]
        found[outside] = self.beyond_mm
        return found

    def far_from(self, bounds: tuple[float, float, float, float]) -> bool:
        """Tell whether a box (least x, least y, greatest x, greatest y) misses the window."""
        left, bottom, right, top = self.window
        return bounds[2] < left or bounds[3] < bottom or bounds[0] > right or bounds[1] > top


ROUNDING_MM: Final = STEP_MM * _HALF_DIAGONAL
"""How far a place can be from the node that stands for it."""


def field_of(region: Region) -> Field:
    """Measure the distances around a region."""
    left, bottom, right, top = region.bounds
    x = np.arange(left - _WINDOW_MM, right + _WINDOW_MM + STEP_MM, STEP_MM)
    y = np.arange(bottom - _WINDOW_MM, top + _WINDOW_MM + STEP_MM, STEP_MM)
    across, up = np.meshgrid(x, y)
    distance = np.asarray(shapely.distance(region, shapely.points(across, up)), np.float32)
    window = (float(x[0]), float(y[0]), float(x[-1]), float(y[-1]))
    return Field(window, distance, _WINDOW_MM - STEP_MM)
