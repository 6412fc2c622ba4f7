"""How much room is left: the slack of every quantitative check that applies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lumbalis.domain.verification.bounds import bounds_of
from lumbalis.domain.verification.case import CourseCase, SessionCase
from lumbalis.domain.verification.cups import suction_limit, suction_s
from lumbalis.domain.verification.devices import device_s
from lumbalis.domain.verification.force import vibration_high_s
from lumbalis.domain.verification.points import points_s
from lumbalis.domain.verification.spacing import hours_between_cuppings, least_spacing
from lumbalis.domain.verification.stages import absorbed_s
from lumbalis.domain.verification.times import preparation_s
from lumbalis.domain.verification.words import KIDNEY, MOVING, STATIC

Slack = tuple[str, float]


def session_margins(case: SessionCase) -> Iterator[Slack]:
    """Give the slack of every limit a session comes near; names end in the unit."""
    yield from _times(case)
    yield from _levels(case)
    yield from _force(case)
    yield from _cups(case)
    yield from _points(case)


def course_margins(case: CourseCase) -> Iterator[Slack]:
    """Give the slack of every limit a course as a whole comes near."""
    whole, course = case.protocol.whole, case.course
    yield "hard_stop_sessions", whole("hard_stop_sessions") - len(course.timeline)
    for planned in course.timeline:
        yield "ceiling_levels", bounds_of(case.ground, planned.index).ceiling - planned.ceiling
    for planned in course.timeline[1:]:
        if case.dose is not None:
            least = least_spacing(case, case.dose, planned.index)
            yield "spacing_h", planned.spacing_least_h - least
    if case.dose is not None:
        yield "per_week_sessions", case.dose.per_week - course.per_week
    for _, hours in hours_between_cuppings(case):
        yield "cup_interval_h", hours - whole("cup_interval")


def least_of(slacks: Iterator[Slack]) -> Mapping[str, float]:
    """Keep the smallest slack of every name, and put the smallest first."""
    least: dict[str, float] = {}
    for name, slack in slacks:
        least[name] = min(slack, least.get(name, slack))
    return dict(sorted(least.items(), key=lambda item: (item[1], item[0])))


def _times(case: SessionCase) -> Iterator[Slack]:
    whole, hands_on = case.protocol.whole, case.session.hands_on_s
    yield "session_minimum_s", hands_on - whole("session_minimum")
    yield "session_maximum_s", whole("session_maximum") - hands_on
    yield "rest_s", case.session.rest_s - whole("rest_after_session")
    prepared = preparation_s(case)
    if prepared is not None:
        yield "preparation_s", prepared - whole("preparation_minimum")
    if absorbed_s(case) > 0:
        yield "absorb_s", whole("absorb_maximum") - absorbed_s(case)


def _levels(case: SessionCase) -> Iterator[Slack]:
    yield "session_ceiling_levels", case.bounds.ceiling - case.session.ceiling
    yield "session_level_levels", case.session.ceiling - case.session.level
    for _, step in case.placed:
        for zone in case.zones_of(step):
            name = "kidney_levels" if zone.region == KIDNEY else "zone_levels"
            yield name, case.zone_caps[zone.id] - step.level


def _force(case: SessionCase) -> Iterator[Slack]:
    most = case.protocol.whole("vibration_high_seconds")
    for _, seconds in vibration_high_s(case).values():
        yield "vibration_high_s", most - seconds
    for seconds in device_s(case).values():
        yield "device_s", case.protocol.whole("device_per_side") - seconds


def _cups(case: SessionCase) -> Iterator[Slack]:
    whole, history = case.protocol.whole, case.history
    for mode in (MOVING, STATIC):
        for _, seconds in suction_s(case, mode).values():
            yield f"cup_{mode}_s", suction_limit(case, mode) - seconds
    for _, seconds in suction_s(case).values():
        yield "cup_absolute_s", whole("cup_absolute") - seconds
    if case.suction:
        if history.hours_since_cupping is not None:
            interval = case.protocol.limit("cup_interval")
            yield "cup_interval_h", history.hours_since_cupping - interval
        if history.cuppings is not None:
            yield "cups_per_course_sessions", whole("cups_per_course") - history.cuppings - 1


def _points(case: SessionCase) -> Iterator[Slack]:
    whole = case.protocol.whole
    holds = [hold for step in case.session.steps for hold in step.points]
    if not holds:
        return
    yield "points_total_s", whole("points_total_maximum") - points_s(case)
    yield "points_count", whole("points_per_session") - len(holds)
    for hold in holds:
        yield "point_hold_s", whole("point_hold_maximum") - hold.seconds
