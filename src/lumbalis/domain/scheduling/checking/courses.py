"""The visits of a course together: sequence, spacing, the week, the reviews between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lumbalis.domain.scheduling.booked import BookedCourse
from lumbalis.domain.scheduling.checking.faults import FaultKind
from lumbalis.domain.scheduling.grid import WEEK_DAYS, Horizon
from lumbalis.domain.scheduling.request import CourseRequest, VisitNeed


@dataclass(frozen=True, slots=True)
class _Point:
    """A session in time; `need` is None for one that was held."""

    index: int
    day: int
    tick: int
    need: VisitNeed | None


def faults_of_course(
    horizon: Horizon, request: CourseRequest, course: BookedCourse
) -> Iterator[tuple[FaultKind, int]]:
    """Give everything that is wrong between the visits of a course, with the later visit."""
    wanted = [need.index for need in request.visits]
    booked = [visit.index for visit in course.visits]
    if booked != wanted:
        yield FaultKind.SEQUENCE, wanted[0]
        return
    points = list(_points(request, course))
    for before, after in pairwise(points):
        yield from _between(horizon, request, before, after)
    yield from _weeks(points, request.per_week)


def _points(request: CourseRequest, course: BookedCourse) -> Iterator[_Point]:
    first = request.visits[0].index
    for place, held in enumerate(request.held):
        yield _Point(first - len(request.held) + place, held.day, held.tick, None)
    for need, visit in zip(request.visits, course.visits, strict=True):
        yield _Point(visit.index, visit.day, visit.start, need)


def _between(
    horizon: Horizon, request: CourseRequest, before: _Point, after: _Point
) -> Iterator[tuple[FaultKind, int]]:
    need = after.need
    if need is None:
        return
    gap = after.day - before.day
    if gap < 1:
        yield FaultKind.SEQUENCE, after.index
        return
    if gap > request.longest_gap_d:
        yield FaultKind.LONGEST_GAP, after.index
    if before.day < 0 or after.day >= len(horizon):
        return
    apart = horizon.elapsed_min(after.day, after.tick) - horizon.elapsed_min(
        before.day, before.tick
    )
    if apart < need.least_min:
        yield FaultKind.SPACING, after.index
    days = horizon.days[before.day : after.day]
    if need.review_before and not any(day.reviewing for day in days):
        yield FaultKind.REVIEW, after.index


def _weeks(points: Sequence[_Point], per_week: int) -> Iterator[tuple[FaultKind, int]]:
    for point in points:
        if point.need is None:
            continue
        week = [one for one in points if point.day - WEEK_DAYS < one.day <= point.day]
        if len(week) > per_week:
            yield FaultKind.WEEKLY, point.index
