"""Cups and points on the body: how strong the suction, where a cup sits, where a point lies."""

from __future__ import annotations

import math
from collections.abc import Iterator

from lumbalis.domain.anatomy import Point, Side, point_at
from lumbalis.domain.verification.findings import between, names, no_more_than
from lumbalis.domain.verification.on_body.case import CUP, StrokeCase
from lumbalis.domain.verification.on_body.findings import (
    BodyCheck,
    BodyFinding,
    amount,
    check,
)
from lumbalis.domain.verification.words import SUCTION_REGIONS


def vacuum_too_strong(case: StrokeCase) -> Iterator[BodyFinding]:
    """Suction stays well below what leaves blisters."""
    found, most = case.stroke.vacuum_kpa, case.limit("cup_vacuum_maximum")
    if found > most:
        yield _finding(case, amount(found, "kPa"), no_more_than(most, "kPa"))


def vacuum_not_of_motion(case: StrokeCase) -> Iterator[BodyFinding]:
    """Refuse more suction than this handling of a cup has: a test cup is a light one."""
    found, motion = case.stroke.vacuum_kpa, case.motion
    if motion is not None and found > motion.vacuum_kpa:
        yield _finding(case, amount(found, "kPa"), no_more_than(motion.vacuum_kpa, "kPa"))


def vacuum_without_cup(case: StrokeCase) -> Iterator[BodyFinding]:
    """Only a cup sucks, and only in a step that has cups."""
    kind = "" if case.tool is None else case.tool.kind
    if case.stroke.vacuum_kpa > 0 and (kind != CUP or case.step.cups is None):
        yield _finding(case, case.stroke.contact.tool, CUP)


def cup_outside_region(case: StrokeCase) -> Iterator[BodyFinding]:
    """Cups sit beside the spine below the kidneys, or on the buttocks, and nowhere else."""
    if case.stroke.vacuum_kpa <= 0:
        return
    for zone, sample in case.worked():
        if zone.region not in SUCTION_REGIONS:
            at = case.look.place(sample)
            yield BodyFinding(case.where, case.stroke.id, at, zone.id, names(SUCTION_REGIONS))


def cup_size(case: StrokeCase) -> Iterator[BodyFinding]:
    """Refuse a cup that is not the step's, or smaller or larger than a cup may be."""
    if case.tool is None or case.tool.kind != CUP or case.step.cups is None:
        return
    low, high = case.limit("cup_diameter_minimum"), case.limit("cup_diameter_maximum")
    stated, contact = case.step.cups.diameter_mm, case.stroke.contact
    for found in {contact.length_mm, contact.width_mm}:
        if not low <= found <= high:
            yield _finding(case, amount(found, "mm"), between(low, high, "mm"))
        elif found != stated:
            yield _finding(case, amount(found, "mm"), f"= {stated} mm")


def point_not_of_step(case: StrokeCase) -> Iterator[BodyFinding]:
    """Press points only in a step that has points."""
    if case.look.presses_point and not case.step.points:
        yield _finding(case, case.stroke.manipulation, "≥ 1")


def point_misplaced(case: StrokeCase) -> Iterator[BodyFinding]:
    """Press a point where the rules put it on this body, in the patient's own inches."""
    most = case.limit("point_place_maximum")
    off = point_off_mm(case)
    if off is not None and off > most:
        yield _finding(case, amount(off, "mm"), no_more_than(most, "mm"))


def point_off_mm(case: StrokeCase) -> float | None:
    """Measure how far a pressed point is from the nearest of its step's points; None for others."""
    if not (case.look.presses_point and case.step.points):
        return None
    places = [place for hold in case.step.points for place in _places(case, hold.point)]
    pressed = case.look.place(0)
    return min((math.dist(pressed, place) for place in places), default=math.inf)


def _places(case: StrokeCase, name: str) -> Iterator[Point]:
    point = case.protocol.points.get(name)
    for side in (Side.LEFT, Side.RIGHT):
        place = None if point is None else point_at(point, side, case.prepared.body)
        if place is not None:
            yield place


def _finding(case: StrokeCase, found: str, allowed: str) -> BodyFinding:
    return BodyFinding(case.where, case.stroke.id, case.look.place(0), found, allowed)


STROKE_CHECKS: tuple[BodyCheck[StrokeCase], ...] = (
    check(vacuum_too_strong, "B09", "P"),
    check(vacuum_not_of_motion, "B09", "P"),
    check(vacuum_without_cup, "B09", "E"),
    check(cup_outside_region, "C05", "C06", "V69"),
    check(cup_size, "V69", "E"),
    check(point_not_of_step, "A08", "E"),
    check(point_misplaced, "V66", "P"),
)
