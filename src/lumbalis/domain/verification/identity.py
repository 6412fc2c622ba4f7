"""Does the plan belong to this verdict and this protocol, and does the verdict allow one."""

from __future__ import annotations

from collections.abc import Iterator

from lumbalis.domain.verification.case import COURSE, CourseCase, SessionCase
from lumbalis.domain.verification.findings import Check, Finding, between, check, names


def verdict_refuses(case: SessionCase) -> Iterator[Finding]:
    """No plan under a verdict that does not allow a session."""
    if not case.verdict.category.allows_session:
        allowed = "ELIGIBLE, ELIGIBLE_PRECAUTIONS"
        yield Finding(case.here, case.verdict.category.name, allowed)


def verdict_of_other_protocol(case: SessionCase) -> Iterator[Finding]:
    """Refuse a verdict of another protocol, or of another state of it."""
    verdict, protocol = case.verdict, case.protocol
    for found, allowed in (
        (verdict.protocol_id, protocol.id),
        (verdict.protocol_version, protocol.version),
        (verdict.protocol_sha256, protocol.sha256),
        (verdict.protocol_status, protocol.status),
    ):
        if found != allowed:
            yield Finding(case.here, found, allowed)


def phase_differs(case: SessionCase) -> Iterator[Finding]:
    """Refuse a session planned for another phase than the verdict's."""
    if case.session.phase != case.verdict.phase:
        yield Finding(case.here, case.session.phase, case.verdict.phase)


def phase_without_massage(case: SessionCase) -> Iterator[Finding]:
    """Nothing is planned in a phase for which the dose table has no ceiling."""
    if case.bounds.dose < 1:
        yield Finding(case.here, case.verdict.phase, "≥ 1")


def script_unknown(case: SessionCase) -> Iterator[Finding]:
    """Refuse a script that the protocol does not have."""
    if case.script is None:
        yield Finding(case.here, case.session.script, names(frozenset(case.protocol.scripts)))


def session_number_impossible(case: SessionCase) -> Iterator[Finding]:
    """Refuse a session number below one or beyond the hard stop."""
    last = case.protocol.whole("hard_stop_sessions")
    if not 1 <= case.session.index <= last:
        yield Finding(case.here, str(case.session.index), between(1, last))


def history_differs(case: SessionCase) -> Iterator[Finding]:
    """Refuse a number that does not count the sessions given before; cancelled ones are none."""
    given, before = len(case.history.levels), case.session.index - 1
    if given != before or len(case.history.techniques) != before:
        yield Finding(case.here, str(given), str(before))


def flag_dropped(case: SessionCase) -> Iterator[Finding]:
    """Every instruction of the verdict reaches the therapist."""
    dropped = case.verdict.flags - set(case.session.flags)
    if dropped:
        yield Finding(case.here, "–", names(dropped))


def position_not_allowed(case: SessionCase) -> Iterator[Finding]:
    """Refuse a position that the verdict does not allow."""
    if case.session.position not in case.verdict.positions:
        yield Finding(case.here, case.session.position, names(case.verdict.positions))


def plan_of_other_protocol(case: CourseCase) -> Iterator[Finding]:
    """Refuse a course under another protocol than its verdict's, down to hash and status."""
    stamp, verdict = case.course.protocol, case.verdict
    for found, allowed in (
        (stamp.id, verdict.protocol_id),
        (stamp.version, verdict.protocol_version),
        (stamp.sha256, verdict.protocol_sha256),
        (stamp.status, verdict.protocol_status),
    ):
        if found != allowed:
            yield Finding(COURSE, found, allowed)


def course_phase_differs(case: CourseCase) -> Iterator[Finding]:
    """Refuse a course for another phase than the verdict found."""
    if case.course.phase != case.verdict.phase:
        yield Finding(COURSE, case.course.phase, case.verdict.phase)


SESSION_CHECKS: tuple[Check[SessionCase], ...] = (
    check(verdict_refuses, "R187", "R188", "E"),
    check(verdict_of_other_protocol, "E"),
    check(phase_differs, "R003", "R004", "E"),
    check(phase_without_massage, "R018", "R019", "E"),
    check(script_unknown, "E"),
    check(session_number_impossible, "A09", "V15"),
    check(history_differs, "E"),
    check(flag_dropped, "E"),
    check(position_not_allowed, "R024", "R026", "A12"),
)
COURSE_CHECKS: tuple[Check[CourseCase], ...] = (
    check(plan_of_other_protocol, "E"),
    check(course_phase_differs, "R003", "R004", "E"),
)
