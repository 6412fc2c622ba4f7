"""Pain drawings on a body of rectangles: areas, places and changes worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from shapely.geometry import Polygon

from lumbalis.domain.anatomy import Point, Side
from lumbalis.domain.dose import Grid, Raster, raster_of
from lumbalis.domain.outcomes.pain_drawing import (
    PainArea,
    PainDrawing,
    PainMark,
    Spread,
    compare,
    enclosed,
    pain_area,
    pain_dose,
    transferred,
)
from pain_drawing_bodies import lengthened, rectangle_body, square

BODY = rectangle_body()


def drawn(*marks: PainMark) -> PainArea:
    """Measure marks on the body of rectangles."""
    return pain_area(PainDrawing(BODY.sha256, marks), BODY)


def mark(x: float, y: float, side: float = 40.0, nrs: int = 5) -> PainMark:
    """Draw a square round a painful place."""
    return PainMark(square(x, y, side), nrs)


def area_of(*line: tuple[float, float]) -> float:
    """Give the area a line encloses, in mm2."""
    region = enclosed(Point(x, y) for x, y in line)
    return 0.0 if region is None else region.area


def test_an_area_is_said_in_square_centimetres() -> None:
    """40 mm by 40 mm."""
    assert drawn(mark(40, 0)).area_cm2 == pytest.approx(16.0)


def test_skin_marked_twice_is_counted_once_and_the_worse_rating_counts() -> None:
    """Two squares share half; the shared half belongs to the pain of 7."""
    area = drawn(mark(40, 0, nrs=3), mark(60, 0, nrs=7))
    assert area.area_cm2 == pytest.approx(24.0)
    assert [patch.nrs for patch in area.patches] == [7, 3]
    assert [patch.area_cm2 for patch in area.patches] == pytest.approx([16.0, 8.0])
    assert area.nrs_worst == 7
    assert area.nrs_mean == pytest.approx((7 * 16 + 3 * 8) / 24)


def test_what_was_drawn_beside_the_body_does_not_hurt() -> None:
    """Half of the square lies beyond the edge at 200 mm."""
    assert drawn(mark(180, 0)).area_cm2 == pytest.approx(8.0)
    assert drawn(mark(500, 0)).region is None


def test_a_drawing_without_pain_has_no_place() -> None:
    """Empty, rated 0, or only tapped: nothing to measure, and nothing invented."""
    tapped = PainMark((Point(40, 0), Point(40, 0)), 6)
    for area in (drawn(), drawn(mark(40, 0, nrs=0)), drawn(tapped)):
        assert area == PainArea(BODY.sha256, None, (), {}, None)
        assert (area.area_cm2, area.nrs_worst, area.nrs_mean) == (0.0, None, None)


def test_both_loops_of_an_eight_hurt() -> None:
    """Two triangles of 50 mm2; an even-odd or a signed area would lose one of them."""
    assert area_of((0, 0), (10, 10), (10, 0), (0, 10)) == pytest.approx(50.0)


def test_a_place_circled_twice_hurts_throughout() -> None:
    """An even-odd reading would leave a hole where the finger went round again."""
    turns = [2 * math.pi * step / 60 for step in range(120)]
    twice = [(50 + 20 * math.cos(turn), 20 * math.sin(turn)) for turn in turns]
    assert area_of(*twice) == pytest.approx(math.pi * 400, rel=0.01)


def test_the_tail_of_a_line_spoils_nothing() -> None:
    """The end runs past the beginning, as fingers do: the tail adds no more than its own loop."""
    line = [(0, 0), (100, 0), (100, 100), (0, 100), (0, -5), (3, -5), (3, 2)]
    assert area_of(*line) == pytest.approx(10_000, rel=0.01)


def test_shading_to_and_fro_marks_what_it_encloses() -> None:
    """Ten teeth, 10 mm broad and 40 mm high, above the line that closes them."""
    shade = [(x, 40.0 * (x // 5 % 2)) for x in range(0, 101, 5)]
    assert area_of(*shade) == pytest.approx(2_000)


def test_lines_that_run_over_themselves_lose_no_area() -> None:
    """Without a fixed grid the union of these three patches comes out smaller than their sum."""
    lines = (
        "-189 -165 -2 48 57 -4 -5 2 73 -175 24 -3 57 -3 -110 130 3 -2 1 1 -77 -5 -175 143",
        "-3 -52 160 -5 166 -4 1 1 -76 125 2 -2 0 -1 8 4",
        "-1 -2 4 3 1 22 -3 184 -23 -59 97 -111 -46 -24 184 -133 1 -115 -72 2 -180 2",
    )
    numbers = [[float(part) for part in line.split()] for line in lines]
    marks = (
        PainMark(tuple(Point(*xy) for xy in zip(row[::2], row[1::2], strict=True)), nrs)
        for nrs, row in enumerate(numbers, start=1)
    )
    area = drawn(*marks)
    parts = sum(patch.area_cm2 for patch in area.patches)
    assert area.area_cm2 == pytest.approx(parts, abs=1e-4)


def test_a_line_that_encloses_nothing_has_no_area() -> None:
    """A tap, a straight stroke, and the same stroke back again."""
    assert area_of((0, 0)) == 0.0
    assert area_of((0, 0), (50, 0), (100, 0)) == 0.0
    assert area_of((0, 0), (50, 10), (0, 0), (50, 10)) == 0.0


@pytest.mark.parametrize("nrs", [-1, 11, True, 4.5])
def test_a_rating_off_the_scale_is_refused(nrs: int) -> None:
    """It would be drawn and compared as if somebody had said it."""
    with pytest.raises(ValueError, match="from 0 to 10"):
        PainMark(square(0, 0), nrs)


def test_a_place_that_is_no_number_is_refused() -> None:
    """One broken touch would make every area meaningless."""
    with pytest.raises(ValueError, match="not finite"):
        PainMark((Point(0, 0), Point(math.nan, 1), Point(1, 1)), 5)


def test_the_place_is_said_by_levels_and_side() -> None:
    """From L5 at -36 mm to L3 at 36 mm, 60 mm to the right."""
    place = drawn(
        PainMark(tuple(Point(*xy) for xy in ((30, -36), (90, -36), (90, 36), (30, 36))), 5)
    )
    assert place.place is not None
    assert (place.place.upper, place.place.lower) == ("L3", "L5")
    assert place.place.spread is Spread.RIGHT
    anchor = place.place.anchor
    assert (anchor.landmark, anchor.side, round(anchor.out_mm)) == ("L4", Side.RIGHT, 60)


@pytest.mark.parametrize(
    ("x", "spread"),
    [
        (-60, Spread.LEFT),
        (-35, Spread.MOSTLY_LEFT),
        (-20, Spread.BOTH),
        (-30, Spread.BOTH),
        (-10, Spread.BOTH),
        (-5, Spread.MOSTLY_RIGHT),
        (0, Spread.RIGHT),
    ],
)
def test_the_side_is_said_as_it_is(x: float, spread: Spread) -> None:
    """A square 40 mm broad, moved across the midline."""
    place = drawn(mark(x, 0)).place
    assert place is not None
    assert place.spread is spread


def test_a_pain_in_the_leg_is_said_from_the_leg() -> None:
    """Below the fold there are no levels."""
    place = drawn(mark(80, -640, 20)).place
    assert place is not None
    assert (place.upper, place.lower) == ("popliteal_right", "popliteal_right")


def test_every_zone_touched_has_its_share() -> None:
    """A quarter above the border at 110 mm, three quarters below."""
    shares = drawn(mark(40, 80)).shares
    assert shares == pytest.approx({"lumbar_right": 0.75, "lower_thoracic_right": 0.25})
    assert list(shares) == ["lumbar_right", "lower_thoracic_right"]


def test_a_drawing_of_another_body_is_refused() -> None:
    """Its millimetres mean other skin."""
    with pytest.raises(ValueError, match="another body"):
        pain_area(PainDrawing("2" * 64, (mark(40, 0),)), BODY)
    other = replace(drawn(mark(40, 0)), body_sha256="2" * 64)
    with pytest.raises(ValueError, match="two bodies"):
        compare(other, drawn(mark(40, 0)))


def test_a_change_is_told_in_area_and_in_overlap() -> None:
    """16 cm2 before; half of it still hurts, and another 8 cm2 do now."""
    change = compare(drawn(mark(40, 0)), drawn(mark(60, 0)))
    assert (change.kept_cm2, change.gone_cm2, change.new_cm2) == pytest.approx((8.0, 8.0, 8.0))
    assert change.jaccard == pytest.approx(1 / 3)
    assert change.change_cm2 == pytest.approx(0.0)
    assert change.change_percent == pytest.approx(0.0)


def test_pain_that_is_gone_leaves_no_overlap_and_no_division_by_nothing() -> None:
    """A visit without pain is a good visit, not an error."""
    gone = compare(drawn(mark(40, 0)), drawn())
    assert (gone.jaccard, gone.change_percent) == (0.0, -100.0)
    assert gone.gone_cm2 == pytest.approx(16.0)
    came = compare(drawn(), drawn(mark(40, 0)))
    assert (came.jaccard, came.change_percent) == (0.0, None)
    assert came.new_cm2 == pytest.approx(16.0)
    neither = compare(drawn(), drawn())
    assert (neither.jaccard, neither.change_percent) == (None, None)


def test_a_drawing_goes_with_the_landmarks_of_a_body_measured_anew() -> None:
    """The back turns out a tenth longer: the square between L3 and L1 stays between them."""
    longer = lengthened(BODY, 1.1)
    drawing = PainDrawing(BODY.sha256, (PainMark(square(40, 36, 72), 5),))
    carried = pain_area(transferred(drawing, BODY, longer), longer)
    assert carried.region is not None
    assert carried.region.bounds == pytest.approx((40, 36 * 1.1, 112, 108 * 1.1))
    assert carried.place is not None
    assert (carried.place.upper, carried.place.lower) == ("L1", "L3")


def test_a_body_not_measured_anew_leaves_a_drawing_alone() -> None:
    """And one that was made elsewhere is refused."""
    drawing = PainDrawing(BODY.sha256, (mark(40, 0),))
    assert transferred(drawing, BODY, BODY) is drawing
    with pytest.raises(ValueError, match="not made on that body"):
        transferred(drawing, lengthened(BODY, 1.1), BODY)


def raster() -> Raster:
    """Lay the usual grid over the body of rectangles."""
    return raster_of(BODY)


def test_the_dose_of_the_painful_skin_is_read_from_the_map() -> None:
    """10 kPa·s on everything right of the midline: a square across it is reached by half."""
    cells = raster()
    x, _ = cells.grid.centres()
    field = np.zeros(cells.grid.shape, np.float32)
    field[:, (x > 0) & (x < 200)] = 10.0
    dose = pain_dose(drawn(mark(-20, 0)), field, cells)
    assert dose is not None
    assert dose.mean_kpa_s == pytest.approx(5.0)
    assert dose.reached == pytest.approx(0.5)
    assert dose.of_session == pytest.approx(8e2 / (field.sum() / 10 * cells.grid.cell_mm2))


def test_painful_skin_off_the_map_got_nothing() -> None:
    """Half of the mark lies above a grid that ends at 150 mm."""
    cells = raster_of(BODY, Grid.around((-200, -1045, 200, 150), margin_mm=0))
    field = np.full(cells.grid.shape, 6.0, np.float32)
    top = 150
    dose = pain_dose(drawn(mark(40, top - 20)), field, cells)
    assert dose is not None
    assert dose.reached == pytest.approx(0.5)
    assert dose.mean_kpa_s == pytest.approx(3.0)


def test_dose_and_drawing_have_to_be_of_one_body() -> None:
    """And without pain or without dose there is nothing to divide by."""
    cells = raster()
    field = np.zeros(cells.grid.shape, np.float32)
    with pytest.raises(ValueError, match="different bodies"):
        pain_dose(replace(drawn(mark(40, 0)), body_sha256="2" * 64), field, cells)
    with pytest.raises(ValueError, match="not on this raster"):
        pain_dose(drawn(mark(40, 0)), field[1:], cells)
    assert pain_dose(drawn(), field, cells) is None
    nothing = pain_dose(drawn(mark(40, 0)), field, cells)
    assert nothing is not None
    assert (nothing.mean_kpa_s, nothing.reached, nothing.of_session) == (0.0, 0.0, 0.0)


def test_a_region_is_always_valid_and_never_empty() -> None:
    """What the figures rely on: `Region`'s own promise."""
    rng = np.random.default_rng(7)
    for _ in range(20):
        region = enclosed(Point(*xy) for xy in rng.uniform(-100, 100, (30, 2)).tolist())
        assert region is not None
        assert region.is_valid
        assert all(isinstance(part, Polygon) for part in getattr(region, "geoms", [region]))
