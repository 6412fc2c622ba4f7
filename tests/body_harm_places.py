"""Harm by place and force: on what must not be touched, too hard, with the wrong thing."""

from __future__ import annotations

from dataclasses import replace

import shapely

from body_planting import LEFT, aside, body_harm, force, lane
from lumbalis.domain.anatomy import Anchor
from lumbalis.domain.plan import Cups
from lumbalis.domain.plan.strokes import Contact, ForceKnot, Generator
from on_body_bodies import plain_body
from on_body_plans import CUPS, LEGS, OnBody, on_leg


@body_harm("spine_touched")
def over_the_vertebrae(plan: OnBody) -> OnBody:
    """Lead the palm over the spine."""
    return plan.change("opening_left", lane=aside(plan.stroke("opening_left").lane, out=-60.0))


@body_harm("spine_touched")
def brushes_the_spine(plan: OnBody) -> OnBody:
    """Let the rim of the palm reach half a millimetre over the border."""
    return plan.change("opening_left", lane=aside(plan.stroke("opening_left").lane, out=-13.5))


@body_harm("cleft_touched")
def on_the_tailbone(plan: OnBody) -> OnBody:
    """Rub the tailbone."""
    return plan.change("sacrum", lane=aside(plan.stroke("sacrum").lane, up=-45.0))


@body_harm("lymph_nodes_touched")
def into_the_groin(plan: OnBody) -> OnBody:
    """Stroke the inner thigh up to the groin."""
    path = on_leg(LEFT, (-180, -30), (-50, -30))
    return plan.change("legs_left", lane=path, repeats=25)


@body_harm("lesion_touched")
def over_the_mole(plan: OnBody) -> OnBody:
    """Find a mole under the stroke."""
    return _with_area(plan, "lesion:mole")


@body_harm("keep_out_touched")
def over_something_new(plan: OnBody) -> OnBody:
    """Find an area kept clear for a reason nobody has thought of yet."""
    return _with_area(plan, "pump")


@body_harm("excluded_zone_touched")
def on_excluded_skin(plan: OnBody) -> OnBody:
    """Touch a zone whose ceiling is 0 today."""
    caps = {**plan.session.zone_caps, "thigh_left": 0}
    return replace(plan, session=replace(plan.session, zone_caps=caps))


@body_harm("manipulation_not_for_zone")
def kneads_the_hollow(plan: OnBody) -> OnBody:
    """Rub in the hollow of the knee, in a step for the thigh."""
    work = plan.step(LEGS, manipulations=("rubbing.straight",), tools=("hand",))
    path = lane("popliteal_left", LEFT, (-15, 0), (25, 0))
    hand = Contact("hand", 50.0, 35.0, 0.0)
    rubbed = work.change("legs_left", lane=path, contact=hand, manipulation="rubbing.straight")
    return rubbed.change("legs_left", force=force(3.0), repeats=95)


@body_harm("force_above_step_level")
def leans_on(plan: OnBody) -> OnBody:
    """Put the weight of the body into the lightest step."""
    return plan.change("opening_left", force=force(14.0))


@body_harm("force_above_zone_cap")
def harder_than_the_zone(plan: OnBody) -> OnBody:
    """Work at the level of the step where the zone has a lower ceiling today."""
    caps = {**plan.session.zone_caps, "gluteal_left": 2}
    return replace(plan, session=replace(plan.session, zone_caps=caps))


@body_harm("pressure_above_zone_cap")
def one_fingertip(plan: OnBody) -> OnBody:
    """Put the force of four fingers on one."""
    work = plan.step(2, tools=("fingers", "one_finger"))
    return work.change(
        "rubbing_left", contact=Contact("one_finger", 16.0, 14.0, 0.0), force=force(24.0)
    )


@body_harm("sacrum_pressed")
def leans_on_the_sacrum(plan: OnBody) -> OnBody:
    """Press the sacrum like a muscle."""
    return plan.step(3, level=3).change("sacrum", force=force(44.0))


@body_harm("kidney_technique")
def pats_the_kidneys(plan: OnBody) -> OnBody:
    """Move a cup up over the kidney."""
    path = lane("L4", LEFT, (30, 60), (70, 60))
    return plan.change("cups_left", lane=path, zone="gluteal_left")


@body_harm("kidney_force")
def strong_over_the_kidney(plan: OnBody) -> OnBody:
    """Keep the force of the buttock over the kidney, in a stroke meant for beside the spine."""
    path = lane("L4", LEFT, (-58, 43), (100, 43))
    return plan.change("rubbing_left", lane=path, force=force(20.0), repeats=50)


@body_harm("kidney_pressure")
def fingertip_on_the_kidney(plan: OnBody) -> OnBody:
    """Put a light force on a kidney through one fingertip."""
    work = plan.step(0, tools=("palms", "one_finger"))
    finger = Contact("one_finger", 16.0, 14.0, 0.0)
    return work.change("opening_left", contact=finger, force=force(5.0))


@body_harm("kidney_force_share")
def no_lighter_over_the_kidney(plan: OnBody) -> OnBody:
    """Stroke the kidneys as hard as the rest of the back."""
    return plan.change("opening_left", force=force(8.0))


@body_harm("popliteal_force")
def presses_the_hollow(plan: OnBody) -> OnBody:
    """Begin the stroke of the thigh in the hollow of the knee, at full force."""
    path = lane("popliteal_left", LEFT, (0, 0), (210, 5))
    return plan.change("legs_left", lane=path, repeats=16)


@body_harm("popliteal_pressure")
def fingers_in_the_hollow(plan: OnBody) -> OnBody:
    """Touch the hollow of the knee with fingertips instead of the palm."""
    work = plan.step(LEGS, tools=("palms", "fingertips"))
    path = lane("popliteal_left", LEFT, (0, 0), (210, 5))
    tips = Contact("fingertips", 18.0, 60.0, 0.0)
    return work.change("legs_left", lane=path, contact=tips, force=force(6.0), repeats=16)


@body_harm("landmark_error")
def all_on_one_vertebra(plan: OnBody) -> OnBody:
    """Press hard just below the kidney, where L4 may be one vertebra wrong."""
    path = lane("L4", LEFT, (-40, 60), (-20, 60))
    return plan.change("rubbing_left", lane=path, force=force(20.0), repeats=390)


@body_harm("landmark_error")
def told_from_the_ankle(plan: OnBody) -> OnBody:
    """Hang the same work on an ankle that can be seen: the kidney still hangs on the levels."""
    ankle, body = "ankle_left", plan.body
    mark, path = body.landmarks[ankle].at, lane("L4", LEFT, (-40, 60), (-20, 60))
    told = tuple(
        Anchor(ankle, LEFT, body.place(one).y - mark.y, mark.x - body.place(one).x) for one in path
    )
    return plan.change("rubbing_left", lane=told, force=force(20.0), repeats=390)


@body_harm("vacuum_too_strong")
def blister(plan: OnBody) -> OnBody:
    """Suck twice as strongly as a cup may."""
    return plan.change("cups_left", vacuum_kpa=60.0)


@body_harm("vacuum_without_cup")
def sucking_hand(plan: OnBody) -> OnBody:
    """Let a hand suck."""
    return plan.change("gluteal_left", vacuum_kpa=10.0)


@body_harm("cup_outside_region")
def cup_on_the_thigh(plan: OnBody) -> OnBody:
    """Move the cup down on the thigh."""
    return plan.change("cups_left", lane=on_leg(LEFT, (-120, 20), (-85, 25)))


@body_harm("cup_size")
def large_cup(plan: OnBody) -> OnBody:
    """Use a cup larger than a cup may be."""
    wide = plan.step(CUPS, cups=Cups(1, 80, "moving"))
    return wide.change("cups_left", contact=Contact("silicone_cup", 80.0, 80.0, 0.0))


@body_harm("cup_size")
def another_cup(plan: OnBody) -> OnBody:
    """Use another cup than the session says."""
    return plan.change("cups_left", contact=Contact("silicone_cup", 50.0, 50.0, 0.0))


@body_harm("point_not_of_step")
def point_out_of_the_blue(plan: OnBody) -> OnBody:
    """Press a point in a step that names none."""
    return plan.step(6, points=())


@body_harm("point_misplaced")
def point_an_inch_off(plan: OnBody) -> OnBody:
    """Press a point half an inch farther out than it lies."""
    return plan.change("points_left", lane=aside(plan.stroke("points_left").lane, out=12.0))


def _with_area(plan: OnBody, name: str) -> OnBody:
    """Find an area to be kept clear on the left buttock."""
    spot = shapely.Point(-95, -140).buffer(20)
    keep_outs = {**plan.body.keep_outs, name: spot}
    return replace(plan, body=replace(plain_body(), keep_outs=keep_outs))


@body_harm("side_differs")
def labelled_left(plan: OnBody) -> OnBody:
    """Say left of a stroke on the right: the next who reads it will take it for the left."""
    return plan.change("gluteal_right", zone="gluteal_left")


@body_harm("force_not_of_motion")
def strokes_like_a_press(plan: OnBody) -> OnBody:
    """Stay below the level's force, above what this stroking ever has at that level."""
    return plan.change("opening_left", force=force(11.0))


@body_harm("force_above_step_level")
def hides_a_peak(plan: OnBody) -> OnBody:
    """Press hard for a moment between two samples of the path, and gently at both."""
    gentle = plan.stroke("rubbing_left").force[0].newton
    peak = (
        ForceKnot(0.0, gentle),
        ForceKnot(0.503001, gentle),
        ForceKnot(0.503002, 900.0),
        ForceKnot(0.503003, gentle),
        ForceKnot(1.0, gentle),
    )
    return plan.change("rubbing_left", generator=Generator.FOUR_FINGER, force=peak)
