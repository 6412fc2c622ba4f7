"""Where hands work: never where they may not, and every zone by its right name."""

from __future__ import annotations

from collections.abc import Iterator

from lumbalis.domain.plan import Step
from lumbalis.domain.protocol import ZoneKind
from lumbalis.domain.verification.bounds import affected_sides
from lumbalis.domain.verification.case import SessionCase, is_contact, mode_of
from lumbalis.domain.verification.findings import Check, Finding, check, names, no_more_than
from lumbalis.domain.verification.words import LEGS, TEST

_OTHER_SIDE = {"left": "right", "right": "left"}


def zone_unknown(case: SessionCase) -> Iterator[Finding]:
    """Every zone is one of the protocol's, written with its side."""
    known = case.protocol.zones.zones
    for where, step in case.placed:
        for zone in step.zones:
            if zone not in known:
                yield Finding(where, zone, names(frozenset(known)))


def zone_not_named(case: SessionCase) -> Iterator[Finding]:
    """Hands that work somewhere say where."""
    for where, step in case.placed:
        if is_contact(step) and not step.zones:
            yield Finding(where, "–", "≥ 1")


def zone_forbidden(case: SessionCase) -> Iterator[Finding]:
    """Nothing works on the spine or on lymph nodes, at no level."""
    for where, step in case.placed:
        for zone in case.zones_of(step):
            if zone.kind is ZoneKind.FORBIDDEN or zone.maximum < 1:
                yield Finding(where, zone.id, "0 s")


def zone_excluded(case: SessionCase) -> Iterator[Finding]:
    """Nothing works where today's screening keeps hands away."""
    for where, step in case.placed:
        for zone in step.zones:
            if zone in case.verdict.excluded_zones:
                yield Finding(where, zone, "0 s")


def zone_not_in_script(case: SessionCase) -> Iterator[Finding]:
    """Refuse work where the script does not work in that stage; points lie where they lie."""
    for where, step in case.placed:
        stage = case.stages.get(step.stage)
        if stage is None or step.points:
            continue
        own = {region for written in stage.steps for region in written.regions}
        wrong = case.regions_of(step) - own
        if wrong:
            yield Finding(where, names(wrong), names(own))


def zone_cap_not_stated(case: SessionCase) -> Iterator[Finding]:
    """Refuse a session that hides the ceiling of a zone it works or must not touch."""
    zones = case.protocol.zones.zones.values()
    forbidden = {zone.id for zone in zones if zone.kind is ZoneKind.FORBIDDEN}
    worked = {zone for step in case.session.steps for zone in step.zones}
    missing = (forbidden | worked) - case.session.zone_caps.keys()
    if missing:
        yield Finding(case.here, "–", names(missing))


def zone_cap_too_high(case: SessionCase) -> Iterator[Finding]:
    """No stated zone ceiling is above the one worked out here."""
    for zone, stated in case.session.zone_caps.items():
        own = case.zone_caps.get(zone, 0)
        if stated > own:
            yield Finding(case.here, f"{zone} {stated}", no_more_than(own))


def side_contradicts(case: SessionCase) -> Iterator[Finding]:
    """Refuse a step named for one side that works only the other."""
    for where, step in case.placed:
        sides = {zone.side for zone in case.zones_of(step)} & _OTHER_SIDE.keys()
        named = set(step.step.lower().replace(".", "_").split("_")) & _OTHER_SIDE.keys()
        if len(named) == 1 and sides and not named <= sides:
            yield Finding(where, names(sides), names(named))


def sides_unequal(case: SessionCase) -> Iterator[Finding]:
    """Left and right get the same time, to the second, in every stage."""
    totals = _seconds_by_zone(case)
    for zone in case.protocol.zones.zones.values():
        mirrored = f"{zone.region}_right"
        if zone.side != "left" or mirrored not in case.protocol.zones.zones:
            continue
        if case.zone_caps[zone.id] < 1 or case.zone_caps[mirrored] < 1:
            continue
        for stage, seconds in totals.items():
            left, right = seconds.get(zone.id, 0), seconds.get(mirrored, 0)
            if left != right:
                found = f"{zone.id} {left} s, {mirrored} {right} s"
                yield Finding(f"{case.here}/{stage}", found, "=")


def symptomatic_leg_too_hard(case: SessionCase) -> Iterator[Finding]:
    """Refuse a leg that hurts worked as hard as the other."""
    hurting = affected_sides(case.verdict)
    if not hurting:
        return
    legs = case.protocol.zones.groups.get(LEGS, frozenset())
    for where, step in case.placed:
        touched = {zone.side for zone in case.zones_of(step) if zone.id in legs} & hurting
        most = max(1, _leg_level(case, step) - 1)
        if touched and step.level > most:
            yield Finding(where, str(step.level), no_more_than(most))


def _leg_level(case: SessionCase, step: Step) -> int:
    """Give the level of a healthy leg in the stage of a step: the session's, capped by script."""
    stage = case.stages.get(step.stage)
    caps = [] if stage is None else [written.at_most for written in stage.steps]
    return min(case.session.level, max(caps, default=case.session.level))


def _seconds_by_zone(case: SessionCase) -> dict[str, dict[str, int]]:
    """Sum the seconds of each zone by stage; a test cup sits on one side only."""
    totals: dict[str, dict[str, int]] = {}
    for step in case.session.steps:
        if mode_of(step) == TEST:
            continue
        stage = totals.setdefault(step.stage, {})
        for zone in step.zones:
            stage[zone] = stage.get(zone, 0) + step.seconds
    return totals


SESSION_CHECKS: tuple[Check[SessionCase], ...] = (
    check(zone_unknown, "E"),
    check(zone_not_named, "E"),
    check(zone_forbidden, "R030", "R190", "C05", "V70"),
    check(zone_excluded, "A26", "E"),
    check(zone_not_in_script, "R027", "R029", "E"),
    check(zone_cap_not_stated, "E"),
    check(zone_cap_too_high, "R030", "R036", "E"),
    check(side_contradicts, "E"),
    check(sides_unequal, "A13", "E"),
    check(symptomatic_leg_too_hard, "A13"),
)
