"""The whole clinic anew: every course not yet held where it is best for all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lumbalis.domain.scheduling.booked import BookedCourse
from lumbalis.domain.scheduling.effort import Effort
from lumbalis.domain.scheduling.replanning.changes import Change, changes
from lumbalis.domain.scheduling.replanning.means import POINT, Means
from lumbalis.domain.scheduling.replanning.meter import Meter
from lumbalis.domain.scheduling.replanning.plans import standing_plan
from lumbalis.domain.scheduling.replanning.search import improve
from lumbalis.domain.scheduling.replanning.state import Clinic
from lumbalis.domain.scheduling.replanning.wishes import Wishing
from lumbalis.domain.scheduling.request import CourseRequest
from lumbalis.domain.scheduling.resources import Calendar


@dataclass(frozen=True, slots=True)
class Replan:
    """A clinic planned anew.

    `courses` are in the order given, None for one that could not be booked. `floor` is the cost
    of what booking one after another gives, `cost` what has come of it, and nothing can cost
    less than `bound`; all in points. `calls` are the changes to what was booked before.
    """

    courses: tuple[BookedCourse | None, ...]
    calls: tuple[Change, ...]
    floor: float
    cost: float
    bound: float
    stopped: bool

    @property
    def gap(self) -> float:
        """The share of the cost that might still be saved, 0 to 1."""
        return (self.cost - self.bound) / self.cost if self.cost else 0.0


def replan(
    calendar: Calendar,
    courses: Sequence[tuple[CourseRequest, BookedCourse | None]],
    means: Means,
    effort: Effort | None = None,
    seed: int = 0,
) -> Replan:
    """Plan a whole clinic anew, to lower the cost of all its courses together.

    What is booked stays the floor, and a course not booked yet is put in at its best place; from
    there on the cost only falls. Without a time limit the same seed gives the same plan.

    Parameters
    ----------
    calendar : Calendar
        The calendar; what is booked for nobody among `courses` stays.
    courses : sequence of (CourseRequest, BookedCourse or None)
        For each course the visits still to come, as asked for and as booked. Visits held, and
        those not to be moved, are the request's `held`.

    Raises
    ------
    ValueError
        If what is booked for a course is not what is asked for.
    """
    effort = effort or Effort()
    clinic = Clinic(calendar, courses, means.rules, at_cost=True)
    aim = Wishing(clinic.empty.agenda, means)
    _floor(clinic, aim)
    floor = clinic.cost
    least = improve(clinic, aim, Meter(effort, means.steps), seed, anew=True)
    numbers = range(len(courses))
    after = tuple(clinic.booked(number) if clinic.visits[number] else None for number in numbers)
    return Replan(
        courses=after,
        calls=tuple(_calls(courses, after)),
        floor=floor / POINT,
        cost=clinic.cost / POINT,
        bound=least / POINT,
        stopped=effort.stopped,
    )


def replan_week(
    calendar: Calendar,
    courses: Sequence[tuple[CourseRequest, BookedCourse]],
    days: range,
    means: Means,
    effort: Effort | None = None,
    seed: int = 0,
) -> Replan:
    """Plan some days of a clinic anew: visits on other days keep their hour and their therapist.

    As `replan`, for the courses with a visit on one of `days`; the others stay as they are, and
    all are given back in the order given. `floor`, `cost` and `bound` are of those courses only.
    """
    moving = [
        place
        for place, (_, booked) in enumerate(courses)
        if any(visit.day in days for visit in booked.visits)
    ]
    if not moving:
        return Replan(tuple(booked for _, booked in courses), (), 0, 0, 0, stopped=False)
    pinned = [(_pinned(*courses[place], days), courses[place][1]) for place in moving]
    found = replan(calendar, pinned, means, effort, seed)
    after: list[BookedCourse | None] = [booked for _, booked in courses]
    for place, new in zip(moving, found.courses, strict=True):
        after[place] = new
    return replace(found, courses=tuple(after))


def _pinned(request: CourseRequest, booked: BookedCourse, days: range) -> CourseRequest:
    """Ask for a course with the visits on other days where they are."""
    visits = tuple(
        need if visit.day in days else replace(need, kept=(visit.day, visit.start))
        for need, visit in zip(request.visits, booked.visits, strict=True)
    )
    return replace(request, visits=visits)


def _floor(clinic: Clinic, aim: Wishing) -> None:
    """Put every course on the board where it is booked; then the others one after another."""
    waiting = []
    for number, (_, booked) in enumerate(clinic.courses):
        plan = None
        if booked is not None:
            standing = standing_plan(clinic.board.agenda, booked.visits)
            plan = aim.standing(clinic.case(number), standing)
        if booked is None or plan is None:
            waiting.append(number)
        else:
            clinic.put(number, plan, booked.visits)
    for number in waiting:
        clinic.put(number, clinic.solve(number, aim))


def _calls(
    courses: Sequence[tuple[CourseRequest, BookedCourse | None]],
    after: Sequence[BookedCourse | None],
) -> list[Change]:
    """List what must be told to those who were booked before."""
    found: list[Change] = []
    for (_, old), new in zip(courses, after, strict=True):
        if old is not None:
            now = () if new is None else new.visits
            found += changes(old.course, old.patient, old.visits, now)
    return found
