"""A body of rectangles, 400 mm broad, so that every area in a test can be worked out by hand."""

from __future__ import annotations

from dataclasses import replace

from shapely.geometry import LineString, Polygon, box
from shapely.ops import unary_union

from lumbalis.domain.anatomy import (
    SPINE,
    Body,
    BodyMeasures,
    Build,
    Landmark,
    Point,
    Region,
    Trust,
)
from lumbalis.domain.anatomy.frame import Side

MEASURES = BodyMeasures(build=Build.MALE, stature_mm=1760.0, mass_kg=74.0)
_HEIGHTS = {"C7": 455.0, "S1": -75.0, "S2": -101.0, "S4": -150.0}
_LEVELS = ("L5", "L4", "L3", "L2", "L1", *(f"T{n}" for n in range(12, 0, -1)))
_LEGS = {"fold": -260.0, "popliteal": -650.0, "ankle": -1000.0}


def heights() -> dict[str, float]:
    """Give the height of every level: 36 mm apart from L5 up."""
    counted = {name: 36.0 * (place - 1) for place, name in enumerate(_LEVELS)}
    return {name: (_HEIGHTS | counted)[name] for name in SPINE}


def rectangle_body(measures: BodyMeasures = MEASURES, stretch: float = 1.0) -> Body:
    """Make a body from rectangles; `stretch` lengthens it from L4 both ways."""
    spine = tuple(Point(0.0, y * stretch) for y in heights().values())
    zones = _zones(stretch)
    outline = _region(unary_union(list(zones.values())))
    marks = {name: Point(0.0, y * stretch) for name, y in heights().items()}
    for side in (Side.LEFT, Side.RIGHT):
        for name, y in _LEGS.items():
            marks[f"{name}_{side.value}"] = Point(side.sign * 100.0, y * stretch)
    return Body(
        measures=measures,
        outline=outline,
        zones=zones,
        treated=tuple(name for name in zones if name not in {"spine", "upper_back"}),
        keep_outs={"spine": zones["spine"]},
        reduced={},
        organs={},
        guides={"cleft": LineString([(0, -150), (0, -260)])},
        landmarks={name: Landmark(name, at, Trust.MODEL, 11.0, 36.0) for name, at in marks.items()},
        spine=spine,
        cun_mm=24.0,
        sha256="0" * 64,
    )


def lengthened(body: Body, stretch: float) -> Body:
    """Give the same patient re-measured, so much longer from L4 both ways."""
    return replace(rectangle_body(body.measures, stretch), sha256="1" * 64)


def square(x: float, y: float, side: float = 40.0) -> tuple[Point, ...]:
    """Draw a square by its lower left corner."""
    return tuple(Point(x + dx * side, y + dy * side) for dx, dy in ((0, 0), (1, 0), (1, 1), (0, 1)))


def _zones(stretch: float) -> dict[str, Region]:
    """Split 400 mm by 1500 mm: the spine's band, then a left and a right column per height."""
    bands = {
        "upper_back": (455, 200),
        "lower_thoracic": (200, 110),
        "lumbar": (110, -75),
        "gluteal": (-75, -260),
        "thigh": (-260, -600),
        "lower_leg": (-600, -1045),
    }
    zones: dict[str, Region] = {"spine": box(-20, -75 * stretch, 20, 200 * stretch)}
    for name, (top, bottom) in bands.items():
        for side, (left, right) in {"left": (-200, 0), "right": (0, 200)}.items():
            whole = box(left, bottom * stretch, right, top * stretch)
            zones[f"{name}_{side}"] = _region(whole.difference(zones["spine"]))
    return zones


def _region(shape: object) -> Region:
    if not isinstance(shape, Polygon):
        raise TypeError(shape)
    return shape
