"""A grid of square cells on the skin, and which of them lie in a region."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from lumbalis.domain.anatomy import Region

STEP_MM: Final = 2.0
"""The cell of a report. At 4 mm a zone worked through small contacts comes out too low."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Square cells of `step_mm`; row 0 is the lowest, column 0 the farthest to the left.

    `left_mm` and `bottom_mm` are the outer edges of the first column and row in the frame
    of the body. Arrays over a grid have the shape (`rows`, `columns`).
    """

    left_mm: float
    bottom_mm: float
    rows: int
    columns: int
    step_mm: float = STEP_MM

    @classmethod
    def around(
        cls, bounds: tuple[float, float, float, float], margin_mm: float, step_mm: float = STEP_MM
    ) -> Grid:
        """Lay a grid over bounds (least x, least y, greatest x, greatest y) and a margin.

        Edges fall on whole steps from the origin, so grids of two bodies lie in register.
        """
        left, bottom = (math.floor((edge - margin_mm) / step_mm) for edge in bounds[:2])
        right, top = (math.ceil((edge + margin_mm) / step_mm) for edge in bounds[2:])
        return cls(left * step_mm, bottom * step_mm, top - bottom, right - left, step_mm)

    @property
    def shape(self) -> tuple[int, int]:
        """Give the shape of an array over the grid."""
        return self.rows, self.columns

    @property
    def cell_mm2(self) -> float:
        """Give the area of one cell."""
        return self.step_mm**2

    def centres(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give x of every column and y of every row, in mm."""
        x = self.left_mm + (np.arange(self.columns, dtype=np.float64) + 0.5) * self.step_mm
        y = self.bottom_mm + (np.arange(self.rows, dtype=np.float64) + 0.5) * self.step_mm
        return x, y

    def columns_at(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn x in mm into columns; a whole number is the left edge of that column."""
        return (x - self.left_mm) / self.step_mm

    def rows_at(self, y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn y in mm into rows; a whole number is the lower edge of that row."""
        return (y - self.bottom_mm) / self.step_mm


def fill(region: Region, grid: Grid) -> NDArray[np.bool_]:
    """Tell which cells have their centre in a region, by counting edges along each row.

    Every edge of the region's rings is cut with the rows it passes; between an odd and an
    even cut a row is inside. A row meets an edge from its lower end up to, not including,
    its upper end, so a cell on the border of two regions is in exactly one of them.

    Returns
    -------
    ndarray of bool, shape (rows, columns)
        The cells inside. What lies beyond the grid is left out.
    """
    row, column = _cuts(region, grid)
    toggles = np.bincount(
        row * (grid.columns + 1) + column, minlength=grid.rows * (grid.columns + 1)
    )
    odd = np.bitwise_xor.accumulate(
        (toggles & 1).astype(np.uint8).reshape(grid.rows, grid.columns + 1), axis=1
    )
    return odd[:, :-1].astype(bool)


def _cuts(region: Region, grid: Grid) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Cut a region's edges with the rows' centre lines: row, and first column beyond."""
    lower, upper = _edges(region)
    low, high = grid.rows_at(lower[:, 1]) - 0.5, grid.rows_at(upper[:, 1]) - 0.5
    first = np.clip(np.ceil(low), 0, grid.rows).astype(np.intp)
    count = np.clip(np.ceil(high), 0, grid.rows).astype(np.intp) - first
    edge = np.repeat(np.arange(len(count)), count)
    row = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + first[edge]
    share = (row - low[edge]) / (high - low)[edge]
    x = lower[edge, 0] + share * (upper - lower)[edge, 0]
    at = grid.columns_at(x) - 0.5
    beyond = np.where(x < 0, np.floor(at) + 1, np.ceil(at))
    return row, np.clip(beyond, 0, grid.columns).astype(np.intp)


def _edges(region: Region) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the lower and the upper end of every edge of every ring, each (n, 2).

    Two regions that share an edge name it in opposite directions; from its lower end both
    find the same cuts to the last bit.
    """
    rings = shapely.get_rings(shapely.get_parts(region))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[:-1] == ring[1:]
    start, end = points[:-1][same], points[1:][same]
    rises = (start[:, 1] <= end[:, 1])[:, None]
    return np.where(rises, start, end), np.where(rises, end, start)
