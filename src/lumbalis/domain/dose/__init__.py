"""How much pressure, for how long, on which skin: the dose of strokes on a body."""

from lumbalis.domain.dose.dosemap import DoseMap, dose_of, sum_patches
from lumbalis.domain.dose.grid import Grid, fill
from lumbalis.domain.dose.influence import Influence, influence
from lumbalis.domain.dose.patch import POINT_TOOLS, Channel, Field, Patch, patches_of
from lumbalis.domain.dose.raster import OUTSIDE, Cells, Raster, raster_of, treated_grid
from lumbalis.domain.dose.statistics import (
    Histogram,
    RegionDose,
    Sides,
    compare_sides,
    dose_of_share,
    doses_in,
    histogram,
    region_dose,
    share_of_dose,
    zone_doses,
)

__all__ = [
    "OUTSIDE",
    "POINT_TOOLS",
    "Cells",
    "Channel",
    "DoseMap",
    "Field",
    "Grid",
    "Histogram",
    "Influence",
    "Patch",
    "Raster",
    "RegionDose",
    "Sides",
    "compare_sides",
    "dose_of",
    "dose_of_share",
    "doses_in",
    "fill",
    "histogram",
    "influence",
    "patches_of",
    "raster_of",
    "region_dose",
    "share_of_dose",
    "sum_patches",
    "treated_grid",
    "zone_doses",
]
