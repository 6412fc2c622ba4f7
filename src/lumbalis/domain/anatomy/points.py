"""Acupuncture points on one body, by the rules of the WHO standard (V66)."""

from __future__ import annotations

from typing import Final

from shapely.geometry import Point as Place

from lumbalis.domain.anatomy.body import Body
from lumbalis.domain.anatomy.frame import SPINE, Point, Side
from lumbalis.domain.protocol import Point as AcupuncturePoint

_CREASE: Final = "BL40"
_HIP: Final = "GB30"
_FROM_TROCHANTER: Final = 1 / 3


def point_at(point: AcupuncturePoint, side: Side, body: Body) -> Point | None:
    """Place a point on a side of a body, in the frame (mm).

    Points of the bladder meridian lie level with the tip of a spinous process (on the sacrum
    with the foramen), so many of the patient's own body inches out from the line of the
    spinous processes. BL40 is the middle of the crease of the knee. GB30 lies a
    third of the way from the trochanter to the end of the sacrum. None if there is no rule
    for the point, or if it lies off the body.
    """
    if point.lateral_cun == 0 and point.vertebra in SPINE:
        side = Side.MIDLINE
    at = _by_rule(point, side, body)
    return at if at is not None and zone_of(at, body) is not None else None


def zone_of(at: Point, body: Body) -> str | None:
    """Name the zone a place lies in; None off the body."""
    place = Place(at)
    return next((name for name, zone in body.zones.items() if zone.intersects(place)), None)


def wrong_zone(point: AcupuncturePoint, side: Side, body: Body) -> str | None:
    """Name the zone a point falls into where that is not the one its protocol has it in.

    On a small body BL26 may lie on the sacrum: there the limits of another zone would count.
    None if it lies where it should, or has no place on this body.
    """
    at = point_at(point, side, body)
    found = None if at is None else zone_of(at, body)
    expected = (point.region, f"{point.region}_{side.value}")
    return None if found is None or found in expected else found


def _by_rule(point: AcupuncturePoint, side: Side, body: Body) -> Point | None:
    if point.vertebra in SPINE:
        return _beside_spine(point, side, body)
    if side is Side.MIDLINE:
        return None
    if point.id == _CREASE:
        return body.landmarks[f"popliteal_{side.value}"].at
    if point.id == _HIP:
        hip, end = body.landmarks[f"trochanter_{side.value}"].at, body.landmarks["S4"].at
        share = _FROM_TROCHANTER
        return Point(hip.x + share * (end.x - hip.x), hip.y + share * (end.y - hip.y))
    return None


def _beside_spine(point: AcupuncturePoint, side: Side, body: Body) -> Point:
    y = body.landmarks[point.vertebra].at.y
    out = point.lateral_cun * body.cun_mm
    return Point(body.spine_x(y) + side.sign * out, y)
