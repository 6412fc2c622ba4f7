"""Levels of the spine on the skin, landmarks and how far off each may be."""

from __future__ import annotations

import pytest

from anatomy_bodies import body, measures, usual, usual_woman
from lumbalis.domain.anatomy import SPINE, Build, Measured, Trust

REFERENCE_MM = {
    "C7": 452,
    "T11": 185,
    "T12": 151,
    "L1": 116,
    "L2": 79,
    "L3": 40,
    "L4": 0,
    "L5": -42,
    "S1": -75,
    "S2": -101,
}


@pytest.mark.parametrize(("level", "y_mm"), REFERENCE_MM.items())
def test_levels_of_the_reference_man_lie_where_the_body_map_has_them(
    level: str, y_mm: float
) -> None:
    """The table the reference gives for a man of 1760 mm and 24 kg/m2."""
    assert usual().landmarks[level].at.y == pytest.approx(y_mm, abs=1.0)


def test_thoracic_and_lumbar_part_have_the_lengths_of_the_anatomies() -> None:
    """Gray: 28 cm and 18 cm. From C7 to T12, and from T12 to L5."""
    y = {name: mark.at.y for name, mark in usual_woman().landmarks.items()}
    assert (y["C7"] - y["T12"]) / (y["T12"] - y["L5"]) == pytest.approx(28 / 18, rel=1e-3)


def test_levels_follow_each_other_from_the_neck_down() -> None:
    """Everything that is cut by levels relies on their order."""
    heights = [usual().landmarks[name].at.y for name in SPINE]
    assert heights == sorted(heights, reverse=True)


def test_the_crest_crosses_l4_in_men_and_below_it_in_women() -> None:
    """Tuffier's line: the body of L4 in men, the space under it in women."""
    man, woman = usual().landmarks, usual_woman().landmarks
    assert man["crest_left"].at.y == pytest.approx(man["L4"].at.y)
    assert woman["L5"].at.y < woman["crest_left"].at.y < woman["L4"].at.y


def test_the_tenth_rib_of_the_survey_lies_between_l2_and_l3() -> None:
    """An independent check: no figure of the levels was fitted to it."""
    size = body().measures
    tenth_rib_y = 1121 + 0.7236 * (size.stature_mm - 1756.2) + 0.548 * (24 - 27.69)
    tenth_rib_y -= 1518.2 - usual().landmarks["C7"].at.y - 2.5
    y = usual().landmarks
    assert y["L3"].at.y < tenth_rib_y < y["L2"].at.y


def test_an_estimated_or_palpated_level_may_be_one_vertebra_off() -> None:
    """One palpation in four names a neighbour (Pysyk 2010)."""
    marks = body(measures(landmarks={"L2": Measured(80.0)})).landmarks
    assert marks["L2"].trust is Trust.PALPATED
    assert marks["L2"].off_by_mm == pytest.approx(marks["L2"].at.y - marks["L3"].at.y)
    assert marks["T12"].trust is Trust.MODEL
    assert marks["T12"].off_by_mm == pytest.approx(marks["T12"].at.y - marks["L1"].at.y)


def test_confirming_l4_makes_the_levels_counted_from_it_surer_and_the_near_ones_most() -> None:
    """Counting spreads: the further from L4, the less is known."""
    marks = body(measures(landmarks={"L4": Measured(trust=Trust.CONFIRMED)})).landmarks
    assert marks["L4"].off_by_mm == 10.0
    assert marks["L3"].trust is Trust.CONFIRMED
    assert marks["L4"].off_by_mm < marks["L3"].off_by_mm < marks["L1"].off_by_mm
    assert marks["L1"].off_by_mm < usual().landmarks["L1"].off_by_mm


def test_a_confirmed_level_is_never_less_sure_than_a_palpated_one() -> None:
    """Calibrating must never make a plan worse."""
    sure = body(measures(landmarks={"L4": Measured(trust=Trust.CONFIRMED)})).landmarks
    for name in SPINE:
        assert sure[name].off_by_mm <= max(usual().landmarks[name].off_by_mm, 10.0)
        assert sure[name].sd_mm < usual().landmarks[name].sd_mm


@pytest.mark.parametrize("build", Build)
def test_every_landmark_of_the_contract_is_there_on_both_sides(build: Build) -> None:
    """Strokes are anchored to them by name."""
    marks = body(measures(build, 1650.0)).landmarks
    for name in ("psis", "crest", "fold", "popliteal", "ankle", "trochanter", "rib12", "scapula"):
        left, right = marks[f"{name}_left"].at, marks[f"{name}_right"].at
        assert left.y == right.y
        assert left.x == -right.x
        assert right.x > 0
    assert set(SPINE) < set(marks)
