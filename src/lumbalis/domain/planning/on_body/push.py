"""How hard a hand may push along a lane, and where it has to become light."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from lumbalis.domain.plan.strokes import ForceKnot
from lumbalis.domain.planning.on_body.footing import Floats, Footprint, Mask
from lumbalis.domain.planning.on_body.lanes import sampled
from lumbalis.domain.planning.on_body.terrain import Terrain
from lumbalis.domain.planning.on_body.work import Work
from lumbalis.domain.protocol import ZoneKind

_STRAIGHT: Final = 1e-9
_FALL_MM: Final = 25.0
"""Over this way before the contact reaches a kidney the force falls."""
_LEAST_OF_MOST: Final = 0.5
"""Where the motion's own least force is above what is allowed: so much of what is allowed."""
_LEAST_N: Final = 0.5
"""The weight of a finger: what touches at all weighs so much."""
_POINTS: Final = "acupressure"


class Spared(NamedTuple):
    """How much the kidneys are spared: the most force over them, and a share of the usual."""

    most_n: float = math.inf
    part: float = 1.0


@dataclass(frozen=True, slots=True)
class Push:
    """The force along a lane: `shape` gives (share of the lane, share of the peak).

    The peak may be chosen from `least_n` to `most_n`. `on_kidney` tells for every knot of
    the shape whether enough of the contact lies in a kidney's zone there to count as work in it.
    """

    least_n: float
    most_n: float
    shape: tuple[tuple[float, float], ...]
    on_kidney: tuple[bool, ...]

    def peak_n(self, range_share: float) -> float:
        """Give the peak force at a share of its range."""
        return self.least_n + range_share * (self.most_n - self.least_n)

    def knots(self, peak_n: float, kidney: Spared) -> tuple[ForceKnot, ...]:
        """Give the force along the lane for a peak, over the kidneys spared as much as said."""
        forces = (
            min(peak_n * part * kidney.part, kidney.most_n) if on else peak_n * part
            for (_, part), on in zip(self.shape, self.on_kidney, strict=True)
        )
        shares = (share for share, _ in self.shape)
        return tuple(ForceKnot(share, _down(n)) for share, n in zip(shares, forces, strict=True))

    def start_n(self, range_share: float) -> float:
        """Give the force at the beginning of the lane, to a tenth of a newton."""
        return _down(self.peak_n(range_share) * self.shape[0][1])

    def off_kidney_n(self, range_share: float) -> float:
        """Give the greatest force outside the kidneys, to a tenth of a newton."""
        return _down(self.peak_n(range_share) * self._hardest(on_kidney=False))

    def on_kidney_n(self, range_share: float) -> float:
        """Give the greatest force on a kidney, to a tenth of a newton."""
        return _down(self.peak_n(range_share) * self._hardest(on_kidney=True))

    def _hardest(self, *, on_kidney: bool) -> float:
        pairs = zip(self.shape, self.on_kidney, strict=True)
        return max((part for (_, part), on in pairs if on is on_kidney), default=0.0)

    def kidney_part_at(self, shares: Floats) -> Floats:
        """Give the share of the peak at shares of the lane, as far as it falls on a kidney."""
        places, parts = np.array(self.shape).T
        there = np.where(self.on_kidney, parts, 0.0)
        return np.asarray(np.interp(shares, places, there), dtype=np.float64)

    def part_at(self, shares: Floats) -> Floats:
        """Give the share of the peak at shares of the lane."""
        places, parts = np.array(self.shape).T
        return np.asarray(np.interp(shares, places, parts), dtype=np.float64)


def push_along(lane: Floats, footprint: Footprint, work: Work, terrain: Terrain) -> Push:
    """Say how hard work may be done along a lane (n, 2)."""
    least, most = _motion_force(work)
    shares, places = sampled(lane)
    core = terrain.lean.core
    near = _widened(footprint.touches(terrain.kidney_reach, places, core))
    kidney = _widened(footprint.touches(terrain.kidney_zones, places, terrain.lean.work))
    most = min(most, _most(work, footprint, terrain, places))
    light = min(1.0, _kidney_most(work, footprint, terrain) / most)
    lighter = light * terrain.protocol.limit("kidney_force_share_maximum")
    parts = np.where(kidney, lighter, np.where(near, light, 1.0))
    peak = float(parts.max())
    knots = list(_corners(shares, _eased(shares, parts / peak, _length(lane)), kidney))
    least, most = least * peak, _down(most * peak)
    return Push(
        least_n=least if least <= most else _LEAST_OF_MOST * most,
        most_n=most,
        shape=tuple((share, part) for share, part, _ in knots),
        on_kidney=tuple(on for _, _, on in knots),
    )


def _widened(touched: Mask) -> Mask:
    """Count the neighbours of samples that touch as touching: the edge lies in between."""
    wider = touched.copy()
    wider[1:] |= touched[:-1]
    wider[:-1] |= touched[1:]
    return wider


def _down(newton: float) -> float:
    """Round down to a tenth of a newton, so that no limit is passed; a touch remains."""
    return max(_LEAST_N, float(np.floor(newton * 10 + 1e-6) / 10))


def _length(lane: Floats) -> float:
    return float(np.hypot(*np.diff(lane, axis=0).T).sum())


def _motion_force(work: Work) -> tuple[float, float]:
    """Give the motion's range at the level, or at the nearest level below it."""
    return work.motion.force_n[max(n for n in work.motion.force_n if n <= work.level)]


def _pressed(work: Work, footprint: Footprint, terrain: Terrain, level: int) -> float:
    """Give the most force a level allows to this contact, by force and by pressure, in N."""
    limit = terrain.protocol.limit
    tool = terrain.protocol.contact.tools[footprint.contact.tool]
    kind = "finger" if tool.kind == "finger" else "hand"
    pressure = limit(f"{kind}_pressure_level_{level}") * footprint.contact.area_mm2 / 1000
    return min(limit(f"force_level_{level}"), pressure, _at_level(work, level))


def _at_level(work: Work, level: int) -> float:
    return work.motion.force_n[level][1] if level in work.motion.force_n else np.inf


def _most(work: Work, footprint: Footprint, terrain: Terrain, places: Floats) -> float:
    limit, zones = terrain.protocol.limit, terrain.body.zones
    most = _pressed(work, footprint, terrain, work.level)
    if "sacrum" in zones and footprint.touches(zones["sacrum"], places).any():
        most = min(most, limit("sacrum_force_maximum"))
    if work.region == "popliteal":
        area = footprint.contact.area_mm2 / 1000
        most = min(
            most, limit("popliteal_force_maximum"), limit("popliteal_pressure_maximum") * area
        )
    return most


def _kidney_most(work: Work, footprint: Footprint, terrain: Terrain) -> float:
    """Give the most force over the kidneys: their own limits, and those of their level."""
    limit, zones = terrain.protocol.limit, terrain.protocol.zones.zones
    kind = "kidney_point" if work.family.id == _POINTS else "kidney"
    area = footprint.contact.area_mm2 / 1000
    caps = [terrain.cap(name) for name, zone in zones.items() if zone.kind is ZoneKind.REDUCED]
    cap = max(1, min([work.level, *caps]))
    own = min(limit(f"{kind}_force_maximum"), limit(f"{kind}_pressure_maximum") * area)
    return min(own, _pressed(work, footprint, terrain, cap))


def _eased(shares: Floats, parts: Floats, length: float) -> Floats:
    """Let the force fall before the contact gets to where it has to be lighter, and rise after."""
    eased = parts.copy()
    for part in np.unique(parts)[:-1]:
        for share in shares[parts == part]:
            near = np.abs(shares - share) * length / _FALL_MM
            eased = np.minimum(eased, part + (1 - part) * np.clip(near, 0, 1))
    return eased


def _corners(shares: Floats, parts: Floats, on: Mask) -> Iterator[tuple[float, float, bool]]:
    """Keep the ends and the places where the force begins or ceases to change."""
    if len(shares) == 1:
        yield 0.0, 1.0, bool(on[0])
        yield 1.0, 1.0, bool(on[0])
        return
    slopes = np.concatenate([[np.inf], np.diff(parts), [np.inf]])
    for share, part, kidney, before, after in zip(
        shares, parts, on, slopes, slopes[1:], strict=False
    ):
        if not abs(before - after) < _STRAIGHT:
            yield float(share), float(part), bool(kidney)
