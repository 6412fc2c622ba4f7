"""Harm before anything is measured: another body, another session, numbers no stroke can have."""

from __future__ import annotations

from dataclasses import replace

from body_planting import aside, body_harm
from lumbalis.domain.anatomy import Anchor, Side
from lumbalis.domain.plan import Seconds
from lumbalis.domain.plan.generator import Generator
from lumbalis.domain.plan.strokes import Contact
from on_body_plans import CUPS, LEGS, LOOK, OnBody, on_leg


@body_harm("body_differs")
def somebody_else(plan: OnBody) -> OnBody:
    """Put the strokes on another body."""
    return replace(plan, plan=replace(plan.plan, body_sha256="0" * 64))


@body_harm("session_differs")
def another_day(plan: OnBody) -> OnBody:
    """Take the strokes of another session."""
    return replace(plan, plan=replace(plan.plan, session_index=7))


@body_harm("policy_unknown")
def any_direction(plan: OnBody) -> OnBody:
    """Invent a direction policy."""
    return replace(plan, plan=replace(plan.plan, policy="any"))


@body_harm("stroke_repeated")
def same_id_twice(plan: OnBody) -> OnBody:
    """Give two strokes one id."""
    return plan.change("opening_right", id="opening_left")


@body_harm("stroke_malformed")
def no_passes(plan: OnBody) -> OnBody:
    """Stroke no times at all."""
    return plan.change("opening_left", repeats=0)


@body_harm("stroke_malformed")
def force_without_end(plan: OnBody) -> OnBody:
    """Leave the force of the second half of the lane open."""
    return plan.change("opening_left", force=plan.stroke("opening_left").force[:1])


@body_harm("stroke_malformed")
def no_number(plan: OnBody) -> OnBody:
    """Put a lane nowhere."""
    anchor = Anchor("L4", Side.LEFT, float("nan"), 60.0)
    return plan.change("opening_left", lane=(anchor,))


@body_harm("step_unknown")
def step_that_is_not_there(plan: OnBody) -> OnBody:
    """Belong to a step beyond the last."""
    return plan.change("opening_left", step=99)


@body_harm("landmark_unknown")
def no_such_vertebra(plan: OnBody) -> OnBody:
    """Hang a lane on a sixth lumbar vertebra."""
    path = tuple(replace(one, landmark="L6") for one in plan.stroke("opening_left").lane)
    return plan.change("opening_left", lane=path)


@body_harm("zone_not_of_step")
def meant_for_another_zone(plan: OnBody) -> OnBody:
    """Say that the opening is for the thigh."""
    return plan.change("opening_left", zone="thigh_left")


@body_harm("manipulation_not_of_step")
def another_manipulation(plan: OnBody) -> OnBody:
    """Squeeze where the session strokes."""
    return plan.change("legs_left", manipulation="squeezing.transverse", speed_mm_s=70.0)


@body_harm("tool_not_of_step")
def another_tool(plan: OnBody) -> OnBody:
    """Use the edge of the palm where the session lays palms on."""
    return plan.change("legs_left", contact=Contact("palm_edge", 90.0, 22.0, 0.0))


@body_harm("contact_not_of_tool")
def giant_palm(plan: OnBody) -> OnBody:
    """Work with a palm twice as broad as a palm, which makes pressure look low."""
    return plan.change("legs_left", contact=Contact("palms", 120.0, 90.0, 0.0))


@body_harm("contact_not_of_tool")
def palm_of_a_child(plan: OnBody) -> OnBody:
    """Call a fingertip a palm, which makes a finger's pressure pass for a hand's."""
    return plan.change("legs_left", contact=Contact("palms", 24.0, 14.0, 0.0))


@body_harm("motion_differs")
def another_path(plan: OnBody) -> OnBody:
    """Go to and fro where the manipulation goes straight."""
    return plan.change(
        "legs_left", generator=Generator.TRANSVERSE, amplitude_mm=5.0, pitch_mm=100.0
    )


@body_harm("step_without_strokes")
def step_left_out(plan: OnBody) -> OnBody:
    """Forget the legs."""
    return plan.drop("legs_left").drop("legs_right")


@body_harm("step_without_strokes")
def hands_while_looking(plan: OnBody) -> OnBody:
    """Work in a step in which nobody touches."""
    return plan.add("more", "legs_left", step=LOOK, seconds=Seconds(20))


@body_harm("step_not_filled")
def hands_idle(plan: OnBody) -> OnBody:
    """Begin late."""
    late = Seconds(10), Seconds(20)
    one = plan.change("legs_left", starts_s=late[0], seconds=late[1])
    return one.change("legs_right", starts_s=late[0], seconds=late[1])


@body_harm("stroke_beyond_step")
def goes_on(plan: OnBody) -> OnBody:
    """Go on for a second after the step has ended."""
    return plan.change("legs_left", seconds=Seconds(31))


@body_harm("contact_time_too_long")
def half_an_hour(plan: OnBody) -> OnBody:
    """Work the legs for half an hour."""
    long = plan.step(LEGS, seconds=Seconds(1800))
    for side in ("left", "right"):
        repeats = 60 * plan.stroke(f"legs_{side}").repeats
        long = long.change(f"legs_{side}", seconds=Seconds(1800), repeats=repeats)
    return long


@body_harm("too_many_hands")
def third_hand(plan: OnBody) -> OnBody:
    """Let a third hand join in, farther down the same thigh."""
    path = aside(plan.stroke("legs_left").lane, out=75.0)
    return plan.add("legs_more", "legs_left", lane=path)


@body_harm("too_many_cups")
def cup_too_many(plan: OnBody) -> OnBody:
    """Put both cups on at once where the session has one."""
    return plan.change("cups_right", starts_s=Seconds(0))


@body_harm("too_many_cups")
def cup_in_a_step_without(plan: OnBody) -> OnBody:
    """Put a cup on in a step that has none."""
    return plan.step(CUPS, cups=None)


@body_harm("hands_collide")
def hands_cross(plan: OnBody) -> OnBody:
    """Let the right hand work where the left one does."""
    same = plan.stroke("gluteal_left")
    return plan.change("gluteal_right", lane=same.lane, zone=same.zone)


@body_harm("zone_strays")
def beside_its_zone(plan: OnBody) -> OnBody:
    """Work on the buttock in a step that is for the thigh."""
    return plan.change("legs_left", lane=on_leg(Side.LEFT, (70, 5), (105, 10)), repeats=90)


@body_harm("outside_body")
def off_the_edge(plan: OnBody) -> OnBody:
    """Let half the palm hang off the thigh."""
    return plan.change("legs_left", lane=aside(plan.stroke("legs_left").lane, out=90.0))


@body_harm("untreated_zone_worked")
def on_the_shoulders(plan: OnBody) -> OnBody:
    """Begin the opening between the shoulder blades."""
    path = aside(plan.stroke("opening_left").lane, up=330.0)
    return plan.change("opening_left", lane=path)


@body_harm("direction_wrong")
def downwards(plan: OnBody) -> OnBody:
    """Stroke the leg towards the foot."""
    return plan.change("legs_left", lane=plan.stroke("legs_left").lane[::-1])


@body_harm("stroke_too_fast")
def racing(plan: OnBody) -> OnBody:
    """Pass four times as often as there is time for, at the speed stated before."""
    return plan.change("gluteal_left", repeats=4 * plan.stroke("gluteal_left").repeats)


@body_harm("speed_not_of_motion")
def creeping(plan: OnBody) -> OnBody:
    """Pass once in all the time."""
    return plan.change("legs_left", repeats=1)


@body_harm("tempo_too_high")
def drumming(plan: OnBody) -> OnBody:
    """State a tremor that no hand can make."""
    return plan.change("gluteal_left", tempo_hz=12.0)


@body_harm("tempo_not_of_motion")
def slow_device(plan: OnBody) -> OnBody:
    """Swing the device once in a minute."""
    return plan.change("device_left", tempo_hz=0.02)


@body_harm("device_stands")
def device_left_on_one_spot(plan: OnBody) -> OnBody:
    """Leave the device where it is."""
    return plan.change("device_left", repeats=1, pitch_mm=100.0, amplitude_mm=1.0)


@body_harm("sides_unequal_dose")
def left_only(plan: OnBody) -> OnBody:
    """Press twice as hard on the left as on the right."""
    return plan.change("gluteal_right", force=plan.stroke("opening_left").force)


@body_harm("stands_still")
def rests_on_one_spot(plan: OnBody) -> OnBody:
    """Stay with the hand where it began, for all the time of the stroke."""
    work = plan.stroke("gluteal_left")
    return plan.change("gluteal_left", lane=work.lane[:1])


@body_harm("vacuum_not_of_motion")
def pulls_harder(plan: OnBody) -> OnBody:
    """Pull more than a moving cup is to pull, and less than any cup may."""
    return plan.change("cups_left", vacuum_kpa=plan.stroke("cups_left").vacuum_kpa + 15.0)
