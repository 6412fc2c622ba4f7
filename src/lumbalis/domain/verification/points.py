"""Acupressure points: which, chosen by whom, how long, how strongly, and nowhere forbidden."""

from __future__ import annotations

from collections.abc import Iterator

from lumbalis.domain.plan import PointHold, Step
from lumbalis.domain.protocol import Point, Zone
from lumbalis.domain.verification.case import SessionCase, bases_of
from lumbalis.domain.verification.findings import Check, Finding, check, names, no_more_than
from lumbalis.domain.verification.words import ACUPRESSURE, NO_VERTEBRA


def point_unknown(case: SessionCase) -> Iterator[Finding]:
    """Every point is in the protocol's table, by its WHO name."""
    for where, _, hold in _holds(case):
        if hold.point not in case.protocol.points:
            yield Finding(where, hold.point, names(frozenset(case.protocol.points)))


def point_not_named(case: SessionCase) -> Iterator[Finding]:
    """Refuse pressing that does not say which points are pressed."""
    for where, step in case.placed:
        if ACUPRESSURE in bases_of(step) and not step.points:
            yield Finding(where, "–", "≥ 1")


def point_not_selectable(case: SessionCase) -> Iterator[Finding]:
    """Points that the protocol keeps off are never worked."""
    selectable = frozenset(p.id for p in case.protocol.points.values() if p.selectable)
    for where, _, hold, _ in _known(case):
        if hold.point not in selectable:
            yield Finding(where, hold.point, names(selectable))


def point_on_midline(case: SessionCase) -> Iterator[Finding]:
    """No point over the vertebrae, even where a table should call it selectable."""
    for where, _, hold, point in _known(case):
        if point.lateral_cun <= 0 and point.vertebra != NO_VERTEBRA:
            yield Finding(where, hold.point, "> 0 cun")


def point_not_chosen(case: SessionCase) -> Iterator[Finding]:
    """Every point was confirmed for this patient by a qualified person; no preset acts alone."""
    chosen = case.history.points_chosen
    for where, _, hold in _holds(case):
        if hold.point not in chosen:
            yield Finding(where, hold.point, names(chosen))


def point_repeated(case: SessionCase) -> Iterator[Finding]:
    """Refuse a point worked twice in a session."""
    seen: set[str] = set()
    for where, _, hold in _holds(case):
        if hold.point in seen:
            yield Finding(where, hold.point, "1")
        seen.add(hold.point)


def point_count(case: SessionCase) -> Iterator[Finding]:
    """Few points a session; a left-right pair is one."""
    most = case.protocol.whole("points_per_session")
    count = sum(1 for _ in _holds(case))
    if count > most:
        yield Finding(case.here, str(count), no_more_than(most))


def point_too_long(case: SessionCase) -> Iterator[Finding]:
    """No point is pressed for longer than the longest hold."""
    most = case.protocol.whole("point_hold_maximum")
    for where, _, hold in _holds(case):
        if hold.seconds > most:
            yield Finding(where, f"{hold.point} {hold.seconds} s", no_more_than(most, "s"))


def points_total_too_long(case: SessionCase) -> Iterator[Finding]:
    """All points together stay within their time."""
    most = case.protocol.whole("points_total_maximum")
    total = points_s(case)
    if total > most:
        yield Finding(case.here, f"{total} s", no_more_than(most, "s"))


def points_sum_differs(case: SessionCase) -> Iterator[Finding]:
    """Refuse points whose times are not the time of their step."""
    for where, step in case.placed:
        total = sum(hold.seconds for hold in step.points)
        if step.points and total != step.seconds:
            yield Finding(where, f"{total} s", f"{step.seconds} s")


def point_too_hard(case: SessionCase) -> Iterator[Finding]:
    """Every point keeps its own maximum."""
    for where, step, hold, point in _known(case):
        if step.level > point.maximum:
            yield Finding(where, f"{hold.point} {step.level}", no_more_than(point.maximum))


def point_above_zone_cap(case: SessionCase) -> Iterator[Finding]:
    """Refuse a point above the cap of the zone it lies in, whatever zones the step names."""
    for where, step, hold, point in _known(case):
        for zone in _region(case, point):
            own = case.zone_caps[zone.id]
            if step.level > own:
                yield Finding(where, f"{hold.point} {zone.id} {step.level}", no_more_than(own))


def point_technique_differs(case: SessionCase) -> Iterator[Finding]:
    """Points belong to acupressure, so that its gate and credential are asked."""
    for where, step in case.placed:
        if step.points and step.technique != ACUPRESSURE:
            yield Finding(where, step.technique, ACUPRESSURE)


def point_without_gate(case: SessionCase) -> Iterator[Finding]:
    """No point without acupressure allowed by the verdict, under whatever name."""
    if ACUPRESSURE not in case.bounds.techniques:
        for where, _, hold in _holds(case):
            yield Finding(where, hold.point, names(case.bounds.techniques))


def points_s(case: SessionCase) -> int:
    """Give the seconds of all points together."""
    return sum(hold.seconds for _, _, hold in _holds(case))


def _holds(case: SessionCase) -> Iterator[tuple[str, Step, PointHold]]:
    return ((where, step, hold) for where, step in case.placed for hold in step.points)


def _known(case: SessionCase) -> Iterator[tuple[str, Step, PointHold, Point]]:
    for where, step, hold in _holds(case):
        point = case.protocol.points.get(hold.point)
        if point is not None:
            yield where, step, hold, point


def _region(case: SessionCase, point: Point) -> Iterator[Zone]:
    zones = case.protocol.zones.zones.values()
    return (zone for zone in zones if point.region in (zone.region, zone.id))


SESSION_CHECKS: tuple[Check[SessionCase], ...] = (
    check(point_unknown, "R147", "V66"),
    check(point_not_named, "R147", "A08"),
    check(point_not_selectable, "A08", "C05"),
    check(point_on_midline, "R030", "C05"),
    check(point_not_chosen, "A08"),
    check(point_repeated, "A05", "E"),
    check(point_count, "R150", "A05"),
    check(point_too_long, "R151", "A05"),
    check(points_total_too_long, "A05", "E"),
    check(points_sum_differs, "R151", "E"),
    check(point_too_hard, "A06", "C09"),
    check(point_above_zone_cap, "R036", "A06"),
    check(point_technique_differs, "R146", "E"),
    check(point_without_gate, "R146", "A21"),
)
