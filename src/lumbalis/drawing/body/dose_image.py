"""A dose map as lines of equal dose filled in, as radiotherapy plans show it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from lumbalis.domain.dose.grid import Grid
from lumbalis.drawing.body.contour import rings_above
from lumbalis.drawing.body.path import soft_path
from lumbalis.drawing.svg import element

STEPS: Final = 5
_SERIES: Final = (1.0, 2.0, 5.0)
_SMOOTH_CELLS: Final = 1.2
_COARSER: Final = 2
_TOLERANCE_MM: Final = 0.6
_NEAR_TOP: Final = 0.92

STYLE: Final = "".join(
    (
        *(f".dose-{step}{{fill:var(--dose-{step})}}" for step in range(1, STEPS + 1)),
        ".doses path{fill-rule:evenodd;fill-opacity:.78;stroke:var(--halo);stroke-opacity:.5}",
        ".doses path{stroke-width:4}",
    )
)
"""The style rules of a dose image."""


@dataclass(frozen=True, slots=True)
class DoseImage:
    """The bands of a dose map.

    `levels` are the doses in kPa·s from which on the bands count, ascending; `paths` are
    the bands in tenths of a mm, y down, to be laid over one another.
    """

    levels: tuple[float, ...]
    paths: tuple[str, ...]

    @property
    def drawn(self) -> str:
        """Draw the bands."""
        bands = (
            element("path", class_=f"dose-{step}", d=path)
            for step, path in enumerate(self.paths, start=1)
            if path
        )
        return f'<g class="doses">{"".join(bands)}</g>'


def dose_image(kpa_s: NDArray[np.floating], grid: Grid) -> DoseImage:
    """Draw bands of a dose map in kPa·s, shape (rows, columns) over a grid.

    The highest line is the greatest of 1, 2, 5, 10, 20, 50 ... that some skin exceeds.
    """
    field, step_mm = _coarsened(np.asarray(kpa_s, dtype=float), grid.step_mm)
    levels = nice_levels(float(field.max(initial=0.0)))
    corner = np.array([grid.left_mm, grid.bottom_mm]) + step_mm / 2
    paths = tuple(
        soft_path((ring * step_mm + corner for ring in rings_above(field, level)), _TOLERANCE_MM)
        for level in levels
    )
    return DoseImage(levels, paths)


def nice_levels(greatest: float, count: int = STEPS) -> tuple[float, ...]:
    """Choose round doses below the greatest one, each about half of the next; none for no dose."""
    if greatest <= 0:
        return ()
    top = greatest * _NEAR_TOP
    power = math.floor(math.log10(top))
    series = [
        mantissa * 10.0**exponent
        for exponent in range(power - 3, power + 1)
        for mantissa in _SERIES
    ]
    return tuple([level for level in series if level <= top][-count:])


def _coarsened(field: NDArray[np.float64], step_mm: float) -> tuple[NDArray[np.float64], float]:
    """Take the mean of neighbouring cells: a line through cells of 4 mm is smooth enough to see."""
    rows, columns = (size // _COARSER * _COARSER for size in field.shape)
    blocks = field[:rows, :columns].reshape(rows // _COARSER, _COARSER, columns // _COARSER, -1)
    means = blocks.mean(axis=(1, 3))
    return np.asarray(ndimage.gaussian_filter(means, _SMOOTH_CELLS / 2)), step_mm * _COARSER
