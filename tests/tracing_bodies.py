"""A back with a spine, straight or curved, and strokes on it, for tests of tracing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from lumbalis.domain.anatomy import (
    Anchor,
    Body,
    BodyMeasures,
    Build,
    Landmark,
    Point,
    Side,
    Trust,
)
from lumbalis.domain.plan import Seconds
from lumbalis.domain.plan.strokes import Contact, ForceKnot, Generator, Stroke

Floats = NDArray[np.float64]
LEVELS = {"T7": 305.0, "T12": 151.0, "L1": 116.0, "L2": 79.0, "L3": 40.0}
LEVELS |= {"L4": 0.0, "L5": -42.0, "S1": -75.0, "S2": -101.0}
LEGS = {"fold": (90.0, -230.0), "popliteal": (95.0, -560.0), "ankle": (90.0, -930.0)}
SIGNS = {"left": -1, "right": 1}


def body(**moved_mm: float) -> Body:
    """Give a body with a straight spine; a level can be moved to the patient's right."""
    levels = {name: Point(moved_mm.get(name, 0.0), y) for name, y in LEVELS.items()}
    legs = {
        f"{name}_{side}": Point(sign * x, y)
        for name, (x, y) in LEGS.items()
        for side, sign in SIGNS.items()
    }
    marks = {name: _landmark(name, at) for name, at in (levels | legs).items()}
    whole = shapely.box(-200, -1000, 200, 500)
    return Body(
        measures=BodyMeasures(Build.MALE, 1760, 75),
        outline=whole,
        zones={"paravertebral_left": whole},
        treated=("paravertebral_left",),
        keep_outs={},
        reduced={},
        organs={},
        guides={},
        landmarks=marks,
        spine=tuple(levels.values()),
        cun_mm=24.0,
        sha256="0" * 64,
    )


def with_landmark(old: Body, name: str, up_mm: float) -> Body:
    """Give the body with one landmark found higher up."""
    mark = old.landmarks[name]
    moved = replace(mark, at=Point(mark.at.x, mark.at.y + up_mm))
    return replace(old, landmarks={**old.landmarks, name: moved})


def _landmark(name: str, at: Point) -> Landmark:
    return Landmark(name, at, Trust.PALPATED, 10.0, 38.0)


def beside_spine(side: Side = Side.LEFT, out_mm: float = 60.0) -> tuple[Anchor, ...]:
    """Give the lane from L5 to L1 beside the spine."""
    return Anchor("L5", side, 0, out_mm), Anchor("L1", side, 0, out_mm)


def stroke(generator: Generator = Generator.LINE, **changes: object) -> Stroke:
    """Give an ordinary stroke of a generator, with something changed."""
    ordinary = Stroke(
        id="s1",
        step=0,
        zone="paravertebral_left",
        manipulation="stroking.flat",
        generator=generator,
        lane=beside_spine(),
        contact=Contact("palms", 120, 70, 0),
        force=(ForceKnot(0, 20), ForceKnot(1, 20)),
        amplitude_mm=20,
        pitch_mm=25,
        speed_mm_s=100,
        tempo_hz=0,
        repeats=4,
        vacuum_kpa=0,
        starts_s=Seconds(0),
        seconds=Seconds(30),
    )
    return replace(ordinary, **changes)  # type: ignore[arg-type]  # the caller names real fields


def lane_distance_mm(points: Floats, corners: list[Point]) -> Floats:
    """Give the distance (n,) of points (n, 2) from a lane of corners."""
    lane = shapely.LineString(corners) if len(corners) > 1 else shapely.Point(corners[0])
    return np.asarray(shapely.distance(shapely.points(points), lane))
