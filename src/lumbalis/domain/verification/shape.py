"""Are the numbers of a plan whole numbers at all. If not, nothing else can be judged."""

from __future__ import annotations

from collections.abc import Iterator

from lumbalis.domain.plan import Course, Session, Step
from lumbalis.domain.verification.findings import Check, Finding, check

_WHOLE = "1, 2, 3 …"


def seconds_not_whole(session: Session) -> Iterator[Finding]:
    """Refuse times that are no whole seconds: fractions, yes/no and words."""
    times: list[tuple[str, object]] = [
        ("target", session.target_s),
        ("shortened", session.shortened_s),
        ("rest", session.rest_s),
        ("sit", session.sit_before_standing_s),
        *(("left out", left.seconds) for left in session.left_out),
    ]
    for name, value in times:
        yield from _refuse(f"{session.index}", value, name)
    for place, step in enumerate(session.steps, start=1):
        for value in (step.seconds, *_point_parts(step)):
            yield from _refuse(f"{session.index}/{step.stage}/{place}", value, "s")


def level_not_whole(session: Session) -> Iterator[Finding]:
    """Refuse levels that are no whole numbers."""
    levels: list[tuple[str, object]] = [
        ("level", session.level),
        ("ceiling", session.ceiling),
        *session.zone_caps.items(),
    ]
    for name, value in levels:
        yield from _refuse(f"{session.index}", value, name)
    for place, step in enumerate(session.steps, start=1):
        yield from _refuse(f"{session.index}/{step.stage}/{place}", step.level, "level")


def count_not_whole(session: Session) -> Iterator[Finding]:
    """Refuse session numbers and cups that are no whole numbers."""
    yield from _refuse(f"{session.index}", session.index, "session")
    for place, step in enumerate(session.steps, start=1):
        if step.cups is not None:
            for value in (step.cups.count, step.cups.diameter_mm):
                yield from _refuse(f"{session.index}/{step.stage}/{place}", value, "cups")


def course_number_not_whole(course: Course) -> Iterator[Finding]:
    """Refuse a course whose counts and hours are no whole numbers."""
    numbers: list[tuple[str, object]] = [
        ("per_week", course.per_week),
        ("hard_stop", course.hard_stop),
        ("restart_after_gap_d", course.restart_after_gap_d),
        *(("block", block) for block in course.blocks),
        *(("review", review) for review in course.reviews),
    ]
    for planned in course.timeline:
        row = (planned.index, planned.block, planned.level, planned.ceiling)
        hours = (planned.spacing_least_h, planned.spacing_usual_h)
        numbers += [("timeline", value) for value in (*row, *hours)]
    for name, value in numbers:
        yield from _refuse("course", value, name)


def _point_parts(step: Step) -> Iterator[object]:
    for point in step.points:
        yield from (point.find_press_s, point.hold_s, point.rotate_s, point.release_s)


def _refuse(where: str, value: object, name: str) -> Iterator[Finding]:
    if type(value) is not int:
        yield Finding(where, f"{name} {value!r}", _WHOLE)


SESSION_SHAPE: tuple[Check[Session], ...] = (
    check(seconds_not_whole, "E"),
    check(level_not_whole, "V68", "E"),
    check(count_not_whole, "E"),
)
COURSE_SHAPE: tuple[Check[Course], ...] = (check(course_number_not_whole, "E"),)
