"""A simple body and traces for tests of the dose: rectangles whose areas are known by heart."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.geometry import Point as Dot
from shapely.geometry.base import BaseGeometry

from lumbalis.domain.anatomy import Body, BodyMeasures, Build, Point, Region
from lumbalis.domain.plan.strokes import Contact
from lumbalis.domain.plan.tracing import Trace

Floats = NDArray[np.float64]

PALM = Contact("palms", 160, 90, 20)
THUMB = Contact("one_finger", 16, 12, 0)
POINT = Contact("finger_pads", 18, 14, 0)
CUP = Contact("silicone_cup", 50, 50, 0)


def traced(
    stroke: str,
    points: Floats,
    dwell_s: Floats,
    newton: Floats,
    contact: Contact,
    vacuum_kpa: float = 0.0,
) -> Trace:
    """Give a trace of which only the dose matters."""
    still = np.zeros_like(points)
    return Trace(stroke, contact, vacuum_kpa, points, still, dwell_s, newton, (0,), 0.0)


def passage(
    stroke: str,
    way: tuple[tuple[float, float], tuple[float, float]],
    contact: Contact = PALM,
    *,
    newton: float = 30.0,
    seconds: float = 60.0,
    vacuum_kpa: float = 0.0,
) -> Trace:
    """Move a contact along a straight way at one force, sampled at least every 4 mm."""
    start, end = np.array(way[0], float), np.array(way[1], float)
    count = int(np.hypot(*(end - start)) // 4) + 2
    points = start + np.linspace(0, 1, count)[:, None] * (end - start)
    each = np.full(count, seconds / count)
    return traced(stroke, points, each, np.full(count, newton), contact, vacuum_kpa)


def simple_body() -> Body:
    """Lay out a back of five zones with curved, slanted and touching borders."""
    zones = simple_zones()
    return Body(
        measures=BodyMeasures(Build.MALE, 1760, 80),
        outline=_area(shapely.union_all(list(zones.values()))),
        zones=zones,
        treated=("paravertebral_left", "paravertebral_right", "kidney_left", "gluteal_left"),
        keep_outs={"spine": zones["spine"]},
        reduced={"kidney_left": Dot(-60, 90).buffer(50)},
        organs={},
        guides={},
        landmarks={},
        spine=(Point(0, 200), Point(0, -100)),
        cun_mm=25.0,
        sha256="simple",
    )


def simple_zones() -> dict[str, Region]:
    """Divide the simple back: no two zones overlap, and they leave no gap but beside the arms."""
    spine = box(-20, -100, 20, 200)
    kidney = _area(Dot(-60, 90).buffer(40).difference(spine))
    left = _area(box(-120, -100, -20, 200).difference(kidney))
    gluteal = Polygon([(-160, -300), (60, -280), (20, -100), (-120, -100)])
    return {
        "spine": spine,
        "paravertebral_left": left,
        "paravertebral_right": box(20, -100, 120, 200),
        "kidney_left": kidney,
        "gluteal_left": gluteal,
    }


def _area(found: BaseGeometry) -> Region:
    """Give what a set operation found as the area it is."""
    if not isinstance(found, Polygon | MultiPolygon):
        raise TypeError(found)
    return found
