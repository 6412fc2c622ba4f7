"""Lines a therapist can feel or see: crest, last rib, shoulder blade, folds, creases, cleft."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon

from lumbalis.domain.anatomy.body import Landmark, Region
from lumbalis.domain.anatomy.calibration import SIDES
from lumbalis.domain.anatomy.curves import Floats
from lumbalis.domain.anatomy.frame import Side
from lumbalis.domain.anatomy.model import Size
from lumbalis.domain.anatomy.regions import FAR_MM, area_of, longest, mirrored, smooth

_IN_FROM_EDGE_MM = 7.0
_SPINE_MM = 12.0
Marks = Mapping[str, Landmark]


def crest_line(marks: Marks, side: Side, size: Size) -> Floats:
    """Lead the rim of the pelvis from the spine of the ilium over its top to the flank."""
    psis, top = (marks[f"{name}_{side.value}"].at for name in ("psis", "crest"))
    inner, outer = abs(psis.x), abs(top.x)
    rise, edge = top.y - psis.y, max(size.mm["bicristal_breadth"] / 2, outer * 1.15)
    flank = size.mm["waist_breadth"] / 2, size.mm["hip_breadth"] / 2
    points = [
        (inner, psis.y),
        (inner + (outer - inner) * 0.13, psis.y + rise * 0.36),
        (inner + (outer - inner) * 0.36, psis.y + rise * 0.70),
        (inner + (outer - inner) * 0.66, psis.y + rise * 0.935),
        (outer, top.y),
        ((outer + edge) / 2, top.y - 3),
        (edge, top.y - 14),
        (edge * 1.25, top.y - 44),
        (max(edge, *flank) * 1.5, top.y - 60),
    ]
    return mirrored(smooth(points).tolist(), side)


def crest_rim(line: Floats, side: Side, width: float) -> Region:
    """Give the band under the crest."""
    return area_of(
        LineString(line).buffer(-side.sign * width, single_sided=True, join_style="round")
    )


def crest_cut(line: Floats) -> Floats:
    """Lead the crest on to the midline: below it lies the buttock."""
    return smooth_start((0.0, line[0][1]), line)


def smooth_start(start: tuple[float, float], line: Floats) -> Floats:
    """Put a point before a line."""
    joined: Floats = shapely.get_coordinates(LineString([start, *line.tolist()]))
    return joined


def rib_line(marks: Marks, side: Side) -> Floats:
    """Lead the last rib from beside T12 to its tip, and on to the flank at the tenth."""
    rib = marks[f"rib12_{side.value}"].at
    out, l2 = abs(rib.x), marks["L2"].at.y
    points = [
        (0.0, marks["T12"].at.y + 4),
        (out * 0.5, (marks["T12"].at.y + rib.y) / 2),
        (out, rib.y),
        (out * 1.7, l2 + (rib.y - l2) * 0.12),
        (out * 3.0, marks["L3"].at.y),
    ]
    return mirrored(smooth(points).tolist(), side)


def fold_line(marks: Marks, side: Side, size: Size) -> Floats:
    """Lead the fold under the buttock from the midline to the outer side."""
    half, y = size.mm["hip_breadth"] / 2, marks[f"fold_{side.value}"].at.y
    points = [
        (0.0, y + 7),
        (half * 0.16, y + 1),
        (half * 0.42, y - 5),
        (half * 0.68, y - 2),
        (half * 0.9, y + 9),
        (half * 1.3, y + 24),
    ]
    return mirrored(smooth(points).tolist(), side)


def blade_line(marks: Marks, side: Side, size: Size) -> LineString:
    """Draw the shoulder blade: inner border on its landmark, upper angle T2, lower angle T7."""
    inner = abs(marks[f"scapula_{side.value}"].at.x)
    outer = size.mm["biacromial_breadth"] / 2 * 0.74
    t2, t3, t5, t7 = (marks[name].at.y for name in ("T2", "T3", "T5", "T7"))
    points = [
        (inner + (outer - inner) * 0.72, t3 + 4),
        (inner + (outer - inner) * 0.4, t2 + 3),
        (inner + 6, t2),
        (inner + 1, t3),
        (inner, t5),
        (inner + 5, t7 + 14),
        (inner + 18, t7),
        (inner + 32, t7 + 16),
        ((inner + 32 + outer) / 2, (t7 + t3) / 2),
        (outer, t3 - 8),
    ]
    return LineString(mirrored(smooth(points).tolist(), side))


def guides_of(
    marks: Marks, size: Size, core: Polygon, lines: Mapping[str, Mapping[Side, Floats]]
) -> dict[str, LineString]:
    """Give what is drawn of these lines: cut off a little inside the outline.

    `lines` holds those that zones part along, by name and side, and `waist`.
    """
    inside = core.buffer(-_IN_FROM_EDGE_MM)
    shapely.prepare(inside)
    found = {}
    for side in SIDES:
        drawn = {name: LineString(_lateral(line[side])) for name, line in lines.items()}
        drawn["scapula"] = blade_line(marks, side, size)
        drawn["crease"] = _crease(marks, side)
        for name, line in drawn.items():
            found[f"{name}_{side.value}"] = longest(shapely.intersection(line, inside))
    y = (marks["L2"].at.y + marks["L3"].at.y) / 2
    found["waist"] = longest(shapely.intersection(LineString([(-FAR_MM, y), (FAR_MM, y)]), inside))
    found["cleft"] = _cleft(marks)
    return {name: line for name, line in found.items() if line is not None}


def _lateral(line: Floats) -> Floats:
    """Leave out what lies over the spine, where none of these lines can be felt."""
    outer: Floats = line[np.abs(line[:, 0]) > _SPINE_MM]
    return outer


def _crease(marks: Marks, side: Side) -> LineString:
    x, y = marks[f"popliteal_{side.value}"].at
    return LineString(smooth([(x - 34, y + 3), (x - 14, y - 1), (x + 12, y), (x + 34, y + 5)]))


def _cleft(marks: Marks) -> LineString:
    folds = [marks[f"fold_{side.value}"].at.y for side in SIDES]
    return LineString([(0.0, marks["S4"].at.y - 8), (0.0, max(folds) + 30)])
