"""Acupuncture points on the body, by the rules of the WHO standard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from anatomy_bodies import body, everybody, measures, usual
from lumbalis.domain.anatomy import Measured, Point, Side, point_at, wrong_zone, zone_of
from protocols import shipped_protocol

POINTS = shipped_protocol().points
SIDES = (Side.LEFT, Side.RIGHT)


@pytest.mark.parametrize(
    ("name", "level", "out_mm"), [("BL22", "L1", 36), ("BL23", "L2", 36), ("BL52", "L2", 72)]
)
def test_points_of_the_loin_lie_36_and_72_mm_beside_the_spine(
    name: str, level: str, out_mm: float
) -> None:
    """The reference man's inch is 24 mm."""
    at = point_at(POINTS[name], Side.LEFT, usual())
    assert at is not None
    assert at.x == pytest.approx(-out_mm, abs=0.2)
    assert at.y == usual().landmarks[level].at.y


def test_points_follow_a_curved_spine_and_the_patients_own_inch() -> None:
    """A fixed distance would miss the point on a broad back."""
    wide = {f"scapula_{side.value}": Measured(out_mm=81.0) for side in SIDES}
    bent = body(measures(landmarks=wide, curve={"L2": 20.0}))
    left, right = (point_at(POINTS["BL23"], side, bent) for side in SIDES)
    assert left is not None
    assert right is not None
    assert (left.x, right.x) == pytest.approx((20.0 - 40.5, 20.0 + 40.5))


def test_points_of_the_midline_have_no_side() -> None:
    """They lie on the vertebrae, where nothing is pressed."""
    left, right = (point_at(POINTS["GV4"], side, usual()) for side in SIDES)
    assert left == right == Point(0.0, usual().landmarks["L2"].at.y)


def test_the_point_of_the_knee_is_the_middle_of_its_crease() -> None:
    """BL40, of the WHO standard."""
    at = point_at(POINTS["BL40"], Side.RIGHT, usual())
    assert at == usual().landmarks["popliteal_right"].at


def test_the_point_of_the_hip_lies_a_third_of_the_way_to_the_sacrum() -> None:
    """GB30, of the WHO standard."""
    at = point_at(POINTS["GB30"], Side.RIGHT, usual())
    hip, end = usual().landmarks["trochanter_right"].at, usual().landmarks["S4"].at
    assert at is not None
    assert (hip.x - at.x) / (hip.x - end.x) == pytest.approx(1 / 3)
    assert zone_of(at, usual()) == "gluteal_right"


def test_a_point_without_a_rule_has_no_place() -> None:
    """Nothing is guessed."""
    unknown = replace(POINTS["GB30"], id="GB31")
    assert point_at(unknown, Side.LEFT, usual()) is None
    assert point_at(POINTS["BL40"], Side.MIDLINE, usual()) is None


def test_a_place_beside_the_body_is_in_no_zone() -> None:
    """The couch is no skin."""
    assert zone_of(Point(900.0, 0.0), usual()) is None


def test_every_point_lies_in_its_zone_on_every_body() -> None:
    """Then the limits of the zone it was planned in are the ones it is checked by."""
    for given in everybody(3, 4):
        one = body(given)
        for point in POINTS.values():
            for side in SIDES:
                assert wrong_zone(point, side, one) is None, (point.id, side, given)


def test_a_point_that_falls_into_another_zone_is_named() -> None:
    """A narrow shoulder blade and a sacrum felt high: L5's point comes to lie on its plate."""
    landmarks = {
        "S1": Measured(-50.0),
        "L5": Measured(-30.0),
        **{f"scapula_{side.value}": Measured(out_mm=50.0) for side in SIDES},
    }
    small = body(measures(landmarks=landmarks))
    moved = replace(POINTS["BL26"], vertebra="S1")
    assert wrong_zone(moved, Side.LEFT, small) == "sacrum"
    assert wrong_zone(POINTS["BL26"], Side.LEFT, usual()) is None
