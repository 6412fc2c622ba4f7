"""What a moving contact sweeps over, worked out a second way: hulls of polygons, no stretching.

A path of straight pieces and an ellipse of fixed direction sweep over the hulls of the ellipse
at both ends of every piece. Drawn once as a polygon inside the ellipse and once around it,
they bracket the truth within a hundredth of a millimetre.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from lumbalis.domain.anatomy import Region
from lumbalis.domain.plan.strokes import Contact
from lumbalis.domain.plan.tracing import Trace

Floats = NDArray[np.float64]
CORNERS = 240
_AROUND = 1 / math.cos(math.pi / CORNERS)
TOLERANCE_MM = 60 * (_AROUND - 1)
"""How far apart the two polygons of the longest contact are: about 0.005 mm."""


@dataclass(frozen=True, slots=True)
class Truth:
    """Whether a contact touches a region; `sure` is False within the tolerance of the border."""

    touches: bool
    sure: bool


def truth(traced: Trace, region: Region) -> Truth:
    """Tell whether a traced contact touches a region.

    A piece of path nearer than the short half axis touches, one farther than the long half
    axis does not; only what lies between is drawn.
    """
    half = sorted((traced.contact.length_mm / 2, traced.contact.width_mm / 2))
    pieces = np.concatenate([_pieces(places) for places in traced.stretches])
    shapely.prepare(region)
    distance = np.asarray(shapely.distance(shapely.linestrings(pieces), region))
    if distance.min() < half[0]:
        return Truth(touches=True, sure=True)
    between = pieces[distance <= half[1]]
    if not between.size:
        return Truth(touches=False, sure=True)
    inside, around = (_touches(between, traced.contact, region, size) for size in (1.0, _AROUND))
    return Truth(inside, inside or not around)


def _pieces(places: Floats) -> Floats:
    """Cut a stretch of path into straight pieces (k, 2, 2); a single place is one of no length."""
    ends = places if len(places) > 1 else np.repeat(places, 2, axis=0)
    return np.stack((ends[:-1], ends[1:]), axis=1)


def _touches(pieces: Floats, contact: Contact, region: Region, size: float) -> bool:
    corners = pieces[:, :, None] + size * ellipse(contact)
    hulls = shapely.convex_hull(shapely.multipoints(corners.reshape(len(pieces), -1, 2)))
    return bool(np.any(shapely.intersects(region, hulls)))


def ellipse(contact: Contact) -> Floats:
    """Draw the corners (k, 2) of the ellipse around its middle."""
    at = np.linspace(0, 2 * math.pi, CORNERS, endpoint=False)
    along, across = contact.length_mm / 2 * np.cos(at), contact.width_mm / 2 * np.sin(at)
    turned = math.radians(contact.angle_deg)
    x = along * math.sin(turned) + across * math.cos(turned)
    y = along * math.cos(turned) - across * math.sin(turned)
    return np.column_stack((x, y))
