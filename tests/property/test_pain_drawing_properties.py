"""What holds for every pain drawing: the index of overlap, areas under movement, left and right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumbalis.domain.anatomy import Point
from lumbalis.domain.outcomes.pain_drawing import (
    PainArea,
    PainDrawing,
    PainMark,
    compare,
    enclosed,
    jaccard,
    pain_area,
)
from pain_drawing_bodies import rectangle_body

BODY = rectangle_body()
_MIRRORED = {"left": "right", "right": "left"}

places = st.builds(
    Point,
    st.floats(-190, 190, allow_nan=False).map(lambda x: round(x, 2)),
    st.floats(-250, 190, allow_nan=False).map(lambda y: round(y, 2)),
)
lines = st.lists(places, max_size=14).map(tuple)
marks = st.builds(PainMark, lines, st.integers(0, 10))
drawings = st.lists(marks, max_size=3).map(lambda found: PainDrawing(BODY.sha256, tuple(found)))


def moved(drawing: PainDrawing, x: float, y: float, mirror: int = 1) -> PainDrawing:
    """Move every line, or mirror it at the midline."""
    return PainDrawing(
        drawing.body_sha256,
        tuple(
            PainMark(tuple(Point(mirror * at.x + x, at.y + y) for at in mark.line), mark.nrs)
            for mark in drawing.marks
        ),
    )


def measured(drawing: PainDrawing) -> PainArea:
    """Measure on the body of rectangles."""
    return pain_area(drawing, BODY)


@given(drawings, drawings)
def test_the_index_of_overlap_is_symmetric_and_within_its_range(
    one: PainDrawing, other: PainDrawing
) -> None:
    """Whatever was drawn."""
    first, second = measured(one).region, measured(other).region
    index = jaccard(first, second)
    if index is None:
        assert first is None
        assert second is None
    else:
        assert 0.0 <= index <= 1.0
        assert index == pytest.approx(jaccard(second, first), abs=1e-9)


@given(drawings)
def test_a_drawing_overlaps_itself_wholly(drawing: PainDrawing) -> None:
    """Nothing is gone, nothing is new."""
    area = measured(drawing)
    change = compare(area, area)
    assert change.jaccard == (None if area.region is None else pytest.approx(1.0))
    assert (change.gone_cm2, change.new_cm2) == pytest.approx((0.0, 0.0), abs=1e-4)


@given(drawings, drawings)
def test_kept_gone_and_new_add_up(one: PainDrawing, other: PainDrawing) -> None:
    """Every square centimetre of both visits has one name."""
    before, after = measured(one), measured(other)
    change = compare(before, after)
    assert change.kept_cm2 + change.gone_cm2 == pytest.approx(before.area_cm2, abs=1e-3)
    assert change.kept_cm2 + change.new_cm2 == pytest.approx(after.area_cm2, abs=1e-3)


@given(lines, st.floats(-50, 50), st.floats(-50, 50))
def test_an_area_does_not_change_when_it_is_moved(
    line: tuple[Point, ...], x: float, y: float
) -> None:
    """As long as nothing is cut off, which only the body's edge does."""
    here, there = enclosed(line), enclosed(Point(at.x + x, at.y + y) for at in line)
    assert (0 if there is None else there.area) == pytest.approx(
        0 if here is None else here.area, rel=1e-6, abs=1e-2
    )


@given(drawings)
def test_left_and_right_are_mirror_images(drawing: PainDrawing) -> None:
    """The same drawing on the other side has the same area, and the other side's zones."""
    one, other = measured(drawing), measured(moved(drawing, 0, 0, mirror=-1))
    assert one.area_cm2 == pytest.approx(other.area_cm2, abs=1e-4)
    assert one.nrs_worst == other.nrs_worst
    for zone, share in one.shares.items():
        region, _, side = zone.rpartition("_")
        twin = f"{region}_{_MIRRORED[side]}" if side in _MIRRORED else zone
        there = other.shares.get(twin, 0.0) * other.area_cm2
        assert there == pytest.approx(share * one.area_cm2, abs=1e-4)
    if one.place is not None and other.place is not None:
        on_right = one.place.right_share * one.area_cm2
        on_left = (1 - other.place.right_share) * other.area_cm2
        assert on_right == pytest.approx(on_left, abs=1e-4)


@given(drawings)
def test_patches_divide_the_painful_skin(drawing: PainDrawing) -> None:
    """Ratings fall from patch to patch, areas add up, and so do the zones' shares."""
    area = measured(drawing)
    ratings = [patch.nrs for patch in area.patches]
    assert ratings == sorted(set(ratings), reverse=True)
    assert 0 not in ratings
    assert sum(patch.area_cm2 for patch in area.patches) == pytest.approx(area.area_cm2, abs=1e-3)
    assert sum(area.shares.values()) == pytest.approx(0.0 if area.region is None else 1.0)
    if area.region is not None:
        assert area.region.is_valid
