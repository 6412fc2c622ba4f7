"""Checking a session or a whole course: every check is asked, every objection is kept."""

from __future__ import annotations

from collections.abc import Sequence

from lumbalis.domain.plan import Course, PlannedSession, Session
from lumbalis.domain.protocol import Protocol
from lumbalis.domain.screening import Verdict
from lumbalis.domain.verification.bounds import Ground, ground_of
from lumbalis.domain.verification.case import CourseCase, is_cupping, lay_out
from lumbalis.domain.verification.findings import Verification, Violation, run
from lumbalis.domain.verification.history import NOTHING_ORDERED, Ordered, SessionHistory
from lumbalis.domain.verification.margins import (
    Slack,
    course_margins,
    least_of,
    session_margins,
)
from lumbalis.domain.verification.table import (
    COURSE_CHECKS,
    COURSE_SHAPE,
    SESSION_CHECKS,
    SESSION_SHAPE,
)

_HOURS_OF_A_DAY = 24
_HOURS_OF_A_WEEK = 7 * _HOURS_OF_A_DAY

_Result = tuple[list[Violation], list[Slack], tuple[str, ...]]


def verify_session(
    session: Session, verdict: Verdict, protocol: Protocol, history: SessionHistory
) -> Verification:
    """Check one session against protocol, verdict and what went before.

    How the session came about plays no part. A verdict of another session than this one
    is read as a forecast: what it found about the patient holds, what it found because of
    its own session number is asked again for this one.

    Parameters
    ----------
    session : Session
        The plan; its numbers may be anything a caller managed to put there.
    verdict : Verdict
        The screening it was planned under.
    protocol : Protocol
        Every limit is read from here.
    history : SessionHistory
        Sessions given before; unknowns are read the strict way.

    Raises
    ------
    KeyError
        If the protocol lacks a limit that a check needs.
    """
    return _verification(_session(session, ground_of(verdict, protocol), history))


def _verification(result: _Result) -> Verification:
    violations, slacks, checks = result
    return Verification(tuple(violations), least_of(iter(slacks)), checks)


def verify_course(
    course: Course, verdict: Verdict, protocol: Protocol, ordered: Ordered = NOTHING_ORDERED
) -> Verification:
    """Check a course and each of its sessions in full.

    The history of each session is what the course itself plans before it, at the usual
    spacing. Whatever somebody decided beyond the dose (a number of sessions, a closer
    rhythm, acupressure points) is a violation unless `ordered` says so.

    Raises
    ------
    KeyError
        If the protocol lacks a limit that a check needs.
    """
    checks = tuple(one.kind for one in COURSE_SHAPE)
    shape = list(run(course, COURSE_SHAPE))
    if shape:
        return Verification(tuple(shape), {}, checks)
    ground = ground_of(verdict, protocol)
    dose = protocol.dose.dose(course.phase, course.severity)
    case = CourseCase(course, ground, ordered, dose)
    results = [
        _session(session, ground, history)
        for session, history in zip(
            course.sessions, _histories(course, protocol, ordered), strict=True
        )
    ]
    if any(kinds == _SHAPE_ONLY for _, _, kinds in results):
        found = [one for violations, _, _ in results for one in violations]
        return Verification(tuple(found), {}, (*checks, *_SHAPE_ONLY))
    violations = [*run(case, COURSE_CHECKS), *(one for found, _, _ in results for one in found)]
    slacks = [*course_margins(case), *(slack for _, near, _ in results for slack in near)]
    checks += tuple(one.kind for one in COURSE_CHECKS)
    checks += tuple(dict.fromkeys(kind for _, _, kinds in results for kind in kinds))
    sessions = tuple(_verification(result) for result in results)
    return Verification(tuple(violations), least_of(iter(slacks)), checks, sessions)


_SHAPE_ONLY = tuple(one.kind for one in SESSION_SHAPE)


def _session(session: Session, ground: Ground, history: SessionHistory) -> _Result:
    shape = list(run(session, SESSION_SHAPE))
    if shape:
        return shape, [], _SHAPE_ONLY
    case = lay_out(session, ground, history)
    kinds = (*_SHAPE_ONLY, *(one.kind for one in SESSION_CHECKS))
    return list(run(case, SESSION_CHECKS)), list(session_margins(case)), kinds


def _histories(course: Course, protocol: Protocol, ordered: Ordered) -> list[SessionHistory]:
    """Give each session what the course plans before it."""
    starts = _starts(course)
    cupped = [place for place, one in enumerate(course.sessions) if is_cupping(one)]
    return [
        _history(course.sessions[:place], starts, cupped, protocol, ordered)
        for place in range(len(course.sessions))
    ]


def _history(
    before: Sequence[Session],
    starts: Sequence[int],
    cupped: Sequence[int],
    protocol: Protocol,
    ordered: Ordered,
) -> SessionHistory:
    now = starts[len(before)]
    cuppings = [starts[place] for place in cupped if place < len(before)]
    return SessionHistory(
        levels=tuple(session.level for session in before),
        techniques=tuple(_technique(session, protocol) for session in before),
        days_since_last=(now - starts[len(before) - 1]) / _HOURS_OF_A_DAY if before else None,
        cuppings=len(cuppings),
        cuppings_last_week=sum(now - start < _HOURS_OF_A_WEEK for start in cuppings),
        hours_since_cupping=now - cuppings[-1] if cuppings else None,
        points_chosen=ordered.points_chosen,
    )


def _technique(session: Session, protocol: Protocol) -> str:
    script = protocol.scripts.get(session.script)
    return session.script if script is None else script.technique


def _starts(course: Course) -> list[int]:
    """Give the hour at which each session starts, at the usual spacing, from the first one."""
    starts: list[int] = []
    for place in range(len(course.sessions)):
        planned: PlannedSession | None = (
            course.timeline[place] if place < len(course.timeline) else None
        )
        gap = 0 if planned is None or place == 0 else planned.spacing_usual_h
        starts.append((starts[-1] if starts else 0) + gap)
    return starts
