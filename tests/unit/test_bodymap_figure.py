"""The figure of a body: relief, keep-outs, strokes and dose drawn where they are."""

from __future__ import annotations

import re

import numpy as np
import pytest
from shapely.geometry import Point as Place
from shapely.geometry import Polygon

from bodymap_scenes import MOLE, body, parsed, scene, words
from lumbalis.domain.anatomy import Build, Point
from lumbalis.domain.dose import Grid
from lumbalis.drawing.body import handwork, marks
from lumbalis.drawing.body.contour import rings_above
from lumbalis.drawing.body.dose_image import dose_image, nice_levels
from lumbalis.drawing.body.figure import CAREFUL, BodyFigure, Part
from lumbalis.drawing.body.path import area_path
from lumbalis.drawing.body.relief import tones
from lumbalis.drawing.body.sculpture import Canvas, heights
from lumbalis.drawing.body.view import View, Window, loin, whole

BODIES = (
    (Build.MALE, 1600.0, 48.0),
    (Build.MALE, 1900.0, 140.0),
    (Build.FEMALE, 1500.0, 42.0),
    (Build.FEMALE, 1750.0, 120.0),
)


def test_the_ring_around_a_hill_has_the_area_of_the_hill() -> None:
    """An iso-dose line that is off by a cell is off by millimetres."""
    y, x = np.mgrid[-40:41, -50:51]
    rings = rings_above(30.0 - np.hypot(x, y), 5.0)
    assert len(rings) == 1
    assert Polygon(rings[0]).area == pytest.approx(np.pi * 25**2, rel=2e-3)


def test_a_hole_is_a_ring_of_its_own_and_every_ring_closes() -> None:
    """A place spared inside a treated area must stay visible."""
    y, x = np.mgrid[-40:41, -50:51]
    rings = rings_above(-np.abs(np.hypot(x, y) - 20.0), -5.0)
    areas = sorted(Polygon(ring).area for ring in rings)
    assert areas == pytest.approx([np.pi * 15**2, np.pi * 25**2], rel=5e-3)
    assert all(Polygon(ring).is_valid for ring in rings)


def test_a_hill_at_the_edge_of_the_field_is_closed_there() -> None:
    """A dose at the edge of the grid must not spill over the picture."""
    field = np.zeros((6, 6))
    field[0, :] = 1.0
    (ring,) = rings_above(field, 0.5)
    assert Polygon(ring).is_valid


def test_a_noisy_field_breaks_nothing() -> None:
    """Saddles, where two corners across are high, are the cells a marching square gets wrong."""
    noise = np.array(
        [[(row * 7919 + column * 104729) % 17 for column in range(40)] for row in range(30)]
    )
    rings = rings_above(noise.astype(float), 8.0)
    assert sum(abs(Polygon(ring).area) for ring in rings) > 0


def test_left_is_drawn_left() -> None:
    """Seen from behind nothing is mirrored; a mirrored picture puts hands on the wrong side."""
    view = View.fitted(whole(body()), 0, 0, (400, 900))
    left = view.at(body().landmarks["psis_left"].at)
    right = view.at(body().landmarks["psis_right"].at)
    assert left[0] < right[0]
    assert view.at(body().landmarks["C7"].at)[1] < left[1]
    side = marks.sides(view, words("en"))
    assert side.index("LEFT") < side.index("RIGHT")
    assert float(re.findall(r' x="([\d.]+)"', side)[0]) < float(
        re.findall(r' x="([\d.]+)"', side)[1]
    )


def test_a_view_keeps_shape_and_holds_its_window() -> None:
    """A stretched body would show distances that are not there."""
    window = Window(-100, -200, 100, 300)
    view = View.fitted(window, 10, 20, (300, 300))
    assert view.width == pytest.approx(300)
    assert view.height == pytest.approx(300)
    x, y = view.at(Point(0, 50))
    assert (x, y) == pytest.approx((160, 170))
    left, top = view.at(Point(-100, 300))
    assert left >= 10
    assert top >= 20


def test_the_loin_shows_kidneys_and_folds() -> None:
    """What must be spared has to be in the picture one works from."""
    window = loin(body())
    for region in body().reduced.values():
        left, bottom, right, top = region.bounds
        assert window.holds(Point(left, bottom))
        assert window.holds(Point(right, top))
    assert window.holds(body().landmarks["fold_left"].at)


@pytest.mark.parametrize(("build", "stature", "mass"), BODIES)
def test_the_relief_has_a_furrow_on_the_spine_and_full_buttocks(
    build: Build, stature: float, mass: float
) -> None:
    """The relief has to lie where the landmarks are, on every body."""
    on = body(build, stature, mass)
    canvas = Canvas.over(on.outline)
    surface, inside = heights(on, canvas)
    assert inside.any()

    def height(at: Point) -> float:
        row, column = np.searchsorted(canvas.y, at.y), np.searchsorted(canvas.x, at.x)
        return float(surface[row, column])

    loins = on.landmarks["L3"].at
    assert height(loins) < height(Point(loins.x + 36, loins.y))
    sacrum, fold = on.landmarks["S4"].at, on.landmarks["fold_right"].at
    full = Point(fold.x * 0.9, (sacrum.y + fold.y) / 2 + 15)
    assert height(full) > height(on.landmarks["L5"].at)
    assert height(full) > height(Point(fold.x, fold.y))


def test_the_relief_of_an_even_body_is_even() -> None:
    """Light from one side would make a straight back look crooked."""
    surface, _ = heights(body(), Canvas.over(body().outline))
    assert np.allclose(surface, surface[:, ::-1], atol=0.6)


@pytest.mark.parametrize(("build", "stature", "mass"), BODIES)
def test_a_figure_is_light_and_well_formed(build: Build, stature: float, mass: float) -> None:
    """The figure is the heaviest part of every sheet."""
    figure = BodyFigure(body(build, stature, mass), "one")
    defs = figure.defs()
    parsed(f"<svg>{defs}</svg>")
    assert len(defs) < 120_000
    assert {tone.kind for tone in tones(figure.body)} == {"shade", "lit"}


def test_every_keep_out_of_the_body_is_hatched() -> None:
    """A keep-out that is not drawn is one that gets touched."""
    on = body(lesions=(MOLE,))
    root = parsed(f"<svg>{BodyFigure(on, 'one').defs()}</svg>")
    part = next(one for one in root.iter("g") if one.get("id") == "one-keep-outs")
    hatched = {path.get("d") for path in part.iter("path") if path.get("class") == "none"}
    assert hatched == {area_path(region) for region in on.keep_outs.values()}


def test_what_a_therapist_must_see_is_shown_by_itself() -> None:
    """Whoever shows a figure has to ask for less, not for more."""
    view = View.fitted(whole(body()), 0, 0, (400, 900))
    shown = BodyFigure(body(), "one").shown(view)
    for part in (Part.KEEP_OUTS, Part.REDUCED, Part.ORGANS, Part.SPINE):
        assert f"#one-{part.value}" in shown
    assert set(CAREFUL) >= {Part.KEEP_OUTS, Part.REDUCED}


def test_a_stronger_stroke_is_wider_and_thins_over_the_kidney() -> None:
    """The width of the line is the force: it must be seen to fall."""
    work = next(w for w in scene().works("kneading") if w.stroke.zone == "paravertebral_left")
    widths = {
        int(one)
        for one in re.findall(
            r'stroke="var\(--knead\)" stroke-width="(\d+)"', handwork.drawn([work])
        )
    }
    assert max(widths) > 1.3 * min(widths)
    assert handwork.width_mm(40) > 1.5 * handwork.width_mm(15)


def test_kinds_of_handwork_differ_by_more_than_colour() -> None:
    """One man in twelve does not see colours as the others do."""
    kinds = ("stroking.flat", "squeezing.double_ring", "rubbing.spiral", "vibration.continuous")
    looks = [(handwork.manner(kind).dashes, handwork.manner(kind).cored) for kind in kinds]
    assert len(set(looks)) == len(looks)


def test_a_stroke_is_drawn_where_it_is_done() -> None:
    """The line is the plan, in mm."""
    work = scene().works("kneading")[0]
    first = re.search(r'd="M(-?\d+),(-?\d+)', handwork.drawn([work]))
    assert first is not None
    x, y = float(first[1]) / 10, -float(first[2]) / 10
    assert Place(x, y).distance(Place(work.begins)) < 0.1


@pytest.mark.parametrize(
    ("greatest", "levels"),
    [(0.0, ()), (1000.0, (50, 100, 200, 500)), (131.0, (5, 10, 20, 50, 100)), (0.3, (0.2,))],
)
def test_doses_are_banded_at_round_numbers(greatest: float, levels: tuple[float, ...]) -> None:
    """A reader compares with round numbers in mind."""
    found = nice_levels(greatest)
    assert found[-len(levels) :] == pytest.approx(levels) if levels else found == ()
    assert all(level < greatest for level in found)


def test_a_dose_band_lies_on_the_skin_that_has_the_dose() -> None:
    """A band shifted by some cells would show dose on the spine, or hide it."""
    grid = Grid(-100, -100, 100, 100, 2.0)
    x, y = grid.centres()
    field = 200.0 * (np.hypot(x[None, :] - 20, y[:, None] + 10) < 40)
    image = dose_image(field, grid)
    numbers = [int(n) for n in re.findall(r"-?\d+", image.paths[-1])]
    assert image.levels[-1] == 100
    assert numbers[0] / 10 == pytest.approx(20, abs=45)
    assert -numbers[1] / 10 == pytest.approx(-10, abs=45)


def test_no_dose_draws_nothing() -> None:
    """A session of no contact has no map."""
    image = dose_image(np.zeros((20, 20)), Grid(0, 0, 20, 20, 2.0))
    assert image.levels == ()
    assert image.drawn.count("path") == 0
