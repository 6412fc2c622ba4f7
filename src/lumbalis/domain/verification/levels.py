"""How strongly: no level above session, zone, verdict, dose, ramp or scale."""

from __future__ import annotations

from collections.abc import Iterator

from lumbalis.domain.verification.bounds import is_gentle
from lumbalis.domain.verification.case import SessionCase, is_contact
from lumbalis.domain.verification.findings import (
    Check,
    Finding,
    between,
    check,
    no_less_than,
    no_more_than,
)
from lumbalis.domain.verification.words import KIDNEY, REMISSION


def level_off_scale(case: SessionCase) -> Iterator[Finding]:
    """Every level is on the scale."""
    top = case.protocol.whole("level_absolute")
    for where, level in _all_levels(case):
        if not 0 <= level <= top:
            yield Finding(where, str(level), between(0, top))


def level_disabled(case: SessionCase) -> Iterator[Finding]:
    """Refuse levels that are on the scale and switched off."""
    most = case.protocol.whole("level_maximum")
    for where, level in _all_levels(case):
        if level > most:
            yield Finding(where, str(level), no_more_than(most))


def contact_without_level(case: SessionCase) -> Iterator[Finding]:
    """Where hands or tools work, the level is at least the lightest."""
    for where, step in case.placed:
        if is_contact(step) and step.level < 1:
            yield Finding(where, str(step.level), no_less_than(1))


def level_above_zone_cap(case: SessionCase) -> Iterator[Finding]:
    """No step is stronger than its zone allows, worked out from protocol and verdict."""
    for where, step in case.placed:
        for zone in case.zones_of(step):
            own = case.zone_caps[zone.id]
            if step.level > own:
                yield Finding(where, f"{zone.id} {step.level}", no_more_than(own))


def level_above_stated_cap(case: SessionCase) -> Iterator[Finding]:
    """No step is stronger than the session itself says of the zone."""
    for where, step in case.placed:
        for zone in step.zones:
            stated = case.session.zone_caps.get(zone, step.level)
            if step.level > stated:
                yield Finding(where, f"{zone} {step.level}", no_more_than(stated))


def kidney_too_hard(case: SessionCase) -> Iterator[Finding]:
    """Over the kidneys the level is well below the session's, whatever the zone table says."""
    whole = case.protocol.whole
    reduced = max(1, case.session.level - whole("kidney_reduced_by"))
    most = min(whole("kidney_maximum"), reduced)
    for where, step in case.placed:
        if KIDNEY in case.regions_of(step) and step.level > most:
            yield Finding(where, str(step.level), no_more_than(most))


def level_above_session(case: SessionCase) -> Iterator[Finding]:
    """No step is stronger than the session's level."""
    for where, step in case.placed:
        if step.level > case.session.level:
            yield Finding(where, str(step.level), no_more_than(case.session.level))


def level_above_ceiling(case: SessionCase) -> Iterator[Finding]:
    """Neither the session's level nor any step is above the session's ceiling."""
    for where, level in _levels_worked(case):
        if level > case.session.ceiling:
            yield Finding(where, str(level), no_more_than(case.session.ceiling))


def ceiling_above_verdict(case: SessionCase) -> Iterator[Finding]:
    """Refuse a ceiling above the caps that the verdict found for this patient."""
    if case.session.ceiling > case.bounds.ceiling:
        found = str(case.session.ceiling)
        yield Finding(case.here, found, no_more_than(case.bounds.ceiling))


def ceiling_above_dose(case: SessionCase) -> Iterator[Finding]:
    """Refuse a ceiling above the dose table's, by phase and number."""
    if case.session.ceiling > case.bounds.dose:
        yield Finding(case.here, str(case.session.ceiling), no_more_than(case.bounds.dose))


def verdict_above_dose(case: SessionCase) -> Iterator[Finding]:
    """Refuse a verdict whose cap is above the dose table's for its own session."""
    same = case.verdict.session == case.session.index
    if same and case.verdict.caps.session > case.bounds.dose:
        found = str(case.verdict.caps.session)
        yield Finding(case.here, found, no_more_than(case.bounds.dose))


def gentle_session_too_hard(case: SessionCase) -> Iterator[Finding]:
    """Refuse a first session that is not gentle."""
    if not is_gentle(case.protocol, case.verdict.phase, case.session.index):
        return
    most = case.protocol.whole("gentle_cap")
    for where, level in (*_levels_worked(case), (case.here, case.session.ceiling)):
        if level > most:
            yield Finding(where, str(level), no_more_than(most))


def session_level_too_low(case: SessionCase) -> Iterator[Finding]:
    """Refuse a session without a level."""
    if case.session.level < 1:
        yield Finding(case.here, str(case.session.level), no_less_than(1))


def first_level_too_high(case: SessionCase) -> Iterator[Finding]:
    """Refuse a first session above its phase's first level."""
    most = first_level(case)
    if case.session.index == 1 and case.session.level > most:
        yield Finding(case.here, str(case.session.level), no_more_than(most))


def ramp_too_steep(case: SessionCase) -> Iterator[Finding]:
    """Refuse a rise by more than one level, or before enough sessions at the same level."""
    levels = case.history.levels
    needed = case.protocol.whole("escalation_sessions")
    if not levels or case.session.level <= levels[-1]:
        return
    steady = len(levels) >= needed and len(set(levels[-needed:])) == 1
    most = levels[-1] + 1 if steady else levels[-1]
    if case.session.level > most:
        yield Finding(case.here, str(case.session.level), no_more_than(most))


def gap_not_lowered(case: SessionCase) -> Iterator[Finding]:
    """After a gap the level is lowered; after a long or unknown one the ramp starts again."""
    levels, gap = case.history.levels, case.history.days_since_last
    if not levels:
        return
    if gap is None or gap > case.protocol.limit("restart_gap"):
        most = first_level(case)
    elif gap > case.protocol.limit("lower_after_gap"):
        most = max(1, levels[-1] - 1)
    else:
        return
    if case.session.level > most:
        yield Finding(case.here, str(case.session.level), no_more_than(most))


def switch_not_lowered(case: SessionCase) -> Iterator[Finding]:
    """Refuse a technique that is new in the course and does not start at a low level."""
    before = case.history.techniques
    if case.script is None or not before or case.script.technique in before:
        return
    most = case.protocol.whole("technique_switch_level")
    if case.session.level > most:
        yield Finding(case.here, str(case.session.level), no_more_than(most))


def first_level(case: SessionCase) -> int:
    """Give the level a ramp starts from in the verdict's phase."""
    in_remission = case.verdict.phase == REMISSION
    return case.protocol.whole("first_level_remission" if in_remission else "first_level_subsiding")


def _levels_worked(case: SessionCase) -> Iterator[tuple[str, int]]:
    yield case.here, case.session.level
    for where, step in case.placed:
        yield where, step.level


def _all_levels(case: SessionCase) -> Iterator[tuple[str, int]]:
    yield from _levels_worked(case)
    yield case.here, case.session.ceiling
    for cap in case.session.zone_caps.values():
        yield case.here, cap


SESSION_CHECKS: tuple[Check[SessionCase], ...] = (
    check(level_off_scale, "V68", "E"),
    check(level_disabled, "E"),
    check(contact_without_level, "V68", "E"),
    check(level_above_zone_cap, "R030", "R036", "E"),
    check(level_above_stated_cap, "E"),
    check(kidney_too_hard, "R036", "A06"),
    check(level_above_session, "E"),
    check(level_above_ceiling, "R038", "E"),
    check(ceiling_above_verdict, "E"),
    check(ceiling_above_dose, "R038", "E"),
    check(verdict_above_dose, "E"),
    check(gentle_session_too_hard, "R037", "R038", "A03"),
    check(session_level_too_low, "V68", "E"),
    check(first_level_too_high, "R038", "E"),
    check(ramp_too_steep, "R039", "E"),
    check(gap_not_lowered, "A10", "E"),
    check(switch_not_lowered, "E"),
)
