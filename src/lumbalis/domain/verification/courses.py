"""Is the course the dose's: how many sessions, in which blocks, reviewed when."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, groupby

from lumbalis.domain.verification.bounds import bounds_of, is_gentle
from lumbalis.domain.verification.case import COURSE, CourseCase
from lumbalis.domain.verification.findings import Check, Finding, check, names, no_more_than

_SEVERITY = "severity"


def course_numbering(case: CourseCase) -> Iterator[Finding]:
    """Sessions count from one without gap or repetition, in plan and in full."""
    wanted = tuple(range(1, len(case.course.timeline) + 1))
    for found in (
        tuple(planned.index for planned in case.course.timeline),
        tuple(session.index for session in case.course.sessions),
    ):
        if found != wanted or not found:
            yield Finding(COURSE, names(found), names(wanted))


def timeline_differs(case: CourseCase) -> Iterator[Finding]:
    """Refuse a timeline that says something else of a session than the session itself."""
    for planned, session in zip(case.course.timeline, case.course.sessions, strict=False):
        for found, allowed in (
            (planned.script, session.script),
            (planned.level, session.level),
            (planned.ceiling, session.ceiling),
        ):
            if found != allowed:
                yield Finding(str(session.index), str(found), str(allowed))


def dose_missing(case: CourseCase) -> Iterator[Finding]:
    """Nothing is planned for a phase and severity without a dose."""
    if case.dose is None:
        known = {f"{dose.phase} {dose.severity}" for dose in case.protocol.dose.doses}
        yield Finding(COURSE, f"{case.course.phase} {case.course.severity}", names(known))


def severity_differs(case: CourseCase) -> Iterator[Finding]:
    """Refuse another severity than the physician's, and an assumed one not marked as such."""
    answered = case.verdict.facts.get(_SEVERITY)
    ordered = case.ordered.severity
    stated = answered if ordered is None else ordered
    assumed = ordered is None and (answered is None or _SEVERITY in case.verdict.assumed)
    if assumed is not case.course.severity_assumed:
        yield Finding(COURSE, f"assumed: {case.course.severity_assumed}", f"assumed: {assumed}")
    if not assumed and stated != case.course.severity:
        yield Finding(COURSE, case.course.severity, str(stated))


def blocks_differ_from_sessions(case: CourseCase) -> Iterator[Finding]:
    """Refuse blocks that do not sum to the sessions, or sessions outside their block."""
    runs = groupby(planned.block for planned in case.course.timeline)
    found = tuple(sum(1 for _ in run) for _, run in runs)
    if found != case.course.blocks:
        yield Finding(COURSE, names(found), names(case.course.blocks))


def sessions_not_as_dosed(case: CourseCase) -> Iterator[Finding]:
    """As many sessions as the dose says, or as a physician ordered."""
    if case.dose is None:
        return
    extended = case.ordered.extensions * case.protocol.whole("extension_block")
    usual = case.dose.sessions + extended
    wanted = usual if case.ordered.sessions is None else case.ordered.sessions
    if len(case.course.timeline) != wanted:
        yield Finding(COURSE, str(len(case.course.timeline)), str(wanted))


def block_too_long(case: CourseCase) -> Iterator[Finding]:
    """No block runs longer without a physician's review than the dose and extensions do."""
    if case.dose is None:
        return
    extension = case.protocol.whole("extension_block")
    for place, block in enumerate(case.course.blocks):
        most = case.dose.blocks[place] if place < len(case.dose.blocks) else extension
        if block > most:
            yield Finding(COURSE, str(block), no_more_than(most))


def hard_stop_passed(case: CourseCase) -> Iterator[Finding]:
    """No order takes a course beyond the hard stop."""
    most = case.protocol.whole("hard_stop_sessions")
    if len(case.course.timeline) > most:
        yield Finding(COURSE, str(len(case.course.timeline)), no_more_than(most))


def hard_stop_differs(case: CourseCase) -> Iterator[Finding]:
    """Refuse a course that names another hard stop than the protocol."""
    wanted = case.protocol.whole("hard_stop_sessions")
    if case.course.hard_stop != wanted:
        yield Finding(COURSE, str(case.course.hard_stop), str(wanted))


def restart_gap_differs(case: CourseCase) -> Iterator[Finding]:
    """Refuse a course that names another gap for starting again than the protocol."""
    wanted = case.protocol.whole("restart_gap")
    if case.course.restart_after_gap_d != wanted:
        yield Finding(COURSE, f"{case.course.restart_after_gap_d} d", f"{wanted} d")


def review_missing(case: CourseCase) -> Iterator[Finding]:
    """Ask for a review after every session the dose names, every block, and the last one."""
    total = len(case.course.timeline)
    due = {total, *accumulate(case.course.blocks)}
    if case.dose is not None:
        due.update(case.dose.reviews)
    missing = {session for session in due if session <= total} - set(case.course.reviews)
    if missing:
        yield Finding(COURSE, names(case.course.reviews), names(tuple(sorted(due))))


def review_mark_differs(case: CourseCase) -> Iterator[Finding]:
    """Every review is marked at its session, and no session is reviewed unannounced."""
    marked = tuple(p.index for p in case.course.timeline if p.review_after)
    if marked != tuple(sorted(case.course.reviews)):
        yield Finding(COURSE, names(marked), names(case.course.reviews))


def planned_ceiling_too_high(case: CourseCase) -> Iterator[Finding]:
    """Refuse a planned ceiling above dose and verdict at that session's number."""
    for planned in case.course.timeline:
        own = bounds_of(case.ground, planned.index).ceiling
        if planned.ceiling > own:
            yield Finding(str(planned.index), str(planned.ceiling), no_more_than(own))


def gentle_not_marked(case: CourseCase) -> Iterator[Finding]:
    """Refuse a first session that is not marked as gentle."""
    for planned in case.course.timeline:
        gentle = is_gentle(case.protocol, case.verdict.phase, planned.index)
        if gentle and not planned.gentle:
            yield Finding(str(planned.index), "–", "≥ 1")


COURSE_CHECKS: tuple[Check[CourseCase], ...] = (
    check(course_numbering, "E"),
    check(timeline_differs, "E"),
    check(dose_missing, "R021", "R023"),
    check(severity_differs, "A04"),
    check(blocks_differ_from_sessions, "R021", "A09"),
    check(sessions_not_as_dosed, "R021", "R023", "A09"),
    check(block_too_long, "A09"),
    check(hard_stop_passed, "A09", "V15"),
    check(hard_stop_differs, "A09", "V15"),
    check(restart_gap_differs, "A10"),
    check(review_missing, "R009", "C04", "A09"),
    check(review_mark_differs, "C04", "E"),
    check(planned_ceiling_too_high, "R038", "E"),
    check(gentle_not_marked, "R038", "A03"),
)
