"""Do the times add up, fit the limits, and look like the seconds they claim to be."""

from __future__ import annotations

from collections.abc import Iterator

from lumbalis.domain.verification.case import SessionCase, bases_of, is_contact
from lumbalis.domain.verification.findings import (
    Check,
    Finding,
    between,
    check,
    no_less_than,
    no_more_than,
)
from lumbalis.domain.verification.words import STROKING, TARGET_REGIONS


def session_empty(case: SessionCase) -> Iterator[Finding]:
    """Refuse a session without steps."""
    if not case.session.steps:
        yield Finding(case.here, "0", "≥ 1")


def seconds_not_positive(case: SessionCase) -> Iterator[Finding]:
    """Every step lasts; nothing else lasts less than nothing."""
    for where, step in case.placed:
        parts = (
            part
            for point in step.points
            for part in (point.find_press_s, point.hold_s, point.rotate_s, point.release_s)
        )
        for value in (step.seconds, *parts):
            if value < 1:
                yield Finding(where, f"{value} s", no_less_than(1, "s"))
    for value in (case.session.shortened_s, *(left.seconds for left in case.session.left_out)):
        if value < 0:
            yield Finding(case.here, f"{value} s", no_less_than(0, "s"))


def sum_differs(case: SessionCase) -> Iterator[Finding]:
    """Refuse steps that do not sum exactly to the target less what was shortened."""
    session = case.session
    wanted = session.target_s - session.shortened_s
    if session.hands_on_s != wanted:
        yield Finding(case.here, f"{session.hands_on_s} s", f"{wanted} s")


def target_differs(case: SessionCase) -> Iterator[Finding]:
    """Refuse another target than the script's; a shorter session says by how much."""
    if case.script is not None and case.session.target_s != case.script.target_s:
        yield Finding(case.here, f"{case.session.target_s} s", f"{case.script.target_s} s")


def session_too_short(case: SessionCase) -> Iterator[Finding]:
    """Below the least time a session is not worth its risks."""
    least = case.protocol.whole("session_minimum")
    if case.session.hands_on_s < least:
        yield Finding(case.here, f"{case.session.hands_on_s} s", no_less_than(least, "s"))


def session_too_long(case: SessionCase) -> Iterator[Finding]:
    """Hands on for longer than the protocol's longest session."""
    most = case.protocol.whole("session_maximum")
    if case.session.hands_on_s > most:
        yield Finding(case.here, f"{case.session.hands_on_s} s", no_more_than(most, "s"))


def session_unit_suspect(case: SessionCase) -> Iterator[Finding]:
    """Refuse a session of twenty "seconds", or of hours: its unit is another."""
    low, high = _window(case, "session")
    for value in (case.session.hands_on_s, case.session.target_s):
        if not low <= value <= high:
            yield Finding(case.here, f"{value} s", between(low, high, "s"))


def step_unit_suspect(case: SessionCase) -> Iterator[Finding]:
    """Refuse a step too short for a hand or too long for one place: its unit is another."""
    low, high = _window(case, "step")
    for where, step in case.placed:
        if not low <= step.seconds <= high:
            yield Finding(where, f"{step.seconds} s", between(low, high, "s"))


def point_unit_suspect(case: SessionCase) -> Iterator[Finding]:
    """Two to three minutes a point are neither two seconds nor two hours."""
    low, high = _window(case, "point")
    for where, step in case.placed:
        for point in step.points:
            if not low <= point.seconds <= high:
                yield Finding(where, f"{point.point}: {point.seconds} s", between(low, high, "s"))


def rest_unit_suspect(case: SessionCase) -> Iterator[Finding]:
    """Refuse a rest of thirty "seconds": its unit is another."""
    low, high = _window(case, "rest")
    if not low <= case.session.rest_s <= high:
        yield Finding(case.here, f"{case.session.rest_s} s", between(low, high, "s"))


def rest_differs(case: SessionCase) -> Iterator[Finding]:
    """Refuse another rest afterwards than the whole one."""
    wanted = case.protocol.whole("rest_after_session")
    if case.session.rest_s != wanted:
        yield Finding(case.here, f"{case.session.rest_s} s", f"{wanted} s")


def sit_differs(case: SessionCase) -> Iterator[Finding]:
    """Refuse another sitting time before standing up than the protocol's."""
    wanted = case.protocol.whole("sit_before_standing")
    if case.session.sit_before_standing_s != wanted:
        yield Finding(case.here, f"{case.session.sit_before_standing_s} s", f"{wanted} s")


def preparation_too_short(case: SessionCase) -> Iterator[Finding]:
    """Refuse work on the painful area before a few minutes beside it."""
    least = case.protocol.whole("preparation_minimum")
    prepared = preparation_s(case)
    if prepared is not None and prepared < least:
        yield Finding(case.here, f"{prepared} s", no_less_than(least, "s"))


def left_out_too_little(case: SessionCase) -> Iterator[Finding]:
    """Time that went elsewhere, or that the session lacks, was left out for a stated reason."""
    session, stages = case.session, case.stages
    grown = sum(
        max(0, seconds - stages[name].seconds)
        for name, seconds in case.stage_seconds().items()
        if name in stages
    )
    wanted = session.shortened_s + grown
    stated = sum(left.seconds for left in session.left_out if left.because)
    if stated < wanted:
        yield Finding(case.here, f"{stated} s", no_less_than(wanted, "s"))


def left_out_too_much(case: SessionCase) -> Iterator[Finding]:
    """Nobody can leave out more than the script has."""
    stated = sum(left.seconds for left in case.session.left_out)
    if stated > case.session.target_s:
        yield Finding(case.here, f"{stated} s", no_more_than(case.session.target_s, "s"))


def preparation_s(case: SessionCase) -> int | None:
    """Give the seconds before the target area gets more than the lightest stroking.

    None where the target is never worked.
    """
    passed = 0
    for _, step in case.placed:
        light = step.level <= 1 and bases_of(step) <= {STROKING} and not step.points
        on_target = bool(case.regions_of(step) & TARGET_REGIONS) or bool(step.points)
        if on_target and is_contact(step) and not light:
            return passed
        passed += step.seconds
    return None


def _window(case: SessionCase, what: str) -> tuple[int, int]:
    whole = case.protocol.whole
    return whole(f"plausible_{what}_minimum"), whole(f"plausible_{what}_maximum")


SESSION_CHECKS: tuple[Check[SessionCase], ...] = (
    check(session_empty, "E"),
    check(seconds_not_positive, "E"),
    check(sum_differs, "R022", "E"),
    check(target_differs, "R022", "A01"),
    check(session_too_short, "A01", "E"),
    check(session_too_long, "R022", "A01"),
    check(session_unit_suspect, "A01", "E"),
    check(step_unit_suspect, "E"),
    check(point_unit_suspect, "R151", "A05", "E"),
    check(rest_unit_suspect, "R048", "E"),
    check(rest_differs, "R048", "R049"),
    check(sit_differs, "E"),
    check(preparation_too_short, "R028", "A02"),
    check(left_out_too_little, "E"),
    check(left_out_too_much, "E"),
)
