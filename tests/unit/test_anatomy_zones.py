"""The partition of the skin, keep-outs, reduced areas, kidneys and marks on the skin."""

from __future__ import annotations

import hashlib
import pickle

import pytest
import shapely

from anatomy_bodies import (
    body,
    everybody,
    measures,
    named,
    overlap_mm2,
    shipped_model,
    uncovered_mm2,
    usual,
    usual_woman,
)
from lumbalis.domain.anatomy import Body, BodyMeasures, Build, Lesion, Point
from protocols import shipped_protocol

SIDES = ("left", "right")
PAIRS = (
    "kidney",
    "paravertebral",
    "lateral_lumbar",
    "lower_thoracic",
    "iliac_crest",
    "gluteal",
    "thigh",
    "knee",
    "popliteal",
    "lower_leg",
)
TREATED = {"sacrum"} | {f"{name}_{side}" for name in PAIRS for side in SIDES}
UNTREATED = {"spine", "cleft", "lymph_nodes", "head_neck", "upper_back"} | {
    f"{name}_{side}" for name in ("flank_thoracic", "arm", "foot") for side in SIDES
}
MOLE = Lesion("m", "mole", (Point(60.0, -150.0),), 8.0, 20.0)


def require_partition(one: Body) -> None:
    """Let every square millimetre of a body belong to exactly one zone."""
    assert one.outline.is_valid
    assert all(zone.is_valid and zone.area > 100 for zone in one.zones.values())
    assert set(one.zones) == TREATED | UNTREATED
    assert overlap_mm2(one) < 1e-6
    assert uncovered_mm2(one) < 1e-2


@pytest.mark.parametrize("given", everybody(4, 5), ids=named)
def test_zones_divide_the_skin_of_every_body_without_rest_or_overlap(given: BodyMeasures) -> None:
    """A dose is summed by zone: a doubly counted cell would be a wrong dose."""
    require_partition(body(given))


@pytest.mark.deep
@pytest.mark.parametrize("given", everybody(15, 15), ids=named)
def test_zones_divide_the_skin_of_very_many_bodies(given: BodyMeasures) -> None:
    """The same on 450 bodies."""
    require_partition(body(given))


def test_the_treated_zones_are_those_of_the_protocol_that_hands_may_work_on() -> None:
    """A zone of the protocol without a place could be planned and never checked."""
    may_work = {zone.id for zone in shipped_protocol().zones.zones.values() if zone.maximum}
    assert set(usual().treated) == TREATED == may_work


def test_a_body_is_the_mirror_image_of_itself_but_for_the_kidneys() -> None:
    """Nobody is favoured a side; the left kidney alone sinks further."""
    one = usual_woman()
    for name in ("arm", "thigh", "gluteal", "lower_leg", "popliteal", "iliac_crest"):
        left, right = one.zones[f"{name}_left"], one.zones[f"{name}_right"]
        turned = shapely.transform(left, lambda points: points * (-1.0, 1.0))
        assert shapely.symmetric_difference(turned, right).area < 1e-6


@pytest.mark.parametrize("build", Build)
def test_the_spines_band_reaches_20_mm_to_either_side_from_c7_to_s1(build: Build) -> None:
    """Stricter than the source, which begins at T12."""
    one = body(measures(build, 1650.0))
    y = one.landmarks
    band = shapely.box(-20.0, y["S1"].at.y, 20.0, y["C7"].at.y)
    assert one.keep_outs["spine"].buffer(1e-6).covers(band)
    assert one.zones["spine"].bounds[::2] == pytest.approx((-20.0, 20.0))


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("given", everybody(3, 3), ids=named)
def test_the_reduced_area_covers_morris_rectangle_as_far_as_there_is_skin(
    given: BodyMeasures, side: str
) -> None:
    """25 to 95 mm from the midline, T11 to the lower border of L3 (below its tip)."""
    one = body(given)
    y = one.landmarks
    sign = -1.0 if side == "left" else 1.0
    inner, outer = sorted((sign * 25.0, sign * 95.0))
    rectangle = shapely.box(inner, y["L3"].at.y - 8.0, outer, y["T11"].at.y)
    on_skin = shapely.difference(
        shapely.intersection(rectangle, one.outline), one.zones["arm_left"]
    )
    on_skin = shapely.difference(on_skin, one.zones["arm_right"])
    assert shapely.difference(on_skin, one.reduced[f"kidney_{side}"]).area < 1e-6


@pytest.mark.parametrize("side", SIDES)
def test_the_reduced_area_begins_at_the_edge_of_the_spines_band(side: str) -> None:
    """No strip of full force may be left between the two."""
    area = usual().reduced[f"kidney_{side}"]
    at_l1 = Point(21.0 if side == "right" else -21.0, usual().landmarks["L1"].at.y)
    assert area.contains(shapely.Point(at_l1))
    assert area.distance(usual().keep_outs["spine"]) < 1e-9


@pytest.mark.parametrize(("side", "lowest_mm"), [("left", 54.0), ("right", 35.0)])
def test_the_reduced_area_holds_the_organ_sunk_by_breath_and_lying_prone(
    side: str, lowest_mm: float
) -> None:
    """Breathing moves it 25 mm; lying prone with a roll the left one sinks further."""
    organ = usual().organs[f"kidney_{side}"]
    sunk = shapely.transform(organ, lambda points: points - (0.0, lowest_mm))
    area = usual().reduced[f"kidney_{side}"].buffer(1e-6)
    assert area.covers(organ)
    assert area.covers(sunk)


def test_the_right_kidney_lies_lower_and_a_finger_above_the_crest() -> None:
    """Anatomies: 12.5 mm lower, its pole about 4 cm above the crest."""
    left, right = (usual().organs[f"kidney_{side}"] for side in SIDES)
    assert left.centroid.y - right.centroid.y == pytest.approx(12.5)
    assert 30.0 < right.bounds[1] - usual().landmarks["crest_right"].at.y < 60.0


def test_most_of_the_muscle_beside_the_lumbar_spine_counts_as_kidney() -> None:
    """The conflict of the source article, in figures: full force stays only below L3."""
    one = usual()
    top = one.landmarks["T12"].at.y
    strip = shapely.box(20.0, one.landmarks["S1"].at.y, 60.0, top)
    share = shapely.intersection(strip, one.reduced["kidney_right"]).area / strip.area
    assert 0.5 < share < 0.65


def test_no_force_zone_meets_the_groin_the_cleft_or_the_tailbone() -> None:
    """Three places where a hand has no business."""
    one = usual()
    coccyx = shapely.Point(0.0, one.landmarks["S4"].at.y - 20.0)
    assert one.keep_outs["cleft"].contains(coccyx)
    fold = one.landmarks["fold_right"].at
    inner = shapely.Point(20.0, fold.y - 30.0)
    assert one.keep_outs["lymph_nodes"].contains(inner)


def test_the_hollow_of_the_knee_reaches_40_mm_above_and_below_its_crease() -> None:
    """The extent the protocol gives it."""
    one = usual()
    crease = one.landmarks["popliteal_left"].at.y
    _, low, _, high = one.zones["popliteal_left"].bounds
    assert (crease - low, high - crease) == pytest.approx((40.0, 40.0), abs=0.5)
    _, low, _, high = one.zones["knee_left"].bounds
    assert (crease - low, high - crease) == pytest.approx((50.0, 50.0))


@pytest.mark.parametrize(
    ("zones", "build", "area_cm2"),
    [
        (("gluteal_left", "iliac_crest_left"), Build.MALE, 271),
        (("gluteal_left", "iliac_crest_left"), Build.FEMALE, 304),
        (("lower_leg_left",), Build.MALE, 311),
        (("lower_leg_left",), Build.FEMALE, 300),
        (("thigh_left", "popliteal_left", "knee_left"), Build.MALE, 450),
    ],
)
def test_areas_are_those_of_an_independent_drawing_within_a_fifth(
    zones: tuple[str, ...], build: Build, area_cm2: float
) -> None:
    """The other drawing parts thigh and knee differently, so areas agree only roughly."""
    one = usual() if build is Build.MALE else usual_woman()
    found = sum(one.zones[name].area for name in zones) / 100
    assert found == pytest.approx(area_cm2, rel=0.2)


def test_nothing_comes_nearer_to_a_mole_than_its_margin() -> None:
    """A circle drawn with straight sides must not cut the true one."""
    one = body(measures(lesions=(MOLE,)))
    kept = one.keep_outs["lesion:m"]
    assert kept.covers(shapely.Point(60.0, -150.0).buffer(28.0, quad_segs=64))
    assert kept.area < 3.15 * 29.0**2
    assert set(one.keep_outs) == {"spine", "cleft", "lymph_nodes", "lesion:m"}


def test_a_mark_with_an_outline_keeps_its_shape_and_margin() -> None:
    """The margin lies around the whole outline, corners too."""
    ring = (Point(40.0, -150.0), Point(80.0, -150.0), Point(60.0, -110.0))
    scar = Lesion("s", "mark", ring, 0.0, 10.0)
    kept = body(measures(lesions=(scar,))).keep_outs["lesion:s"]
    assert kept.buffer(0.1).covers(shapely.Polygon(ring).buffer(10.0))


def test_guides_stay_inside_the_outline() -> None:
    """They are drawn as they are."""
    for one in (usual(), usual_woman()):
        for name in ("rib_12", "crest", "scapula", "gluteal_fold", "crease"):
            for side in SIDES:
                assert one.outline.covers(one.guides[f"{name}_{side}"])
        assert one.outline.covers(one.guides["waist"])
        assert one.outline.covers(one.guides["cleft"])


def test_the_outline_is_smooth_and_has_few_corners() -> None:
    """Sheets are small and every check on the outline is quick."""
    assert shapely.get_num_coordinates(usual().outline) < 700


def test_the_name_of_a_body_changes_with_its_measures_and_with_nothing_else() -> None:
    """A plan made for one body must be refused on another."""
    again = body(measures())
    assert again.sha256 == usual().sha256
    assert body(measures(bmi=24.1)).sha256 != usual().sha256
    assert body(measures(lesions=(MOLE,))).sha256 != usual().sha256
    assert len(usual().sha256) == len(hashlib.sha256().hexdigest())


def test_a_body_survives_being_sent_to_another_process() -> None:
    """Sweeps run in several processes."""
    sent = pickle.loads(pickle.dumps(usual()))  # noqa: S301 - our own bytes
    assert sent.sha256 == usual().sha256
    assert sent.zones["sacrum"].equals(usual().zones["sacrum"])


def test_the_model_knows_what_it_was_made_from() -> None:
    """It is part of every body's name."""
    assert len(shipped_model().sha256) == 64
