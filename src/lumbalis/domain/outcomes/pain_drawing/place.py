"""Where a painful area lies, said as a clinician would: levels, side, middle."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from shapely.geometry import Polygon

from lumbalis.domain.anatomy import Anchor, Body, Point, Region
from lumbalis.domain.outcomes.pain_drawing.areas import cm2, shared

_BOTH_FROM: Final = 0.25
"""From this share on a side is named beside the other one. A rule of wording only."""
_FAR_MM: Final = 10_000.0


class Spread(Enum):
    """On which side of the spine an area lies; each value is a key into the texts."""

    LEFT = "left"
    RIGHT = "right"
    MOSTLY_LEFT = "mostly_left"
    MOSTLY_RIGHT = "mostly_right"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class PainPlace:
    """Where an area lies.

    `upper` and `lower` are the landmarks nearest to its highest and lowest place: levels
    of the spine on the trunk, landmarks of the leg below the gluteal fold. `middle` is its
    centre of area, `anchor` the same as found by hand. `right_share` is the part of the
    area to the right of the spinous line.
    """

    upper: str
    lower: str
    spread: Spread
    right_share: float
    middle: Point
    anchor: Anchor


def place_of(region: Region, body: Body) -> PainPlace:
    """Say where an area lies on a body."""
    left, bottom, right, top = region.bounds
    across = (left + right) / 2
    middle = Point(region.centroid.x, region.centroid.y)
    share = min(cm2(shared(region, right_half(body))) / cm2(region), 1.0)
    return PainPlace(
        upper=body.anchor(Point(across, top)).landmark,
        lower=body.anchor(Point(across, bottom)).landmark,
        spread=_spread(share),
        right_share=share,
        middle=middle,
        anchor=body.anchor(middle),
    )


def right_half(body: Body) -> Polygon:
    """Give everything to the right of the spinous line, carried on straight at its ends."""
    top, bottom = body.spine[0], body.spine[-1]
    line = [(top.x, _FAR_MM), *body.spine, (bottom.x, -_FAR_MM)]
    return Polygon([*line, (_FAR_MM, -_FAR_MM), (_FAR_MM, _FAR_MM)])


def _spread(right_share: float) -> Spread:
    lesser = min(right_share, 1 - right_share)
    if lesser >= _BOTH_FROM:
        return Spread.BOTH
    if right_share > lesser:
        return Spread.RIGHT if round(lesser, 2) == 0 else Spread.MOSTLY_RIGHT
    return Spread.LEFT if round(lesser, 2) == 0 else Spread.MOSTLY_LEFT
