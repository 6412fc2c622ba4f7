"""For any body: places can be said and found again, and curves pass through their points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anatomy_bodies import BMI, MEN, WOMEN, body, measures, overlap_mm2, uncovered_mm2
from lumbalis.domain.anatomy import SPINE, Body, BodyMeasures, Build, Measured, Point, Trust
from lumbalis.domain.anatomy.curves import monotone, through


@st.composite
def people(draw: st.DrawFn) -> BodyMeasures:
    """Draw somebody, perhaps with a curve and with landmarks found near where they are expected."""
    build = draw(st.sampled_from(Build))
    stature_mm = draw(st.floats(*(MEN if build is Build.MALE else WOMEN)))
    bmi = draw(st.floats(*BMI, exclude_min=True, exclude_max=True))
    levels = st.sampled_from(SPINE[1:-3])
    curve = draw(st.dictionaries(levels, st.floats(-60, 60), max_size=3))
    bare = body(measures(build, stature_mm, bmi))
    names = ("C7", "T12", "L2", "fold_left", "popliteal_right", "crest_left", "psis_right")
    chosen = draw(st.dictionaries(st.sampled_from(names), st.floats(-8, 8), max_size=4))
    trust = draw(st.sampled_from(Trust))
    landmarks = {
        name: Measured(bare.landmarks[name].at.y + off, trust=trust) for name, off in chosen.items()
    }
    return measures(build, stature_mm, bmi, landmarks, curve)


BODIES = [
    body(measures()),
    body(measures(Build.FEMALE, 1500.0, 40.0, curve={"L1": -40.0, "T8": 30.0})),
    body(measures(Build.FEMALE, 1700.0, 18.0, {"popliteal_left": Measured(out_mm=110.0)})),
]


@settings(max_examples=25)
@given(people())
def test_zones_divide_the_skin_of_any_body(given_measures: BodyMeasures) -> None:
    """Also calibrated and curved ones."""
    one = body(given_measures)
    assert one.outline.is_valid
    assert overlap_mm2(one) < 1e-6
    assert uncovered_mm2(one) < 1e-2


@settings(max_examples=300)
@given(st.sampled_from(BODIES), st.floats(-400, 400), st.floats(-1200, 700))
def test_a_place_said_by_a_landmark_is_found_again(one: Body, x: float, y: float) -> None:
    """Strokes are kept as anchors and drawn as places."""
    at = Point(x, y)
    found = one.place(one.anchor(at))
    assert found == pytest.approx(at, abs=1e-6)


@st.composite
def rows(draw: st.DrawFn) -> list[tuple[float, float]]:
    """Draw points, each apart from the one before."""
    steps = draw(
        st.lists(
            st.tuples(st.floats(-50, 50), st.floats(-50, 50)).filter(lambda s: abs(s[0]) > 0.1),
            min_size=1,
            max_size=12,
        )
    )
    return list(map(tuple, np.cumsum([(0.0, 0.0), *steps], axis=0).tolist()))


@given(rows())
def test_a_smooth_line_passes_through_its_points(points: list[tuple[float, float]]) -> None:
    """Every seventh sample is a knot, however the knots lie."""
    knots = np.array(points)
    line = through(knots)
    assert np.isfinite(line).all()
    assert line[::7] == pytest.approx(knots)


@given(st.lists(st.floats(-60, 60), min_size=2, max_size=8))
def test_a_line_without_overshoot_stays_between_its_neighbouring_points(
    values: list[float],
) -> None:
    """A spine must not swing wider than it was measured."""
    x, y = np.arange(len(values), dtype=float), np.array(values)
    at = np.linspace(-1, len(values), 200)
    found = monotone(x, y, at)
    low = np.minimum(y[:-1], y[1:])
    high = np.maximum(y[:-1], y[1:])
    place = np.clip(np.floor(at).astype(int), 0, len(values) - 2)
    assert (found >= low[place] - 1e-9).all()
    assert (found <= high[place] + 1e-9).all()
