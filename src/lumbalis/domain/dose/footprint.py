"""What a moving contact leaves behind: each sample's ellipse laid on the grid, row by row.

The contact is an ellipse of uniform pressure. A row of cells cuts a strip out of it whose
share of the whole is known in closed form, so nothing is lost or gained between rows; along
the row the strip begins and ends at fractions of a cell. A strip is written as four
differences, and one running sum along each row turns all of them into pressure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lumbalis.domain.dose.grid import Grid
from lumbalis.domain.plan.strokes import Contact

Floats = NDArray[np.float64]
_ROUNDING: Final = 1e-12
"""What a running sum may leave beside a strip, as a share of the greatest value."""


@dataclass(frozen=True, slots=True)
class _Ellipse:
    """An ellipse as rows see it, in cells: half its height, half its middle row, its slant."""

    half_height: float
    half_chord: float
    slant: float


def deposit(
    points: Floats, weight: Floats, contact: Contact, grid: Grid
) -> tuple[int, int, Floats]:
    """Spread the weight of each sample evenly over the contact around it.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
        Where the middle of the contact is, in mm.
    weight : ndarray, shape (n,)
        What each sample carries, such as its impulse in N·s.
    contact : Contact
        The ellipse in contact.
    grid : Grid
        The cells; a contact may lie partly or wholly beyond them.

    Returns
    -------
    row, column : int
        The first row and column of the patch, which may lie outside the grid.
    patch : ndarray
        The weight of each cell. It sums to the sum of `weight`.
    """
    shape = _seen_by_rows(contact, grid.step_mm)
    x, y = grid.columns_at(points[:, 0]), grid.rows_at(points[:, 1])
    bottom = np.floor(y - shape.half_height)
    rows = bottom[:, None] + np.arange(math.ceil(2 * shape.half_height) + 1, dtype=np.float64)
    share, centre, half = _strips(rows - y[:, None], shape)
    left, right = x[:, None] + centre - half, x[:, None] + centre + half
    each = share * weight[:, None] / (2 * half)
    return _sum_runs(rows, left, right, each)


def _seen_by_rows(contact: Contact, step_mm: float) -> _Ellipse:
    """Turn axes and angle into half height, half chord and slant, in cells."""
    along, across = contact.length_mm / 2 / step_mm, contact.width_mm / 2 / step_mm
    sine, cosine = (
        math.sin(math.radians(contact.angle_deg)),
        math.cos(math.radians(contact.angle_deg)),
    )
    height2 = (along * cosine) ** 2 + (across * sine) ** 2
    slant = (along**2 - across**2) * sine * cosine / height2
    return _Ellipse(math.sqrt(height2), along * across / math.sqrt(height2), slant)


def _strips(offset: Floats, shape: _Ellipse) -> tuple[Floats, Floats, Floats]:
    """Cut the ellipse into rows whose lower edges lie `offset` cells above its middle.

    Returns each strip's share of the ellipse's area, its middle and its half width in cells.
    The half width is the mean over the part of the row that the ellipse reaches.
    """
    low = np.clip(offset / shape.half_height, -1.0, 1.0)
    high = np.clip((offset + 1.0) / shape.half_height, -1.0, 1.0)
    share = _area_below(high) - _area_below(low)
    reach = np.maximum(high - low, _ROUNDING)
    half = np.maximum(shape.half_chord * share / reach * (math.pi / 2), _ROUNDING)
    return share, shape.slant * shape.half_height * (low + high) / 2, half


def _area_below(height: Floats) -> Floats:
    """Give the share of a unit circle's area below a height between -1 and 1, less one half."""
    area: Floats = (height * np.sqrt(1.0 - height**2) + np.arcsin(height)) / math.pi
    return area


def _sum_runs(rows: Floats, left: Floats, right: Floats, each: Floats) -> tuple[int, int, Floats]:
    """Add runs of `each` per cell from `left` to `right`, in rows, into one patch."""
    row, column = int(rows.min()), int(np.floor(left.min()))
    height = int(rows.max()) - row + 1
    width = int(np.floor(right.max())) - column + 2
    base = ((rows - row) * width).astype(np.intp)
    first, last = (left - column).astype(np.intp), (right - column).astype(np.intp)
    into_first, into_last = (left - column - first) * each, (right - column - last) * each
    at = np.concatenate([(base + first).ravel(), (base + last).ravel()])
    before = np.concatenate([(each - into_first).ravel(), (into_last - each).ravel()])
    after = np.concatenate([into_first.ravel(), -into_last.ravel()])
    size = height * width
    steps = np.bincount(at, before, size) + np.bincount(at + 1, after, size + 1)[:size]
    patch = steps.reshape(height, width).cumsum(axis=1)
    patch[patch < _ROUNDING * patch.max()] = 0.0
    return row, column, patch
