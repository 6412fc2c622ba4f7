"""A back of straight borders for tests of the verifier on the body: every distance known by heart.

Half of it, in mm out from the spine and up from L4: spine band to 20; beside the spine 20 to
66 from -75 to 10; kidney 20 to 105 from 10 to 190; lower chest 20 to 80 above; sacrum to 40
below -75; buttock to -230; thigh to -520; hollow of the knee 60 to 130 from -600 to -530.
"""

from __future__ import annotations

import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon, box

from lumbalis.domain.anatomy import (
    Body,
    BodyMeasures,
    Build,
    Landmark,
    Point,
    Region,
    Trust,
)

LEVELS = {"C7": 450.0, "T7": 305.0, "T11": 185.0, "T12": 151.0, "L1": 116.0, "L2": 79.0}
LEVELS |= {"L3": 40.0, "L4": 0.0, "L5": -42.0, "S1": -75.0, "S2": -101.0, "S4": -155.0}
SIDED = {
    "psis": (46.0, -101.0),
    "crest": (96.0, -30.0),
    "fold": (90.0, -230.0),
    "popliteal": (95.0, -565.0),
}
SIDED |= {"ankle": (90.0, -930.0), "trochanter": (150.0, -160.0), "scapula": (72.0, 355.0)}
SIGNS = {"left": -1, "right": 1}
_OUTLINE = box(-200, -1000, 200, 500)
_MIDLINE = {
    "spine": box(-20, -85, 20, 460),
    "cleft": box(-16, -235, 16, -155),
    "lymph_nodes": box(-60, -310, 60, -235),
    "sacrum": box(-40, -155, 40, -75),
}
_HALVES = {
    "kidney": (20, 10, 105, 190),
    "popliteal": (60, -600, 130, -530),
    "paravertebral": (20, -75, 66, 10),
    "lower_thoracic": (20, 190, 80, 305),
    "lateral_lumbar": (66, -30, 160, 140),
    "iliac_crest": (66, -65, 170, -30),
    "gluteal": (16, -230, 190, -65),
    "thigh": (5, -520, 190, -230),
    "knee": (30, -610, 160, -520),
    "lower_leg": (30, -900, 160, -610),
    "flank_thoracic": (66, -65, 200, 305),
}
_TREATED = frozenset(_HALVES) - {"flank_thoracic"} | {"sacrum"}


def plain_body(
    *, confirmed: bool = False, lesions: dict[str, Region] | None = None, inner: float = 20.0
) -> Body:
    """Build the back; L4 can be confirmed, lesions are areas that nothing may touch."""
    zones = _zones(inner)
    keep_outs = {name: zones[name] for name in ("spine", "cleft", "lymph_nodes")}
    for name, area in (lesions or {}).items():
        keep_outs[f"lesion:{name}"] = area
    off_by = 10.0 if confirmed else 40.0
    marks = {name: _landmark(name, Point(0.0, y), off_by) for name, y in LEVELS.items()}
    for name, (out, y) in SIDED.items():
        for side, sign in SIGNS.items():
            marks[f"{name}_{side}"] = _landmark(f"{name}_{side}", Point(sign * out, y), 10.0)
    return Body(
        measures=BodyMeasures(Build.MALE, 1760, 75),
        outline=_OUTLINE,
        zones=zones,
        treated=tuple(
            zone for zone in zones if zone.removesuffix("_left").removesuffix("_right") in _TREATED
        ),
        keep_outs=keep_outs,
        reduced={f"kidney_{side}": zones[f"kidney_{side}"] for side in SIGNS},
        organs={},
        guides={"waist": LineString([(-150, 60), (150, 60)])},
        landmarks=marks,
        spine=tuple(Point(0.0, y) for y in LEVELS.values()),
        cun_mm=24.0,
        sha256=f"{confirmed!s:0>8}{len(keep_outs):0>56}",
    )


def _zones(inner: float) -> dict[str, Region]:
    """Divide the outline: what comes first keeps what lies under two."""
    shapes: dict[str, Polygon] = dict(_MIDLINE)
    shapes["spine"] = box(-inner, -85, inner, 460)
    for name, (near, low, far, high) in _HALVES.items():
        for side, sign in SIGNS.items():
            shapes[f"{name}_{side}"] = box(
                min(sign * near, sign * far), low, max(sign * near, sign * far), high
            )
    shapes["upper_back"] = box(-200, 305, 200, 500)
    shapes["legs_and_arms"] = _OUTLINE
    zones: dict[str, Region] = {}
    taken: Region = Polygon()
    for name, shape in shapes.items():
        zones[name] = region(shapely.difference(shape, taken))
        taken = region(shapely.union(taken, shape))
    return zones


def region(found: shapely.Geometry) -> Region:
    """Give what a set operation found as an area; lines and places are left out."""
    if not isinstance(found, Polygon | MultiPolygon):
        parts = [part for part in shapely.get_parts(found) if isinstance(part, Polygon)]
        return MultiPolygon(parts)
    return found


def _landmark(name: str, at: Point, off_by: float) -> Landmark:
    trust = Trust.CONFIRMED if off_by < 20 else Trust.PALPATED
    return Landmark(name, at, trust, 10.0, off_by)
