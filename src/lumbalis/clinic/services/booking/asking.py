"""From a signed course to what is asked of the calendar; or why nothing may be booked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.records.models import Appointment, Course, VerdictRecord
from lumbalis.clinic.services.booking.days import Window
from lumbalis.clinic.services.booking.floor import of_patient
from lumbalis.clinic.services.booking.rules import norm_of, scheduling_rules
from lumbalis.clinic.services.booking.wishes import Wished, wishes_of
from lumbalis.clinic.services.couch import adapting
from lumbalis.clinic.services.couch.adapting import SoFar
from lumbalis.clinic.services.holds import ON_HOLD, SIGNED, hold_of
from lumbalis.clinic.services.plans.opening import latest_plan, open_plan
from lumbalis.clinic.services.screening import latest_verdict
from lumbalis.domain.plan import Session
from lumbalis.domain.plan.course import PlannedSession
from lumbalis.domain.protocol import Category
from lumbalis.domain.scheduling.grid import TICK_MIN, ticks
from lumbalis.domain.scheduling.request import (
    CourseRequest,
    Held,
    Layout,
    Patient,
    VisitNeed,
    Wait,
)
from lumbalis.exchange.errors import InputError

_MINUTE_S = 60
_DAY_H = 24
_UNITS = 100


class Shut(StrEnum):
    """Why nothing may be booked for a course."""

    CLOSED = "closed"
    NOT_SIGNED = "not_signed"
    RESTRICTED = "restricted"
    HELD = "held"
    NOT_SCREENED = "not_screened"
    VERDICT = "verdict"
    UNREADABLE = "unreadable"
    NOTHING_LEFT = "nothing_left"
    ORDER_OVER = "order_over"
    UNDER_WAY = "under_way"


@dataclass(frozen=True, slots=True)
class Ask:
    """A course as it stands before booking: what is left, and what it needs."""

    course: Course
    so_far: SoFar
    wished: Wished
    request: CourseRequest
    window: Window


_BOOKABLE = frozenset({Category.ELIGIBLE, Category.ELIGIBLE_PRECAUTIONS})
_WAITS = frozenset({Category.INCOMPLETE, Category.POSTPONE})
"""What answers or time can end: dates may be kept for it, and each start is screened for anew."""


def shut(course: Course) -> Shut | None:
    """Name what forbids booking a course; whether a session may start is asked again then."""
    if course.closed_at is not None or course.patient.erased_at is not None:
        return Shut.CLOSED
    if course.patient.restricted_at is not None:
        return Shut.RESTRICTED
    if SIGNED not in (course.state, course.state_before_hold):
        return Shut.NOT_SIGNED
    if course.state == ON_HOLD and hold_of(course).needs_physician:
        return Shut.HELD
    kept = latest_verdict(course.patient)
    if kept is None:
        return Shut.NOT_SCREENED
    return None if Category[kept.category] in _BOOKABLE | _WAITS else Shut.VERDICT


def ask_for(course: Course, window: Window, at: datetime) -> Ask | Shut:
    """Work out what a course still asks of the calendar."""
    closed = shut(course) or _under_way(course, window, at)
    if closed is not None:
        return closed
    so_far = _so_far(course, at)
    if isinstance(so_far, Shut):
        return so_far
    if so_far.session is None:
        return Shut.NOTHING_LEFT
    if window.number(_order_ends(course)) < window.place(at)[0]:
        return Shut.ORDER_OVER
    wished = wishes_of(course.patient)
    return Ask(course, so_far, wished, _request(course, so_far, wished, window, at), window)


def _under_way(course: Course, window: Window, at: datetime) -> Shut | None:
    """Tell whether the patient is here for a visit right now: nothing of the course moves then."""
    today = window.date(window.place(at)[0])
    here = Appointment.objects.filter(course=course, state="arrived", day=today)
    return Shut.UNDER_WAY if here.exists() else None


def _so_far(course: Course, at: datetime) -> SoFar | Shut:
    """Read the plan as signed, and what was given of it."""
    plan = latest_plan(course)
    if plan is None:
        return Shut.NOT_SIGNED
    try:
        return adapting.so_far(course, open_plan(course.patient, plan).course, at)
    except (InputError, KeyError, ValueError):
        return Shut.UNREADABLE


def _order_ends(course: Course) -> date:
    """Give the last day on which the order is valid."""
    limit = protocol().limits["order_valid"]
    return course.order.at.date() + timedelta(days=int(limit.value))


def _request(
    course: Course, so_far: SoFar, wished: Wished, window: Window, at: datetime
) -> CourseRequest:
    day, tick = window.place(at)
    begins = (day, tick + 1)
    if wished.from_day and window.number(date.fromisoformat(wished.from_day)) > day:
        begins = (window.number(date.fromisoformat(wished.from_day)), 0)
    return CourseRequest(
        id=str(course.pk),
        patient=_patient(course, wished, window),
        visits=tuple(_visits(course, so_far)),
        per_week=so_far.plan.per_week,
        longest_gap_d=so_far.plan.restart_after_gap_d,
        order_days=(window.number(course.order.at.date()), window.number(_order_ends(course))),
        not_before=begins,
        held=tuple(_held(course, so_far, window)),
    )


def _patient(course: Course, wished: Wished, window: Window) -> Patient:
    kept = latest_verdict(course.patient)
    return Patient(
        id=of_patient(course.patient_id),
        available=wished.spans(window),
        meals=wished.eats(),
        physiotherapy=wished.treated(window),
        physiotherapy_ordered=wished.physio_ordered,
        waits=tuple(_waits(kept, window)),
        only=frozenset(f"t:{one}" for one in wished.only) or None,
        prefers=f"t:{wished.prefers}" if wished.prefers else None,
        preferred_tick=None if wished.around is None else wished.around // TICK_MIN,
        disliked_weekdays=frozenset(wished.disliked),
    )


def _waits(kept: VerdictRecord | None, window: Window) -> Iterator[Wait]:
    """Give the wait a verdict asks for; one without an end is no date anybody can book for."""
    if kept is not None and Category[kept.category] is Category.POSTPONE and kept.earliest:
        day, tick = window.place(kept.earliest)
        yield Wait("verdict", day + (tick > 0))


def _held(course: Course, so_far: SoFar, window: Window) -> Iterator[Held]:
    """Give the sessions that were given within the window; older ones bound nothing any more."""
    done = {(window.number(one.day), window.place(one.at)[1]) for one in so_far.told}
    for row in Appointment.objects.filter(course=course, state="done"):
        if not any(window.number(row.day) == day for day, _ in done):
            done.add((window.number(row.day), row.starts_min // TICK_MIN))
    yield from (Held(day, tick) for day, tick in sorted(done) if day >= 0)


def _visits(course: Course, so_far: SoFar) -> Iterator[VisitNeed]:
    """Give the sessions that are left, with their place in the plan."""
    plan, given = so_far.plan, len(so_far.told)
    first = so_far.session
    left = [one for one in plan.sessions if first is not None and one.index >= first.index]
    places = {one.index: one for one in plan.timeline}
    reviewed = {one.index + 1 for one in plan.timeline if one.review_after}
    for offset, session in enumerate(left):
        yield _need(course, session, places[session.index], given + offset + 1, reviewed)


def _need(
    course: Course, session: Session, place: PlannedSession, number: int, reviewed: set[int]
) -> VisitNeed:
    rules, techniques = scheduling_rules(), {step.technique for step in session.steps}
    kinds = {rules.equipment[one] for one in techniques if one in rules.equipment}
    is_first = number == 1
    return VisitNeed(
        index=number,
        layout=layout_for(session, is_first=is_first),
        credentials=_credentials(techniques),
        equipment=frozenset(kinds),
        units_x100=_units(course, session),
        least_min=0 if is_first else place.spacing_least_h * 60,
        usual_days=0 if is_first else round(place.spacing_usual_h / _DAY_H),
        review_before=session.index in reviewed,
        gentle=place.gentle,
    )


def layout_for(session: Session, *, is_first: bool) -> Layout:
    """Give the parts of a visit in ticks; hands-on time and rest come from the plan."""
    rules = scheduling_rules()
    return Layout(
        check=ticks(rules.first_check_min if is_first else rules.check_min),
        hands_on=ticks(session.hands_on_s / _MINUTE_S),
        rest=ticks(max(session.rest_s / _MINUTE_S, rules.rest_min)),
        stays=ticks(rules.therapist_stays_min),
        changeover=ticks(rules.changeover_min),
        care=ticks(rules.equipment_care_min),
    )


def _credentials(techniques: set[str]) -> frozenset[str]:
    known = protocol().techniques
    needs = (known[one].credentials for one in techniques if one in known)
    return frozenset(kind for need in needs if need is not None for kind in need.credentials)


def _units(course: Course, session: Session) -> int:
    """Count a session in hundredths of a unit of the clinic's norm, never less than its row."""
    norm = norm_of(course.patient.clinic)
    if norm is None:
        return 0
    worked = session.hands_on_s / norm.unit_s
    return round(max(norm.units(norm.session_row), worked) * _UNITS)
