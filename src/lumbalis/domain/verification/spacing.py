"""How far apart the sessions of a course are, and how many fit into a week."""

from __future__ import annotations

from collections.abc import Iterator

from lumbalis.domain.plan import PlannedSession
from lumbalis.domain.protocol import Dose
from lumbalis.domain.verification.case import COURSE, CourseCase, is_cupping
from lumbalis.domain.verification.findings import (
    Check,
    Finding,
    between,
    check,
    no_less_than,
    no_more_than,
)
from lumbalis.domain.verification.words import SPECIAL

_HOURS_OF_A_WEEK = 7 * 24


def spacing_too_short(case: CourseCase) -> Iterator[Finding]:
    """No session comes sooner than the dose lets it, the first ones later still."""
    if case.dose is None:
        return
    for planned in _after_first(case):
        least = least_spacing(case, case.dose, planned.index)
        if planned.spacing_least_h < least:
            found = f"{planned.spacing_least_h} h"
            yield Finding(str(planned.index), found, no_less_than(least, "h"))


def spacing_special_too_short(case: CourseCase) -> Iterator[Finding]:
    """Cups, points and devices come only after a longer pause."""
    least = case.protocol.whole("spacing_special")
    for planned in _after_first(case):
        script = case.protocol.scripts.get(planned.script)
        needs = set() if script is None else {script.technique, *script.needs_techniques}
        if needs & SPECIAL and planned.spacing_least_h < least:
            found = f"{planned.spacing_least_h} h"
            yield Finding(str(planned.index), found, no_less_than(least, "h"))


def spacing_usual_too_short(case: CourseCase) -> Iterator[Finding]:
    """Refuse a usual spacing below the least one."""
    for planned in _after_first(case):
        if planned.spacing_usual_h < planned.spacing_least_h:
            found, least = planned.spacing_usual_h, planned.spacing_least_h
            yield Finding(str(planned.index), f"{found} h", no_less_than(least, "h"))


def spacing_unit_suspect(case: CourseCase) -> Iterator[Finding]:
    """Hours between sessions are neither minutes nor days."""
    low = case.protocol.whole("plausible_spacing_minimum")
    high = case.protocol.whole("plausible_spacing_maximum")
    for planned in _after_first(case):
        for hours in (planned.spacing_least_h, planned.spacing_usual_h):
            if not low <= hours <= high:
                yield Finding(str(planned.index), f"{hours} h", between(low, high, "h"))


def per_week_too_many(case: CourseCase) -> Iterator[Finding]:
    """Refuse more sessions a week than the dose has; more come only by order."""
    if case.dose is None:
        return
    often = case.ordered.often
    doses = _doses_that_may_hold(case, case.dose)
    most = min(dose.per_week_by_order if often else dose.per_week for dose in doses)
    if not 1 <= case.course.per_week <= most:
        yield Finding(COURSE, str(case.course.per_week), between(1, most))


def per_week_out_of_reach(case: CourseCase) -> Iterator[Finding]:
    """As many sessions as the course puts into a week fit there at the least spacing."""
    hours = [planned.spacing_least_h for planned in _after_first(case)]
    gaps = case.course.per_week - 1
    if not 1 <= gaps <= len(hours):
        return
    shortest = min(sum(hours[i : i + gaps]) for i in range(len(hours) - gaps + 1))
    if shortest > _HOURS_OF_A_WEEK:
        yield Finding(COURSE, f"{shortest} h", no_more_than(_HOURS_OF_A_WEEK, "h"))


def cuppings_too_close(case: CourseCase) -> Iterator[Finding]:
    """Between two cuppings of the timeline lies the whole interval, at the least spacing."""
    least = case.protocol.whole("cup_interval")
    for index, hours in hours_between_cuppings(case):
        if hours < least:
            yield Finding(str(index), f"{hours} h", no_less_than(least, "h"))


def cuppings_too_many(case: CourseCase) -> Iterator[Finding]:
    """Refuse a course with too many cuppings."""
    most = case.protocol.whole("cups_per_course")
    count = sum(1 for session in case.course.sessions if is_cupping(session))
    if count > most:
        yield Finding(COURSE, str(count), no_more_than(most))


def hours_between_cuppings(case: CourseCase) -> Iterator[tuple[int, int]]:
    """Give each cupping after the first with the least hours since the one before."""
    passed: int | None = None
    for planned, session in zip(case.course.timeline, case.course.sessions, strict=False):
        passed = None if passed is None else passed + planned.spacing_least_h
        if is_cupping(session):
            if passed is not None:
                yield planned.index, passed
            passed = 0


def least_spacing(case: CourseCase, dose: Dose, session: int) -> int:
    """Give the least hours before a session of this number."""
    first = session <= dose.first_sessions
    doses = _doses_that_may_hold(case, dose)
    return max(max(d.spacing_least_h, d.spacing_first_h if first else 0) for d in doses)


def _doses_that_may_hold(case: CourseCase, dose: Dose) -> list[Dose]:
    """Give the dose; all of the phase where nobody stated the severity, so the strictest counts."""
    if not case.course.severity_assumed:
        return [dose]
    return [other for other in case.protocol.dose.doses if other.phase == dose.phase]


def _after_first(case: CourseCase) -> tuple[PlannedSession, ...]:
    return case.course.timeline[1:]


COURSE_CHECKS: tuple[Check[CourseCase], ...] = (
    check(spacing_too_short, "A10", "E"),
    check(spacing_special_too_short, "A10", "E"),
    check(spacing_usual_too_short, "A10", "E"),
    check(spacing_unit_suspect, "A10", "E"),
    check(per_week_too_many, "A10", "E"),
    check(per_week_out_of_reach, "A10", "E"),
    check(cuppings_too_close, "V69", "E"),
    check(cuppings_too_many, "E"),
)
