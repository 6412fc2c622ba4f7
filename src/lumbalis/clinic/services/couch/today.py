"""Today's list for those who treat: who is on a course, what is in the way, what was last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from lumbalis.clinic.records.models import (
    Appointment,
    Course,
    Patient,
    SessionRun,
    VerdictRecord,
)
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.booking.given import visit_of_day
from lumbalis.clinic.services.clocks import zone_of
from lumbalis.clinic.services.couch import adapting, packs, runs
from lumbalis.clinic.services.couch.adapting import SoFar
from lumbalis.clinic.services.holds import ON_HOLD, SIGNED
from lumbalis.clinic.services.plans.opening import latest_plan, open_plan
from lumbalis.clinic.services.plans.starting import startable
from lumbalis.clinic.services.qualified import credentials_of
from lumbalis.clinic.services.screening import latest_verdict
from lumbalis.domain.plan import Session
from lumbalis.exchange.errors import InputError

_MOST: Final = 40


class State(StrEnum):
    """How somebody stands today, what needs an act first."""

    UNDER_WAY = "under_way"
    TO_REVIEW = "to_review"
    WAITS = "waits"
    TO_SCREEN = "to_screen"
    READY = "ready"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Line:
    """One person on a course.

    `obstacles` are what stands between them and the session; `planned` is the session that comes
    next, None where nothing can be planned from; `run` is the run of today, if there is one.
    `visit` is the appointment of today, None where nothing is booked for today. `mine` tells
    whether the reader gave the last session, or gives that of today.
    """

    patient: Patient
    course: Course
    state: State
    number: int
    planned: Session | None
    so_far: SoFar | None
    obstacles: tuple[str, ...]
    verdict: VerdictRecord | None
    run: SessionRun | None
    visit: Appointment | None
    mine: bool


def today(by: Acting) -> tuple[Line, ...]:
    """List everybody with an open course: one's own first, by the hour, then who needs an act."""
    found = Course.objects.filter(closed_at=None, state__in=(SIGNED, ON_HOLD))
    rows = found.filter(patient__erased_at=None, patient__restricted_at=None)
    ordered = rows.select_related("patient__clinic", "order").order_by("patient__search_key", "pk")
    lines = [_line(by, one) for one in ordered[:_MOST]]
    order = list(State)
    return tuple(sorted(lines, key=lambda one: (not one.mine, *_hour(one), order.index(one.state))))


def _hour(line: Line) -> tuple[bool, int]:
    """Order by the hour of today; who is not booked for today comes after."""
    visit = line.visit
    return (True, 0) if visit is None else (False, visit.starts_min)


def _line(by: Acting, course: Course) -> Line:
    so_far = _so_far(course, by.at)
    planned = None if so_far is None else so_far.session
    number = runs.next_session(course)
    own = sorted(credentials_of(by.actor.user_id, by.clinic, by.at)) if by.actor.user_id else []
    credentials = own or None
    index = number if planned is None else planned.index
    obstacles = startable(course, by.at, session=index, credentials=credentials)
    run, visit = _run_of_today(course, by.at), visit_of_day(course, by.at)
    return Line(
        patient=course.patient,
        course=course,
        state=_state(obstacles, run),
        number=number,
        planned=planned,
        so_far=so_far,
        obstacles=obstacles,
        verdict=latest_verdict(course.patient),
        run=run,
        visit=visit,
        mine=by.actor.user_id is not None and by.actor.user_id in _hands(so_far, run, visit),
    )


def _hands(
    so_far: SoFar | None, run: SessionRun | None, visit: Appointment | None
) -> tuple[UUID, ...]:
    """Name who treats somebody: in the run of today, as booked for today, else the last time."""
    if run is not None:
        return (run.device.user_id,)
    if visit is not None:
        return (visit.therapist_id,)
    return so_far.told[-1].therapists if so_far is not None and so_far.told else ()


def _so_far(course: Course, at: datetime) -> SoFar | None:
    plan = latest_plan(course)
    if plan is None:
        return None
    try:
        return adapting.so_far(course, open_plan(course.patient, plan).course, at)
    except (InputError, KeyError, ValueError):
        return None


def _run_of_today(course: Course, at: datetime) -> SessionRun | None:
    """Give the run of today in which somebody was treated, the latest if there are several."""
    zone = zone_of(course.patient.clinic)
    rows = SessionRun.objects.filter(course=course, treated=True).select_related("device__user")
    last = rows.order_by("-first_at").first()
    if last is None or last.first_at.astimezone(zone).date() != at.astimezone(zone).date():
        return None
    return last


def _state(obstacles: tuple[str, ...], run: SessionRun | None) -> State:
    if run is not None and run.state == "running":
        return State.UNDER_WAY
    if _FOR_A_PHYSICIAN & set(obstacles):
        return State.TO_REVIEW
    if run is not None:
        return State.DONE
    return next(iter(_before(obstacles)), State.READY)


def _before(obstacles: tuple[str, ...]) -> Iterator[State]:
    if set(obstacles) - packs.ENDED_BY_ANSWERS:
        yield State.WAITS
    if obstacles:
        yield State.TO_SCREEN


_FOR_A_PHYSICIAN: Final = frozenset({"run_to_review", "note_to_review", "course_review", "on_hold"})
