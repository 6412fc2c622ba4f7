"""Where the force of a hand lands: its mean dose in every zone, on a coarse grid."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lumbalis.domain.anatomy import Body
from lumbalis.domain.dose import OUTSIDE, Raster, raster_of, treated_grid
from lumbalis.domain.planning.on_body.footing import Floats, Footprint
from lumbalis.domain.planning.on_body.lanes import sampled

COARSE_MM: Final = 4.0
_RINGS: Final = (0.3, 0.65, 0.9)
"""Radii of rings on the unit circle whose points stand for the whole contact."""
_SPOKES: Final = 8
_EVERY: Final = 3


class Shares:
    """The zones of a body on a coarse grid, and what a hand's force does to each.

    A planner's estimate: the dose of the finished plan is that of `lumbalis.domain.dose`.
    """

    def __init__(self, body: Body) -> None:
        self.raster: Raster = raster_of(body, treated_grid(body, COARSE_MM))
        self.zones = self.raster.zones
        self._area = np.array([max(body.zones[zone].area, 1.0) for zone in self.zones])
        turns = np.arange(_SPOKES) * 2 * math.pi / _SPOKES
        self._disc = np.concatenate(
            [radius * np.column_stack([np.sin(turns), np.cos(turns)]) for radius in _RINGS]
        )
        self._weight = np.repeat(np.array(_RINGS), _SPOKES)
        self._weight = self._weight / self._weight.sum()

    def area_mm2(self, zone: str) -> float:
        """Give the area of a zone; that of one beyond the grid is 1."""
        return float(self._area[self.zones.index(zone)]) if zone in self.zones else 1.0

    def landed(
        self, lane: Floats, footprint: Footprint, force: Callable[[Floats], Floats]
    ) -> Floats:
        """Give how the force lands: the share of the peak on every zone (zones,) and off the body.

        `force` gives the share of the peak at shares (n,) of the lane (k, 2). The last entry
        is what lies on no zone; all add up to the mean force as a share of the peak.
        """
        shares, places = sampled(lane)
        shares, places = shares[::_EVERY], places[::_EVERY]
        parts = force(shares) / len(shares)
        at = places[:, None, :] + self._ellipse(footprint)[None, :, :]
        labels = self._labels(at.reshape(-1, 2))
        weights = (parts[:, None] * self._weight[None, :]).ravel()
        found = np.bincount(labels, weights, len(self.zones) + 1)
        return np.asarray(found, dtype=np.float64)

    def dose(self, landed: Floats) -> Floats:
        """Give, for one N·s at the peak force, the mean dose (zones,) in kPa·s."""
        dose: Floats = landed[:-1] / self._area * 1000.0
        return dose

    def _ellipse(self, footprint: Footprint) -> Floats:
        contact, spread = footprint.contact, footprint.spread_mm
        turn = math.radians(contact.angle_deg)
        along = self._disc[:, 1] * (contact.length_mm + spread) / 2
        across = self._disc[:, 0] * (contact.width_mm + spread) / 2
        return np.column_stack(
            [
                along * math.sin(turn) + across * math.cos(turn),
                along * math.cos(turn) - across * math.sin(turn),
            ]
        )

    def _labels(self, places: Floats) -> NDArray[np.intp]:
        grid, labels = self.raster.grid, self.raster.labels
        column = np.floor((places[:, 0] - grid.left_mm) / grid.step_mm).astype(np.intp)
        row = np.floor((places[:, 1] - grid.bottom_mm) / grid.step_mm).astype(np.intp)
        inside = (column >= 0) & (row >= 0) & (column < grid.columns) & (row < grid.rows)
        found = np.full(len(places), len(self.zones), dtype=np.intp)
        found[inside] = labels[row[inside], column[inside]]
        found[found == OUTSIDE] = len(self.zones)
        return found
