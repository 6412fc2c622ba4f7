"""What a dose map says of a zone: mean, hottest part, how much of the skin had how much."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lumbalis.domain.dose.dosemap import DoseMap
from lumbalis.domain.dose.patch import Field
from lumbalis.domain.dose.raster import Cells, Raster

_HOTTEST: Final = 0.01
_HALF: Final = 0.5
_N_S_PER_KPA_MM2: Final = 0.001

Where: TypeAlias = str | Cells
"""A zone's name, or any cells of the grid, such as those of a reduced region."""


@dataclass(frozen=True, slots=True)
class RegionDose:
    """The dose of a region: all in kPa·s but its area in mm2 and its impulse in N·s.

    `hottest_kpa_s` (D1%) is what at least the hottest hundredth of the area has,
    `median_kpa_s` (D50%) what at least half of it has.
    """

    area_mm2: float
    mean_kpa_s: float
    hottest_kpa_s: float
    median_kpa_s: float
    maximum_kpa_s: float
    impulse_ns: float


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """A cumulative dose-area histogram, ready to draw as a line.

    `kpa_s` (n,) ascends from 0 to the greatest dose, `shares` (n,) falls from 1 to 0: the
    share of the area that has at least that dose.
    """

    kpa_s: NDArray[np.float64]
    shares: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sides:
    """The mean doses of a zone's two sides in kPa·s."""

    left_kpa_s: float
    right_kpa_s: float

    @property
    def ratio(self) -> float:
        """Give the greater over the lesser: 1 for like sides, infinite if only one has any."""
        least, greatest = sorted((self.left_kpa_s, self.right_kpa_s))
        if greatest == 0:
            return 1.0
        return math.inf if least == 0 else greatest / least


def region_dose(field: Field, raster: Raster, where: Where) -> RegionDose:
    """Sum up one field (such as `DoseMap.hands`) over a region.

    A region without a cell on the grid has area 0 and dose 0.
    """
    doses = doses_in(field, raster, where)
    if not doses.size:
        return RegionDose(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    total, area = float(doses.sum(dtype=np.float64)), doses.size * raster.grid.cell_mm2
    hottest, median = _dose_of_shares(doses, (_HOTTEST, _HALF))
    impulse = total * raster.grid.cell_mm2 * _N_S_PER_KPA_MM2
    greatest = float(doses.max())
    return RegionDose(area, total / doses.size, hottest, median, greatest, impulse)


def zone_doses(field: Field, raster: Raster, zones: Iterable[str]) -> dict[str, RegionDose]:
    """Sum up one field over each of some zones."""
    return {zone: region_dose(field, raster, zone) for zone in zones}


def doses_in(field: Field, raster: Raster, where: Where) -> Field:
    """Give the dose of every cell of a region, (n,).

    Raises
    ------
    KeyError
        If the raster has no zone of that name.
    """
    return field.ravel()[raster.cells[where] if isinstance(where, str) else where]


def dose_of_share(field: Field, raster: Raster, where: Where, share: float) -> float:
    """Give the dose that at least this share (above 0, up to 1) of a region's area has."""
    doses = doses_in(field, raster, where)
    return _dose_of_shares(doses, (share,))[0] if doses.size else 0.0


def share_of_dose(field: Field, raster: Raster, where: Where, kpa_s: float) -> float:
    """Give the share of a region's area that has at least this dose (V_x)."""
    doses = doses_in(field, raster, where)
    return float(np.count_nonzero(doses >= kpa_s)) / doses.size if doses.size else 0.0


def histogram(field: Field, raster: Raster, where: Where, bins: int = 64) -> Histogram:
    """Draw up the cumulative dose-area histogram of a region in so many equal steps."""
    doses = np.sort(doses_in(field, raster, where).astype(np.float64))
    if not doses.size:
        return Histogram(np.zeros(2), np.zeros(2))
    steps = np.linspace(0.0, doses[-1], bins + 1)
    shares = 1.0 - np.searchsorted(doses, steps, side="left") / doses.size
    return Histogram(np.append(steps, doses[-1]), np.append(shares, 0.0))


def compare_sides(dose: DoseMap, region: str) -> Sides:
    """Compare the mean pressure dose of a zone on the left and on the right."""
    means = dose.zone_means()
    return Sides(means[f"{region}_left"], means[f"{region}_right"])


def _dose_of_shares(doses: Field, shares: tuple[float, ...]) -> list[float]:
    """Give the n-th greatest dose for each share, n covering at least that share of cells."""
    ranks = [doses.size - max(math.ceil(share * doses.size), 1) for share in shares]
    return [float(dose) for dose in np.partition(doses, ranks)[ranks]]
