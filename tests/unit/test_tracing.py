"""Each generator takes the path it is named for, and says which way it presses."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import shapely

from lumbalis.domain.anatomy import Anchor, Side
from lumbalis.domain.plan.strokes import ForceKnot, Generator, Stroke
from lumbalis.domain.plan.tracing import Trace, pass_seconds, path_length_mm, trace
from lumbalis.domain.plan.tracing.traces import _filled, _Path
from tracing_bodies import LEVELS, beside_spine, body, stroke

BODY = body()
L5, L1 = LEVELS["L5"], LEVELS["L1"]
WAY = L1 - L5
ONE_WAY = [
    Generator.CIRCLES,
    Generator.COMBINED,
    Generator.DOUBLE_RING,
    Generator.SPIRAL,
    Generator.FOUR_FINGER,
    Generator.LIFTING,
]
IN_PLACE = [Generator.CUP_STATIC, Generator.PRESS_ROTATE]


def _traced(generator: Generator, **changes: object) -> Trace:
    return trace(stroke(generator, **changes), BODY)


def _upward_share(one: Trace) -> float:
    """Give the part of the pressed up-and-down movement that goes up."""
    pressed = one.newton * one.dwell_s * one.heading[:, 1]
    return float(pressed[pressed > 0].sum() / np.abs(pressed).sum())


def test_a_line_goes_from_the_first_anchor_to_the_last() -> None:
    """Its order is its direction."""
    points = _traced(Generator.LINE).points
    assert points[0] == pytest.approx([-60, L5])
    assert points[-1] == pytest.approx([-60, L1])


def test_a_cup_comes_back_to_where_it_began() -> None:
    """Under suction it cannot jump back for the next pass."""
    points = _traced(Generator.CUP_LINE).points
    assert points[-1] == pytest.approx(points[0])
    assert points[:, 1].max() == pytest.approx(L1)


@pytest.mark.parametrize(("generator", "closed"), [(Generator.CIRCLES, 7), (Generator.SPIRAL, 6)])
def test_circles_come_round_at_every_pitch_and_loops_between_them(
    generator: Generator, closed: int
) -> None:
    """A lane of six pitches has seven rings, or six loops that overlap."""
    heading = _traced(generator).heading
    turned = np.unwrap(np.arctan2(heading[:, 1], heading[:, 0]))
    assert abs(turned[-1] - turned[0]) / (2 * np.pi) == pytest.approx(closed, abs=0.1)


def test_the_loops_of_a_spiral_overlap() -> None:
    """Rubbing leaves no skin out between two loops."""
    loops = shapely.LineString(_traced(Generator.SPIRAL, amplitude_mm=20, pitch_mm=25).points)
    assert not loops.is_simple


def test_the_hands_of_a_double_ring_turn_against_each_other() -> None:
    """One ring to either side of the lane, of half the reach, the one the other's image."""
    points = _traced(Generator.DOUBLE_RING, lane=beside_spine()[:1], amplitude_mm=30).points
    half = len(points) // 2
    outer, inner = points[: half + 1], points[half:]
    assert np.ptp(outer[:, 0]) == pytest.approx(30, abs=0.5)
    assert (outer[:, 0] <= -60 + 1e-9).all()
    assert inner == pytest.approx(outer * [-1, 1] - [120, 0])


def test_transverse_rubbing_goes_to_and_fro_across_the_lane() -> None:
    """Both edges of the muscle are reached, once to every pitch."""
    across = _traced(Generator.TRANSVERSE, amplitude_mm=18, pitch_mm=16).points[:, 0] + 60
    assert np.ptp(across) == pytest.approx(36, abs=1)
    crossings = np.count_nonzero(np.diff(np.sign(across[np.abs(across) > 0.01])))
    assert crossings == 2 * round(WAY / 16) - 1


@pytest.mark.parametrize(
    ("generator", "places"),
    [
        (Generator.FOUR_FINGER, 7),
        (Generator.LIFTING, 7),
        (Generator.POINT_PRESS, 7),
        (Generator.PAT, 7),
        (Generator.SHAKE, 7),
    ],
)
def test_between_places_the_hand_is_in_the_air(generator: Generator, places: int) -> None:
    """Nothing presses between two grips, so that a mole there stays untouched."""
    one = _traced(generator, amplitude_mm=5)
    middles = [stretch[:, 1].mean() for stretch in one.stretches]
    assert len(middles) == places
    assert np.diff(middles) == pytest.approx(WAY / 6, abs=0.5)


@pytest.mark.parametrize("generator", IN_PLACE)
def test_what_stays_does_not_leave_its_first_anchor(generator: Generator) -> None:
    """A cup or a thumb that stays must not be judged anywhere else."""
    points = _traced(generator).points
    assert np.ptp(points, axis=0) == pytest.approx([0, 0])
    assert points[0] == pytest.approx([-60, L5])


def test_a_stroke_in_place_presses_by_its_profile_over_the_time() -> None:
    """Half a minute rising to 30 N and staying there is 22.5 N on the mean."""
    rising = (ForceKnot(0, 0), ForceKnot(0.5, 30), ForceKnot(1, 30))
    one = _traced(Generator.PRESS_ROTATE, force=rising)
    assert one.impulse_ns == pytest.approx(22.5 * 30)
    assert one.newton.max() == 30


def test_a_cup_winds_outwards_by_its_pitch() -> None:
    """The article asks for spirals; they begin in the middle."""
    points = _traced(Generator.CUP_SPIRAL, amplitude_mm=24, pitch_mm=8).points
    radius = np.hypot(points[:, 0] + 60, points[:, 1] - L5)
    assert (np.diff(radius) > 0).all()
    assert radius[-1] == pytest.approx(24)


def test_a_device_never_stays() -> None:
    """Standing still it would burn or bruise."""
    steps = np.diff(_traced(Generator.DEVICE).points, axis=0)
    assert np.hypot(*steps.T).min() > 0.5


def test_a_combined_stroke_spends_its_time_by_the_passes() -> None:
    """Two straight passes and one in circles: times follow the ways, at one speed."""
    one = stroke(Generator.COMBINED, repeats=3, amplitude_mm=20, pitch_mm=60)
    traced = trace(one, BODY)
    straight = traced.dwell_s[: traced.starts[1]].sum()
    circles = trace(replace(one, generator=Generator.CIRCLES, repeats=1), BODY).length_mm
    assert straight == pytest.approx(30 * 2 * WAY / (2 * WAY + circles))


def test_a_single_pass_of_a_combined_stroke_is_straight() -> None:
    """Only every second pass is in circles."""
    assert np.ptp(_traced(Generator.COMBINED, repeats=1).points[:, 0]) == 0


@pytest.mark.parametrize("generator", ONE_WAY)
def test_the_loaded_half_of_a_loop_goes_up(generator: Generator) -> None:
    """Strokes go bottom-up on the whole although half of every circle leads down."""
    one = _traced(generator, return_share=0.2, repeats=4)
    assert _upward_share(one) > 0.8
    assert one.loaded_direction[1] > 0.2


@pytest.mark.parametrize("repeats", [1, 2])
def test_the_straight_passes_of_a_combined_stroke_press_all_the_way(repeats: int) -> None:
    """Around the crest a lane goes up and down again; only rings have a lighter half."""
    lane = tuple(Anchor("L4", Side.LEFT, up, out) for up, out in [(0, 60), (20, 90), (5, 120)])
    one = _traced(Generator.COMBINED, lane=lane, repeats=repeats, return_share=0.2)
    straight = (*one.starts, len(one.points))[1]
    assert (one.newton[:straight] == 20).all()


def test_a_lane_that_leads_down_is_loaded_downwards() -> None:
    """Below the watershed of the lymph a policy may ask for it."""
    down = beside_spine()[::-1]
    assert _upward_share(_traced(Generator.CIRCLES, lane=down, return_share=0.2)) < 0.2


def test_a_straight_stroke_presses_where_it_goes() -> None:
    """There and back presses nowhere on the whole."""
    assert _traced(Generator.LINE).loaded_direction == pytest.approx((0, 1))
    assert _traced(Generator.CUP_LINE).loaded_direction == pytest.approx((0, 0), abs=0.02)


def test_the_force_falls_along_the_lane() -> None:
    """Half of the force above L3: the kidney begins there."""
    share = (LEVELS["L3"] - L5) / WAY
    falling = (ForceKnot(0, 30), ForceKnot(share, 30), ForceKnot(share + 0.05, 15))
    one = _traced(Generator.LINE, force=(*falling, ForceKnot(1, 15)))
    below = one.points[:, 1] <= LEVELS["L3"]
    assert one.newton[below] == pytest.approx(30)
    assert one.newton[-1] == 15


def test_a_curved_spine_bends_the_lane() -> None:
    """Beside a scoliosis the lane keeps its distance at every level that it names."""
    lane = tuple(Anchor(level, Side.LEFT, 0, 60) for level in ("L5", "L3", "L1"))
    bent = trace(stroke(lane=lane), body(L3=15.0)).points
    at_l3 = bent[np.argmin(np.abs(bent[:, 1] - LEVELS["L3"]))]
    assert at_l3[0] == pytest.approx(-45, abs=1)


def test_a_lane_turns_the_shorter_way_round_a_corner() -> None:
    """Towards the midline, a little up and then a little down, it never looks outwards."""
    ups = {120: 0, 90: 5, 60: 0}
    lane = tuple(Anchor("L4", Side.LEFT, up, out) for out, up in ups.items())
    blows = _traced(Generator.PAT, lane=lane, pitch_mm=6)
    assert (blows.heading[:, 0] > 0.9).all()


def test_samples_are_put_in_on_the_skin_and_not_in_the_air() -> None:
    """Ten millimetres of skin, a leap of fifty, ten millimetres of skin."""
    points = np.array([[0.0, 0.0], [0.0, 10.0], [0.0, 60.0], [0.0, 70.0]])
    path = _filled(_Path(points[:, 1] / 70, points, (0, 2)))
    assert path.starts == (0, 4)
    assert np.diff(path.points[:, 1]) == pytest.approx([10 / 3] * 3 + [50] + [10 / 3] * 3)
    assert path.share == pytest.approx(path.points[:, 1] / 70)


def test_a_pass_lasts_as_long_as_its_way_at_its_speed() -> None:
    """Repeats that fill a step are counted by it."""
    assert path_length_mm(stroke(repeats=5), BODY) == pytest.approx(WAY)
    assert pass_seconds(stroke(speed_mm_s=50), BODY) == pytest.approx(WAY / 50)


def test_blows_take_a_beat_each_and_stays_their_seconds() -> None:
    """Where nothing moves, the rhythm or the clock counts."""
    blows = stroke(Generator.PAT, speed_mm_s=0, tempo_hz=2, pitch_mm=25)
    assert pass_seconds(blows, BODY) == pytest.approx(3.5)
    held = stroke(Generator.CUP_STATIC, speed_mm_s=0, repeats=1)
    assert pass_seconds(held, BODY) == 30


def test_a_trace_cannot_be_changed() -> None:
    """Verifier, dose and drawing share it."""
    one = _traced(Generator.LINE)
    for array in (one.points, one.heading, one.dwell_s, one.newton):
        assert not array.flags.writeable


def test_a_landmark_nobody_has_is_an_error() -> None:
    """A stroke that hangs on nothing has no place."""
    with pytest.raises(KeyError):
        trace(stroke(lane=(Anchor("L7", Side.LEFT, 0, 0),)), BODY)


def test_a_double_ring_takes_both_hands_and_a_standing_cup_none() -> None:
    """Whoever counts hands at work relies on it."""
    hands = {generator: generator.hands for generator in Generator}
    assert (hands.pop(Generator.DOUBLE_RING), hands.pop(Generator.CUP_STATIC)) == (2, 0)
    assert set(hands.values()) == {1}


def test_no_two_generators_take_the_same_path() -> None:
    """A picture must tell them apart; straight lines and places differ by what is done there."""
    same = {Generator.VIBRATE, Generator.CUP_LINE, Generator.PAT, Generator.CUP_STATIC}
    same |= {Generator.CUP_CIRCLE}
    paths: list[Stroke] = [stroke(one) for one in Generator if one not in same]
    drawn = sorted((trace(one, BODY).points.round(2).tolist() for one in paths), key=str)
    assert all(first != second for first, second in pairwise(drawn))
