"""For any strokes: no newton-second is lost, and the map agrees with a brute-force one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dose_samples import simple_body, simple_zones, traced
from lumbalis.domain.dose import Channel, Grid, dose_of, fill, raster_of
from lumbalis.domain.plan.strokes import Contact
from lumbalis.domain.plan.tracing import Trace

FINE_MM = 0.5
RASTER = raster_of(simple_body(), Grid(-300, -460, 420, 300))
FINE = Grid(-300, -460, 1680, 1200, FINE_MM)
FINE_ZONES = {zone: fill(region, FINE) for zone, region in simple_zones().items()}


@st.composite
def passages(draw: st.DrawFn, stroke: str = "drawn") -> Trace:
    """Draw a stroke that bends somewhere, with contacts from a fingertip to two palms."""
    length, width = draw(st.floats(14, 180)), draw(st.floats(14, 90))
    contact = Contact("hand", length, width, draw(st.floats(0, 180)))
    corners = draw(
        st.lists(st.tuples(st.floats(-120, 120), st.floats(-280, 180)), min_size=2, max_size=4)
    )
    share = np.linspace(0, len(corners) - 1, draw(st.integers(1, 60)))
    points = np.stack(
        [np.interp(share, np.arange(len(corners)), axis) for axis in np.array(corners).T], axis=1
    )
    newton = np.linspace(draw(st.floats(1, 60)), draw(st.floats(1, 60)), len(share))
    dwell_s = np.full(len(share), draw(st.floats(0.02, 2)))
    return traced(stroke, points, dwell_s, newton, contact)


@given(passages(), passages("other"))
def test_impulse_is_conserved_and_doses_add_up(one: Trace, other: Trace) -> None:
    """To one part in a million, wherever the samples fall between the cells."""
    dose = dose_of([one, other], RASTER)
    impulse = sum(float((work.newton * work.dwell_s).sum()) for work in (one, other))
    assert dose.hands.sum(dtype=float) * RASTER.grid.cell_mm2 / 1000 == pytest.approx(
        impulse, rel=1e-6
    )
    assert (dose.hands >= 0).all()
    apart = dose_of([one], RASTER).hands + dose_of([other], RASTER).hands
    assert np.allclose(dose.hands, apart, rtol=1e-6)


@given(passages(), passages("other"), passages("other"))
def test_edits_in_any_order_end_in_the_same_map(one: Trace, before: Trace, after: Trace) -> None:
    """Bit for bit."""
    edited = dose_of([one, before], RASTER).with_(after)
    assert (edited.hands == dose_of([one, after], RASTER).hands).all()
    assert (edited.without("other").hands == dose_of([one], RASTER).hands).all()
    assert not edited.fields[Channel.VACUUM].any()


@given(passages(), st.integers(-40, 40), st.integers(-40, 40))
def test_a_stroke_moved_by_whole_cells_moves_its_dose_alike(
    one: Trace, columns: int, rows: int
) -> None:
    """No place of the grid is treated differently."""
    by = np.array([columns, rows]) * RASTER.grid.step_mm
    moved = traced(one.stroke, one.points + by, one.dwell_s, one.newton, one.contact)
    here, there = dose_of([one], RASTER), dose_of([moved], RASTER)
    shifted = np.roll(here.hands, (rows, columns), axis=(0, 1))
    assert np.allclose(shifted, there.hands, rtol=1e-5, atol=1e-6 * here.hands.max())


@settings(max_examples=6)
@given(passages())
def test_zone_means_agree_with_half_millimetre_cells(one: Trace) -> None:
    """An independent computation: fine cells in the ellipse share each force."""
    _agrees_with_fine_cells(one)


@pytest.mark.deep
@settings(max_examples=150, deadline=None)
@given(passages())
def test_many_zone_means_agree_with_half_millimetre_cells(one: Trace) -> None:
    """The same, for many more strokes."""
    _agrees_with_fine_cells(one)


def _agrees_with_fine_cells(one: Trace) -> None:
    """Hold zone means within 3 %; a sliver of a contact within 1 % of the stroke's impulse."""
    fine = _brute_force(one)
    means = dose_of([one], RASTER).zone_means()
    for zone, mask in FINE_ZONES.items():
        sliver = 0.01 * one.impulse_ns * 1000 / (mask.sum() * FINE.cell_mm2)
        assert means[zone] == pytest.approx(float(fine[mask].mean()), rel=0.03, abs=sliver)


def _brute_force(one: Trace) -> np.ndarray:
    x, y = FINE.centres()
    dose = np.zeros(FINE.shape)
    turn = math.radians(one.contact.angle_deg)
    reach = max(one.contact.length_mm, one.contact.width_mm) / 2 + FINE_MM
    for (px, py), seconds, newton in zip(one.points, one.dwell_s, one.newton, strict=True):
        rows = slice(*np.searchsorted(y, (py - reach, py + reach)))
        columns = slice(*np.searchsorted(x, (px - reach, px + reach)))
        dx, dy = x[None, columns] - px, y[rows, None] - py
        along = dx * math.sin(turn) + dy * math.cos(turn)
        across = dx * math.cos(turn) - dy * math.sin(turn)
        axes = one.contact.length_mm / 2, one.contact.width_mm / 2
        inside = (along / axes[0]) ** 2 + (across / axes[1]) ** 2 < 1
        dose[rows, columns] += inside * (newton * seconds / inside.sum() / FINE.cell_mm2 * 1000)
    return dose
