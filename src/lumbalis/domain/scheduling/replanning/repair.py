"""Repair: after an absence, a broken couch or a missed session, as few people moved as can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lumbalis.domain.scheduling.booked import BookedCourse
from lumbalis.domain.scheduling.effort import Effort
from lumbalis.domain.scheduling.replanning.cases import hit
from lumbalis.domain.scheduling.replanning.changes import Change, changes
from lumbalis.domain.scheduling.replanning.disturbance import Staying
from lumbalis.domain.scheduling.replanning.means import POINT, Means
from lumbalis.domain.scheduling.replanning.meter import Meter
from lumbalis.domain.scheduling.replanning.plans import standing_plan
from lumbalis.domain.scheduling.replanning.search import improve
from lumbalis.domain.scheduling.replanning.state import Clinic
from lumbalis.domain.scheduling.request import CourseRequest
from lumbalis.domain.scheduling.resources import Calendar, Claim


@dataclass(frozen=True, slots=True)
class Repair:
    """A repaired calendar.

    `courses` are all courses as they are booked now, in the order given; those not in `calls`
    are where they were, but perhaps on another couch (`reseated`, by id of the course).
    `cut_short` are the ids of courses with a visit for which no place is left. Cost and bound
    are in points; no repair can cost less than `bound`. `stopped` tells that time or the
    listener ended the search; what is given is the best so far.
    """

    courses: tuple[BookedCourse, ...]
    calls: tuple[Change, ...]
    reseated: tuple[str, ...]
    cut_short: tuple[str, ...]
    cost: float
    bound: float
    stopped: bool

    @property
    def gap(self) -> float:
        """The share of the cost that might still be saved, 0 to 1."""
        return (self.cost - self.bound) / self.cost if self.cost else 0.0

    @property
    def people(self) -> int:
        """How many people must be called."""
        return len({change.patient for change in self.calls})


def repair(
    calendar: Calendar,
    courses: Sequence[tuple[CourseRequest, BookedCourse]],
    lost: Sequence[Claim],
    means: Means,
    effort: Effort | None = None,
    seed: int = 0,
) -> Repair:
    """Repair a calendar after something has been lost, and say who must be called.

    Whoever is not touched stays, unless moving somebody lowers the total disturbance. Without a
    time limit the same seed gives the same repair.

    Parameters
    ----------
    calendar : Calendar
        The calendar before the loss; what is booked for nobody among `courses` stays.
    courses : sequence of (CourseRequest, BookedCourse)
        What may be moved: for each course the visits still to come, as asked for and as booked.
        Visits held, and those not to be moved, are the request's `held`. A missed session is
        still asked for, with its place before the request's `not_before`.
    lost : sequence of Claim
        What is away now: a therapist, a couch, a rest place, a device, a bay, or a patient.

    Raises
    ------
    ValueError
        If what is booked for a course is not what is asked for.
    """
    effort = effort or Effort()
    clinic = Clinic(calendar, courses, means.rules, lost, at_cost=False)
    aim = Staying(means.disturbance, clinic.rows)
    _first_aid(clinic, aim, lost)
    least = improve(clinic, aim, Meter(effort, means.steps), seed)
    return _told(clinic, courses, least, stopped=effort.stopped)


def _first_aid(clinic: Clinic, aim: Staying, lost: Sequence[Claim]) -> None:
    """Re-place the courses that are touched one after another; everyone else keeps the place."""
    touched = {}
    for number, (request, booked) in enumerate(clinic.courses):
        visits = booked.visits if booked is not None else ()
        gone = {one.index for one in hit(visits, request.patient.id, lost)}
        gone |= {one.index for one in visits if (one.day, one.start) < request.not_before}
        if gone:
            touched[number] = len(gone)
        stays = tuple(visit for visit in visits if visit.index not in gone)
        clinic.put(number, standing_plan(clinic.board.agenda, visits), stays)
    for number in sorted(touched, key=lambda one: (-touched[one], one)):
        clinic.take(number)
        clinic.put(number, clinic.solve(number, aim))


def _told(
    clinic: Clinic,
    courses: Sequence[tuple[CourseRequest, BookedCourse]],
    least: int,
    *,
    stopped: bool,
) -> Repair:
    """Say what has come of it."""
    after = [clinic.booked(number) for number in range(len(courses))]
    pairs = [(old, new) for (_, old), new in zip(courses, after, strict=True)]
    calls = [
        change
        for old, new in pairs
        for change in changes(old.course, old.patient, old.visits, new.visits)
    ]
    called = {change.course for change in calls}
    return Repair(
        courses=tuple(after),
        calls=tuple(calls),
        reseated=tuple(old.course for old, new in pairs if old != new and old.course not in called),
        cut_short=tuple(old.course for old, new in pairs if len(new.visits) < len(old.visits)),
        cost=clinic.cost / POINT,
        bound=least / POINT,
        stopped=stopped,
    )
