"""Planning on the body: every claim that a person at the couch will rely on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

from lumbalis.domain.anatomy import Body, Side, Trust
from lumbalis.domain.plan import Session
from lumbalis.domain.plan.generator import Generator
from lumbalis.domain.plan.strokes import Stroke
from lumbalis.domain.plan.tracing import trace
from lumbalis.domain.planning.on_body import BodyPlan, CannotDraw, Undone, plan_strokes
from lumbalis.domain.planning.on_body.inverse import Aims, Columns, choose
from on_body_plan_samples import (
    confirmed_man,
    core_of,
    curved_man,
    drawn,
    first_session,
    hardest_on,
    lies_on,
    man,
    marked_man,
    on,
    session_of,
    wherever,
    woman,
)
from planning_fixtures import PROTOCOL, SCRIPTS

LEVELS = (1, 3)
EVERY = [(script, level) for script in SCRIPTS for level in LEVELS]


def by_step(plan: BodyPlan) -> dict[int, list[Stroke]]:
    """Sort the strokes of a plan by their step."""
    found: dict[int, list[Stroke]] = defaultdict(list)
    for stroke in plan.strokes.strokes:
        found[stroke.step].append(stroke)
    return found


def hands_at(strokes: list[Stroke], second: int) -> int:
    """Count the hands at work in a second of a step."""
    busy = [s for s in strokes if s.starts_s <= second < s.ends_s]
    return sum(stroke.generator.hands for stroke in busy)


@pytest.mark.parametrize(("script", "level"), EVERY)
def test_every_second_of_a_step_is_filled_and_by_two_hands_at_most(script: str, level: int) -> None:
    """R022: the minutes are the dose; a gap or a third hand cannot be done."""
    session, plan = session_of(script, level), drawn(script, level)
    idle = {one.step for one in plan.idle}
    steps = by_step(plan)
    for place, step in enumerate(session.steps):
        if not step.manipulations or place in idle:
            assert place not in steps
            continue
        for second in range(step.seconds):
            busy = [s for s in steps[place] if s.starts_s <= second < s.ends_s]
            assert busy, (step.step, second)
            assert hands_at(steps[place], second) <= 2
        assert max(stroke.ends_s for stroke in steps[place]) == step.seconds


@pytest.mark.parametrize(("script", "level"), EVERY)
def test_strokes_do_only_what_their_step_says(script: str, level: int) -> None:
    """What was screened is the step; a stroke beside it was never allowed."""
    session = session_of(script, level)
    for stroke in drawn(script, level).strokes.strokes:
        step = session.steps[stroke.step]
        assert stroke.zone in step.zones
        assert stroke.manipulation in step.manipulations
        assert stroke.contact.tool in step.tools


def test_the_same_arguments_give_the_same_plan() -> None:
    """A plan that nobody can repeat cannot be checked."""
    session = session_of("classical", 3)
    assert on(man(), session) == on(man(), session)


def plan_of(body: Body, script: str) -> BodyPlan:
    """Plan a session at level 3."""
    return drawn(script, 3) if body is man() else on(body, session_of(script, 3))


def touched(body: Body, stroke: Stroke) -> list[str]:
    """Name the keep-outs that some wrong landmark would bring under a stroke's contact."""
    return [name for name in body.keep_outs if lies_on(wherever(name, body, stroke), stroke, body)]


@pytest.mark.hazard("H09")
@pytest.mark.parametrize(
    ("body", "script"),
    [*((man(), script) for script in SCRIPTS), (woman(), "classical"), (curved_man(), "classical")],
)
def test_no_contact_reaches_a_keep_out_however_wrong_the_landmarks(body: Body, script: str) -> None:
    """R030: nothing on the vertebrae, the cleft or the nodes, even a vertebra off."""
    found = {one.id: touched(body, one) for one in plan_of(body, script).strokes.strokes}
    assert not {name: areas for name, areas in found.items() if areas}


@pytest.mark.parametrize(
    ("body", "script"), [*((man(), script) for script in SCRIPTS), (woman(), "classical")]
)
def test_hands_are_light_wherever_a_kidney_could_be(body: Body, script: str) -> None:
    """R036: much less force over the kidneys; blows, suction and machines not at all."""
    for stroke in plan_of(body, script).strokes.strokes:
        kind = "kidney_point" if stroke.generator is Generator.PRESS_ROTATE else "kidney"
        hardest = max(
            hardest_on(wherever(name, body, stroke), core_of(stroke), body) for name in body.reduced
        )
        assert hardest <= PROTOCOL.limit(f"{kind}_force_maximum"), stroke.id
        pressure = hardest / stroke.contact.area_mm2 * 1000
        assert pressure <= PROTOCOL.limit(f"{kind}_pressure_maximum"), stroke.id
        if stroke.manipulation.partition(".")[0] in {"patting", "cupping", "device"}:
            assert hardest == 0, stroke.id


def test_a_confirmed_l4_gives_room_that_an_estimated_one_has_not() -> None:
    """Who counts from two references gets his millimetres back."""
    estimated = drawn("classical", 3)
    confirmed = on(confirmed_man(), session_of("classical", 3))
    gain = {need.zone: need.gain_mm for need in estimated.needs}
    assert set(gain) == {"paravertebral_left", "paravertebral_right"}
    assert all(mm > 15 for mm in gain.values())
    assert all(need.trust is Trust.CONFIRMED for need in estimated.needs)
    assert confirmed.needs == ()


def kneaded(body: Body, plan: BodyPlan) -> float:
    """Give the force of kneading beside the spine, the greatest anywhere."""
    found = [
        float(trace(s, body).newton.max())
        for s in plan.strokes.strokes
        if s.manipulation.startswith("kneading.") and s.zone.startswith("paravertebral")
    ]
    return max(found, default=0.0)


def test_kneading_beside_the_spine_is_stronger_once_l4_is_confirmed() -> None:
    """The caution must not stay when its reason has gone."""
    session = session_of("classical", 4)
    estimated = kneaded(man(), drawn("classical", 4))
    assert estimated < kneaded(confirmed_man(), on(confirmed_man(), session))


def test_lanes_keep_their_distance_from_a_mole() -> None:
    """C05: a mole keeps its margin."""
    body = marked_man()
    plan = on(body, session_of("classical", 3))
    margin = body.keep_outs["lesion:a"]
    assert not any(lies_on(margin, s, body) for s in plan.strokes.strokes)


def test_a_zone_that_is_closed_is_not_touched() -> None:
    """A ceiling of 0 is no contact, also of a contact that only leans over."""
    session = session_of("classical", 2)
    closed = replace(session, zone_caps={**session.zone_caps, "gluteal_left": 0})
    plan = on(man(), closed)
    gluteal = man().zones["gluteal_left"].buffer(-0.1)
    assert not any(lies_on(gluteal, s, man()) for s in plan.strokes.strokes)
    assert Undone.EXCLUDED in {u.why for u in plan.undone if u.zone == "gluteal_left"}
    assert plan.idle


def test_a_session_whose_zones_are_all_closed_is_not_drawn() -> None:
    """An empty plan would look like a plan."""
    session = session_of("classical", 2)
    closed = replace(session, zone_caps=dict.fromkeys(PROTOCOL.zones.zones, 0))
    found = plan_strokes(closed, man(), PROTOCOL)
    assert isinstance(found, CannotDraw)
    assert {left.why for left in found.undone} == {Undone.EXCLUDED}


def test_both_points_of_a_pair_are_pressed_in_the_same_seconds() -> None:
    """M11: a pair is worked together and counts as one point."""
    for strokes in by_step(drawn("acupressure", 3)).values():
        pressed = [s for s in strokes if s.generator is Generator.PRESS_ROTATE]
        sides = {
            side: [(s.starts_s, s.seconds, s.force) for s in pressed if s.lane[0].side is side]
            for side in (Side.LEFT, Side.RIGHT)
        }
        assert sides[Side.LEFT] == sides[Side.RIGHT]


def test_a_point_is_pressed_in_the_parts_the_session_gives_it() -> None:
    """Found, held, turned, let go: pressure comes and goes gradually."""
    session = session_of("acupressure", 3)
    steps = by_step(drawn("acupressure", 3))
    step = next(place for place, one in enumerate(session.steps) if one.points)
    left = [s for s in steps[step] if s.lane[0].side is Side.LEFT]
    hold = session.steps[step].points[0]
    parts = [hold.find_press_s, hold.hold_s, hold.rotate_s, hold.release_s]
    assert [s.seconds for s in left] == parts
    assert left[0].force[0].newton < left[0].force[-1].newton
    assert left[-1].force[0].newton > left[-1].force[-1].newton


@pytest.mark.parametrize("script", ["cupping_silicone", "cupping_glass"])
def test_cups_stay_clear_of_kidneys_and_are_as_many_and_as_wide_as_the_session_says(
    script: str,
) -> None:
    """C05, C19: no suction near a kidney, and no other cup than was ordered."""
    session, body = session_of(script, 3), man()
    for place, strokes in by_step(drawn(script, 3)).items():
        cups = session.steps[place].cups
        under = [s for s in strokes if s.vacuum_kpa]
        assert (cups is not None) == bool(under)
        for stroke in under:
            assert cups is not None
            assert stroke.contact.length_mm == cups.diameter_mm
            at_once = [s for s in under if s.starts_s == stroke.starts_s]
            assert len(at_once) <= cups.count
            for kidney in body.reduced.values():
                assert not lies_on(kidney, stroke, body)


def test_the_hand_beside_a_moving_cup_works_in_another_zone() -> None:
    """The other hand works nearby, not on the cup."""
    for strokes in by_step(drawn("cupping_silicone", 3)).values():
        cups = {(s.starts_s, s.zone) for s in strokes if s.vacuum_kpa}
        hands = {(s.starts_s, s.zone) for s in strokes if not s.vacuum_kpa}
        assert not cups & hands


@pytest.mark.parametrize(("script", "level"), EVERY)
def test_a_contact_moves_at_a_speed_its_motion_knows(script: str, level: int) -> None:
    """A speed outside its range was never considered by whoever set the force."""
    for stroke in drawn(script, level).strokes.strokes:
        motion = PROTOCOL.contact.motions[stroke.manipulation]
        if motion.speed_mm_s[1]:
            assert motion.speed_mm_s[0] - 0.01 <= stroke.speed_mm_s <= motion.speed_mm_s[2] + 0.01


def test_strokes_on_the_buttocks_lead_to_the_groin_where_the_policy_follows_the_lymph() -> None:
    """B12: below the watershed the lymph of the skin flows to the groin."""
    session = session_of("classical", 2)
    ways = {}
    for policy in ("classical_bottom_up", "lymph_territory"):
        plan = on(man(), session, policy)
        assert plan.strokes.policy == policy
        ways[policy] = [
            trace(s, man()).loaded_direction[1]
            for s in plan.strokes.strokes
            if s.zone == "gluteal_left" and s.manipulation == "stroking.flat"
        ]
    assert min(ways["classical_bottom_up"]) > 0 > max(ways["lymph_territory"])


def test_force_never_passes_what_the_level_and_the_pressure_allow() -> None:
    """V68: force and pressure follow from the level."""
    session = session_of("classical", 4)
    for stroke in drawn("classical", 4).strokes.strokes:
        level = session.steps[stroke.step].level
        kind = PROTOCOL.contact.tools[stroke.contact.tool].kind
        hardest = max(knot.newton for knot in stroke.force)
        pressure = hardest / stroke.contact.area_mm2 * 1000
        assert hardest <= PROTOCOL.limit(f"force_level_{level}")
        assert pressure <= PROTOCOL.limit(f"{kind}_pressure_level_{level}") + 1e-6


@pytest.mark.parametrize("level", LEVELS)
def test_the_two_sides_get_about_the_same_dose(level: int) -> None:
    """What is prescribed alike is given alike."""
    doses = {aim.zone: aim for aim in drawn("classical", level).doses}
    most = PROTOCOL.limit("symmetry_ratio_maximum")
    for zone, aim in doses.items():
        other = doses.get(zone.replace("_left", "_right"))
        if other is not None and other.prescribed == aim.prescribed and aim.predicted:
            assert aim.predicted <= most * other.predicted, zone


def test_a_step_without_hands_has_no_strokes() -> None:
    """Looking at the skin is no stroke."""
    session = session_of("cupping_silicone", 3)
    silent = {place for place, step in enumerate(session.steps) if not step.manipulations}
    assert silent
    assert not silent & set(by_step(drawn("cupping_silicone", 3)))


def test_the_first_session_can_be_drawn_on_both_bodies() -> None:
    """The gentlest session has the lightest motions."""
    for body in (man(), woman()):
        session: Session = first_session()
        assert len(on(body, session).strokes.strokes) > 50


def simple(**changes: object) -> Columns:
    """Give two slots of one step that each work on a zone of their own."""
    usual: dict[str, object] = {
        "least_s": np.array([1.0, 1.0]),
        "even_s": np.array([10.0, 10.0]),
        "least_dose": np.eye(2),
        "more_dose": np.eye(2),
        "least_impulse": np.ones(2),
        "more_impulse": np.ones(2),
    }
    return Columns(**{**usual, **changes})  # type: ignore[arg-type]


def wish(first: float, second: float, ceiling: float = 1000.0, impulse: float = 1e6) -> Aims:
    """Aim at doses of the two zones."""
    return Aims(np.array([first, second]), np.full(2, ceiling), (), impulse)


def test_inverse_planning_gives_more_time_to_what_is_to_get_more() -> None:
    """Twenty seconds at one to two a second can give 28 and 12 in one way."""
    chosen = choose(simple(), wish(28.0, 12.0), [((0, 1), 20)])
    assert chosen.seconds.tolist() == [14.0, 6.0]
    dose = chosen.seconds * (1 + chosen.force_share)
    assert dose == pytest.approx([28.0, 12.0], rel=0.05)


def test_inverse_planning_would_rather_miss_the_aim_than_a_ceiling() -> None:
    """A ceiling is a limit, an aim is a wish."""
    chosen = choose(simple(), wish(40.0, 40.0, ceiling=12.0), [((0, 1), 20)])
    assert (chosen.seconds * (1 + chosen.force_share)).max() <= 12.0 + 1e-6


def test_inverse_planning_keeps_the_session_below_its_impulse() -> None:
    """So is the impulse of the whole session."""
    chosen = choose(simple(), wish(40.0, 40.0, impulse=22.0), [((0, 1), 20)])
    assert (chosen.seconds * (1 + chosen.force_share)).sum() <= 22.0 + 1e-6
