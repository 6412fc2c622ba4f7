"""What the next session may be: decided from the reports before it, for every answer of today.

What nobody can know before the patient is there (the phase today, a pain medicine, the pain) stays
open: the decision is made for each of them, and the tablet looks up the one that holds, with or
without a network. A session can only be given as it was signed or more gently (decision 0019).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.records.models import Course
from lumbalis.clinic.services.clocks import zone_of
from lumbalis.clinic.services.outcomes import reports, reviewed
from lumbalis.clinic.services.outcomes.reports import SessionTold
from lumbalis.clinic.services.outcomes.rules import adaptation_rules
from lumbalis.domain.adaptation import (
    NextContext,
    NextSession,
    SessionReport,
    decide_next,
    ramp_session,
)
from lumbalis.domain.plan import Course as PlannedCourse
from lumbalis.domain.plan import Session
from lumbalis.domain.planning.lightening import lightened
from lumbalis.domain.screening import Verdict
from lumbalis.domain.truth import Truth, truth_of
from lumbalis.domain.verification import SessionHistory, verify_session

_HOUR: Final = timedelta(hours=1)
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SoFar:
    """A course before its next session: its sessions, the day it is, and the plan as signed."""

    told: tuple[SessionTold, ...]
    today: date
    at: datetime
    plan: PlannedCourse
    reviewed_session: int | None = None

    @property
    def days_since(self) -> int | None:
        """Count the days since the last session; None before the first."""
        return (self.today - self.told[-1].day).days if self.told else None

    @property
    def session(self) -> Session | None:
        """Give the planned session that comes next; the ramp may have begun again."""
        number = ramp_session(self.reports, self.days_since, adaptation_rules())
        return next((one for one in self.plan.sessions if one.index == number), None)

    @property
    def reports(self) -> tuple[SessionReport, ...]:
        """Give the reports, in order."""
        return tuple(one.report for one in self.told)


@dataclass(frozen=True, slots=True)
class Today:
    """One state in which somebody may come: phase, pain medicine, and the worse of both pains."""

    phase: str
    masked: bool
    pain: int | None


def so_far(course: Course, plan: PlannedCourse, at: datetime) -> SoFar:
    """Gather what is known of a course before its next session."""
    today = at.astimezone(zone_of(course.patient.clinic)).date()
    told = reports.sessions_of(course)
    return SoFar(told, today, at, plan, reviewed.last_go_on(course))


def decide(course: SoFar, session: Session, today: Today) -> NextSession:
    """Ask the ladder about a session, in one state somebody may come in.

    The ceiling asked with is the one the session was planned under; that of today's screening
    limits the level besides.
    """
    context = NextContext(
        session=len(course.told) + 1,
        sessions_ordered=len(course.plan.sessions),
        phase=today.phase,
        technique=protocol().scripts[session.script].technique,
        cap=session.ceiling,
        nrs_rest=today.pain,
        nrs_move=today.pain,
        emergency=Truth.FALSE,
        masked=truth_of(today.masked),
        days_since=course.days_since,
        reviewed_session=course.reviewed_session,
    )
    return decide_next(course.reports, context, adaptation_rules())


def states() -> Iterator[Today]:
    """List every state somebody may come in; the last of the pains is one that nobody asked."""
    rules = adaptation_rules()
    pains = (*range(rules.scales.pain + 1), None)
    for phase in rules.phases:
        for masked in (False, True):
            for pain in pains:
                yield Today(phase.phase, masked, pain)


def gentler(course: SoFar, session: Session, level: int, verdict: Verdict) -> Session | None:
    """Give a session at a lower level if the verifier lets it pass, else None."""
    found = lightened(session, level, protocol())
    history = history_of(course)
    checked = verify_session(found, verdict, protocol(), history)
    return found if checked.accepted else None


def history_of(course: SoFar) -> SessionHistory:
    """Tell the verifier what was given since the ramp began, as it happened; cups since ever."""
    given = course.session.index - 1 if course.session is not None else 0
    ramp = course.told[len(course.told) - given :] if given else ()
    cupped = [one.at for one in course.told if one.given is None or _has_suction(one.given)]
    last = None if not cupped else (course.at - max(cupped)) / _HOUR
    return SessionHistory(
        levels=tuple(one.report.level or 1 for one in ramp),
        techniques=tuple(one.report.technique or "" for one in ramp),
        days_since_last=course.days_since,
        cuppings=len(cupped),
        cuppings_last_week=sum(course.at - one < _WEEK for one in cupped),
        hours_since_cupping=last,
        points_chosen=_points(course.plan.sessions),
    )


def _has_suction(session: Session) -> bool:
    return any(step.cups is not None and step.cups.mode != "none" for step in session.steps)


def _points(sessions: Sequence[Session]) -> frozenset[str]:
    """Name the points of the plan: a qualified person confirmed them before it was signed."""
    steps = (step for session in sessions for step in session.steps)
    return frozenset(hold.point for step in steps for hold in step.points)
