"""What one stroke does on the body: its path, the zones under it, what it comes near to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumbalis.domain.anatomy import SPINE, Body, Point
from lumbalis.domain.dose import OUTSIDE, Patch, Raster
from lumbalis.domain.dose.patch import POINT_TOOLS, patches_of
from lumbalis.domain.plan.strokes import Generator, Stroke
from lumbalis.domain.plan.tracing import Trace, trace
from lumbalis.domain.verification.on_body.ground import Prepared
from lumbalis.domain.verification.on_body.reach import Reach, reach_of

KPA_PER_N_MM2: Final = 1000.0


class Clearance(NamedTuple):
    """How far a stroke stays away from a region, in mm; negative where it touches.

    By the raster it is at least so far, and `at` is None. Where exact geometry was asked it is
    the distance across the border, taken as straight there, `at` the nearest place of the
    region and `newton` the greatest force near it.
    """

    mm: float
    at: Point | None = None
    newton: float = 0.0
    rough: bool = False
    """True where one disc around the whole contact was enough to know it is far."""

    @property
    def touched(self) -> bool:
        """Tell whether the contact lies on the region; only exact geometry can say so."""
        return self.at is not None and self.mm < 0


@dataclass(frozen=True, slots=True, eq=False)
class Guard:
    """A region and the samples of one stroke that may not reach it.

    `share` is the part of the contact's size that counts: 1 for no contact at all, less
    where a rim may reach in. `hot` (n,) are the samples it holds for.
    """

    region: str
    share: float
    hot: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A stroke as it lies on the body.

    `shares` (n, zones + 1) is the part of the contact in every zone of the raster at each
    sample, the last one outside the body. `bounds` is a box around all of its contact: least
    x, least y, greatest x, greatest y. `off_by_mm` is how far up or down the landmark may be
    that its lane hangs on, `on_level` tells whether that is a level of the spine. `worked`
    names the zones under more than a spill of the contact, each with the sample pressed most.
    What is below fills as it is asked.
    """

    stroke: Stroke
    trace: Trace
    reach: Reach
    shares: NDArray[np.float32]
    bounds: tuple[float, float, float, float]
    off_by_mm: float
    on_level: bool
    worked: tuple[tuple[str, int], ...]
    guards: dict[str, Guard] = field(default_factory=dict)
    clearances: dict[str, Clearance] = field(default_factory=dict)
    broken: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    doses: list[tuple[Patch, ...]] = field(default_factory=list)

    @property
    def peak_newton(self) -> float:
        """Give the greatest force."""
        return float(self.trace.newton.max())

    @property
    def presses_point(self) -> bool:
        """Tell whether it presses one acupuncture point."""
        return self.stroke.generator is Generator.PRESS_ROTATE

    def kpa(self, newton: float) -> float:
        """Give the mean pressure under the contact at a force."""
        return newton / self.stroke.contact.area_mm2 * KPA_PER_N_MM2

    def place(self, sample: int) -> Point:
        """Give the middle of the contact at a sample."""
        x, y = self.trace.points[sample]
        return Point(float(x), float(y))

    def patches_on(self, raster: Raster) -> tuple[Patch, ...]:
        """Give its dose, worked out once."""
        if not self.doses:
            self.doses.append(patches_of(self.trace, raster, POINT_TOOLS))
        return self.doses[0]


def look_at(stroke: Stroke, prepared: Prepared) -> Look:
    """Lay a stroke on the body; what was seen before is not worked out again.

    Raises
    ------
    KeyError
        If the body lacks a landmark of the lane.
    """
    known = prepared.looks.get(stroke)
    if known is not None:
        return known
    traced, reach = trace(stroke, prepared.body), reach_of(stroke.contact)
    low = traced.points.min(axis=0) - reach.half_length_mm
    high = traced.points.max(axis=0) + reach.half_length_mm
    shares = _shares(traced, reach, prepared.raster)
    look = Look(
        stroke=stroke,
        trace=traced,
        reach=reach,
        shares=shares,
        bounds=(float(low[0]), float(low[1]), float(high[0]), float(high[1])),
        off_by_mm=_off_by(stroke, prepared.body),
        on_level=any(anchor.landmark in SPINE for anchor in stroke.lane),
        worked=tuple(_worked(traced, shares, prepared)),
    )
    prepared.keep(look)
    return look


def _shares(traced: Trace, reach: Reach, raster: Raster) -> NDArray[np.float32]:
    """Count under each sample how much of the contact lies in which zone."""
    grid, zones = raster.grid, len(raster.zones)
    places = traced.points[:, None] + (reach.places - (grid.left_mm, grid.bottom_mm))
    cell = (places * (1 / grid.step_mm)).astype(np.intp)
    column, row = cell[..., 0], cell[..., 1]
    # a negative index becomes a huge one, so that one comparison finds both sides
    beyond = (column.view(np.uintp) >= grid.columns) | (row.view(np.uintp) >= grid.rows)
    at = row * grid.columns + column
    at[beyond] = 0
    labels = raster.labels.ravel()[at].astype(np.intp)
    labels[beyond | (labels == OUTSIDE)] = zones
    samples, each = labels.shape
    labels += np.arange(0, samples * (zones + 1), zones + 1)[:, None]
    counted = np.bincount(labels.ravel(), minlength=samples * (zones + 1))
    return np.asarray(counted.reshape(samples, zones + 1) * (1 / each), np.float32)


def _worked(
    traced: Trace, shares: NDArray[np.float32], prepared: Prepared
) -> Iterator[tuple[str, int]]:
    """Name the zones under more than a spill of the contact, with the sample pressed most."""
    enough = shares[:, :-1] > prepared.limit("spill_share_maximum")
    for column in np.flatnonzero(enough.any(axis=0)).tolist():
        hardest = int(np.where(enough[:, column], traced.newton, -1).argmax())
        yield prepared.raster.zones[column], hardest


def _off_by(stroke: Stroke, body: Body) -> float:
    """Give the error of the landmark that its lane hangs on; levels are all counted from L4."""
    names = {anchor.landmark for anchor in stroke.lane}
    if names & set(SPINE):
        names = (names - set(SPINE)) | {"L4"}
    return max(body.landmarks[name].off_by_mm for name in names)
