"""How much of a session's dose reached the painful skin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lumbalis.domain.dose.patch import Field
from lumbalis.domain.dose.raster import Raster
from lumbalis.domain.outcomes.pain_drawing.drawing import PainArea


@dataclass(frozen=True, slots=True)
class PainDose:
    """The dose of the painful skin.

    `mean_kpa_s` is over the whole painful area, `reached` the share of it (0 to 1) that got
    any, `of_session` the share of the session's impulse that fell on it.
    """

    mean_kpa_s: float
    reached: float
    of_session: float


def pain_dose(area: PainArea, field: Field, raster: Raster) -> PainDose | None:
    """Lay a dose field (such as `DoseMap.pressure`) over the painful area; None if there is none.

    Painful skin beyond the grid got nothing and counts in the mean and in the share.

    Raises
    ------
    ValueError
        If area and raster belong to different bodies, or the field is not on the raster.
    """
    if area.body_sha256 != raster.body_sha256:
        msg = "This pain drawing and this dose belong to different bodies; transfer the drawing."
        raise ValueError(msg)
    if field.shape != raster.grid.shape:
        msg = "This dose field is not on this raster; take both from one dose map."
        raise ValueError(msg)
    if area.region is None:
        return None
    doses = field.ravel()[raster.cells_in(area.region)].astype(np.float64)
    cells = max(float(doses.size), area.region.area / raster.grid.cell_mm2)
    total, whole = float(doses.sum()), float(field.sum(dtype=np.float64))
    return PainDose(
        mean_kpa_s=total / cells,
        reached=float(np.count_nonzero(doses)) / cells,
        of_session=total / whole if whole else 0.0,
    )
