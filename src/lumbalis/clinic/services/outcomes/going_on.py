"""Whether a course may go on: its review in time, its result, and what a physician decided."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from lumbalis.clinic.records.models import Course
from lumbalis.clinic.services.clocks import zone_of
from lumbalis.clinic.services.outcomes import reports, reviewed
from lumbalis.clinic.services.outcomes.rules import adaptation_rules
from lumbalis.clinic.services.outcomes.scores import Measured, measured_in, of_instrument
from lumbalis.clinic.services.plans.opening import latest_plan, open_plan
from lumbalis.domain.adaptation import CourseDecision, CourseState, decide_course
from lumbalis.domain.plan import Course as PlannedCourse
from lumbalis.exchange.errors import InputError

_PAIN: Final = "nrs"
_BASELINE: Final = "baseline"
_DAYS_OF_A_WEEK: Final = 7


def decision_of(course: Course, at: datetime) -> CourseDecision | None:
    """Decide how a course goes on; None for one without a plan that can be read."""
    plan = _plan_of(course)
    if plan is None or course.patient.wrapped_key() is None:
        return None
    return decide_course(_state(course, plan, at), adaptation_rules())


def in_the_way(course: Course, at: datetime) -> dict[str, bool]:
    """Say whether something has to happen to the course before its next session."""
    if not reports.given_in(course):
        return {}
    decision = decision_of(course, at)
    return {"course_review": decision is not None and not decision.step.session_may_follow}


def _state(course: Course, plan: PlannedCourse, at: datetime) -> CourseState:
    given = reports.given_in(course)
    readings = of_instrument(measured_in(course), _PAIN)
    first = next((one for one in readings if one.moment == _BASELINE), None)
    last = next((one for one in reversed(readings) if one.moment != _BASELINE), None)
    return CourseState(
        done=len(given),
        ordered=len(plan.sessions),
        baseline=None if first is None else first.score.value,
        average=None if last is None else last.score.value,
        average_after=None if last is None else _given_by(course, given, last),
        weeks=_weeks(course, given, at),
        missed_in_row=0,
        block_reviews=plan.reviews,
        decided_after=reviewed.last_go_on(course),
    )


def _given_by(course: Course, given: tuple[int, ...], reading: Measured) -> int:
    """Count the sessions that were given by the day of a reading."""
    days = (reports.day_of(course, number) for number in given)
    return sum(day is not None and day <= reading.day for day in days)


def _weeks(course: Course, given: tuple[int, ...], at: datetime) -> int | None:
    first = reports.day_of(course, given[0]) if given else None
    if first is None:
        return None
    today = at.astimezone(zone_of(course.patient.clinic)).date()
    return max(0, (today - first).days) // _DAYS_OF_A_WEEK


def _plan_of(course: Course) -> PlannedCourse | None:
    record = latest_plan(course)
    if record is None:
        return None
    try:
        return open_plan(course.patient, record).course
    except (InputError, KeyError, ValueError):
        return None
