"""How much room is left on the body: the slack of every quantitative check that applies."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from lumbalis.domain.dose import Channel
from lumbalis.domain.verification.margins import Slack
from lumbalis.domain.verification.on_body.case import PlanCase, StrokeCase
from lumbalis.domain.verification.on_body.doses import hottest, kidney_and_back_dose
from lumbalis.domain.verification.on_body.ground import LESION, POPLITEAL, SIDES, is_kidney
from lumbalis.domain.verification.on_body.guards import critical_limits, keep_outs, room
from lumbalis.domain.verification.on_body.movement import forward_share, pace
from lumbalis.domain.verification.on_body.places import NAMED
from lumbalis.domain.verification.on_body.pressing import SACRUM, kidney_share_n, pressure_limit
from lumbalis.domain.verification.on_body.tools import point_off_mm
from lumbalis.domain.verification.words import KIDNEY


def stroke_margins(case: StrokeCase) -> Iterator[Slack]:
    """Give the slack of one stroke; names end in the unit."""
    yield from _forces(case)
    forward = forward_share(case)
    if forward is not None:
        yield "direction_share", forward - case.limit("upward_share_minimum")
    yield "speed_mm_s", case.limit("stroke_speed_maximum") - pace(case)
    off = point_off_mm(case)
    if off is not None:
        yield "point_place_mm", case.limit("point_place_maximum") - off
    if case.stroke.vacuum_kpa > 0:
        yield "vacuum_kpa", case.limit("cup_vacuum_maximum") - case.stroke.vacuum_kpa


def _name(region: str) -> str:
    if region.startswith(LESION):
        return "lesion"
    return region if region in NAMED else "keep_out"


def plan_margins(case: PlanCase) -> Iterator[Slack]:
    """Give the slack of the session as a whole."""
    yield from _distances(case)
    yield from _doses(case)
    yield "session_impulse_n_s", case.limit("session_impulse_maximum") - case.dose.impulse_ns()
    for channel, name, limit in (
        (Channel.POINTS, "point_dose_kpa_s", "dose_point_maximum"),
        (Channel.VACUUM, "vacuum_dose_kpa_s", "cup_vacuum_dose_maximum"),
    ):
        most = float(case.dose.fields[channel].max())
        if most > 0:
            yield name, case.limit(limit) - most


def _distances(case: PlanCase) -> Iterator[Slack]:
    looks = [one.look for one in case.strokes]
    for guard in keep_outs(looks[0], case.prepared) if looks else ():
        left = room(guard.region, looks, case.prepared)
        if left < inf:
            yield f"{_name(guard.region)}_clearance_mm", left


def _forces(case: StrokeCase) -> Iterator[Slack]:
    look = case.look
    yield "step_force_n", case.level_limit("force", case.step.level) - look.peak_newton
    for zone, sample in case.worked():
        if zone.region == SACRUM:
            most = case.limit("sacrum_force_maximum")
            yield "sacrum_force_n", most - float(look.trace.newton[sample])
        newton = float(look.trace.newton[sample])
        if is_kidney(zone.region) or zone.region == POPLITEAL:
            force, pressure = critical_limits(zone.region, look)
            yield f"{zone.region}_force_n", case.limit(force) - newton
            yield f"{zone.region}_pressure_kpa", case.limit(pressure) - look.kpa(newton)
            if is_kidney(zone.region) and not look.presses_point:
                yield "kidney_force_share_n", kidney_share_n(case) - newton
        else:
            yield "zone_force_n", case.level_limit("force", case.cap(zone)) - newton
            level = min(case.cap(zone), case.step.level)
            yield (
                "zone_pressure_kpa",
                case.level_limit(pressure_limit(case), level) - look.kpa(newton),
            )


def _doses(case: PlanCase) -> Iterator[Slack]:
    for zone, found in hottest(case):
        yield "hottest_dose_kpa_s", case.limit("dose_hottest_maximum") - found
        yield "zone_dose_kpa_s", case.limit("dose_zone_mean_maximum") - case.zone_doses[zone]
    for region, limit in (
        (KIDNEY, "dose_kidney_mean_maximum"),
        (POPLITEAL, "dose_popliteal_mean_maximum"),
    ):
        for side in SIDES:
            found = case.zone_doses.get(f"{region}_{side}", 0.0)
            if found > 0:
                yield f"{region}_dose_kpa_s", case.limit(limit) - found
    for side in SIDES:
        found, back = kidney_and_back_dose(case, side)
        if back > 0:
            yield "kidney_dose_share", case.limit("kidney_dose_share_maximum") - found / back
