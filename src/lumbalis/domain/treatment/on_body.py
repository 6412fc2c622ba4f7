"""A course on one patient's body: every session as strokes, each verified apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lumbalis.domain.anatomy import Body
from lumbalis.domain.plan import Course, Session
from lumbalis.domain.planning.on_body import BodyPlan, CannotDraw, plan_strokes
from lumbalis.domain.protocol import Protocol
from lumbalis.domain.treatment.propose import PlannerDefectError
from lumbalis.domain.verification.on_body import (
    BodyVerification,
    Prepared,
    prepare,
    verify_on_body,
)

_KIDNEY_SHARE = "kidney_dose_share"


@dataclass(frozen=True, slots=True)
class Placed:
    """A session on a body, with nothing found against it."""

    session: Session
    plan: BodyPlan
    verification: BodyVerification


@dataclass(frozen=True, slots=True)
class OnBody:
    """The sessions of a course on one body, in order; a session may have no place on it."""

    body: Body
    sessions: tuple[Placed | CannotDraw, ...]

    def of(self, index: int) -> Placed | CannotDraw:
        """Give a session by its number in the course, from 1."""
        return self.sessions[index - 1]


def place_course(course: Course, body: Body, protocol: Protocol) -> OnBody:
    """Turn every session of a course into verified strokes on a body.

    Sessions that differ only in their number are planned once.

    Raises
    ------
    PlannerDefectError
        If the verifier objects to the strokes of a session.
    """
    return OnBody(body, tuple(_placed(course.sessions, body, protocol)))


def place_session(session: Session, body: Body, protocol: Protocol) -> Placed | CannotDraw:
    """Turn one session into verified strokes on a body.

    Raises
    ------
    PlannerDefectError
        If the verifier objects to the strokes.
    """
    return next(_placed((session,), body, protocol))


def _placed(
    sessions: tuple[Session, ...], body: Body, protocol: Protocol
) -> Iterator[Placed | CannotDraw]:
    prepared = prepare(body, protocol)
    known: list[tuple[Session, BodyPlan | CannotDraw]] = []
    for session in sessions:
        same = (plan for one, plan in known if replace(one, index=session.index) == session)
        plan = next(same, None) or _planned(session, body, protocol, prepared)
        known.append((session, plan))
        numbered = _numbered(plan, session.index)
        if isinstance(numbered, CannotDraw):
            yield numbered
            continue
        found = verify_on_body(numbered.strokes, session, body, protocol, prepared=prepared)
        if not found.accepted:
            raise PlannerDefectError(found.violations)
        yield Placed(session, numbered, found)


def _planned(
    session: Session, body: Body, protocol: Protocol, prepared: Prepared
) -> BodyPlan | CannotDraw:
    """Plan a session; where the muscles have too little room for the kidneys' share, they rest."""
    plan = plan_strokes(session, body, protocol)
    if isinstance(plan, CannotDraw):
        return plan
    found = verify_on_body(plan.strokes, session, body, protocol, prepared=prepared)
    if {one.kind for one in found.violations} != {_KIDNEY_SHARE}:
        return plan
    rested = {name: 0 for name in body.reduced if name in session.zone_caps}
    lighter = replace(session, zone_caps={**session.zone_caps, **rested})
    return plan_strokes(lighter, body, protocol)


def _numbered(plan: BodyPlan | CannotDraw, index: int) -> BodyPlan | CannotDraw:
    if isinstance(plan, CannotDraw):
        return replace(plan, session_index=index)
    return replace(plan, strokes=replace(plan.strokes, session_index=index))
