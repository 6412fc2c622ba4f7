"""Where the kidneys may be: the organs to expect, their travel, and the area of reduced force."""

from __future__ import annotations

from collections.abc import Mapping

import shapely
from shapely import affinity
from shapely.geometry import Polygon

from lumbalis.domain.anatomy.body import Region
from lumbalis.domain.anatomy.figures import Figures
from lumbalis.domain.anatomy.frame import Side
from lumbalis.domain.anatomy.regions import SpineLine, blob, common, united

# A right kidney in half breadths and half lengths around its middle: convex to the flank, the
# hilum towards the spine.
_HILUM_OUT = -0.56
_SHAPE = (
    (0.02, 1.0),
    (0.56, 0.86),
    (0.92, 0.42),
    (1.0, -0.05),
    (0.88, -0.52),
    (0.5, -0.88),
    (0.0, -1.0),
    (-0.48, -0.9),
    (-0.78, -0.6),
    (-0.74, -0.28),
    (_HILUM_OUT, 0.0),
    (-0.74, 0.3),
    (-0.8, 0.62),
    (-0.5, 0.92),
)


def lower_border(level: str, below: str, levels: Mapping[str, float], figures: Figures) -> float:
    """Give the y of the lower border of a spinous process from its tip and the next one's."""
    return levels[level] - figures.lower_border * (levels[level] - levels[below])


def organ_of(
    side: Side, levels: Mapping[str, float], spine: SpineLine, figures: Figures
) -> Polygon:
    """Draw the kidney to expect in quiet breathing: its hilum 5 cm out beside L1 (B08)."""
    straight = _organ(side, levels, figures)
    return affinity.translate(straight, spine.at(_height(side, levels, figures)), 0.0)


def _organ(side: Side, levels: Mapping[str, float], figures: Figures) -> Polygon:
    wide, high = figures.kidney_breadth / 2, figures.kidney_length / 2
    upright = blob([(wide * x, high * y) for x, y in _SHAPE])
    tilted = affinity.rotate(upright, figures.kidney_tilt_deg, origin=(0, 0))
    out = figures.kidney_hilum_out - _HILUM_OUT * wide
    right = affinity.translate(tilted, out, _height(side, levels, figures))
    return affinity.scale(right, float(side.sign), 1.0, origin=(0, 0))


def _height(side: Side, levels: Mapping[str, float], figures: Figures) -> float:
    return levels["L1"] - (figures.kidney_right_lower if side is Side.RIGHT else 0.0)


def reduced_area(
    side: Side, levels: Mapping[str, float], spine: SpineLine, figures: Figures
) -> Region:
    """Give the area in which force must fall, not yet cut to the skin.

    It is Morris' rectangle, T11 to the lower border of L3 (B08), with the planning margin,
    from the edge of the spine's own band outwards, and all the organ reaches: it sinks in
    breathing (B08) and lying prone, the left one more (B10). Of a curved spine it is taken
    both beside the curve and where it would lie beside a straight one, on its own side.
    """
    margin = figures.kidney_margin
    low = lower_border("L3", "L4", levels, figures) - margin
    high = levels["T11"] + margin
    inner = side.sign * min(figures.kidney_inner - margin, figures.spine_half_width)
    outer = side.sign * (figures.kidney_outer + margin)
    left, right = sorted((inner, outer))
    rectangles = spine.beside(inner, outer, low, high), shapely.box(left, low, right, high)
    organs = _organ(side, levels, figures), organ_of(side, levels, spine, figures)
    travels = [_travel(organ, side, figures) for organ in organs]
    return common(united(*rectangles, *travels), spine.half(side))


def _travel(organ: Polygon, side: Side, figures: Figures) -> Polygon:
    """Give all that an organ covers on its way down, and the margin around it."""
    down = figures.kidney_breathing + _prone(side, figures)
    sunk = affinity.translate(organ, 0.0, -down)
    covered = shapely.convex_hull(shapely.union_all([organ, sunk]))
    return covered.buffer(figures.kidney_margin)


def _prone(side: Side, figures: Figures) -> float:
    if side is Side.RIGHT:
        return figures.kidney_prone_right
    return figures.kidney_prone_left
