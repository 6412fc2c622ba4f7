"""One stroke's share of the dose, on the cells it reaches."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lumbalis.domain.dose.footprint import deposit
from lumbalis.domain.dose.raster import Raster
from lumbalis.domain.plan.tracing import Trace

POINT_TOOLS: Final = frozenset({"finger_pads"})
"""Tools that press single points: their dose is kept apart, since a point concentrates it."""
_KPA_PER_N_MM2: Final = 1000.0

Field = NDArray[np.float32]
"""A dose in kPa·s for every cell of a grid, (rows, columns)."""


class Channel(Enum):
    """Kinds of dose that are never added up without saying so."""

    HANDS = "hands"
    """Pressure of hands, devices and the rims of cups."""
    POINTS = "points"
    """Pressure on acupressure points."""
    VACUUM = "vacuum"
    """Suction under cups, counted positive."""


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """One stroke's dose in one channel, on the cells it reaches.

    `kpa_s` covers the cells from `row` and `column` on, cropped to the grid. `zone_kpa_s`
    sums it over the cells of each zone, in the raster's order. `impulse_ns` is the force
    (or suction times area) times time of the whole stroke, beyond the grid too.
    """

    stroke: str
    channel: Channel
    row: int
    column: int
    kpa_s: Field
    zone_kpa_s: NDArray[np.float64]
    impulse_ns: float
    seconds: float

    @property
    def window(self) -> tuple[slice, slice]:
        """Give the rows and columns of the map it lies on."""
        height, width = self.kpa_s.shape
        return slice(self.row, self.row + height), slice(self.column, self.column + width)


def patches_of(trace: Trace, raster: Raster, points: frozenset[str]) -> tuple[Patch, ...]:
    """Give a stroke's dose: its pressure, and its suction if it has any."""
    pressing = Channel.POINTS if trace.contact.tool in points else Channel.HANDS
    found = [_patch(trace, raster, pressing, trace.newton * trace.dwell_s)]
    if trace.vacuum_kpa > 0:
        newton = trace.vacuum_kpa / _KPA_PER_N_MM2 * trace.contact.area_mm2
        found.append(_patch(trace, raster, Channel.VACUUM, newton * trace.dwell_s))
    return tuple(found)


def _patch(trace: Trace, raster: Raster, channel: Channel, impulse: NDArray[np.float64]) -> Patch:
    grid = raster.grid
    row, column, spread = deposit(trace.points, impulse, trace.contact, grid)
    bottom, left = max(-row, 0), max(-column, 0)
    inside = spread[bottom : max(grid.rows - row, 0), left : max(grid.columns - column, 0)]
    kpa_s = (inside * (_KPA_PER_N_MM2 / grid.cell_mm2)).astype(np.float32)
    row, column = row + bottom, column + left
    labels = raster.labels[row : row + kpa_s.shape[0], column : column + kpa_s.shape[1]]
    zone_kpa_s: NDArray[np.float64] = np.bincount(
        labels.ravel() + 1, kpa_s.ravel(), len(raster.zones) + 1
    )[1:].astype(np.float64)
    seconds, total = float(trace.dwell_s.sum()), float(impulse.sum())
    return Patch(trace.stroke, channel, row, column, kpa_s, zone_kpa_s, total, seconds)
