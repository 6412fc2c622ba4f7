"""The next session of a course under way: what it is allowed to be, planned and verified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lumbalis.domain.adaptation import (
    AdaptationRules,
    CoursePosition,
    NextSession,
    SessionReport,
    context_from,
    decide_next,
    ramp_session,
)
from lumbalis.domain.planning import CannotPlan, SessionRequest, plan_session
from lumbalis.domain.screening import Override, Verdict, screen
from lumbalis.domain.treatment.propose import PlannerDefectError
from lumbalis.domain.verification import SessionHistory, Verification, verify_session

if TYPE_CHECKING:
    from lumbalis.domain.facts import Answers, Encounter
    from lumbalis.domain.plan import Session
    from lumbalis.domain.protocol import Protocol


@dataclass(frozen=True, slots=True)
class Continued:
    """The next session: today's verdict, what the ladder decided, and the session itself.

    `session` is None where none may take place, and `obstacle` says why it cannot be planned
    where the ladder would allow one. A session's `index` counts since the ramp last began.
    """

    verdict: Verdict
    decision: NextSession
    session: Session | None = None
    verification: Verification | None = None
    obstacle: CannotPlan | None = None


@dataclass(frozen=True, slots=True)
class SoFar:
    """A course so far: its reports, where it stands, what the next session should be.

    `wish` is the request for the next session; its number and level are decided here.
    """

    reports: Sequence[SessionReport]
    position: CoursePosition
    history: SessionHistory
    wish: SessionRequest


@dataclass(frozen=True, slots=True)
class Today:
    """What screening needs today; the number of the session is found here."""

    answers: Answers
    encounter: Encounter
    overrides: Sequence[Override] = ()


def continue_course(
    protocol: Protocol, rules: AdaptationRules, today: Today, so_far: SoFar
) -> Continued:
    """Screen today, ask the ladder, plan what it allows, and have that verified.

    Raises
    ------
    ContradictionError
        If two answers cannot both be true.
    ValueError
        If a report lies outside its scales or the reports are out of order.
    PlannerDefectError
        If the verifier objects to the session.
    """
    number = ramp_session(so_far.reports, so_far.position.days_since, rules)
    encounter = replace(today.encounter, session=number)
    verdict = screen(protocol, today.answers, encounter, today.overrides)
    context = context_from(verdict, so_far.position, rules)
    decision = decide_next(so_far.reports, context, rules)
    if not decision.kind.is_session or not verdict.category.allows_session:
        return Continued(verdict, decision)
    request = replace(so_far.wish, index=number, level=decision.level)
    session = plan_session(verdict, protocol, request)
    if isinstance(session, CannotPlan):
        return Continued(verdict, decision, obstacle=session)
    history = _since_ramp(so_far.history, number)
    verification = verify_session(session, verdict, protocol, history)
    if not verification.accepted:
        raise PlannerDefectError(verification.violations)
    return Continued(verdict, decision, session, verification)


def _since_ramp(history: SessionHistory, number: int) -> SessionHistory:
    """Leave out what was given before the ramp began again; cups count for the whole course."""
    given = number - 1
    if given == 0:
        return replace(history, levels=(), techniques=())
    return replace(history, levels=history.levels[-given:], techniques=history.techniques[-given:])
