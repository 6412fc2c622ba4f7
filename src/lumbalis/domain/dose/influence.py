"""What a second of each stroke would do to each zone: the matrix an inverse planner needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lumbalis.domain.dose.patch import POINT_TOOLS, Patch, patches_of
from lumbalis.domain.dose.raster import Cells, Raster
from lumbalis.domain.plan.tracing import Trace


@dataclass(frozen=True, slots=True, eq=False)
class Influence:
    """Dose per second of work: kPa·s in a region for one second of a stroke.

    `matrix` (regions, strokes): times the seconds given to each stroke it is the mean
    pressure dose of each region. Times `seconds` (strokes,) it is that of the strokes as
    traced.
    """

    regions: tuple[str, ...]
    strokes: tuple[str, ...]
    matrix: NDArray[np.float64]
    seconds: NDArray[np.float64]


def influence(
    traces: Iterable[Trace],
    raster: Raster,
    regions: Mapping[str, Cells] | None = None,
    points: frozenset[str] = POINT_TOOLS,
) -> Influence:
    """Compute the mean pressure dose per second of each stroke in each region.

    Parameters
    ----------
    traces : iterable of Trace
        The strokes to choose from.
    raster : Raster
        The body's zones on a grid; a coarser one is faster.
    regions : mapping of str to cells, optional
        Names and cells of the regions asked for; every zone unless given. Regions may
        overlap: `raster.cells` and `raster.reduced` can be asked for together.
    points : frozenset of str
        Tools that press points; their dose counts here as any other.
    """
    asked = raster.cells if regions is None else regions
    patches = [patches_of(trace, raster, points)[0] for trace in traces]
    matrix = np.zeros((len(asked), len(patches)))
    seconds = np.array([patch.seconds for patch in patches])
    for stroke, patch in enumerate(patches):
        doses = _on_map(patch, raster).ravel()
        for region, cells in enumerate(asked.values()):
            matrix[region, stroke] = doses[cells].sum() / max(cells.size, 1)
    return Influence(tuple(asked), tuple(p.stroke for p in patches), matrix / seconds, seconds)


def _on_map(patch: Patch, raster: Raster) -> NDArray[np.float32]:
    whole = np.zeros(raster.grid.shape, np.float32)
    whole[patch.window] = patch.kpa_s
    return whole
