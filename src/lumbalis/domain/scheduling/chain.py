"""A course as a chain: the costs of every visit's starts and the rules from one to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lumbalis.domain.scheduling.agenda import Agenda
from lumbalis.domain.scheduling.costs import NEVER, Costs, gap_cost
from lumbalis.domain.scheduling.grid import TICK_MIN, WEEK_DAYS
from lumbalis.domain.scheduling.groups import NOTHING, Group
from lumbalis.domain.scheduling.request import CourseRequest, VisitNeed
from lumbalis.domain.scheduling.rules import SchedulingRules
from lumbalis.domain.scheduling.weekly import FORBIDDEN, FRESH, Weekly, mask_of, weekly

Shifts = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """From one visit to the next.

    For every gap in days from 1: `cost` by the day of the first of the two, `NEVER` where
    forbidden; `shift` by that day: the next visit begins at least so many ticks later in
    its day than the first in its own (negative: earlier will do).
    """

    cost: tuple[Costs, ...]
    shift: tuple[Shifts, ...]

    @property
    def longest_d(self) -> int:
        """The longest gap."""
        return len(self.cost)


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """A whole course to be placed.

    `nodes` (ticks, mains, days) is the cost of each visit's starts; visits that are alike share
    one array. `enter` (ticks, days) is the cost of beginning, `NEVER` where it may not begin;
    `state` gives the weekly machine's state on each day for the first visit.
    """

    nodes: tuple[Costs, ...]
    steps: tuple[Step, ...]
    week: Weekly
    enter: Costs
    state: NDArray[np.intp]

    def only(self, main: int) -> Chain:
        """Give the chain with a single main therapist."""
        return replace(self, nodes=each(self.nodes, lambda one: one[:, main : main + 1]))

    def trimmed(self) -> tuple[Chain, int]:
        """Cut the ticks at which nothing can begin, early and late; give the first one kept."""
        begins = np.zeros(len(self.enter), dtype=np.bool_)
        for node in {id(one): one for one in self.nodes}.values():
            begins |= node.min(axis=(1, 2)) < NEVER
        kept = np.flatnonzero(begins)
        if not kept.size:
            return self, 0
        window = slice(int(kept[0]), int(kept[-1]) + 1)
        nodes = each(self.nodes, lambda one: one[window])
        return replace(self, nodes=nodes, enter=self.enter[window]), window.start


def each(nodes: Sequence[Costs], change: Callable[[Costs], Costs]) -> tuple[Costs, ...]:
    """Change every array once; visits that share one go on sharing."""
    changed = {id(one): one for one in nodes}
    changed = {key: np.ascontiguousarray(change(one)) for key, one in changed.items()}
    return tuple(changed[id(one)] for one in nodes)


def link(
    agenda: Agenda,
    request: CourseRequest,
    nodes: Sequence[Costs],
    rules: SchedulingRules,
    aside: frozenset[Group] = NOTHING,
) -> Chain:
    """Link the visits of a course into a chain."""
    visits = request.visits
    alike: dict[tuple[int, int, bool], Step] = {}
    for need in visits:
        key = (need.least_min, need.usual_days, need.review_before)
        if key not in alike:
            alike[key] = _step(agenda, request, need, rules, aside)
    steps = [alike[need.least_min, need.usual_days, need.review_before] for need in visits]
    least = min((_least_gap_d(step, agenda.length) for step in steps[1:]), default=1)
    most = WEEK_DAYS if Group.WEEKLY_MOST in aside else request.per_week
    masks = _masks(request, len(agenda.calendar.horizon))
    week = weekly(most, least, frozenset(masks.values()))
    enter, state = _entry(agenda, request, steps[0], (week, masks), rules)
    return Chain(tuple(nodes), tuple(steps[1:]), week, enter, state)


def _masks(request: CourseRequest, days: int) -> dict[int, int]:
    """Give what the week before every day after the last held session looks like."""
    if not request.held:
        return {}
    held = [one.day for one in request.held]
    return {day: mask_of(day, held) for day in range(held[-1] + 1, days)}


def _step(
    agenda: Agenda,
    request: CourseRequest,
    need: VisitNeed,
    rules: SchedulingRules,
    aside: frozenset[Group],
) -> Step:
    days = len(agenda.calendar.horizon)
    longest = days - 1 if Group.LONGEST_GAP in aside else min(request.longest_gap_d, days - 1)
    least_min = 0 if Group.SPACING in aside else need.least_min
    begins = np.array([day.elapsed_min for day in agenda.calendar.horizon.days])
    reviewing = np.array([day.reviewing for day in agenda.calendar.horizon.days], dtype=np.bool_)
    review = need.review_before and Group.REVIEWS not in aside
    cost, shift = [], []
    for gap in range(1, longest + 1):
        each = np.full(days - gap, gap_cost(gap, need.usual_days, rules), dtype=np.int32)
        if review:
            windows = np.lib.stride_tricks.sliding_window_view(reviewing, gap)
            seen: NDArray[np.bool_] = np.any(windows, axis=1)
            each[~seen[: days - gap]] = NEVER
        cost.append(each)
        short_min = least_min - (begins[gap:] - begins[: days - gap])
        shift.append(-(-short_min // TICK_MIN))
    return Step(tuple(cost), tuple(shift))


def _least_gap_d(step: Step, length: int) -> int:
    """Give the shortest gap in days that can ever be allowed."""
    possible = (gap for gap, shift in enumerate(step.shift, start=1) if (shift < length).any())
    return next(possible, 1)


def _entry(
    agenda: Agenda,
    request: CourseRequest,
    first: Step,
    week: tuple[Weekly, Mapping[int, int]],
    rules: SchedulingRules,
) -> tuple[Costs, NDArray[np.intp]]:
    """Give the cost of the first visit's day after what has been held, and its state."""
    days = len(agenda.calendar.horizon)
    enter = np.full((agenda.length, days), NEVER, dtype=np.int32)
    machine, masks = week
    if not request.held:
        earliest = earliest_day(request)
        waits = np.maximum(0, np.arange(days) - earliest) * rules.weights.wait_day
        enter[:] = waits
        return enter, np.full(days, FRESH, dtype=np.intp)
    state = np.full(days, FORBIDDEN, dtype=np.intp)
    last = request.held[-1]
    for gap in range(1, min(first.longest_d, days - 1 - last.day) + 1):
        day = last.day + gap
        state[day] = machine.on(masks[day])
        begins = last.tick - agenda.first + int(first.shift[gap - 1][last.day])
        enter[max(0, begins) :, day] = first.cost[gap - 1][last.day]
    enter[:, state == FORBIDDEN] = NEVER
    return enter, state


def earliest_day(request: CourseRequest) -> int:
    """Give the first day on which the course could begin if nothing else were booked."""
    waits = [wait.until_day for wait in request.patient.waits]
    return max(request.not_before[0], request.order_days[0], 0, *waits)
