"""Rescue: a course that no longer fits is booked after all, and at most two people move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lumbalis.domain.scheduling.booked import BookedCourse
from lumbalis.domain.scheduling.effort import Effort
from lumbalis.domain.scheduling.grid import Span
from lumbalis.domain.scheduling.replanning.bound import room, use
from lumbalis.domain.scheduling.replanning.cases import Case
from lumbalis.domain.scheduling.replanning.changes import Change, changes
from lumbalis.domain.scheduling.replanning.disturbance import Staying
from lumbalis.domain.scheduling.replanning.field import Field
from lumbalis.domain.scheduling.replanning.means import POINT, Means
from lumbalis.domain.scheduling.replanning.meter import Meter
from lumbalis.domain.scheduling.replanning.plans import Plan, standing_plan
from lumbalis.domain.scheduling.replanning.prices import Prices, Scarce
from lumbalis.domain.scheduling.replanning.seats import seat
from lumbalis.domain.scheduling.replanning.state import Clinic
from lumbalis.domain.scheduling.replanning.wishes import Wishing
from lumbalis.domain.scheduling.request import CourseRequest
from lumbalis.domain.scheduling.resources import Calendar

MOVED = 2
"""The most people who are moved for one new course."""
_WIDTH = 8
"""How many different people are asked at most for one who needs a place."""
_DEARER = 4
"""How many times dearer a person's places become once they have been tried."""


@dataclass(frozen=True, slots=True)
class Rescue:
    """A new course in a full calendar.

    `course` is the new one, `moved` the others that changed, `calls` what is told to whom.
    `cost` is what the moves cost, in points of disturbance.
    """

    course: BookedCourse
    moved: tuple[BookedCourse, ...]
    calls: tuple[Change, ...]
    cost: float

    @property
    def people(self) -> int:
        """How many people are moved."""
        return len({change.patient for change in self.calls})


def rescue(
    calendar: Calendar,
    courses: Sequence[tuple[CourseRequest, BookedCourse]],
    request: CourseRequest,
    means: Means,
    effort: Effort | None = None,
) -> Rescue | None:
    """Book a course for which there is no room, by moving at most two people a little.

    The course is placed as if what is taken only had a price; whoever lies there is moved with
    the least disturbance, if need be by moving one person more. None where no way was found:
    that is no proof that there is none.

    Parameters
    ----------
    calendar : Calendar
        The calendar; what is booked for nobody among `courses` stays.
    courses : sequence of (CourseRequest, BookedCourse)
        Who may be moved: as for `repair`.

    Raises
    ------
    ValueError
        If what is booked for a course is not what is asked for.
    """
    clinic = Clinic(calendar, [*courses, (request, None)], means.rules, at_cost=False)
    aim = _Both(Wishing(clinic.empty.agenda, means), Staying(means.disturbance, clinic.rows))
    for number, (_, booked) in enumerate(courses):
        clinic.put(number, standing_plan(clinic.board.agenda, booked.visits), booked.visits)
    makes_room = _MakesRoom(clinic, aim, Meter(effort or Effort(), means.steps))
    newcomer = len(courses)
    if not makes_room.fit([newcomer], frozenset()):
        return None
    return _told(clinic, courses)


@dataclass(frozen=True, slots=True)
class _Both:
    """The aim of a rescue: wishes for the newcomer, the least disturbance for everybody else."""

    newcomer: Wishing
    others: Staying

    def solve(self, case: Case, field: Field, barred: tuple[Span, ...] = ()) -> Plan:
        """Place a course."""
        aim = self.newcomer if case.before is None else self.others
        return aim.solve(case, field, barred)


@dataclass(slots=True)
class _MakesRoom:
    """A search in depth: who does not fit asks one person after another to move."""

    clinic: Clinic
    aim: _Both
    meter: Meter

    def fit(self, waiting: Sequence[int], moved: frozenset[int]) -> bool:
        """Put everyone who waits on the board, with the help of few enough others."""
        if not waiting:
            return True
        first, rest = waiting[0], waiting[1:]
        plan = self.clinic.solve(first, self.aim)
        if self._whole(first, plan):
            self.clinic.put(first, plan)
            if self.fit(rest, moved):
                return True
            self.clinic.take(first)
        return len(moved) < MOVED and self._ask(first, rest, moved)

    def _ask(self, first: int, rest: Sequence[int], moved: frozenset[int]) -> bool:
        """Let one person after another make room."""
        for other in self._in_the_way(first, {*moved, first}):
            if not self.meter.go_on():
                return False
            plan, visits = self.clinic.take(other)
            if self.fit([first, *rest, other], moved | {other}):
                return True
            if plan is not None:
                self.clinic.put(other, plan, visits)
        return False

    def _whole(self, number: int, plan: Plan) -> bool:
        return len(plan.stops) == len(self.clinic.courses[number][0].visits)

    def _in_the_way(self, number: int, not_these: set[int]) -> Iterator[int]:
        """Give those whom a course meets where it would like to be, each once, dearer by turns."""
        case = self.clinic.case(number)
        known = set(not_these)
        asked: dict[int, int] = dict.fromkeys(not_these, _DEARER)
        for _ in range(_WIDTH):
            dream = Field(self.clinic.empty, Prices(self._taken(asked)))
            wish = self.aim.solve(case, dream, self.clinic.barred(number))
            meeting = self.clinic.meeting(seat(self.clinic.empty.agenda, case, wish.stops))
            fresh = [one for one in meeting if one not in known]
            if not fresh:
                return
            chosen = max(fresh, key=lambda one: (meeting[one], -one))
            known.add(chosen)
            for one in fresh:
                asked[one] = _DEARER
            yield chosen

    def _taken(self, asked: dict[int, int]) -> Scarce:
        """Price what is taken: a visit of a point, dearer for whom has been asked already."""
        clinic, there = self.clinic, room(self.clinic.empty)
        prices = there.each(np.zeros_like)
        plans = []
        for number, plan in enumerate(clinic.plans):
            if plan is not None:
                needs = clinic.courses[number][0].visits
                plans.append((plan, needs))
                for stop in plan.stops:
                    hold = needs[stop.number].layout.therapist
                    dear = POINT * asked.get(number, 1) // hold
                    prices.hands[stop.tick : stop.tick + hold, stop.hand, stop.day] += dear
        used = use(plans, there)
        for price, taken, all_there in zip(
            prices.arrays()[1:], used.arrays()[1:], there.arrays()[1:], strict=True
        ):
            price[taken >= all_there] += POINT // 10
        return prices


def _told(clinic: Clinic, courses: Sequence[tuple[CourseRequest, BookedCourse]]) -> Rescue:
    after = [clinic.booked(number) for number in range(len(courses))]
    pairs = [(old, new) for (_, old), new in zip(courses, after, strict=True) if old != new]
    calls = [
        change
        for old, new in pairs
        for change in changes(old.course, old.patient, old.visits, new.visits)
    ]
    disturbed = sum(plan.cost for plan in clinic.plans[:-1] if plan is not None)
    return Rescue(
        clinic.booked(len(courses)), tuple(new for _, new in pairs), tuple(calls), disturbed / POINT
    )
