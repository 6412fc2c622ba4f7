"""Measured landmarks and a curved spine move the map; what cannot be is refused."""

from __future__ import annotations

from math import nan

import pytest
import shapely

from anatomy_bodies import body, measures, overlap_mm2, uncovered_mm2, usual
from lumbalis.domain.anatomy import (
    BodyError,
    BodyMeasures,
    Build,
    Lesion,
    Measured,
    Point,
    Trouble,
)


def found(**landmarks: Measured) -> BodyMeasures:
    """Measure the usual man with these landmarks."""
    return measures(landmarks=landmarks)


def test_a_measured_level_lies_where_it_was_found_and_its_neighbours_follow() -> None:
    """Between L4 and what was felt, in proportion; nothing moves on the other side of L4."""
    marks = body(found(L1=Measured(125.0))).landmarks
    usually = usual().landmarks
    assert marks["L1"].at.y == 125.0
    for name in ("T12", "L2", "L3"):
        assert marks[name].at.y > usually[name].at.y
    assert marks["L2"].at.y / marks["L3"].at.y == pytest.approx(
        usually["L2"].at.y / usually["L3"].at.y
    )
    assert marks["L5"].at.y == usually["L5"].at.y


def test_measured_levels_move_the_kidneys() -> None:
    """Where T11 and L3 lie higher, so do the limits of the reduced area."""
    higher = body(found(T11=Measured(205.0), L3=Measured(46.0)))
    for side in ("left", "right"):
        before = usual().reduced[f"kidney_{side}"].bounds
        after = higher.reduced[f"kidney_{side}"].bounds
        assert after[3] == pytest.approx(before[3] + 205.0 - 185.1, abs=0.2)


def test_measuring_c7_and_the_folds_stretches_the_outline() -> None:
    """A longer back, and a longer buttock on the side of the lower fold."""
    longer = body(found(C7=Measured(480.0), fold_left=Measured(-260.0)))
    assert longer.outline.bounds[3] == pytest.approx(usual().outline.bounds[3] + 28.2, abs=0.3)
    left, right = (longer.zones[f"gluteal_{side}"].area for side in ("left", "right"))
    assert left > right


def test_a_crease_found_further_out_moves_that_leg_only() -> None:
    """Legs need not lie alike."""
    moved = body(found(popliteal_left=Measured(-560.0, 115.0)))
    assert moved.landmarks["popliteal_left"].at == Point(-115.0, -560.0)
    assert moved.landmarks["popliteal_right"].at == usual().landmarks["popliteal_right"].at
    assert moved.zones["popliteal_left"].contains(shapely.Point(-115.0, -560.0))
    assert moved.zones["lower_leg_right"].equals(usual().zones["lower_leg_right"])


def test_a_measured_crest_moves_the_rim_and_not_the_spine() -> None:
    """The crest says how high the rim is; levels are counted from L4."""
    moved = body(found(crest_left=Measured(14.0), psis_left=Measured(-90.0, 50.0)))
    assert moved.zones["iliac_crest_left"].bounds[3] > 13.0
    assert moved.landmarks["L3"].at == usual().landmarks["L3"].at


def test_a_measured_shoulder_blade_sets_the_body_inch() -> None:
    """Three inches reach from the midline to its inner border."""
    wide = found(scapula_left=Measured(out_mm=90.0), scapula_right=Measured(out_mm=90.0))
    assert body(wide).cun_mm == 30.0
    assert usual().cun_mm == pytest.approx(24.0, abs=0.1)


def test_a_curve_bends_the_spine_its_band_and_the_muscles_beside_it() -> None:
    """A straight band beside a bent spine would let hands onto the vertebrae."""
    bent = body(measures(curve={"L2": 30.0, "T8": -12.0}))
    y = bent.landmarks["L2"].at.y
    assert bent.spine_x(y) == 30.0
    assert bent.landmarks["C7"].at.x == bent.landmarks["S1"].at.x == 0.0
    assert 0.0 < bent.landmarks["L4"].at.x < 30.0
    band = bent.keep_outs["spine"]
    assert band.buffer(1e-6).covers(shapely.LineString([(10.0, y), (50.0, y)]))
    assert not band.intersects(shapely.Point(-5.0, y))
    assert overlap_mm2(bent) < 1e-6
    assert uncovered_mm2(bent) < 1e-2


@pytest.mark.parametrize("curve", [{"L3": -60.0, "T9": 60.0}, {"L2": 60.0}, {"T6": -60.0}])
def test_the_steepest_curve_keeps_20_mm_between_the_spine_and_any_zone(
    curve: dict[str, float],
) -> None:
    """Measured across the line, not along x, where a slope makes the band narrower."""
    bent = body(measures(Build.FEMALE, 1500.0, 18.0, curve=curve))
    line = shapely.LineString([at for at in bent.spine if at.y >= bent.landmarks["S1"].at.y])
    for name in bent.treated:
        if name != "sacrum":
            assert bent.zones[name].distance(line) >= 20.0 - 1e-6, name
    assert overlap_mm2(bent) < 1e-6
    assert uncovered_mm2(bent) < 1e-2


def test_beside_a_curve_the_reduced_area_keeps_the_place_beside_a_straight_spine() -> None:
    """A kidney does not follow the spinous processes: both places count."""
    bent = body(measures(curve={"L1": 30.0}))
    straight = shapely.difference(usual().reduced["kidney_right"], bent.keep_outs["spine"])
    straight = shapely.intersection(straight, shapely.box(50.0, 20.0, 101.0, 191.0))
    assert shapely.difference(straight, bent.reduced["kidney_right"]).area < 1e-6


def ring(*points: tuple[float, float], margin_mm: float = 10.0) -> Lesion:
    """Outline a mark on the skin."""
    return Lesion("x", "mark", tuple(Point(*at) for at in points), 0.0, margin_mm)


WRONG = {
    "too small": (measures(stature_mm=1500.0), Trouble.STATURE_OUTSIDE, ""),
    "too tall": (measures(stature_mm=2100.0), Trouble.STATURE_OUTSIDE, ""),
    "a small woman is no small man": (
        measures(Build.FEMALE, 1400.0),
        Trouble.STATURE_OUTSIDE,
        "",
    ),
    "too thin": (measures(bmi=16.5), Trouble.BMI_OUTSIDE, ""),
    "too heavy": (measures(bmi=46.0), Trouble.BMI_OUTSIDE, ""),
    "no number": (measures(bmi=nan), Trouble.BMI_OUTSIDE, ""),
    "unknown place": (found(navel_left=Measured(10.0)), Trouble.LANDMARK_UNKNOWN, "navel_left"),
    "unknown level": (measures(curve={"T13": 4.0}), Trouble.LANDMARK_UNKNOWN, "T13"),
    "beside the body": (
        found(psis_left=Measured(-100.0, 400.0)),
        Trouble.LANDMARK_OUTSIDE,
        "psis_left",
    ),
    "on the wrong side": (
        found(psis_left=Measured(-100.0, -46.0)),
        Trouble.LANDMARK_OUTSIDE,
        "psis_left",
    ),
    "upside down": (
        found(L1=Measured(100.0), L2=Measured(110.0)),
        Trouble.LANDMARKS_OUT_OF_ORDER,
        "L1",
    ),
    "on top of each other": (found(L3=Measured(3.0)), Trouble.LANDMARKS_OUT_OF_ORDER, "L3"),
    "centimetres for millimetres": (
        found(C7=Measured(45.0)),
        Trouble.LANDMARKS_OUT_OF_ORDER,
        "C7",
    ),
    "below instead of above": (
        found(fold_left=Measured(240.0)),
        Trouble.LANDMARKS_OUT_OF_ORDER,
        "fold_left",
    ),
    "crest at the ribs": (
        found(crest_left=Measured(150.0)),
        Trouble.LANDMARKS_OUT_OF_ORDER,
        "crest_left",
    ),
    "not a number": (found(L3=Measured(nan)), Trouble.LANDMARKS_OUT_OF_ORDER, "L3"),
    "bent too far": (measures(curve={"L2": 61.0}), Trouble.CURVE_OUTSIDE, "L2"),
    "bent at its end": (measures(curve={"S1": 1.0}), Trouble.CURVE_OUTSIDE, "S1"),
    "bent by no number": (measures(curve={"L2": nan}), Trouble.CURVE_OUTSIDE, "L2"),
    "a bow tie": (
        measures(lesions=(ring((0, 0), (30, 30), (30, 0), (0, 30)),)),
        Trouble.LESION_CROSSES_ITSELF,
        "x",
    ),
    "beside the couch": (
        measures(lesions=(ring((900, 0), (930, 0), (930, 30)),)),
        Trouble.LESION_OUTSIDE,
        "x",
    ),
    "a mole without size": (
        measures(lesions=(Lesion("x", "mole", (Point(60.0, 0.0),), 0.0, 20.0),)),
        Trouble.LESION_TOO_SMALL,
        "x",
    ),
    "two points": (measures(lesions=(ring((0, 0), (30, 30)),)), Trouble.LESION_TOO_SMALL, "x"),
    "no points": (measures(lesions=(ring(),)), Trouble.LESION_TOO_SMALL, "x"),
    "a mark nowhere": (
        measures(lesions=(ring((0, 0), (nan, 30), (30, 0)),)),
        Trouble.LESION_OUTSIDE,
        "x",
    ),
}


@pytest.mark.parametrize(("given", "trouble", "about"), WRONG.values(), ids=WRONG)
def test_what_no_body_can_have_is_refused_and_named(
    given: BodyMeasures, trouble: Trouble, about: str
) -> None:
    """Better no map than one of a body that does not exist."""
    with pytest.raises(BodyError) as refused:
        body(given)
    assert refused.value.trouble is trouble
    assert refused.value.about == about


def test_every_trouble_can_happen() -> None:
    """A reason that nothing raises is one nobody tested."""
    assert {trouble for _, trouble, _ in WRONG.values()} == set(Trouble)


def test_a_refusal_says_what_was_found_and_what_is_possible() -> None:
    """Whoever measured has to know what to look for."""
    with pytest.raises(BodyError) as refused:
        body(found(L3=Measured(3.0)))
    error = refused.value
    assert error.found == 3.0
    assert error.low is not None
    assert error.high is not None
    assert error.low < usual().landmarks["L3"].at.y < error.high
