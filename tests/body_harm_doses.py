"""Harm by sum: every stroke within its limits, and too much of them together."""

from __future__ import annotations

from dataclasses import replace

from body_planting import LEFT, aside, body_harm, force, lane
from on_body_plans import OnBody


@body_harm("zone_dose_too_high")
def too_much_for_a_zone(plan: OnBody) -> OnBody:
    """Allow a zone less than it gets."""
    return _limited(plan, "dose_zone_mean_maximum", 20.0)


@body_harm("hottest_dose_too_high")
def one_hot_spot(plan: OnBody) -> OnBody:
    """Rub one spot all the time."""
    path = lane("L4", LEFT, (-58, 60), (-54, 60))
    hot = plan.change("rubbing_left", lane=path, force=force(24.0), repeats=1950)
    return _limited(hot, "dose_hottest_maximum", 1100.0)


@body_harm("point_dose_too_high")
def point_too_long(plan: OnBody) -> OnBody:
    """Allow a point less than it gets."""
    return _limited(plan, "dose_point_maximum", 5000.0)


@body_harm("kidney_dose_too_high")
def kidneys_too_long(plan: OnBody) -> OnBody:
    """Allow the kidneys less than the opening gives them."""
    return _limited(plan, "dose_kidney_mean_maximum", 5.0)


@body_harm("popliteal_dose_too_high")
def hollow_too_long(plan: OnBody) -> OnBody:
    """Stroke the hollow of the knee lightly, again and again."""
    path = lane("popliteal_left", LEFT, (0, 0), (210, 5))
    long = plan.change("legs_left", lane=path, force=force(9.0), repeats=16)
    return _limited(long, "dose_popliteal_mean_maximum", 0.5)


@body_harm("kidney_dose_share")
def only_the_kidneys(plan: OnBody) -> OnBody:
    """Leave the muscles below the kidneys nearly untouched."""
    light = plan.change("rubbing_left", force=force(0.2)).change("rubbing_right", force=force(0.2))
    path = aside(plan.stroke("opening_left").lane, up=25.0)
    return light.change("opening_left", lane=path)


@body_harm("session_impulse_too_high")
def too_much_in_all(plan: OnBody) -> OnBody:
    """Allow a session less than this one has."""
    return _limited(plan, "session_impulse_maximum", 1000.0)


@body_harm("vacuum_dose_too_high")
def cup_too_long(plan: OnBody) -> OnBody:
    """Allow less suction than the cups give."""
    return _limited(plan, "cup_vacuum_dose_maximum", 100.0)


def _limited(plan: OnBody, name: str, value: float) -> OnBody:
    """Set one limit of the protocol."""
    limits = {**plan.protocol.limits, name: replace(plan.protocol.limits[name], value=value)}
    return replace(plan, protocol=replace(plan.protocol, limits=limits))
