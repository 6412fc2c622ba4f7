"""The room of a contact: every place its centre may have so that it lies where it may.

An ellipse that keeps its direction becomes a unit circle in a turned and stretched plane, so
one offset there gives its room exactly, up to the offset's own rounding. Of a hand that leans
over a border only the part inside counts for most borders, and all of it for some.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import affinity

from lumbalis.domain.anatomy import Region
from lumbalis.domain.plan.strokes import Contact
from lumbalis.domain.planning.on_body.areas import areas_of, without

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

SLACK_MM: Final = 2.0
"""Kept free besides the contact: whole millimetres of anchors and the rounding of offsets."""
_ROUND: Final = 8
_TRIALS: Final = 24


@dataclass(frozen=True, slots=True)
class Lean:
    """How much of a contact, as a share of its half axes, keeps within or off an area.

    `border` is that for borders it may lean over a little, `work` that which counts as work in
    an area, `core` that for kidneys and the hollows of the knees. All of it keeps off what is
    never touched.
    """

    border: float
    work: float
    core: float


def cut_at(spill_share: float) -> float:
    """Give the share of a half axis at which a border cuts off so much of an ellipse's area."""
    low, high = 0.0, 1.0
    for _ in range(_TRIALS):
        middle = (low + high) / 2
        cut = (math.acos(middle) - middle * math.sqrt(1 - middle**2)) / math.pi
        low, high = (middle, high) if cut > spill_share else (low, middle)
    return high


@dataclass(frozen=True, slots=True)
class Footprint:
    """A contact together with how far its motion swings out to any side, in mm."""

    contact: Contact
    spread_mm: float
    slack_mm: float = SLACK_MM

    @property
    def reach_mm(self) -> float:
        """Give how far from the centre anything is touched at most."""
        longest = max(self.contact.length_mm, self.contact.width_mm)
        return longest / 2 + self.spread_mm + self.slack_mm

    @property
    def across_mm(self) -> float:
        """Give how far to the patient's right (or left) anything is touched at most."""
        turn = math.radians(self.contact.angle_deg)
        along, across = self.contact.length_mm / 2, self.contact.width_mm / 2
        return math.hypot(along * math.sin(turn), across * math.cos(turn)) + self.spread_mm

    def staying_on(self, region: Region, part: float) -> Region:
        """Give where so much of the contact stays inside a region."""
        return self._offset(region, part, -1.0)

    def staying_off(self, room: Region, region: Region, part: float) -> Region:
        """Take from a room the places from which so much of the contact touches a region."""
        if room.is_empty or region.is_empty:
            return room
        return without(room, self._offset(region, part, 1.0))

    def touches(self, region: Region, places: Floats, part: float = 1.0) -> Mask:
        """Tell for every place (n, 2) whether so much of the contact there reaches the region."""
        least, most = places.min(axis=0) - self.reach_mm, places.max(axis=0) + self.reach_mm
        near = shapely.clip_by_rect(region, least[0], least[1], most[0], most[1])
        if near.is_empty:
            return np.zeros(len(places), dtype=np.bool_)
        there, _ = self._stretch(part)
        stretched = affinity.affine_transform(near, there)
        shapely.prepare(stretched)
        a, b, d, e, _, _ = there
        across = a * places[:, 0] + b * places[:, 1]
        along = d * places[:, 0] + e * places[:, 1]
        return np.asarray(shapely.dwithin(shapely.points(across, along), stretched, 1.0))

    def _offset(self, region: Region, part: float, by: float) -> Region:
        there, back = self._stretch(part)
        moved = affinity.affine_transform(region, there).buffer(by, quad_segs=_ROUND)
        return areas_of(affinity.affine_transform(moved, back))

    def _stretch(self, part: float) -> tuple[list[float], list[float]]:
        """Give the maps to the plane in which the part is a unit circle, and back."""
        free = self.spread_mm + self.slack_mm
        across = part * self.contact.width_mm / 2 + free
        along = part * self.contact.length_mm / 2 + free
        turn = math.radians(self.contact.angle_deg)
        cos, sin = math.cos(turn), math.sin(turn)
        return (
            [cos / across, -sin / across, sin / along, cos / along, 0.0, 0.0],
            [cos * across, sin * along, -sin * across, cos * along, 0.0, 0.0],
        )
