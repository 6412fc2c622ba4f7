"""Harm by cups, flame, points and devices."""

from __future__ import annotations

from dataclasses import replace

from lumbalis.domain.plan import PointHold, Seconds, Session, Step
from planting import all_changed, by_hand, first_changed, presses, session_harm, sucks

_KIDNEYS = ("kidney_left", "kidney_right")


def _moves(step: Step) -> bool:
    return step.cups is not None and step.cups.mode == "moving"


def _stands(step: Step) -> bool:
    return step.cups is not None and step.cups.mode == "static"


def _is_device(step: Step) -> bool:
    return step.technique == "device"


@session_harm("technique_too_early")
def special_in_the_third_session(session: Session) -> Session | None:
    """Use cups, points or a device in the third session."""
    special = any(sucks(s) or presses(s) or _is_device(s) for s in session.steps)
    return replace(session, index=3) if special else None


@session_harm("technique_ceiling_too_low")
def special_under_a_low_ceiling(session: Session) -> Session | None:
    """Use cups, points or a device on somebody who may only be touched lightly."""
    special = any(sucks(s) or presses(s) or _is_device(s) for s in session.steps)
    return replace(session, ceiling=1, level=1) if special else None


@session_harm("technique_wrong_phase")
def special_while_it_hurts(session: Session) -> Session | None:
    """Use cups, points or a device in the symptomatic phase."""
    special = any(sucks(s) or presses(s) or _is_device(s) for s in session.steps)
    return replace(session, phase="SUBSIDING") if special else None


@session_harm("warming_with_suction")
def balm_on_the_hands_beside_cups(session: Session) -> Session | None:
    """Put a warming agent on the hands in a session with cups or a device."""
    if not any(sucks(s) or _is_device(s) for s in session.steps):
        return None
    return first_changed(session, by_hand, lambda s: replace(s, medium="warming_agent"))


@session_harm("oil_near_flame")
def oil_before_the_flame(session: Session) -> Session | None:
    """Oil the skin before a flame fastens the first cup."""
    if session.script != "cupping_glass":
        return None
    return first_changed(session, by_hand, lambda s: replace(s, medium="oil"))


@session_harm("warming_with_suction")
def balm_under_cups(session: Session) -> Session | None:
    """Use a warming agent in a session with cups or a device."""
    if not any(sucks(s) or _is_device(s) for s in session.steps):
        return None
    return first_changed(session, by_hand, lambda s: replace(s, technique="warming_agent"))


@session_harm("cup_mode_unknown")
def cups_in_an_unknown_mode(session: Session) -> Session | None:
    """Let cups do something nobody knows."""
    return first_changed(session, sucks, lambda s: _cups(s, mode="pulsing"))


@session_harm("cup_technique_differs")
def cups_filed_as_hands(session: Session) -> Session | None:
    """File suction under manual massage."""
    return first_changed(session, sucks, lambda s: replace(s, technique="manual_classical"))


@session_harm("cup_not_described")
def cups_not_described(session: Session) -> Session | None:
    """Move cups without saying how many and how large."""
    return first_changed(session, _moves, lambda s: replace(s, cups=None))


@session_harm("cup_of_glass_unannounced")
def fire_in_silicone(session: Session) -> Session | None:
    """Use a glass cup under the technique that needs no fire training."""
    if session.script != "cupping_silicone":
        return None
    return first_changed(session, sucks, lambda s: replace(s, tools=("glass_cup",)))


@session_harm("cup_count")
def three_moving_cups(session: Session) -> Session | None:
    """Move three cups at once."""
    return first_changed(session, _moves, lambda s: _cups(s, count=3))


@session_harm("cup_size")
def cup_in_centimetres(session: Session) -> Session | None:
    """Write the diameter in centimetres."""
    return first_changed(session, sucks, lambda s: _cups(s, diameter_mm=5))


@session_harm("cup_moving_too_long")
def cups_moving_for_long(session: Session) -> Session | None:
    """Move cups on one area for longer than the longest time."""
    return first_changed(session, _moves, lambda s: replace(s, seconds=Seconds(301)))


@session_harm("cup_static_too_long")
def cups_standing_for_long(session: Session) -> Session | None:
    """Leave cups standing for longer than the longest time."""
    return first_changed(session, _stands, lambda s: replace(s, seconds=Seconds(601)))


@session_harm("cup_time_absolute")
def cups_forgotten(session: Session) -> Session | None:
    """Add up standing and moving beyond the absolute limit."""
    return all_changed(session, sucks, lambda s: replace(s, seconds=Seconds(s.seconds * 12)))


@session_harm("cup_in_wrong_zone")
def cups_over_kidneys(session: Session) -> Session | None:
    """Put cups over the kidneys."""
    return first_changed(session, sucks, lambda s: replace(s, zones=_KIDNEYS))


@session_harm("cup_in_wrong_zone")
def cups_on_the_spine(session: Session) -> Session | None:
    """Put cups on the spine."""
    return first_changed(session, sucks, lambda s: replace(s, zones=("spine",)))


@session_harm("cup_not_tested")
def cups_untested(session: Session) -> Session | None:
    """Leave out the test of suction and skin."""
    kept = tuple(s for s in session.steps if s.cups is None or s.cups.mode != "test")
    return None if len(kept) == len(session.steps) else replace(session, steps=kept)


@session_harm("cup_not_tested")
def cups_tested_for_a_moment(session: Session) -> Session | None:
    """Test for less than the shortest time."""
    return first_changed(
        session,
        lambda s: s.cups is not None and s.cups.mode == "test",
        lambda s: replace(s, seconds=Seconds(4)),
    )


@session_harm("cup_not_removed")
def cups_left_on(session: Session) -> Session | None:
    """Leave out the removal."""
    kept = tuple(s for s in session.steps if s.stage != "removal")
    return None if len(kept) == len(session.steps) else replace(session, steps=kept)


@session_harm("energetic_too_early")
def vigorous_cups_too_soon(session: Session) -> Session | None:
    """Move cups vigorously before the session for it."""
    if session.index >= 6:
        return None
    return first_changed(session, _moves, lambda s: replace(s, manner="energetic"))


@session_harm("glass_without_checklist")
def fire_without_checklist(session: Session) -> Session | None:
    """Light cotton without the checklist."""
    if session.script != "cupping_glass":
        return None
    return replace(session, steps=tuple(replace(s, checklist=()) for s in session.steps))


@session_harm("checklist_incomplete")
def one_item_forgotten(session: Session) -> Session | None:
    """Leave out the last item of a checklist."""
    return first_changed(
        session, lambda s: bool(s.checklist), lambda s: replace(s, checklist=s.checklist[:-1])
    )


@session_harm("glass_without_checklist")
def checklist_after_the_fire(session: Session) -> Session | None:
    """Go through the fire checklist when the cups are off."""
    if session.script != "cupping_glass":
        return None
    items = tuple(item for s in session.steps for item in s.checklist)
    bare = [replace(s, checklist=()) for s in session.steps]
    return replace(session, steps=(*bare[:-1], replace(bare[-1], checklist=items)))


def _cups(step: Step, mode: str = "", count: int = 0, diameter_mm: int = 0) -> Step:
    if step.cups is None:
        return step
    cups = replace(
        step.cups,
        mode=mode or step.cups.mode,
        count=count or step.cups.count,
        diameter_mm=diameter_mm or step.cups.diameter_mm,
    )
    return replace(step, cups=cups)


def _point(step: Step, name: str) -> Step:
    return replace(step, points=(replace(step.points[0], point=name), *step.points[1:]))


@session_harm("point_unknown")
def point_of_our_own(session: Session) -> Session | None:
    """Press a point nobody knows."""
    return first_changed(session, presses, lambda s: _point(s, "XX99"))


@session_harm("point_not_named")
def points_not_named(session: Session) -> Session | None:
    """Press without saying where exactly."""
    return first_changed(session, presses, lambda s: replace(s, points=()))


@session_harm("point_not_selectable")
def point_over_vessels(session: Session) -> Session | None:
    """Press behind the knee."""
    return first_changed(session, presses, lambda s: _point(s, "BL40"))


@session_harm("point_on_midline")
def point_on_the_spine(session: Session) -> Session | None:
    """Press a point over a vertebra."""
    return first_changed(session, presses, lambda s: _point(s, "GV3"))


@session_harm("point_not_chosen")
def point_nobody_chose(session: Session) -> Session | None:
    """Press a point that nobody chose for this patient."""
    return first_changed(session, presses, lambda s: _point(s, "BL52"))


@session_harm("point_repeated")
def point_twice(session: Session) -> Session | None:
    """Press the same point again in the next step."""
    names = [hold.point for step in session.steps for hold in step.points]
    if len(names) < 2:
        return None
    return first_changed(
        session,
        lambda s: presses(s) and s.points[0].point == names[-1],
        lambda s: _point(s, names[0]),
    )


@session_harm("point_count")
def six_points(session: Session) -> Session | None:
    """Press three more points."""
    more = tuple(_hold(name, 10) for name in ("BL52", "GV3", "BL40", "XX1", "XX2"))
    return first_changed(session, presses, lambda s: replace(s, points=(*s.points, *more)))


@session_harm("point_too_long")
def point_for_four_minutes(session: Session) -> Session | None:
    """Hold a point for a minute too long."""
    return first_changed(
        session, presses, lambda s: replace(s, points=(_hold(s.points[0].point, 60),))
    )


@session_harm("points_total_too_long")
def all_points_too_long(session: Session) -> Session | None:
    """Hold every point for as long as one may be held."""
    count = sum(len(s.points) for s in session.steps)
    if count * 180 <= 720:
        return None
    return all_changed(
        session,
        presses,
        lambda s: replace(s, points=tuple(_hold(p.point, 45) for p in s.points)),
    )


@session_harm("points_sum_differs")
def points_shorter_than_their_step(session: Session) -> Session | None:
    """Hold a point for half of its step."""
    return first_changed(
        session, presses, lambda s: replace(s, points=(_hold(s.points[0].point, 16),))
    )


@session_harm("point_too_hard")
def point_with_full_weight(session: Session) -> Session | None:
    """Press above the point's own level."""
    return first_changed(session, presses, lambda s: replace(s, level=4))


@session_harm("point_above_zone_cap")
def kidney_point_filed_as_back(session: Session) -> Session | None:
    """Press a point over the kidney as hard as the back, and name the back."""
    return first_changed(
        session,
        presses,
        lambda s: replace(_point(s, "BL23"), level=3, zones=("paravertebral_left",)),
    )


@session_harm("point_technique_differs")
def points_filed_as_hands(session: Session) -> Session | None:
    """File acupressure under manual massage."""
    return first_changed(session, presses, lambda s: replace(s, technique="manual_classical"))


def _hold(point: str, part: int) -> PointHold:
    return PointHold(point, Seconds(part), Seconds(part), Seconds(part), Seconds(part))


@session_harm("device_technique_differs")
def device_filed_as_hands(session: Session) -> Session | None:
    """File device work under manual massage."""
    return first_changed(session, _is_device, lambda s: replace(s, technique="manual_classical"))


@session_harm("device_in_wrong_zone")
def device_over_kidneys(session: Session) -> Session | None:
    """Put a device over the kidneys."""
    return first_changed(session, _is_device, lambda s: replace(s, zones=_KIDNEYS))


@session_harm("device_in_wrong_zone")
def device_on_the_sacrum(session: Session) -> Session | None:
    """Put a device on bone."""
    return first_changed(session, _is_device, lambda s: replace(s, zones=("sacrum",)))


@session_harm("device_too_long")
def device_for_long(session: Session) -> Session | None:
    """Use a device beyond its time on a side."""
    return first_changed(session, _is_device, lambda s: replace(s, seconds=Seconds(151)))


@session_harm("device_too_hard")
def device_at_full_power(session: Session) -> Session | None:
    """Use a device above its level."""
    return first_changed(session, _is_device, lambda s: replace(s, level=4))


@session_harm("device_standing_still")
def device_in_one_place(session: Session) -> Session | None:
    """Hold a device in one place."""
    return first_changed(session, _is_device, lambda s: replace(s, direction="in_place"))
