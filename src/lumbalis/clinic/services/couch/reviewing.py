"""A physician reviews a course: what happened in it, what follows, and whether it goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from lumbalis.clinic.policy import Role
from lumbalis.clinic.records.models import Course, CourseReview
from lumbalis.clinic.records.sealing import seal
from lumbalis.clinic.services import audit, holds
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.booking import ending
from lumbalis.clinic.services.couch.following import DIFFERS, HELD_FOR, NOT_TAKEN
from lumbalis.clinic.services.holds import ON_HOLD, Hold, hold_of
from lumbalis.clinic.services.outcomes import going_on, reports, reviewed
from lumbalis.clinic.services.outcomes.reports import SessionTold
from lumbalis.clinic.services.outcomes.reviewed import END, GO_ON, EventSeen, Review
from lumbalis.clinic.services.outcomes.rules import adaptation_rules
from lumbalis.domain.adaptation import (
    AdverseEvent,
    CourseDecision,
    Grade,
    grade,
    open_questions,
)

NOT_BY_MASSAGE: Final = "other"
"""The cause of an event that no technique is held responsible for."""


LOOKED_INTO: Final = frozenset({HELD_FOR, NOT_TAKEN, DIFFERS})
"""Why the couch holds a course; a review answers for each of them."""


class NotDecided(StrEnum):
    """Why nothing was kept."""

    NOT_A_PHYSICIAN = "not_a_physician"
    REASON = "reason"
    CLOSED = "closed"
    VERSION = "version"
    NOTHING_GIVEN = "nothing_given"


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision is kept; `still_held` says why the course is on hold nevertheless."""

    review: CourseReview
    still_held: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """One unwanted event: its session, its place there, its grade, and what is still open."""

    session: int
    place: int
    event: AdverseEvent
    grade: Grade
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CourseCase:
    """Everything a physician decides by."""

    course: Course
    hold: Hold | None
    told: tuple[SessionTold, ...]
    events: tuple[Happened, ...]
    reviews: tuple[Review, ...]
    decision: CourseDecision | None


def case_of(course: Course, at: datetime) -> CourseCase:
    """Gather what a physician decides by."""
    told = reports.sessions_of(course)
    return CourseCase(
        course=course,
        hold=hold_of(course) if course.state == ON_HOLD else None,
        told=told,
        events=tuple(_events(told)),
        reviews=reviewed.reviews_of(course),
        decision=going_on.decision_of(course, at),
    )


def decide(
    by: Acting, course: Course, version: int, decision: str, reason: str, seen: Sequence[EventSeen]
) -> Decided | NotDecided:
    """Keep a physician's decision; to go on also ends what the couch holds the course for."""
    if Role.PHYSICIAN not in by.actor.roles or decision not in {GO_ON, END}:
        return NotDecided.NOT_A_PHYSICIAN
    if not reason.strip():
        return NotDecided.REASON
    with whole(by):
        rows = Course.objects.select_for_update(of=("self",)).select_related("patient__clinic")
        fresh = rows.get(pk=course.pk)
        why = _why_not(fresh, version)
        if why is not None:
            return why
        kept = _keep(by, fresh, decision, reason, seen)
        return Decided(kept, _follow(by, fresh, decision))


def _why_not(course: Course, version: int) -> NotDecided | None:
    if course.closed_at is not None:
        return NotDecided.CLOSED
    if course.version != version:
        return NotDecided.VERSION
    return None if reports.given_in(course) or course.state == ON_HOLD else NotDecided.NOTHING_GIVEN


def _keep(
    by: Acting, course: Course, decision: str, reason: str, seen: Sequence[EventSeen]
) -> CourseReview:
    contents = {"reason": reason.strip(), "events": [reviewed.written(one) for one in seen]}
    kept = CourseReview.objects.create(
        clinic=by.clinic, patient=course.patient, course=course,
        after=len(reports.given_in(course)), decision=decision,
        contents=seal(course.patient, contents), at=by.at, by_id=by.actor.user_id,
    )  # fmt: skip
    audit.record(
        by, "course.reviewed", entity="course", entity_id=course.pk, patient=course.patient,
        decision=decision, after=kept.after,
    )  # fmt: skip
    return kept


def _follow(by: Acting, course: Course, decision: str) -> str:
    """Let the course follow: it ends, or goes on if nothing else holds it."""
    if decision == END:
        course.state, course.state_before_hold, course.hold_reasons = "finished", "", []
        course.closed_at, course.version = by.at, course.version + 1
        course.save()
        ending.end(by, course)
        return ""
    if course.state != ON_HOLD or holds.settle(by, course, LOOKED_INTO):
        return ""
    return "verdict"


def _events(told: Sequence[SessionTold]) -> Iterator[Happened]:
    rules = adaptation_rules()
    for one in told:
        for place, event in enumerate(one.report.events or ()):
            yield Happened(
                one.number, place, event, grade(event, rules), open_questions(event, rules)
            )
