"""Marks on the skin: the area around each that nothing may touch."""

from __future__ import annotations

from math import cos, isfinite, pi

import shapely
from shapely.geometry import Polygon

from lumbalis.domain.anatomy.body import Region
from lumbalis.domain.anatomy.figures import Figures
from lumbalis.domain.anatomy.measures import BodyError, Lesion, Trouble
from lumbalis.domain.anatomy.regions import common

_RING = 3
_QUARTER = 16
_OUTWARDS = 1 / cos(pi / (4 * _QUARTER))
"""The corners of a circle drawn with straight sides go so far out that the sides do not cut it."""


def kept_clear(lesion: Lesion, outline: Polygon, figures: Figures) -> Region:
    """Give a lesion with its margin, as far as it is skin.

    Raises
    ------
    BodyError
        If its outline crosses itself, is next to nothing, or lies off the body.
    """
    shape = _shape(lesion)
    if shape.area < figures.lesion_smallest:
        found, least = shape.area, figures.lesion_smallest
        raise BodyError(Trouble.LESION_TOO_SMALL, lesion.id, found, least)
    if not outline.intersects(shape):
        raise BodyError(Trouble.LESION_OUTSIDE, lesion.id)
    grown = shape.buffer(lesion.margin_mm * _OUTWARDS, quad_segs=_QUARTER)
    return common(grown, outline)


def _shape(lesion: Lesion) -> Polygon:
    numbers = [lesion.radius_mm, lesion.margin_mm, *(n for at in lesion.outline for n in at)]
    if not all(isfinite(number) for number in numbers):
        raise BodyError(Trouble.LESION_OUTSIDE, lesion.id)
    if len(lesion.outline) == 1:
        radius = max(lesion.radius_mm, 0.0) * _OUTWARDS
        return shapely.Point(lesion.outline[0]).buffer(radius, quad_segs=_QUARTER)
    if len(lesion.outline) < _RING:
        raise BodyError(Trouble.LESION_TOO_SMALL, lesion.id, 0.0)
    ring = Polygon(lesion.outline)
    if not ring.is_valid:
        raise BodyError(Trouble.LESION_CROSSES_ITSELF, lesion.id)
    return ring
