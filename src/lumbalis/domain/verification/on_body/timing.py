"""Do strokes fill their steps: no gap, no overrun, two hands at most and never on one spot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import shapely
from shapely.geometry import MultiPoint

from lumbalis.domain.plan.strokes import Stroke
from lumbalis.domain.verification.case import is_contact
from lumbalis.domain.verification.findings import no_more_than
from lumbalis.domain.verification.on_body.case import CUP, PlanCase, StrokeCase, place_of
from lumbalis.domain.verification.on_body.findings import (
    BodyCheck,
    BodyFinding,
    amount,
    check,
)
from lumbalis.domain.verification.words import MOVING


def step_without_strokes(case: PlanCase) -> Iterator[BodyFinding]:
    """Every step that touches has strokes unless it is said to rest; every other has none."""
    resting = frozenset(case.plan.idle)
    for place, step in enumerate(case.session.steps):
        strokes = case.by_step.get(place, ())
        touches = is_contact(step) and place not in resting
        if bool(strokes) != touches:
            allowed = "≥ 1" if touches else "0"
            yield BodyFinding(place_of(case.session, place), "", None, str(len(strokes)), allowed)


def step_not_filled(case: PlanCase) -> Iterator[BodyFinding]:
    """Hands are at work in every second of a step."""
    for place, strokes in case.by_step.items():
        seconds = case.session.steps[place].seconds
        idle = seconds - _covered(strokes, seconds)
        if idle:
            found = f"{seconds - idle} s"
            yield BodyFinding(place_of(case.session, place), "", None, found, f"{seconds} s")


def stroke_beyond_step(case: PlanCase) -> Iterator[BodyFinding]:
    """No stroke goes on after its step has ended."""
    for one in case.strokes:
        if one.stroke.ends_s > one.step.seconds:
            found, most = f"{one.stroke.ends_s} s", no_more_than(one.step.seconds, "s")
            yield BodyFinding(one.where, one.stroke.id, one.look.place(0), found, most)


def contact_time_too_long(case: PlanCase) -> Iterator[BodyFinding]:
    """All strokes together take no longer than a session may."""
    most = case.limit("session_maximum")
    total = sum(_covered(strokes) for strokes in case.by_step.values())
    if total > most:
        yield BodyFinding(case.here, "", None, f"{total} s", no_more_than(most, "s"))


def too_many_hands(case: PlanCase) -> Iterator[BodyFinding]:
    """One therapist has two hands."""
    most = case.limit("hands_maximum")
    for place, strokes in case.by_step.items():
        found = max(sum(one.stroke.generator.hands for one in now) for now in _at_once(strokes))
        if found > most:
            yield BodyFinding(
                place_of(case.session, place), "", None, str(found), no_more_than(most)
            )


def too_many_cups(case: PlanCase) -> Iterator[BodyFinding]:
    """No more cups sit at once than the step has, and than may ever."""
    for place, strokes in case.by_step.items():
        step = case.session.steps[place]
        cups = step.cups
        moving = cups is not None and cups.mode == MOVING
        ever = case.limit("cups_moving_maximum" if moving else "cups_static_maximum")
        most = min(ever, 0 if cups is None else cups.count)
        found = max(sum(_is_cup(one) for one in now) for now in _at_once(strokes))
        if found > most:
            yield BodyFinding(
                place_of(case.session, place), "", None, str(found), no_more_than(most)
            )


def hands_collide(case: PlanCase) -> Iterator[BodyFinding]:
    """Two hands at work at once never pass through one spot."""
    for strokes in case.by_step.values():
        for one, other in combinations(strokes, 2):
            if not _overlap(one.stroke, other.stroke):
                continue
            least = one.look.reach.half_width_mm + other.look.reach.half_width_mm
            apart = _apart(one, other, least)
            if apart < least:
                found, at = amount(apart, "mm"), other.look.place(0)
                yield BodyFinding(one.where, other.stroke.id, at, found, f"≥ {least:g} mm")


def _covered(strokes: Sequence[StrokeCase], seconds: int | None = None) -> int:
    """Count the seconds in which at least one of the strokes goes on, up to an end."""
    total = done = 0
    for one in sorted(strokes, key=lambda one: one.stroke.starts_s):
        end = one.stroke.ends_s if seconds is None else min(one.stroke.ends_s, seconds)
        total += max(0, end - max(one.stroke.starts_s, done))
        done = max(done, end)
    return total


def _at_once(strokes: Sequence[StrokeCase]) -> Iterator[list[StrokeCase]]:
    """Give what goes on at every moment at which a stroke starts."""
    for moment in {one.stroke.starts_s for one in strokes}:
        yield [one for one in strokes if one.stroke.starts_s <= moment < one.stroke.ends_s]


def _overlap(one: Stroke, other: Stroke) -> bool:
    return one.starts_s < other.ends_s and other.starts_s < one.ends_s


def _is_cup(one: StrokeCase) -> bool:
    return one.tool is not None and one.tool.kind == CUP


def _apart(one: StrokeCase, other: StrokeCase, enough: float) -> float:
    """Measure how near the paths come; boxes farther apart than enough are not looked into."""
    first, second = one.look.bounds, other.look.bounds
    gap = max(
        first[0] - second[2], second[0] - first[2], first[1] - second[3], second[1] - first[3]
    )
    if gap >= 0:
        return enough
    paths = [MultiPoint(look.trace.points) for look in (one.look, other.look)]
    return float(shapely.distance(paths[0], paths[1]))


PLAN_CHECKS: tuple[BodyCheck[PlanCase], ...] = (
    check(step_without_strokes, "E"),
    check(step_not_filled, "E"),
    check(stroke_beyond_step, "E"),
    check(contact_time_too_long, "R027", "E"),
    check(too_many_hands, "E"),
    check(too_many_cups, "R141", "V69", "E"),
    check(hands_collide, "E"),
)
