"""How hard contacts press: judged by the zone they lie in, by the tool, and by the level."""

from __future__ import annotations

from collections.abc import Iterator

from lumbalis.domain.verification.findings import no_more_than
from lumbalis.domain.verification.on_body.case import StrokeCase
from lumbalis.domain.verification.on_body.findings import (
    BodyCheck,
    BodyFinding,
    amount,
    check,
)
from lumbalis.domain.verification.on_body.ground import is_kidney
from lumbalis.domain.verification.on_body.guards import (
    NEVER_ON_KIDNEYS,
    clearance,
    critical_limits,
    guards_of,
)
from lumbalis.domain.verification.on_body.look import Clearance

SACRUM = "sacrum"
_SURPLUS = 1e-9
"""Room for the rounding of an interpolated force."""


def force_above_step_level(case: StrokeCase) -> Iterator[BodyFinding]:
    """Nobody presses harder than the level of the step."""
    found, most = case.look.peak_newton, case.level_limit("force", case.step.level)
    if found > most + _SURPLUS:
        yield _newton(case, int(case.look.trace.newton.argmax()), found, most)


def force_not_of_motion(case: StrokeCase) -> Iterator[BodyFinding]:
    """Nobody presses harder than this manipulation does at the level of the step."""
    motion = case.motion
    levels = [] if motion is None else [n for n in motion.force_n if n <= case.step.level]
    if motion is None or not levels:
        return
    found, most = case.look.peak_newton, motion.force_n[max(levels)][1]
    if found > most + _SURPLUS:
        yield _newton(case, int(case.look.trace.newton.argmax()), found, most)


def force_above_zone_cap(case: StrokeCase) -> Iterator[BodyFinding]:
    """Nobody presses harder than the ceiling of the zone under the contact."""
    for zone, sample in case.worked():
        found, most = (
            float(case.look.trace.newton[sample]),
            case.level_limit("force", case.cap(zone)),
        )
        if found > most + _SURPLUS:
            yield _newton(case, sample, found, most, zone.id)


def pressure_above_zone_cap(case: StrokeCase) -> Iterator[BodyFinding]:
    """Hold pressure below its limit by level and tool: a small contact presses deeper."""
    name = pressure_limit(case)
    for zone, sample in case.worked():
        level = min(case.cap(zone), case.step.level)
        found, most = (
            case.look.kpa(float(case.look.trace.newton[sample])),
            case.level_limit(name, level),
        )
        if found > most + _SURPLUS:
            at, said = case.look.place(sample), f"{zone.id} {amount(found, 'kPa')}"
            yield BodyFinding(case.where, case.stroke.id, at, said, no_more_than(most, "kPa"))


def sacrum_pressed(case: StrokeCase) -> Iterator[BodyFinding]:
    """Bone lies close under the skin of the sacrum."""
    most = case.limit("sacrum_force_maximum")
    for zone, sample in case.worked():
        found = float(case.look.trace.newton[sample])
        if zone.region == SACRUM and found > most + _SURPLUS:
            yield _newton(case, sample, found, most)


def kidney_technique(case: StrokeCase) -> Iterator[BodyFinding]:
    """No blows, cups or devices over the kidneys."""
    if case.base not in NEVER_ON_KIDNEYS:
        return
    for region, clear in _reached(case, case.prepared.kidneys):
        yield BodyFinding(case.where, case.stroke.id, clear.at, f"{case.base} {region}", "–")


def kidney_force(case: StrokeCase) -> Iterator[BodyFinding]:
    """Wherever the contact lies on a kidney, the force is the kidney's."""
    yield from _too_strong(case, case.prepared.kidneys)


def kidney_pressure(case: StrokeCase) -> Iterator[BodyFinding]:
    """Refuse over a kidney, from a fingertip, the force that a palm may have there."""
    yield from _too_deep(case, case.prepared.kidneys)


def popliteal_force(case: StrokeCase) -> Iterator[BodyFinding]:
    """Vessels lie bare in the hollow of the knee: no more than a touch."""
    yield from _too_strong(case, case.prepared.hollows)


def popliteal_pressure(case: StrokeCase) -> Iterator[BodyFinding]:
    """Refuse pressure in the hollow of the knee, however small the force."""
    yield from _too_deep(case, case.prepared.hollows)


def kidney_force_share(case: StrokeCase) -> Iterator[BodyFinding]:
    """Press a kidney with no more than a share of what the step's level allows on muscles."""
    most = kidney_share_n(case)
    for zone, sample in case.worked():
        found = float(case.look.trace.newton[sample])
        if is_kidney(zone.region) and not case.look.presses_point and found > most + _SURPLUS:
            yield _newton(case, sample, found, most, zone.id)


def kidney_share_n(case: StrokeCase) -> float:
    """Give the force that a hand may have over a kidney at the level of the step, in N."""
    level = case.level_limit("force", case.step.level)
    return case.limit("kidney_force_share_maximum") * level


def pressure_limit(case: StrokeCase) -> str:
    """Name the limit of pressure for a tool: fingers have their own, all others the hand's."""
    return (
        "finger_pressure"
        if case.tool is not None and case.tool.kind == "finger"
        else "hand_pressure"
    )


def _reached(case: StrokeCase, regions: tuple[str, ...]) -> Iterator[tuple[str, Clearance]]:
    for region in regions:
        guard = guards_of(case.look, case.prepared)[region]
        clear = clearance(guard, case.look, case.prepared)
        if clear.touched:
            yield region, clear


def _too_strong(case: StrokeCase, regions: tuple[str, ...]) -> Iterator[BodyFinding]:
    for region, clear in _reached(case, regions):
        most = case.limit(critical_limits(region, case.look)[0])
        if clear.newton > most:
            found = f"{region} {amount(clear.newton, 'N')}"
            yield BodyFinding(case.where, case.stroke.id, clear.at, found, no_more_than(most, "N"))


def _too_deep(case: StrokeCase, regions: tuple[str, ...]) -> Iterator[BodyFinding]:
    for region, clear in _reached(case, regions):
        most, kpa = case.limit(critical_limits(region, case.look)[1]), case.look.kpa(clear.newton)
        if kpa > most:
            found = f"{region} {amount(kpa, 'kPa')}"
            yield BodyFinding(
                case.where, case.stroke.id, clear.at, found, no_more_than(most, "kPa")
            )


def _newton(
    case: StrokeCase, sample: int, found: float, most: float, zone: str = ""
) -> BodyFinding:
    at, said = case.look.place(sample), f"{zone} {amount(found, 'N')}".strip()
    return BodyFinding(case.where, case.stroke.id, at, said, no_more_than(round(most, 1), "N"))


STROKE_CHECKS: tuple[BodyCheck[StrokeCase], ...] = (
    check(force_not_of_motion, "B05", "B14", "P"),
    check(force_above_step_level, "V68", "P"),
    check(force_above_zone_cap, "V68", "R036", "P"),
    check(pressure_above_zone_cap, "V37", "B04", "P"),
    check(sacrum_pressed, "R116", "P"),
    check(kidney_technique, "R036", "A06", "C06"),
    check(kidney_force, "R036", "A06", "P"),
    check(kidney_pressure, "R036", "A06", "P"),
    check(kidney_force_share, "R036", "A06", "P"),
    check(popliteal_force, "V70", "P"),
    check(popliteal_pressure, "V70", "B03", "P"),
)
