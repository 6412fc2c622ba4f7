"""How far a contact reaches: an ellipse of fixed direction, covered by discs, or made a circle.

A path and an ellipse of fixed direction touch a region exactly where the path, stretched so
that the ellipse becomes the unit circle, comes nearer than 1 to the region stretched alike.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lumbalis.domain.plan.strokes import Contact

Floats = NDArray[np.float64]
_DISCS_BY_SHAPE: Final = 3.4
"""Discs for each time the ellipse is longer than wide: they overreach by about a millimetre."""
_MOST_DISCS: Final = 14
_RINGS: Final = ((0.0, 1), (0.459, 6), (0.827, 12))
"""Radius and number of the places that each stand for a nineteenth of the ellipse."""


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """One contact in numbers.

    `offsets` (k, 2) and `radii` (k,) in mm are discs that together cover the ellipse;
    `places` (19, 2) in mm stand for equal parts of it. `stretch` (2, 2) times a place in mm
    gives the frame in which the ellipse is the unit circle; `half_width_mm` is the shorter
    half axis.
    """

    offsets: Floats
    radii: Floats
    places: Floats
    stretch: Floats
    half_width_mm: float
    half_length_mm: float


@lru_cache(maxsize=256)
def reach_of(contact: Contact) -> Reach:
    """Lay a contact out. Its axes are above 0."""
    half = np.array([contact.length_mm, contact.width_mm]) / 2
    turned = math.radians(contact.angle_deg)
    axes = np.array([[math.sin(turned), math.cos(turned)], [math.cos(turned), -math.sin(turned)]])
    long = int(half[1] > half[0])
    along, radii = _discs(float(half[long]), float(half[1 - long]))
    return Reach(
        offsets=along[:, None] * axes[long],
        radii=radii,
        places=(_spread() * half) @ axes,
        stretch=axes / half[:, None],
        half_width_mm=float(half.min()),
        half_length_mm=float(half.max()),
    )


def _discs(long: float, short: float) -> tuple[Floats, Floats]:
    """Cut the ellipse across its length; the disc of each slice passes through its corners.

    With middles drawn in like this both corners of a slice are equally far, and no disc
    reaches beyond the tips.
    """
    if long <= short:
        return np.zeros(1), np.array([long])
    count = min(_MOST_DISCS, math.ceil(_DISCS_BY_SHAPE * long / short))
    edges = np.linspace(-long, long, count + 1)
    middle = (edges[1:] + edges[:-1]) / 2 * (1 - (short / long) ** 2)
    heights2 = short**2 * np.maximum(1 - (edges[:-1] / long) ** 2, 0)
    return middle, np.sqrt((edges[:-1] - middle) ** 2 + heights2)


def _spread() -> Floats:
    """Spread places over the unit circle so that each stands for the same area."""
    angles = [
        (radius, 2 * math.pi * (k + 0.5) / count) for radius, count in _RINGS for k in range(count)
    ]
    return np.array([(radius * math.cos(at), radius * math.sin(at)) for radius, at in angles])
