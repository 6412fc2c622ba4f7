"""Areas of skin joined, cut and swept, with nothing left over that has no area."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import shapely
from shapely import affinity
from shapely.errors import GEOSException
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from lumbalis.domain.anatomy import Region

_GRID_MM: Final = 1e-3
"""Where an area is not sound any more after many cuts, its corners are put on so fine a grid."""


def united(regions: Sequence[Region]) -> Region:
    """Unite regions of skin; nothing of theirs that has no area is kept."""
    return areas_of(_soundly(shapely.union_all, regions))


def without(region: Region, taken: Region) -> Region:
    """Take one region from another; what is left may be empty."""
    return areas_of(_soundly(shapely.difference, region, taken))


def within(region: Region, other: Region) -> Region:
    """Give what two regions share; it may be empty."""
    return areas_of(_soundly(shapely.intersection, region, other))


def areas_of(shape: BaseGeometry) -> Region:
    """Keep the areas of a shape, and drop the lines and points that cutting leaves behind."""
    parts = [part for part in getattr(shape, "geoms", [shape]) if isinstance(part, Polygon)]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def around(region: Region, target: Region, reach_mm: float) -> Region:
    """Give what of a region can matter within a reach of a target, cut off farther out."""
    least_x, least_y, most_x, most_y = target.bounds
    far = 2 * reach_mm
    return areas_of(
        shapely.clip_by_rect(region, least_x - far, least_y - far, most_x + far, most_y + far)
    )


def mirrored(region: Region) -> Region:
    """Give a region mirrored on the midline."""
    return areas_of(affinity.scale(region, -1.0, 1.0, origin=(0.0, 0.0)))


def _soundly(
    operation: Callable[..., BaseGeometry], *areas: Region | Sequence[Region]
) -> BaseGeometry:
    """Do what may fail on areas that many cuts have left unsound; then mend them first."""
    try:
        return operation(*areas)
    except GEOSException:
        mended = [shapely.make_valid(np.asarray(area, dtype=np.object_)) for area in areas]
        return operation(*mended, grid_size=_GRID_MM)
