"""One visit by itself: the day, the patient, the hands, the places."""

from __future__ import annotations

from collections.abc import Iterator

from lumbalis.domain.scheduling.booked import BookedVisit
from lumbalis.domain.scheduling.checking.faults import FaultKind
from lumbalis.domain.scheduling.grid import TICK_MIN, Day
from lumbalis.domain.scheduling.request import CourseRequest, Patient, VisitNeed
from lumbalis.domain.scheduling.resources import Calendar, Clinic
from lumbalis.domain.scheduling.rules import SchedulingRules

Found = Iterator[tuple[FaultKind, str]]


def faults_of_visit(
    calendar: Calendar,
    request: CourseRequest,
    need: VisitNeed,
    visit: BookedVisit,
    rules: SchedulingRules,
) -> Found:
    """Give everything that is wrong with one visit, whatever the others are."""
    if not 0 <= visit.day < len(calendar.horizon):
        yield FaultKind.OUTSIDE, ""
        return
    day = calendar.horizon.days[visit.day]
    if visit.layout != need.layout or visit.units_x100 != need.units_x100:
        yield FaultKind.LAYOUT, ""
    if need.kept is not None and need.kept != (visit.day, visit.start):
        yield FaultKind.KEPT, ""
    yield from _when(request, visit, day)
    yield from _patient(request.patient, visit, day, rules)
    yield from _hands(calendar.clinic, request.patient, need, visit)
    yield from _places(calendar.clinic, need, visit)


def _when(request: CourseRequest, visit: BookedVisit, day: Day) -> Found:
    if day.closed is not None:
        yield FaultKind.CLOSED, day.closed
    if visit.start < day.opens or visit.end > day.closes:
        yield FaultKind.HOURS, ""
    first, last = request.order_days
    if visit.day < first or visit.day > last:
        yield FaultKind.ORDER, ""
    if (visit.day, visit.start) < request.not_before:
        yield FaultKind.PASSED, ""


def _patient(patient: Patient, visit: BookedVisit, day: Day, rules: SchedulingRules) -> Found:
    there = range(visit.start, visit.end)
    windows = patient.available
    if windows is not None and not any(
        one.day == visit.day and one.start <= there.start and there.stop <= one.end
        for one in windows
    ):
        yield FaultKind.NOT_AVAILABLE, ""
    for one in patient.busy:
        if one.day == visit.day and one.start < there.stop and there.start < one.end:
            yield FaultKind.BUSY, ""
    for meal in patient.meals:
        since_min = (visit.start - meal.tick) * TICK_MIN
        if day.weekday in meal.weekdays and 0 <= since_min < rules.fasting_least_min:
            yield FaultKind.MEAL, ""
    for wait in patient.waits:
        if visit.day < wait.until_day:
            yield FaultKind.WAIT, wait.reason
    yield from _physiotherapy(patient, visit, rules)


def _physiotherapy(patient: Patient, visit: BookedVisit, rules: SchedulingRules) -> Found:
    for one in patient.physiotherapy:
        if one.day != visit.day:
            continue
        apart_min = max(visit.start - one.end, one.start - visit.end) * TICK_MIN
        if not patient.physiotherapy_ordered or apart_min < rules.physiotherapy_apart_min:
            yield FaultKind.PHYSIOTHERAPY, ""


def _hands(clinic: Clinic, patient: Patient, need: VisitNeed, visit: BookedVisit) -> Found:
    therapist = clinic.by_id.get(visit.therapist)
    if therapist is None:
        yield FaultKind.THERAPIST, visit.therapist
        return
    if patient.only is not None and visit.therapist not in patient.only:
        yield FaultKind.NOT_ACCEPTED, visit.therapist
    for kind in sorted(need.credentials):
        held = (one for one in therapist.credentials if one.kind == kind)
        if not any(one.valid_on(visit.day) for one in held):
            yield FaultKind.CREDENTIALS, kind
    at_work = {
        tick
        for shift in therapist.shifts
        if shift.day == visit.day
        for tick in range(shift.start, shift.end)
    }
    if not at_work.issuperset(range(visit.start, visit.start + visit.layout.therapist)):
        yield FaultKind.SHIFT, visit.therapist


def _places(clinic: Clinic, need: VisitNeed, visit: BookedVisit) -> Found:
    couch = next((one for one in clinic.couches if one.id == visit.couch), None)
    if couch is None:
        yield FaultKind.COUCH, visit.couch
        return
    bays = clinic.bays_of(couch)
    if (visit.bay not in bays) if bays else (visit.bay is not None):
        yield FaultKind.BAY, visit.bay or ""
    if visit.rest_place is not None and visit.rest_place not in {
        one.id for one in clinic.rest_places
    }:
        yield FaultKind.REST_PLACE, visit.rest_place
    kinds = {one.id: one.kind for one in clinic.equipment}
    if sorted(kinds.get(one, "") for one in visit.equipment) != sorted(need.equipment):
        yield FaultKind.EQUIPMENT, ", ".join(sorted(need.equipment))
