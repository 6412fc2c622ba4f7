"""The zones of one body on a grid: which zone every cell of skin belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from lumbalis.domain.anatomy import Body, Region
from lumbalis.domain.dose.grid import STEP_MM, Grid, fill

OUTSIDE: Final = -1
"""The label of a cell that is not on the body."""
_MARGIN_MM: Final = 30.0

Cells = NDArray[np.intp]
"""Cells of a grid as indices into the flattened map, ascending."""


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """The zones of a body on a grid, built once per body and kept by the caller.

    `labels` (rows, columns) int16 holds the place of each cell's zone in `zones`, or
    `OUTSIDE`. `cells` gives the cells of every zone, `reduced` those of every reduced
    region: these lie across the zones and are no part of the partition.
    """

    grid: Grid
    zones: tuple[str, ...]
    labels: NDArray[np.int16]
    cells: Mapping[str, Cells]
    reduced: Mapping[str, Cells]
    body_sha256: str

    def area_mm2(self, zone: str) -> float:
        """Give the area of a zone's cells on this grid."""
        return self.cells[zone].size * self.grid.cell_mm2

    def cells_in(self, region: Region) -> Cells:
        """Give the cells of any region of skin, such as a pain drawing; none off the body."""
        return np.flatnonzero(fill(region, self.grid) & (self.labels != OUTSIDE))


def treated_grid(body: Body, step_mm: float = STEP_MM, margin_mm: float = _MARGIN_MM) -> Grid:
    """Lay a grid over the treated zones of a body: below the calf to the seventh thoracic level.

    The margin holds the part of a contact that lies beyond the outermost zone.
    """
    bounds = shapely.total_bounds([body.zones[zone] for zone in body.treated])
    left, bottom, right, top = (float(edge) for edge in bounds)
    return Grid.around((left, bottom, right, top), margin_mm, step_mm)


def raster_of(body: Body, grid: Grid | None = None) -> Raster:
    """Label every cell of a grid (the treated grid unless given) with the zone of its centre."""
    grid = grid or treated_grid(body)
    zones = tuple(body.zones)
    labels = np.full(grid.shape, OUTSIDE, dtype=np.int16)
    for label, zone in enumerate(zones):
        labels[fill(body.zones[zone], grid)] = label
    reduced = {name: np.flatnonzero(fill(area, grid)) for name, area in body.reduced.items()}
    return Raster(grid, zones, labels, _by_zone(labels, zones), reduced, body.sha256)


def _by_zone(labels: NDArray[np.int16], zones: Iterable[str]) -> dict[str, Cells]:
    """Sort the cells by zone, once for all of them; those outside come first."""
    flat = labels.ravel()
    order = np.argsort(flat, kind="stable")
    names = tuple(zones)
    borders = np.searchsorted(flat[order], np.arange(len(names) + 1))
    return {name: order[borders[k] : borders[k + 1]] for k, name in enumerate(names)}
