"""Dividing the skin: every square millimetre of the outline belongs to one zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shapely.geometry import Polygon

from lumbalis.domain.anatomy.body import Landmark, Region
from lumbalis.domain.anatomy.calibration import SIDES
from lumbalis.domain.anatomy.curves import Floats
from lumbalis.domain.anatomy.figures import Figures
from lumbalis.domain.anatomy.frame import Side
from lumbalis.domain.anatomy.outline import Outline
from lumbalis.domain.anatomy.regions import (
    FAR_MM,
    SpineLine,
    between,
    blob,
    common,
    section,
    smooth,
    under,
    united,
    without,
)

UNTREATED = frozenset(
    ["spine", "cleft", "lymph_nodes", "head_neck", "upper_back"]
    + [f"{name}_{side.value}" for name in ("flank_thoracic", "arm", "foot") for side in SIDES]
)
"""What of the partition is never worked on."""


@dataclass(frozen=True, slots=True)
class Skin:
    """What zones are cut from, all in the frame.

    `crest` and `fold` hold for either side the line from the midline outwards that zones
    part along, shape (n, 2); `rib` that of the last rib; `crotch` is a height, `breadths`
    the half hip breadth and the bicristal breadth in mm.
    """

    outline: Outline
    spine: SpineLine
    marks: Mapping[str, Landmark]
    kidneys: Mapping[Side, Region]
    crest: Mapping[Side, Floats]
    rim: Mapping[Side, Region]
    fold: Mapping[Side, Floats]
    rib: Mapping[Side, Floats]
    crotch: float
    bicristal: float
    figures: Figures

    def y(self, name: str) -> float:
        """Give the height of a landmark."""
        return self.marks[name].at.y


Shapes = Iterable[tuple[str, Region]]


def zones_of(skin: Skin) -> dict[str, Region]:
    """Divide the outline: what is forbidden first, then what is reduced, then the rest."""
    zones: dict[str, Region] = {f"arm_{side.value}": skin.outline.arms[side] for side in SIDES}
    core: Region = skin.outline.core
    nodes = []
    for side in SIDES:
        leg = common(core, common(skin.spine.half(side), under(skin.fold[side])))
        core = without(core, leg)
        found = _divided(leg, _leg_shapes(skin, side, leg))
        nodes.append(found.pop("lymph_nodes"))
        zones |= {f"{name}_{side.value}": area for name, area in found.items()}
    zones["lymph_nodes"] = united(*nodes)
    return _divided(core, _trunk_shapes(skin)) | zones


def _divided(whole: Region, shapes: Shapes) -> dict[str, Region]:
    """Give each shape what those before it have left of the whole."""
    left, zones = whole, {}
    for name, shape in shapes:
        found = common(left, shape)
        if not found.is_empty:
            zones[name] = found
            left = without(left, shape)
    return zones


def _trunk_shapes(s: Skin) -> Shapes:
    half, neck = s.figures.spine_half_width, s.y("C7") + s.figures.spine_half_width
    yield "head_neck", between(neck, FAR_MM)
    yield "spine", s.spine.band(half, s.y("S1") - half / 2, neck)
    yield "cleft", _cleft(s)
    for side in SIDES:
        yield f"kidney_{side.value}", s.kidneys[side]
    for side in SIDES:
        yield f"iliac_crest_{side.value}", s.rim[side]
    yield "sacrum", _sacrum(s)
    for side in SIDES:
        for name, shape in _back_shapes(s, side):
            yield f"{name}_{side.value}", shape
    yield "upper_back", between(s.y("T7"), FAR_MM)
    for side in SIDES:
        yield f"flank_thoracic_{side.value}", s.spine.half(side)


def _back_shapes(s: Skin, side: Side) -> Shapes:
    half, low = s.spine.half(side), s.y(f"psis_{side.value}")
    muscle = s.figures.paravertebral_out * s.bicristal / s.figures.reference_bicristal
    below = common(half, under(s.crest[side]))
    thoracic = s.spine.beside(0.0, side.sign * s.figures.thoracic_out, s.y("T12"), s.y("T7"))
    yield "gluteal", below
    yield "lower_thoracic", thoracic
    yield "paravertebral", s.spine.beside(0.0, side.sign * muscle, low, s.y("T12"))
    loin = common(under(s.rib[side]), between(-FAR_MM, s.y("L3")))
    yield "lateral_lumbar", common(half, loin)


def _leg_shapes(s: Skin, side: Side, leg: Region) -> Shapes:
    crease, reach = s.y(f"popliteal_{side.value}"), s.figures.knee_reach
    yield "lymph_nodes", _nodes(s, side)
    yield "popliteal", _hollow(s, side, leg)
    yield "foot", between(-FAR_MM, s.y(f"ankle_{side.value}") + s.figures.leg_above_ankle)
    yield "lower_leg", between(-FAR_MM, crease - reach)
    yield "knee", between(-FAR_MM, crease + reach)
    yield "thigh", between(-FAR_MM, FAR_MM)


def _cleft(s: Skin) -> Polygon:
    """Draw the cleft of the buttocks, from the end of the sacrum to the perineum."""
    top, low = s.y("S4"), s.crotch
    narrow, wide = s.figures.cleft_top_out, s.figures.cleft_bottom_out
    middle = low + (top - low) * 0.4
    right = [(narrow, top), (narrow * 1.1, middle), (wide, low + wide * 0.35), (wide, low - wide)]
    return Polygon([*right, *((-x, y) for x, y in reversed(right))])


def _sacrum(s: Skin) -> Polygon:
    """Draw the plate of the sacrum, S1 to S4, without the coccyx."""
    top, low = s.figures.sacrum_top_out, s.figures.sacrum_bottom_out
    s1, s2, s4 = (s.y(name) for name in ("S1", "S2", "S4"))
    right = smooth(
        [
            (top * 0.9, s1),
            (top, (s1 + s2) / 2),
            (top * 0.94, s2),
            (top * 0.62, (s2 + s4) / 2),
            (low, s4),
        ]
    )
    return Polygon([*right.tolist(), *((-x, y) for x, y in reversed(right.tolist()))])


def _nodes(s: Skin, side: Side) -> Polygon:
    """Draw the inner upper third of a thigh, where nodes and great vessels lie."""
    fold, crease = s.marks[f"fold_{side.value}"].at, s.y(f"popliteal_{side.value}")
    length = s.figures.nodes_length * (fold.y - crease)
    gap = s.figures.leg_gap
    reach = gap + 2 * (abs(fold.x) - gap) * s.figures.nodes_out
    top = s.crotch + s.figures.cleft_bottom_out * 0.35
    inner = s.figures.nodes_end * abs(fold.x)
    edge = smooth(
        [
            (reach * 0.86, top),
            (reach, fold.y - length * 0.06),
            (reach * 0.97, fold.y - length * 0.4),
            (reach * 0.84, fold.y - length * 0.75),
            (inner, fold.y - length),
        ]
    )
    ring = [(0.0, top), *edge.tolist(), (0.0, fold.y - length)]
    return Polygon([(side.sign * x, y) for x, y in ring])


def _hollow(s: Skin, side: Side, leg: Region) -> Polygon:
    """Draw the hollow of a knee: a lozenge around the crease."""
    x, y = s.marks[f"popliteal_{side.value}"].at
    left, right = section(leg, y)
    wide = s.figures.popliteal_out * (right - left) / 2
    high = s.figures.popliteal_reach
    quarter = [(1.0, 0.0), (0.86, 0.36), (0.46, 0.82)]
    corners = [(a, b) for a, b in quarter]
    corners += [(0.0, 1.0)] + [(-a, b) for a, b in reversed(quarter)]
    corners += [(-a, -b) for a, b in quarter[1:]] + [(0.0, -1.0)]
    corners += [(a, -b) for a, b in reversed(quarter[1:])]
    return blob([(x + wide * a, y + high * b) for a, b in corners])
