"""The dose of a session on the skin: pressure times time, stroke by stroke and in all.

A map is flat, as the body's frame is: skin that curves away from the viewer has more area
than it shows here (about 1.03 times over the loin, 1.3 over the flank, 1.3 to 1.5 over the
buttock, B01). The true dose per area is therefore lower there than the map says, never
higher, and no correction is made: a limit kept on the map is kept on the skin.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lumbalis.domain.dose.patch import POINT_TOOLS, Channel, Field, Patch, patches_of
from lumbalis.domain.dose.raster import Raster
from lumbalis.domain.plan.tracing import Trace


@dataclass(frozen=True, slots=True, eq=False)
class DoseMap:
    """The dose of some strokes on one body's raster.

    `patches` holds every stroke's share in the order given, `fields` their sum by channel.
    A map is never changed: `with_` and `without` give another one.
    """

    raster: Raster
    patches: Mapping[str, tuple[Patch, ...]]
    fields: Mapping[Channel, Field]

    @property
    def hands(self) -> Field:
        """Give the dose of hands, devices and cup rims in kPa·s."""
        return self.fields[Channel.HANDS]

    @property
    def points(self) -> Field:
        """Give the dose of acupressure in kPa·s."""
        return self.fields[Channel.POINTS]

    @property
    def vacuum(self) -> Field:
        """Give the suction of cups in kPa·s."""
        return self.fields[Channel.VACUUM]

    @property
    def pressure(self) -> Field:
        """Give all pressure, points included and suction left out, in kPa·s."""
        return self.hands + self.points

    def impulse_ns(self, *channels: Channel) -> float:
        """Give force times time of all strokes in N·s; of hands and points unless named."""
        asked = channels or (Channel.HANDS, Channel.POINTS)
        patches = (patch for of_stroke in self.patches.values() for patch in of_stroke)
        return sum(patch.impulse_ns for patch in patches if patch.channel in asked)

    def zone_means(self, *channels: Channel) -> dict[str, float]:
        """Give the mean dose of every zone in kPa·s; of hands and points unless named.

        Summed from the strokes' own shares, so an edited stroke costs no pass over the map.
        A zone without a cell on the grid has the mean 0.
        """
        asked = channels or (Channel.HANDS, Channel.POINTS)
        total = np.zeros(len(self.raster.zones))
        for of_stroke in self.patches.values():
            for patch in of_stroke:
                if patch.channel in asked:
                    total += patch.zone_kpa_s
        cells = np.array([self.raster.cells[zone].size for zone in self.raster.zones])
        means = total / np.maximum(cells, 1)
        return dict(zip(self.raster.zones, means.tolist(), strict=True))

    def without(self, *strokes: str) -> DoseMap:
        """Take strokes out.

        Raises
        ------
        KeyError
            If the map has no such stroke.
        """
        left = dict(self.patches)
        gone = tuple(patch for stroke in strokes for patch in left.pop(stroke))
        return _patched(self, left, gone)

    def with_(self, *traces: Trace, points: frozenset[str] = POINT_TOOLS) -> DoseMap:
        """Add strokes; one whose id is already there takes the place of the old one."""
        patches, touched = dict(self.patches), list[Patch]()
        for trace in traces:
            touched += patches.get(trace.stroke, ())
            patches[trace.stroke] = patches_of(trace, self.raster, points)
            touched += patches[trace.stroke]
        return _patched(self, patches, touched)


def dose_of(
    traces: Iterable[Trace], raster: Raster, points: frozenset[str] = POINT_TOOLS
) -> DoseMap:
    """Sum the dose of traced strokes on a body's raster.

    Each sample presses with its force over the whole contact around it, evenly, for its
    dwell time; suction acts over the whole contact too. Impulse is conserved: the dose of
    the map times the area of a cell is the force times the time, as far as the contacts
    lie on the grid.

    Parameters
    ----------
    traces : iterable of Trace
        Strokes traced on the raster's body, each id once.
    raster : Raster
        The body's zones on a grid.
    points : frozenset of str
        Ids of the tools whose dose is kept apart as that of points.

    Returns
    -------
    DoseMap
        Doses in kPa·s, which is 1000 N·s/mm2.
    """
    return sum_patches({t.stroke: patches_of(t, raster, points) for t in traces}, raster)


def sum_patches(patches: Mapping[str, tuple[Patch, ...]], raster: Raster) -> DoseMap:
    """Sum strokes whose own doses on the raster (`patches_of`) are known already."""
    fields = {channel: np.zeros(raster.grid.shape, np.float32) for channel in Channel}
    for of_stroke in patches.values():
        for patch in of_stroke:
            fields[patch.channel][patch.window] += patch.kpa_s
    return DoseMap(raster, patches, fields)


def _patched(
    before: DoseMap, patches: Mapping[str, tuple[Patch, ...]], touched: Sequence[Patch]
) -> DoseMap:
    """Sum anew what lies under the touched patches, in the strokes' order.

    Nothing is subtracted, so an edited map has the very numbers of one made in one go.
    """
    fields = dict(before.fields)
    for channel in {patch.channel for patch in touched}:
        fields[channel] = fields[channel].copy()
    for patch in touched:
        here = fields[patch.channel][patch.window]
        here[...] = 0
        for other in (p for of_stroke in patches.values() for p in of_stroke):
            if other.channel is patch.channel:
                _add_overlap(here, patch, other)
    return replace(before, patches=patches, fields=fields)


def _add_overlap(here: Field, patch: Patch, other: Patch) -> None:
    """Add the part of another patch that lies on the window of this one."""
    (height, width), (tall, wide) = patch.kpa_s.shape, other.kpa_s.shape
    bottom, top = max(patch.row, other.row), min(patch.row + height, other.row + tall)
    left, right = max(patch.column, other.column), min(patch.column + width, other.column + wide)
    if bottom < top and left < right:
        here[bottom - patch.row : top - patch.row, left - patch.column : right - patch.column] += (
            other.kpa_s[
                bottom - other.row : top - other.row, left - other.column : right - other.column
            ]
        )
