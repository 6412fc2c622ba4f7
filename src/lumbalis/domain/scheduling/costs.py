"""What a start costs: the patient's wishes, the therapist, and what it leaves of the day."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from lumbalis.domain.scheduling.agenda import Agenda
from lumbalis.domain.scheduling.grid import TICK_MIN, ticks
from lumbalis.domain.scheduling.request import CourseRequest, Patient, VisitNeed
from lumbalis.domain.scheduling.rules import SchedulingRules
from lumbalis.domain.scheduling.starts import Starts

Costs = NDArray[np.int32]
NEVER: Final = 1 << 24
"""The cost of what is not allowed; far above any course, and a sum of a hundred still fits."""


def hand_costs(
    agenda: Agenda,
    request: CourseRequest,
    need: VisitNeed,
    rules: SchedulingRules,
    starts: Starts,
) -> Costs:
    """Give the cost of each start with each therapist, main or not: (ticks, therapists, days)."""
    shared = _wishes(agenda, request.patient, rules)
    shared += np.where(starts.rested, 0, rules.weights.rest_on_couch).astype(np.int32)
    found: Costs = shared[:, None] + _splinters(agenda, need, rules)
    found += _unloved(agenda, request.patient, rules)
    found[~starts.everything()] = NEVER
    return found


def with_main(hands: Costs, other_therapist: int) -> Costs:
    """Give the cost of each start under each main therapist, by the best pair of hands."""
    best = np.minimum(hands.min(axis=1), NEVER - other_therapist) + other_therapist
    found: Costs = np.minimum(hands, best[:, None].astype(np.int32))
    return found


def _wishes(agenda: Agenda, patient: Patient, rules: SchedulingRules) -> Costs:
    """Give what the hour and the weekday cost: (ticks, days)."""
    weights, days = rules.weights, agenda.calendar.horizon.days
    found = np.zeros((agenda.length, len(days)), dtype=np.int32)
    if patient.preferred_tick is not None:
        at = np.arange(agenda.first, agenda.first + agenda.length)
        away_min = np.abs(at - patient.preferred_tick) * TICK_MIN
        found += (weights.off_time * (away_min // rules.off_time_min))[:, None].astype(np.int32)
    disliked = [n for n, day in enumerate(days) if day.weekday in patient.disliked_weekdays]
    found[:, disliked] += weights.disliked_day
    soon = np.zeros(found.shape, dtype=np.bool_)
    for meal in patient.meals:
        after = meal.tick + ticks(rules.fasting_least_min) - agenda.first
        until = meal.tick + ticks(rules.fasting_advised_min) - agenda.first
        same = [n for n, day in enumerate(days) if day.weekday in meal.weekdays]
        soon[max(0, after) : max(0, until), same] = True
    found[soon] += weights.soon_after_meal
    return found


def _unloved(agenda: Agenda, patient: Patient, rules: SchedulingRules) -> Costs:
    """Give what it costs not to get the therapist the patient prefers: (therapists, 1)."""
    others = [one.id != patient.prefers for one in agenda.clinic.therapists]
    wished = patient.prefers is not None
    return np.array(others, dtype=np.int32)[:, None] * (rules.weights.not_preferred * wished)


def _splinters(agenda: Agenda, need: VisitNeed, rules: SchedulingRules) -> Costs:
    """Give what it costs to leave a therapist gaps too short for another such visit."""
    hands, hold = len(agenda.clinic.therapists), need.layout.therapist
    before = agenda.free_before[:-1]
    found = _too_short(before, hold)
    after = agenda.free[:, :hands]
    if hold < agenda.length:
        found[: agenda.length - hold] += _too_short(after[hold:], hold)
    return found * np.int32(rules.weights.splinter)


def _too_short(gap: NDArray[np.int16], hold: int) -> Costs:
    return ((gap > 0) & (gap < hold)).astype(np.int32)


def gap_cost(gap_d: int, usual_d: int, rules: SchedulingRules) -> int:
    """Give what a gap of so many days costs, against the usual one."""
    weights = rules.weights
    long = max(0, gap_d - usual_d) * weights.long_gap_day
    short = max(0, usual_d - gap_d) * weights.short_gap_day
    return long + short + weights.lowering_gap * (gap_d > rules.lowering_gap_d)
