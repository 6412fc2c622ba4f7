"""What holds for every stroke that is traced, whatever its generator, lane and force."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lumbalis.domain.anatomy import Anchor, Body, Side
from lumbalis.domain.plan import Seconds
from lumbalis.domain.plan.strokes import ForceKnot, Generator, Stroke
from lumbalis.domain.plan.tracing import SPACING_MM, pass_seconds, path_length_mm, trace
from tracing_bodies import LEVELS, body, lane_distance_mm, stroke, with_landmark

STRAIGHT = body()
CURVED = body(T12=12.0, L1=18.0, L2=20.0, L3=12.0)
BODIES = st.sampled_from([STRAIGHT, CURVED])

_MM = st.integers(0, 60).map(float)
_ANCHORS = st.builds(
    Anchor,
    landmark=st.sampled_from(sorted(LEVELS)),
    side=st.sampled_from(Side),
    up_mm=st.integers(-60, 60).map(float),
    out_mm=st.integers(-20, 120).map(float),
)
_NEWTON = st.integers(1, 70).map(float)


@st.composite
def _profiles(draw: st.DrawFn) -> tuple[ForceKnot, ...]:
    inner = draw(st.sets(st.integers(1, 99), max_size=3))
    shares = [0.0, *(share / 100 for share in sorted(inner)), 1.0]
    return tuple(ForceKnot(share, draw(_NEWTON)) for share in shares)


STROKES = st.builds(
    stroke,
    st.sampled_from(Generator),
    lane=st.lists(_ANCHORS, min_size=1, max_size=4).map(tuple),
    force=_profiles(),
    amplitude_mm=_MM,
    pitch_mm=st.integers(0, 80).map(float),
    repeats=st.integers(1, 12),
    seconds=st.integers(1, 600).map(Seconds),
    return_share=st.sampled_from([0.0, 0.2, 1.0]),
)
DOUBLED_BACK = stroke(
    Generator.SPIRAL,
    lane=(Anchor("L5", Side.LEFT, 0, 50), Anchor("L3", Side.LEFT, 0, 50)) * 2,
    amplitude_mm=40.0,
)


@given(STROKES, BODIES)
@example(DOUBLED_BACK, STRAIGHT)
def test_the_time_on_the_samples_is_the_time_of_the_stroke(one: Stroke, back: Body) -> None:
    """Lost seconds would be lost dose."""
    dwell = trace(one, back).dwell_s
    assert dwell.sum() == pytest.approx(one.seconds)
    assert (dwell >= 0).all()


@given(STROKES, BODIES)
@example(DOUBLED_BACK, CURVED)
def test_neighbouring_samples_are_close(one: Stroke, back: Body) -> None:
    """Between two samples nothing is checked; a wound must not fit in."""
    for stretch in trace(one, back).stretches:
        steps = np.diff(stretch, axis=0)
        assert np.hypot(steps[:, 0], steps[:, 1]).max(initial=0) <= SPACING_MM * (1 + 1e-8)


@given(STROKES, BODIES)
@example(DOUBLED_BACK, STRAIGHT)
def test_nothing_reaches_farther_from_the_lane_than_the_amplitude(one: Stroke, back: Body) -> None:
    """The planner keeps lanes away from the spine by the amplitude and trusts in that."""
    corners = [back.place(anchor) for anchor in one.lane]
    points = trace(one, back).points
    assert lane_distance_mm(points, corners).max() <= one.amplitude_mm + 1e-6


@given(STROKES)
def test_the_force_stays_between_its_knots(one: Stroke) -> None:
    """Only the way back of a loop is lighter, by the share that the stroke says."""
    knots = [knot.newton for knot in one.force]
    force = trace(one, STRAIGHT).newton
    assert force.max() <= max(knots) + 1e-9
    assert force.min() >= min(knots) * one.return_share - 1e-9


@given(STROKES)
def test_the_greatest_force_of_a_straight_stroke_is_seen(one: Stroke) -> None:
    """A peak between two samples would be checked by nobody."""
    line = replace(one, generator=Generator.LINE)
    force = trace(line, STRAIGHT).newton
    assert force.max() == pytest.approx(max(knot.newton for knot in one.force))


@given(STROKES)
def test_the_other_hand_mirrors_the_first(one: Stroke) -> None:
    """Left and right get the same only if the paths are the same, turned over."""
    other = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT, Side.MIDLINE: Side.LEFT}
    lane = tuple(replace(anchor, side=other[anchor.side]) for anchor in one.lane)
    sided = tuple(replace(anchor, side=_sided(anchor.side)) for anchor in one.lane)
    first = trace(replace(one, lane=sided), STRAIGHT)
    second = trace(replace(one, lane=lane), STRAIGHT)
    assert second.points == pytest.approx(first.points * [-1, 1], abs=1e-6)
    assert second.newton == pytest.approx(first.newton, abs=1e-6)
    assert second.dwell_s == pytest.approx(first.dwell_s, abs=1e-6)


def _sided(side: Side) -> Side:
    """Take the midline for the right: a hand there turns like a right one."""
    return Side.RIGHT if side is Side.MIDLINE else side


@given(STROKES, st.integers(-15, 15))
def test_the_path_moves_with_its_landmarks(one: Stroke, up: int) -> None:
    """What hangs on L4 is where L4 was felt, also when that was wrong."""
    lane = tuple(replace(anchor, landmark="L4") for anchor in one.lane)
    one = replace(one, lane=lane)
    moved = trace(one, with_landmark(STRAIGHT, "L4", up))
    expected = np.add(trace(one, STRAIGHT).points, [0, up])
    assert moved.points == pytest.approx(expected, abs=1e-6)


@given(STROKES)
def test_the_heading_is_a_direction_or_rest(one: Stroke) -> None:
    """A verifier judges the direction of strokes by it."""
    size = np.hypot(*trace(one, STRAIGHT).heading.T)
    assert np.all((np.abs(size - 1) < 1e-9) | (size == 0))


@given(STROKES)
def test_passes_take_the_time_of_their_length(one: Stroke) -> None:
    """The planner counts repeats by it."""
    length = path_length_mm(one, STRAIGHT)
    if length and one.speed_mm_s:
        assert pass_seconds(one, STRAIGHT) == pytest.approx(length / one.speed_mm_s)
    assert pass_seconds(one, STRAIGHT) >= 0


@settings(max_examples=30)
@given(STROKES, st.integers(2, 6))
def test_a_longer_stroke_has_the_same_path(one: Stroke, times: int) -> None:
    """Repeats lie in the time and not in more samples."""
    longer = replace(one, seconds=Seconds(one.seconds * times))
    assert trace(longer, STRAIGHT).points == pytest.approx(trace(one, STRAIGHT).points)
    assert trace(longer, STRAIGHT).impulse_ns == pytest.approx(
        times * trace(one, STRAIGHT).impulse_ns
    )


CLAIMS = (
    test_the_time_on_the_samples_is_the_time_of_the_stroke,
    test_neighbouring_samples_are_close,
    test_nothing_reaches_farther_from_the_lane_than_the_amplitude,
    test_the_force_stays_between_its_knots,
    test_the_greatest_force_of_a_straight_stroke_is_seen,
    test_the_other_hand_mirrors_the_first,
    test_the_path_moves_with_its_landmarks,
)


@pytest.mark.deep
@pytest.mark.parametrize("claim", CLAIMS)
def test_it_holds_for_very_many_strokes(claim: Callable[[], None]) -> None:
    """A corner case of a lane is one in thousands."""
    settings(max_examples=1000)(claim)()
