"""The dose map keeps every newton-second, and a zone's figures mean what they say."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from shapely.geometry import MultiPolygon, Polygon, box

from dose_samples import CUP, PALM, POINT, THUMB, passage, simple_body, simple_zones, traced
from lumbalis.domain.dose import (
    OUTSIDE,
    Channel,
    DoseMap,
    Grid,
    Raster,
    Sides,
    compare_sides,
    dose_of,
    dose_of_share,
    fill,
    histogram,
    influence,
    raster_of,
    region_dose,
    share_of_dose,
    treated_grid,
)
from lumbalis.domain.dose.footprint import deposit
from lumbalis.domain.plan.strokes import Contact

UPWARD = passage("up", ((-70, -60), (-70, 150)))
ACROSS = passage("across", ((-100, 60), (-40, 70)), Contact("fingertips", 70, 20, 75))
BUTTOCK = passage("buttock", ((-80, -250), (-30, -150)), THUMB, newton=12)
PRESS = traced("press", np.array([[-37.3, 41.1]]), np.array([120.0]), np.array([15.0]), POINT)
CUPPING = passage("cup", ((60, -60), (60, 150)), CUP, newton=4, vacuum_kpa=30)
WORK = (UPWARD, ACROSS, BUTTOCK, PRESS, CUPPING)


@pytest.fixture(scope="module")
def raster() -> Raster:
    """Rasterise the simple body as a caller does."""
    return raster_of(simple_body())


@pytest.fixture(scope="module")
def dose(raster: Raster) -> DoseMap:
    """Sum the dose of all sample strokes."""
    return dose_of(WORK, raster)


def test_the_treated_grid_reaches_beyond_every_treated_zone_and_lies_on_whole_steps() -> None:
    """In register with the origin, maps of two bodies or two visits can be compared."""
    grid = treated_grid(simple_body(), margin_mm=30)
    assert grid == Grid(-190, -330, 280, 170)
    x, y = grid.centres()
    assert (x[0], y[0]) == (-189, -329)
    assert (x[-1], y[-1]) == (149, 229)


def test_every_cell_has_the_zone_that_shapely_finds_at_its_centre(raster: Raster) -> None:
    """Cells whose centre is on a border may go to either zone; there are few of them."""
    x, y = (axis.ravel() for axis in np.meshgrid(*raster.grid.centres()))
    on_border = np.zeros(x.size, bool)
    for label, zone in enumerate(raster.zones):
        region = simple_zones()[zone]
        expected = shapely.contains_xy(region, x, y)
        on_border |= shapely.distance(region.boundary, shapely.points(x, y)) < 1e-9
        wrong = (raster.labels.ravel() == label) != expected
        assert not (wrong & ~on_border).any(), zone
    assert on_border.sum() < 0.01 * x.size


def test_cells_on_a_shared_border_are_in_exactly_one_of_two_zones() -> None:
    """The border runs through the centres of cells, where both or neither might claim them."""
    grid = Grid(0, 0, 10, 10)
    low = Polygon([(1, 1), (19, 1), (19, 9), (9, 9), (9, 5), (1, 5)])
    high = Polygon([(1, 5), (9, 5), (9, 9), (19, 9), (19, 19), (1, 19)])
    both = fill(low, grid).astype(int) + fill(high, grid)
    assert (both == fill(box(1, 1, 19, 19), grid)).all()


def test_like_sides_have_like_cells() -> None:
    """A border through the centres of cells goes to the same side of both zones."""
    grid = Grid(-40, 0, 4, 40)
    left, right = (fill(region, grid) for region in (box(-25, 0, -7, 8), box(7, 0, 25, 8)))
    assert (left == right[:, ::-1]).all()


def test_a_hole_and_separate_parts_are_left_out() -> None:
    """A zone may surround another one, or lie in two pieces."""
    hole, apart = [(6, 6), (14, 6), (14, 14), (6, 14)], box(30, 0, 40, 20)
    ring = Polygon([(0, 0), (20, 0), (20, 20), (0, 20)], [hole])
    region = MultiPolygon([ring, apart])
    assert fill(region, Grid(-10, -10, 30, 40)).sum() * 4 == region.area


def test_a_region_beyond_the_grid_is_cropped_not_wrapped() -> None:
    """What leaves at one edge must not come in at the other."""
    grid = Grid(0, 0, 5, 5)
    assert fill(box(-50, -50, 50, 50), grid).all()
    assert not fill(box(20, 0, 50, 10), grid).any()
    assert fill(box(-50, 4, 3.5, 50), grid).sum() == 6


def test_cells_of_zones_and_reduced_regions_match_the_labels(raster: Raster) -> None:
    """Statistics read the cells, pictures the labels: both must mean the same skin."""
    assert sum(cells.size for cells in raster.cells.values()) == (raster.labels != OUTSIDE).sum()
    assert all((np.diff(cells) > 0).all() for cells in raster.cells.values())
    reduced = raster.reduced["kidney_left"].size * raster.grid.cell_mm2
    assert reduced == pytest.approx(simple_body().reduced["kidney_left"].area, rel=0.01)
    assert raster.area_mm2("paravertebral_right") == 100 * 300


def test_a_pain_drawing_counts_only_where_there_is_skin(raster: Raster) -> None:
    """A hand-drawn outline runs over the edge of the body."""
    drawn = box(100, 0, 140, 20)
    assert raster.cells_in(drawn).size * raster.grid.cell_mm2 == 20 * 20


@pytest.mark.parametrize("angle", [0, 17, 45, 90, 133])
@pytest.mark.parametrize(("length", "width"), [(160, 90), (50, 50), (70, 20), (9, 6)])
def test_a_resting_contact_covers_the_area_of_its_ellipse(
    length: float, width: float, angle: float
) -> None:
    """Cells wholly inside have the pressure F/A; those cells and the cut ones bracket the area."""
    contact, grid = Contact("hand", length, width, angle), Grid(-100, -100, 200, 200, 1.0)
    at = np.array([[0.37, -0.21]])
    row, column, patch = deposit(at, np.array([1.0]), contact, grid)
    x, y = (axis.astype(float) for axis in np.meshgrid(*_patch_centres(grid, row, column, patch)))
    reach = _ellipse_reach(x - at[0, 0], y - at[0, 1], contact)
    slack = 1.5 / (min(length, width) / 2)
    assert patch.sum() == pytest.approx(1, rel=1e-12)
    assert patch[reach < 1 - slack] == pytest.approx(1 / contact.area_mm2, rel=0.02)
    assert (patch[reach > 1 + slack] == 0).all()
    mean = [(axis * patch).sum() for axis in (x, y)]
    assert mean == pytest.approx([at[0, 0], at[0, 1]], abs=0.02)


def test_the_length_axis_turns_from_the_head_towards_the_patients_right() -> None:
    """A turn the wrong way would lay a palm across the spine."""
    grid = Grid(-100, -100, 100, 100)
    row, column, patch = deposit(np.zeros((1, 2)), np.ones(1), Contact("hand", 80, 20, 45), grid)
    x, y = np.meshgrid(*_patch_centres(grid, row, column, patch))
    assert (patch * x * y).sum() > 0


def test_impulse_is_conserved(dose: DoseMap, raster: Raster) -> None:
    """Force times time given is force times time found."""
    given = sum(float((work.newton * work.dwell_s).sum()) for work in WORK)
    on_map = dose.pressure.sum(dtype=float) * raster.grid.cell_mm2 / 1000
    assert on_map == pytest.approx(given, rel=1e-6)
    assert dose.impulse_ns() == pytest.approx(given, rel=1e-12)


@pytest.mark.parametrize("at", [(-190, 0), (150, 0), (0, -330), (0, 230)])
def test_a_contact_half_off_the_grid_leaves_half_its_impulse(
    raster: Raster, at: tuple[float, float]
) -> None:
    """Over any edge, and in its place; its own impulse still counts in full for the session."""
    half = traced("edge", np.array([at], float), np.ones(1), np.ones(1), CUP)
    dose = dose_of([half], raster)
    x, y = np.meshgrid(*raster.grid.centres())
    assert dose.hands.sum(dtype=float) * raster.grid.cell_mm2 / 1000 == pytest.approx(0.5, rel=1e-6)
    assert np.hypot(x - at[0], y - at[1])[dose.hands > 0].max() < CUP.length_mm / 2 + 2
    assert dose.impulse_ns() == 1


@pytest.mark.parametrize("at", [(-900, 0), (900, 0), (0, -900), (0, 900)])
def test_a_contact_wholly_off_the_grid_leaves_nothing(
    raster: Raster, at: tuple[float, float]
) -> None:
    """Beyond any edge, and without an error."""
    dose = dose_of([passage("far", (at, at))], raster)
    assert not dose.hands.any()
    assert dose.without("far").hands.shape == raster.grid.shape


def test_suction_and_points_are_kept_apart_from_hands(dose: DoseMap, raster: Raster) -> None:
    """A press of two minutes on a point is no overdose of the zone, and suction is no pressure."""
    rim = dose_of([CUPPING], raster)
    assert rim.impulse_ns(Channel.VACUUM) == pytest.approx(0.03 * CUP.area_mm2 * 60)
    assert rim.impulse_ns() == pytest.approx(4 * 60)
    assert dose.points.max() == pytest.approx(15 / POINT.area_mm2 * 120 * 1000, rel=0.02)
    hands = dose_of([UPWARD, ACROSS, BUTTOCK, CUPPING], raster)
    assert (dose.hands == hands.hands).all()
    assert not hands.points.any()


def test_two_strokes_together_are_the_sum_of_both(raster: Raster) -> None:
    """Inverse planning rests on this."""
    both = dose_of([UPWARD, ACROSS], raster).hands
    apart = dose_of([UPWARD], raster).hands + dose_of([ACROSS], raster).hands
    assert both == pytest.approx(apart, rel=1e-6)


def test_an_edited_map_has_the_very_numbers_of_a_new_one(dose: DoseMap, raster: Raster) -> None:
    """Bit for bit, so no verdict hangs on the order of edits."""
    moved = passage("across", ((-95, 20), (-35, 40)), ACROSS.contact)
    edited = dose.with_(moved)
    anew = dose_of([UPWARD, moved, BUTTOCK, PRESS, CUPPING], raster)
    assert all((edited.fields[channel] == anew.fields[channel]).all() for channel in Channel)
    assert edited.zone_means() == anew.zone_means()
    assert (dose.with_(moved).with_(ACROSS).hands == dose.hands).all()


def test_a_cup_taken_out_takes_its_suction_along(dose: DoseMap) -> None:
    """A stroke may have two channels."""
    without = dose.without("cup")
    assert not without.vacuum.any()
    assert dose.vacuum.any()
    with pytest.raises(KeyError):
        without.without("cup")


def test_zone_means_summed_by_stroke_are_those_of_the_map(dose: DoseMap, raster: Raster) -> None:
    """The quick way and the slow way to a zone's mean."""
    means = dose.zone_means()
    for zone in raster.zones:
        of_map = region_dose(dose.pressure, raster, zone).mean_kpa_s
        assert means[zone] == pytest.approx(of_map, rel=1e-5, abs=1e-9)


def test_the_figures_of_a_zone_are_those_of_its_sorted_cells(raster: Raster) -> None:
    """Doses from 0 to 100 in even steps have figures known by heart."""
    field = np.zeros(raster.grid.shape, np.float32)
    cells = raster.cells["paravertebral_right"]
    field.ravel()[cells] = np.arange(cells.size) / cells.size * 100
    found = region_dose(field, raster, "paravertebral_right")
    assert found.area_mm2 == 30_000
    assert found.mean_kpa_s == pytest.approx(50, abs=0.01)
    assert found.hottest_kpa_s == pytest.approx(99, abs=0.01)
    assert found.median_kpa_s == pytest.approx(50, abs=0.01)
    assert found.maximum_kpa_s == pytest.approx(100, abs=0.02)
    assert found.impulse_ns == pytest.approx(50 * 30_000 / 1000, rel=1e-3)
    assert dose_of_share(field, raster, cells, 0.25) == pytest.approx(75, abs=0.01)
    assert share_of_dose(field, raster, cells, 75) == pytest.approx(0.25)


def test_the_dose_of_a_share_is_had_by_at_least_that_share(dose: DoseMap, raster: Raster) -> None:
    """A hottest hundredth of less than one cell is one cell."""
    for share in (0.001, 0.01, 0.3, 1.0):
        has = dose_of_share(dose.hands, raster, "kidney_left", share)
        assert share_of_dose(dose.hands, raster, "kidney_left", has) >= share


def test_a_region_without_cells_has_no_dose(dose: DoseMap, raster: Raster) -> None:
    """A short body may have a zone wholly off the grid."""
    nowhere = raster.cells_in(box(900, 900, 910, 910))
    assert region_dose(dose.hands, raster, nowhere).mean_kpa_s == 0
    assert share_of_dose(dose.hands, raster, nowhere, 1) == 0
    assert dose_of_share(dose.hands, raster, nowhere, 0.5) == 0
    assert not histogram(dose.hands, raster, nowhere).shares.any()


def test_a_histogram_falls_from_all_to_nothing(dose: DoseMap, raster: Raster) -> None:
    """The area below the line is the mean dose."""
    drawn = histogram(dose.hands, raster, "paravertebral_left")
    assert (drawn.kpa_s[0], drawn.shares[0], drawn.shares[-1]) == (0, 1, 0)
    assert (np.diff(drawn.kpa_s) >= 0).all()
    assert (np.diff(drawn.shares) <= 0).all()
    area = np.sum(np.diff(drawn.kpa_s) * (drawn.shares[1:] + drawn.shares[:-1]) / 2)
    mean = region_dose(dose.hands, raster, "paravertebral_left").mean_kpa_s
    assert area == pytest.approx(mean, rel=0.02)


def test_sides_are_compared_by_their_means(dose: DoseMap) -> None:
    """One side without any work is infinitely unlike the other."""
    sides = compare_sides(dose, "paravertebral")
    assert sides.left_kpa_s > sides.right_kpa_s > 0
    assert sides.ratio == sides.left_kpa_s / sides.right_kpa_s
    assert Sides(0, 0).ratio == 1
    assert Sides(0, 3).ratio == math.inf


def test_influence_times_seconds_is_the_dose(dose: DoseMap, raster: Raster) -> None:
    """What the planner predicts is what the map shows."""
    matrix = influence(WORK, raster)
    predicted = dict(zip(matrix.regions, matrix.matrix @ matrix.seconds, strict=True))
    assert predicted == pytest.approx(dose.zone_means(), rel=1e-5)
    assert matrix.strokes == tuple(work.stroke for work in WORK)


def test_influence_can_be_asked_for_reduced_regions(dose: DoseMap, raster: Raster) -> None:
    """Reduced regions lie across the zones."""
    asked = influence(WORK, raster, raster.reduced)
    whole = region_dose(dose.pressure, raster, raster.reduced["kidney_left"]).mean_kpa_s
    assert asked.regions == ("kidney_left",)
    assert (asked.matrix @ asked.seconds)[0] == pytest.approx(whole, rel=1e-5)
    assert influence([], raster).matrix.shape == (len(raster.zones), 0)


def _patch_centres(
    grid: Grid, row: int, column: int, patch: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    rows, columns = np.arange(patch.shape[0]) + row, np.arange(patch.shape[1]) + column
    return (
        grid.left_mm + (columns + 0.5) * grid.step_mm,
        grid.bottom_mm + (rows + 0.5) * grid.step_mm,
    )


def _ellipse_reach(x: np.ndarray, y: np.ndarray, contact: Contact) -> np.ndarray:
    """Tell how far out a place lies: below 1 inside the contact, above 1 outside."""
    turn = math.radians(contact.angle_deg)
    along = x * math.sin(turn) + y * math.cos(turn)
    across = x * math.cos(turn) - y * math.sin(turn)
    reach: np.ndarray = np.hypot(2 * along / contact.length_mm, 2 * across / contact.width_mm)
    return reach


def test_a_palm_lying_still_presses_with_force_over_area(raster: Raster) -> None:
    """20 N for 10 s under an ellipse of 160 by 90 mm."""
    still = traced("still", np.array([[-70.0, 0.0]]), np.array([10.0]), np.array([20.0]), PALM)
    expected = 20 * 10 / PALM.area_mm2 * 1000
    assert dose_of([still], raster).hands.max() == pytest.approx(expected, rel=0.001)
