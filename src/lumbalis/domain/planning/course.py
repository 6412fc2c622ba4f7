"""Planning a course: its sessions, their order and spacing, and each of them in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lumbalis.domain.plan import Course, PlannedSession, ProtocolStamp, Session
from lumbalis.domain.planning.admission import refuse_verdict, uses_cups
from lumbalis.domain.planning.dosage import Dosage, dosage
from lumbalis.domain.planning.request import CannotPlan, Order, SessionRequest
from lumbalis.domain.planning.session import plan_with
from lumbalis.domain.planning.standing import Forecast
from lumbalis.domain.planning.timeline import scripts_of, timeline_of
from lumbalis.domain.protocol import Protocol
from lumbalis.domain.screening import Verdict


def plan_course(verdict: Verdict, protocol: Protocol, order: Order) -> Course | CannotPlan:
    """Plan a course that has not begun, with every session in full, or say why not.

    What is planned beyond the screened session is a forecast. `PlannedSession.level` is the
    best case: one level more at most every two sessions, as if every report were good;
    `PlannedSession.ceiling` is the highest level that session could have, with the phase
    and pain of today. After every report the next session is planned anew by
    `plan_session`, with the level adaptation gives and a verdict of that day; nobody works
    from the forecast.

    Parameters
    ----------
    verdict : Verdict
        What screening said; it must allow a session.
    protocol : Protocol
        The protocol the verdict was made under.
    order : Order
        The physician's order.

    Returns
    -------
    Course or CannotPlan
        Never a course with a session that cannot be planned.
    """
    refusal = refuse_verdict(verdict, protocol)
    if refusal is not None:
        return refusal
    dose = dosage(verdict, protocol, order)
    if isinstance(dose, CannotPlan):
        return dose
    scripts = scripts_of(verdict, protocol, dose, order)
    if isinstance(scripts, CannotPlan):
        return scripts
    forecast = Forecast(verdict, protocol)
    standings = {n: forecast.standing(n) for n in range(1, dose.sessions + 1)}
    timeline = timeline_of(verdict.phase, protocol, dose, scripts, standings)
    sessions: list[Session] = []
    for request in _requests(timeline, protocol, order):
        session = plan_with(standings[request.index], verdict, protocol, request)
        if isinstance(session, CannotPlan):
            return session
        sessions.append(session)
    return _course(verdict, protocol, dose, timeline, sessions)


def _requests(
    timeline: Sequence[PlannedSession], protocol: Protocol, order: Order
) -> Iterator[SessionRequest]:
    """Turn the timeline into requests, with the cups used up to each of them."""
    used: set[str] = set()
    cups, since_cups = 0, None
    for planned in timeline:
        if since_cups is not None:
            since_cups += planned.spacing_least_h
        yield SessionRequest(
            index=planned.index,
            level=planned.level,
            script=planned.script,
            new_technique=bool(used) and planned.script not in used,
            cups_so_far=cups,
            hours_since_cups=since_cups,
            points=order.points,
            device_present=order.device_present,
        )
        used.add(planned.script)
        if uses_cups(protocol.scripts[planned.script]):
            cups, since_cups = cups + 1, 0


def _course(
    verdict: Verdict,
    protocol: Protocol,
    dose: Dosage,
    timeline: Sequence[PlannedSession],
    sessions: Sequence[Session],
) -> Course:
    return Course(
        protocol=ProtocolStamp(protocol.id, protocol.version, protocol.sha256, protocol.status),
        phase=verdict.phase,
        severity=dose.severity,
        severity_assumed=dose.severity_assumed,
        blocks=dose.blocks,
        per_week=dose.per_week,
        reviews=dose.reviews,
        hard_stop=protocol.whole("hard_stop_sessions"),
        restart_after_gap_d=protocol.whole("restart_gap"),
        timeline=tuple(timeline),
        sessions=tuple(sessions),
    )
