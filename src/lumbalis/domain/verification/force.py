"""Vibration, patting and vigour: when they are unlocked, for how long, and where."""

from __future__ import annotations

from collections.abc import Iterator

from lumbalis.domain.plan import Step
from lumbalis.domain.verification.bounds import pain
from lumbalis.domain.verification.case import SessionCase, bases_of, has_suction
from lumbalis.domain.verification.findings import (
    Check,
    Finding,
    check,
    names,
    no_less_than,
    no_more_than,
)
from lumbalis.domain.verification.words import (
    ENERGETIC,
    LIGHT,
    LOW,
    LOW_BACK,
    PATTING,
    PATTING_REGIONS,
    REMISSION,
    VIBRATION,
)


def vibration_high_too_early(case: SessionCase) -> Iterator[Finding]:
    """Wide vibration waits until the first sessions are over."""
    first = case.protocol.whole("vibration_high_from_session")
    if case.session.index < first:
        for where, _ in _wide(case):
            yield Finding(where, str(case.session.index), no_less_than(first))


def vibration_high_in_pain(case: SessionCase) -> Iterator[Finding]:
    """Wide vibration needs remission or little pain; unknown pain is not little."""
    most = case.protocol.whole("vibration_high_nrs_maximum")
    worst = pain(case.verdict, "nrs_rest", "nrs_move")
    if case.verdict.phase == REMISSION or (worst is not None and worst <= most):
        return
    for where, _ in _wide(case):
        found = "?" if worst is None else str(worst)
        yield Finding(where, found, no_more_than(most))


def vibration_high_too_long(case: SessionCase) -> Iterator[Finding]:
    """Wide vibration lasts a minute at most on any one area."""
    most = case.protocol.whole("vibration_high_seconds")
    for zone, (where, seconds) in vibration_high_s(case).items():
        if seconds > most:
            yield Finding(where, f"{zone} {seconds} s", no_more_than(most, "s"))


def vibration_high_unprepared(case: SessionCase) -> Iterator[Finding]:
    """Wide vibration comes only after narrow vibration of the same area."""
    prepared: set[str] = set()
    for where, step in case.placed:
        if VIBRATION not in bases_of(step):
            continue
        if step.amplitude == LOW:
            prepared.update(step.zones)
        elif not prepared.issuperset(step.zones):
            yield Finding(where, names(set(step.zones) - prepared), LOW)


def energetic_too_early(case: SessionCase) -> Iterator[Finding]:
    """Vigorous work waits for its level; with cups, for its session."""
    level = case.protocol.whole("energetic_from_level")
    session = case.protocol.whole("energetic_cups_from_session")
    for where, step in case.placed:
        if step.manner != ENERGETIC:
            continue
        if has_suction(step):
            if case.session.index < session:
                yield Finding(where, str(case.session.index), no_less_than(session))
        elif case.session.level < level:
            yield Finding(where, str(case.session.level), no_less_than(level))


def patting_in_pain(case: SessionCase) -> Iterator[Finding]:
    """No patting from a pain score on; unknown pain counts as pain."""
    below = case.protocol.whole("patting_nrs_below")
    worst = pain(case.verdict, "nrs_rest", "nrs_move")
    if worst is not None and worst < below:
        return
    for where, _ in _pats(case):
        yield Finding(where, "?" if worst is None else str(worst), f"< {below}")


def patting_in_wrong_zone(case: SessionCase) -> Iterator[Finding]:
    """Pats reach the buttocks and the low back below L3, nothing else."""
    for where, step in _pats(case):
        wrong = case.regions_of(step) - PATTING_REGIONS
        if wrong:
            yield Finding(where, names(wrong), names(PATTING_REGIONS))


def patting_hard_on_back(case: SessionCase) -> Iterator[Finding]:
    """On the low back pats are light, at the lightest level."""
    for where, step in _pats(case):
        if LOW_BACK in case.regions_of(step) and (step.level > 1 or step.manner == ENERGETIC):
            yield Finding(where, f"{step.manner or '–'} {step.level}", f"{LIGHT} 1")


def vibration_high_s(case: SessionCase) -> dict[str, tuple[str, int]]:
    """Give for each zone the place of the last wide vibration and its seconds in all."""
    totals: dict[str, tuple[str, int]] = {}
    for where, step in _wide(case):
        for zone in step.zones:
            totals[zone] = (where, totals.get(zone, ("", 0))[1] + step.seconds)
    return totals


def _wide(case: SessionCase) -> Iterator[tuple[str, Step]]:
    """Give the steps of wide vibration; an amplitude nobody knows counts as wide."""
    for where, step in case.placed:
        if VIBRATION in bases_of(step) and step.amplitude != LOW:
            yield where, step


def _pats(case: SessionCase) -> Iterator[tuple[str, Step]]:
    return ((where, step) for where, step in case.placed if PATTING in bases_of(step))


SESSION_CHECKS: tuple[Check[SessionCase], ...] = (
    check(vibration_high_too_early, "R118", "C01"),
    check(vibration_high_in_pain, "R118", "C01"),
    check(vibration_high_too_long, "C01", "V67"),
    check(vibration_high_unprepared, "R143", "C01"),
    check(energetic_too_early, "R113", "R141", "C19"),
    check(patting_in_pain, "R119", "C06"),
    check(patting_in_wrong_zone, "R113", "R119", "C06"),
    check(patting_hard_on_back, "R119", "C06"),
)
