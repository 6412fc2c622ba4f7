"""Where a visit may begin: every tick of every day at which nothing is in its way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lumbalis.domain.scheduling.agenda import Agenda, Runs
from lumbalis.domain.scheduling.grid import ticks
from lumbalis.domain.scheduling.groups import NOTHING, Group
from lumbalis.domain.scheduling.request import CourseRequest, Layout, Patient, VisitNeed
from lumbalis.domain.scheduling.rules import SchedulingRules

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Starts:
    """Where a visit may begin.

    `patient` (ticks, days): the patient can come and may be treated. `place`: a couch is free,
    with the rest after it; `rested`: without keeping the couch for the rest. `hands` (ticks,
    therapists, days): the therapist works, is free, and qualified.
    """

    patient: Mask
    place: Mask
    rested: Mask
    hands: Mask

    def everything(self) -> Mask:
        """Where all hold: (ticks, therapists, days)."""
        return self.hands & (self.patient & self.place)[:, None]


def starts_of(
    agenda: Agenda,
    request: CourseRequest,
    need: VisitNeed,
    rules: SchedulingRules,
    aside: frozenset[Group] = NOTHING,
) -> Starts:
    """Find where one visit of a course may begin, for itself."""
    place, rested = _places(agenda, need.layout, aside)
    equipped = _equipped(agenda, need, aside)
    return Starts(
        patient=_patient_can(agenda, request, need, rules, aside),
        place=place & equipped,
        rested=rested,
        hands=_hands(agenda, request, need, aside),
    )


def _patient_can(
    agenda: Agenda,
    request: CourseRequest,
    need: VisitNeed,
    rules: SchedulingRules,
    aside: frozenset[Group],
) -> Mask:
    can = _open(agenda, need.layout, aside) & _within_order(agenda, request, aside)
    can &= _available(agenda, request.patient, need.layout, aside)
    for day, start, end in _barred(agenda, request.patient, need.layout, rules, aside):
        can[max(0, start - agenda.first) : max(0, end - agenda.first), day] = False
    if need.kept is not None and Group.KEPT_VISITS not in aside:
        day, tick = need.kept
        only = np.zeros_like(can)
        if 0 <= tick - agenda.first < agenda.length:
            only[tick - agenda.first, day] = can[tick - agenda.first, day]
        return only
    return can


def _open(agenda: Agenda, layout: Layout, aside: frozenset[Group]) -> Mask:
    """Where the whole visit lies within the opening hours of a day that is not closed."""
    days = agenda.calendar.horizon.days
    found = np.zeros((agenda.length, len(days)), dtype=np.bool_)
    for number, day in enumerate(days):
        if day.closed is not None and Group.CLOSED_DAYS not in aside:
            continue
        opens, closes = day.opens - agenda.first, day.closes - agenda.first
        if Group.OPENING_HOURS in aside or (day.closed is not None and opens >= closes):
            opens, closes = 0, agenda.length
        found[max(0, opens) : max(0, closes - layout.visit + 1), number] = True
    return found


def _within_order(agenda: Agenda, request: CourseRequest, aside: frozenset[Group]) -> Mask:
    """Where the order is valid and the moment has not passed; (ticks, days)."""
    found = np.ones((agenda.length, len(agenda.calendar.horizon)), dtype=np.bool_)
    if Group.ORDER not in aside:
        first, last = request.order_days
        found[:, : max(0, first)] = False
        found[:, max(0, last + 1) :] = False
    day, tick = request.not_before
    found[:, :day] = False
    found[: max(0, tick - agenda.first), day : day + 1] = False
    return found


def _available(agenda: Agenda, patient: Patient, layout: Layout, aside: frozenset[Group]) -> Mask:
    """Where the whole visit lies within a span in which the patient can come."""
    shape = (agenda.length, len(agenda.calendar.horizon))
    if patient.available is None or Group.AVAILABILITY in aside:
        return np.ones(shape, dtype=np.bool_)
    found = np.zeros(shape, dtype=np.bool_)
    for span in patient.available:
        if span.day < shape[1]:
            end = span.end - layout.visit + 1 - agenda.first
            found[max(0, span.start - agenda.first) : max(0, end), span.day] = True
    return found


def _barred(
    agenda: Agenda,
    patient: Patient,
    layout: Layout,
    rules: SchedulingRules,
    aside: frozenset[Group],
) -> Iterator[tuple[int, int, int]]:
    """Give days and ticks at which no visit may begin for the patient's sake."""
    days = agenda.calendar.horizon.days
    whole_day = (0, agenda.first + agenda.length)
    if Group.MEALS not in aside:
        for meal in patient.meals:
            end = meal.tick + ticks(rules.fasting_least_min)
            yield from (
                (n, meal.tick, end) for n, d in enumerate(days) if d.weekday in meal.weekdays
            )
    if Group.WAITS not in aside:
        until = max((wait.until_day for wait in patient.waits), default=0)
        yield from ((day, *whole_day) for day in range(min(until, len(days))))
    if Group.PATIENT_BUSY not in aside:
        for span in patient.busy:
            if span.day < len(days):
                yield span.day, span.start - layout.visit + 1, span.end
    if Group.PHYSIOTHERAPY not in aside:
        apart = ticks(rules.physiotherapy_apart_min)
        for span in patient.physiotherapy:
            near = (span.start - layout.visit - apart + 1, span.end + apart)
            if span.day < len(days):
                yield span.day, *(near if patient.physiotherapy_ordered else whole_day)


def _hands(
    agenda: Agenda, request: CourseRequest, need: VisitNeed, aside: frozenset[Group]
) -> Mask:
    """Where a therapist is free for the visit, may take it, and is accepted."""
    therapists = agenda.clinic.therapists
    free: Mask = agenda.free[:, : len(therapists)] >= need.layout.therapist
    fit = agenda.units_left_x100 >= need.units_x100
    for place, therapist in enumerate(therapists):
        if Group.CREDENTIALS not in aside:
            days = range(fit.shape[1])
            fit[place] &= [therapist.holds(need.credentials, day) for day in days]
        wanted = request.patient.only
        if wanted is not None and Group.ONLY_THERAPISTS not in aside:
            fit[place] &= therapist.id in wanted
    return free & fit


def _places(agenda: Agenda, layout: Layout, aside: frozenset[Group]) -> tuple[Mask, Mask]:
    """Where a couch is free with the rest after it, and where a rest place takes over."""
    rested = _couch_free(agenda, layout.couch, aside) & _rest_free(agenda, layout, aside)
    return rested | _couch_free(agenda, layout.couch_with_rest, aside), rested


def _couch_free(agenda: Agenda, length: int, aside: frozenset[Group]) -> Mask:
    clinic = agenda.clinic
    found = np.zeros((agenda.length, agenda.free.shape[2]), dtype=np.bool_)
    for couch in clinic.couches:
        free = agenda.free[:, agenda.row[couch.id]] >= length
        bays = [agenda.row[bay] for bay in clinic.bays_of(couch)]
        if bays and Group.BAYS not in aside:
            free &= any_free(agenda.free, bays, length)
        found |= free
    return found


def _rest_free(agenda: Agenda, layout: Layout, aside: frozenset[Group]) -> Mask:
    rows = [agenda.row[place.id] for place in agenda.clinic.rest_places]
    if Group.REST_PLACES in aside and not rows:
        return np.ones((agenda.length, agenda.free.shape[2]), dtype=np.bool_)
    return later(any_free(agenda.free, rows, layout.rest_place), layout.to_rest)


def _equipped(agenda: Agenda, need: VisitNeed, aside: frozenset[Group]) -> Mask:
    """Where one of every kind of equipment is free; where there is none at all, nowhere."""
    found = np.ones((agenda.length, agenda.free.shape[2]), dtype=np.bool_)
    if Group.EQUIPMENT in aside:
        return found
    for kind in need.equipment:
        rows = [agenda.row[one.id] for one in agenda.clinic.equipment if one.kind == kind]
        found &= any_free(agenda.free, rows, need.layout.equipment)
    return found


def any_free(free: Runs, rows: list[int], length: int) -> Mask:
    """Where at least one of some resources is free for so many ticks."""
    found: Mask = np.any(free[:, rows] >= length, axis=1)
    return found


def later(mask: Mask, shift: int) -> Mask:
    """Give at every tick what holds so many ticks later; nothing holds after the last tick."""
    found = np.zeros_like(mask)
    if shift < len(mask):
        found[: len(mask) - shift] = mask[shift:]
    return found
