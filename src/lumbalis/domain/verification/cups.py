"""Cups: how many, how large, how long, where, after what test, and how they come off."""

from __future__ import annotations

from collections.abc import Iterator

from lumbalis.domain.plan import Cups
from lumbalis.domain.verification.case import (
    SessionCase,
    bases_of,
    has_suction,
    mode_of,
)
from lumbalis.domain.verification.findings import (
    Check,
    Finding,
    between,
    check,
    names,
    no_less_than,
    no_more_than,
)
from lumbalis.domain.verification.words import (
    CUP_WORK,
    CUPPING,
    GLASS,
    GLASS_CUP,
    MODES,
    MOVING,
    OIL,
    REMOVAL,
    STATIC,
    SUCTION_REGIONS,
    TEST,
)


def cup_mode_unknown(case: SessionCase) -> Iterator[Finding]:
    """Cups test, stand, move or hold no suction."""
    for where, step in case.placed:
        if mode_of(step) not in MODES:
            yield Finding(where, mode_of(step), names(MODES))


def cup_technique_differs(case: SessionCase) -> Iterator[Finding]:
    """Suction belongs to a cupping technique, so that its gate is asked."""
    for where, step in case.with_suction():
        if step.technique not in CUPPING:
            yield Finding(where, step.technique, names(CUPPING))


def cup_not_described(case: SessionCase) -> Iterator[Finding]:
    """Refuse work with cups that does not say how many, how large and in which mode."""
    for where, step in case.placed:
        if CUP_WORK in bases_of(step) and step.cups is None:
            yield Finding(where, "–", names(MODES))


def cup_of_glass_unannounced(case: SessionCase) -> Iterator[Finding]:
    """Refuse a glass cup outside the technique whose gate asks for fire training."""
    for where, step in case.placed:
        if GLASS_CUP in step.tools and step.technique != GLASS:
            yield Finding(where, step.technique, GLASS)


def cup_count(case: SessionCase) -> Iterator[Finding]:
    """Few cups at once, fewer when they move."""
    for where, cups in _cups(case):
        moving = cups.mode == MOVING
        most = case.protocol.whole("cups_moving_maximum" if moving else "cups_static_maximum")
        if not 1 <= cups.count <= most:
            yield Finding(where, str(cups.count), between(1, most))


def cup_size(case: SessionCase) -> Iterator[Finding]:
    """Refuse an inner diameter outside the protocol's range, in millimetres."""
    low = case.protocol.whole("cup_diameter_minimum")
    high = case.protocol.whole("cup_diameter_maximum")
    for where, cups in _cups(case):
        if not low <= cups.diameter_mm <= high:
            yield Finding(where, f"{cups.diameter_mm} mm", between(low, high, "mm"))


def cup_moving_too_long(case: SessionCase) -> Iterator[Finding]:
    """Refuse moving cups that stay too long on an area; the first time is shorter."""
    most = suction_limit(case, MOVING)
    for zone, (where, seconds) in suction_s(case, MOVING).items():
        if seconds > most:
            yield Finding(where, f"{zone} {seconds} s", no_more_than(most, "s"))


def cup_static_too_long(case: SessionCase) -> Iterator[Finding]:
    """Refuse standing cups that stay too long on an area; the first time is shorter."""
    most = suction_limit(case, STATIC)
    for zone, (where, seconds) in suction_s(case, STATIC).items():
        if seconds > most:
            yield Finding(where, f"{zone} {seconds} s", no_more_than(most, "s"))


def cup_time_absolute(case: SessionCase) -> Iterator[Finding]:
    """No area is under suction for longer than the absolute limit, in all modes together."""
    most = case.protocol.whole("cup_absolute")
    for zone, (where, seconds) in suction_s(case).items():
        if seconds > most:
            yield Finding(where, f"{zone} {seconds} s", no_more_than(most, "s"))


def cup_in_wrong_zone(case: SessionCase) -> Iterator[Finding]:
    """Suction only below L3 beside the spine and on the buttocks; never over kidney or bone."""
    for where, step in case.with_suction():
        wrong = case.regions_of(step) - SUCTION_REGIONS
        if wrong:
            yield Finding(where, names(wrong), names(SUCTION_REGIONS))


def cup_not_tested(case: SessionCase) -> Iterator[Finding]:
    """Refuse suction without a short test of suction and skin before it."""
    least, tested = case.protocol.whole("cup_test"), 0
    for where, step in case.placed:
        if mode_of(step) == TEST:
            tested += step.seconds
        elif has_suction(step) and tested < least:
            yield Finding(where, f"{TEST} {tested} s", no_less_than(least, "s"))


def cup_not_removed(case: SessionCase) -> Iterator[Finding]:
    """Directly after the last suction the cups come off, in a step of its own."""
    under_suction = False
    for where, step in case.placed:
        if under_suction and not has_suction(step):
            under_suction = False
            if step.stage != REMOVAL and step.cups is None:
                yield Finding(where, step.step, REMOVAL)
        elif has_suction(step) and mode_of(step) != TEST:
            under_suction = True
    if under_suction:
        yield Finding(case.here, "–", REMOVAL)


def cup_interval_too_short(case: SessionCase) -> Iterator[Finding]:
    """Skin rests between two cuppings; an unknown interval is too short."""
    if not case.suction or case.history.cuppings == 0:
        return
    least, hours = case.protocol.limit("cup_interval"), case.history.hours_since_cupping
    if hours is None or hours < least:
        found = "?" if hours is None else f"{hours:g} h"
        yield Finding(case.here, found, no_less_than(least, "h"))


def cup_week_full(case: SessionCase) -> Iterator[Finding]:
    """Refuse a cupping too many in a week; an unknown number is too many."""
    yield from _full(case, case.history.cuppings_last_week, "cups_per_week")


def cup_course_full(case: SessionCase) -> Iterator[Finding]:
    """Refuse a cupping too many in the course; an unknown number is too many."""
    yield from _full(case, case.history.cuppings, "cups_per_course")


def glass_without_checklist(case: SessionCase) -> Iterator[Finding]:
    """Before the first glass cup every item of the fire checklist has been done."""
    done: set[str] = set()
    for where, step in case.placed:
        done.update(step.checklist)
        if step.technique == GLASS and has_suction(step):
            items = _items_until(case, step.stage)
            if not items or not items <= done:
                yield Finding(where, names(done), names(items) if items else "≥ 1")
            return


def oil_near_flame(case: SessionCase) -> Iterator[Finding]:
    """Refuse oil on the skin before the last cup that a flame has to fasten."""
    flames = [
        place
        for place, (_, step) in enumerate(case.placed)
        if step.technique == GLASS and mode_of(step) in (TEST, STATIC)
    ]
    for where, step in case.placed[: max(flames, default=0)]:
        if OIL in (step.technique, step.medium):
            yield Finding(where, step.stage, f"> {case.placed[flames[-1]][1].stage}")


def suction_s(case: SessionCase, *modes: str) -> dict[str, tuple[str, int]]:
    """Give for each zone the place of the last suction (of some modes) and its seconds in all."""
    totals: dict[str, tuple[str, int]] = {}
    for where, step in case.with_suction(*modes):
        for zone in step.zones:
            totals[zone] = (where, totals.get(zone, ("", 0))[1] + step.seconds)
    return totals


def suction_limit(case: SessionCase, mode: str) -> int:
    """Give the seconds an area may be under suction; the first time counts unless disproved."""
    first = case.history.cuppings is None or case.history.cuppings < 1
    return case.protocol.whole(f"cup_{mode}_{'first' if first else 'later'}")


def _full(case: SessionCase, before: int | None, limit: str) -> Iterator[Finding]:
    most = case.protocol.whole(limit)
    if case.suction and (before is None or before >= most):
        found = "?" if before is None else str(before + 1)
        yield Finding(case.here, found, no_more_than(most))


def _cups(case: SessionCase) -> Iterator[tuple[str, Cups]]:
    for where, step in case.with_suction():
        if step.cups is not None:
            yield where, step.cups


def _items_until(case: SessionCase, stage: str) -> set[str]:
    """Give the checklist items of the script up to and including a stage."""
    items: set[str] = set()
    for name, written in case.stages.items():
        items.update(written.checklist)
        if name == stage:
            break
    return items


SESSION_CHECKS: tuple[Check[SessionCase], ...] = (
    check(cup_mode_unknown, "A19", "E"),
    check(cup_technique_differs, "R105", "E"),
    check(cup_not_described, "A19", "E"),
    check(cup_of_glass_unannounced, "R132", "R134", "C20"),
    check(cup_count, "A19", "E"),
    check(cup_size, "A19", "E"),
    check(cup_moving_too_long, "A19", "V69"),
    check(cup_static_too_long, "A19", "V31", "V32"),
    check(cup_time_absolute, "V31", "V69"),
    check(cup_in_wrong_zone, "R036", "C06", "A06"),
    check(cup_not_tested, "A19", "E"),
    check(cup_not_removed, "R138", "V69"),
    check(cup_interval_too_short, "V69", "E"),
    check(cup_week_full, "E"),
    check(cup_course_full, "E"),
    check(oil_near_flame, "R134", "C20", "V69"),
    check(glass_without_checklist, "R134", "R135", "C20", "V69"),
)
