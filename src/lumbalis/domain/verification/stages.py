"""Does the session follow its script's stages, and does given-back time stay gentle."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from lumbalis.domain.protocol import StageStep
from lumbalis.domain.verification.case import SessionCase, bases_of, is_contact
from lumbalis.domain.verification.findings import (
    Check,
    Finding,
    check,
    names,
    no_less_than,
    no_more_than,
)
from lumbalis.domain.verification.words import STROKING

_SHARE_DIGITS = 6
"""Shares are fractions; their rounding must not cost a stage a second."""


def stage_unknown(case: SessionCase) -> Iterator[Finding]:
    """Every step belongs to a stage of the script."""
    if case.script is None:
        return
    known = case.stages
    for where, step in case.placed:
        if step.stage not in known:
            yield Finding(where, step.stage, names(tuple(known)))


def stage_order_differs(case: SessionCase) -> Iterator[Finding]:
    """Stages come in the script's order."""
    order = list(case.stages)
    met = [stage for stage in _runs(case) if stage in order]
    for before, after in pairwise(met):
        if order.index(after) < order.index(before):
            yield Finding(f"{case.here}/{after}", f"{before} → {after}", " → ".join(order))


def stage_repeated(case: SessionCase) -> Iterator[Finding]:
    """Refuse a stage that comes again after it has ended."""
    seen: set[str] = set()
    for stage in _runs(case):
        if stage in seen:
            yield Finding(f"{case.here}/{stage}", "2", "1")
        seen.add(stage)


def stage_missing(case: SessionCase) -> Iterator[Finding]:
    """Refuse leaving out a stage that may not be dropped, if any of it can be done."""
    met = set(_runs(case))
    for stage in () if case.script is None else case.script.stages:
        needed = not stage.droppable and any(_can_be_done(case, step) for step in stage.steps)
        if needed and stage.id not in met:
            yield Finding(f"{case.here}/{stage.id}", "0 s", f"{stage.seconds} s")


def stage_too_short(case: SessionCase) -> Iterator[Finding]:
    """Refuse a stage below the time in which it makes sense, left-out steps not counted."""
    for stage, seconds in case.stage_seconds().items():
        written = case.stages.get(stage)
        if written is None or any(
            step.points for step in case.session.steps if step.stage == stage
        ):
            continue
        doable = sum(_part_that_can_be_done(case, step) for step in written.steps)
        least = int(round(written.least_s * doable, _SHARE_DIGITS))
        if seconds < least:
            yield Finding(f"{case.here}/{stage}", f"{seconds} s", no_less_than(least, "s"))


def opening_missing(case: SessionCase) -> Iterator[Finding]:
    """Refuse a session that does not begin with the first stage of its script."""
    met = _runs(case)
    if case.script is not None and met and met[0] != case.script.stages[0].id:
        yield Finding(f"{case.here}/{met[0]}", met[0], case.script.stages[0].id)


def closing_missing(case: SessionCase) -> Iterator[Finding]:
    """Refuse a session that does not end with the last stage of its script."""
    met = _runs(case)
    if case.script is not None and met and met[-1] != case.script.stages[-1].id:
        yield Finding(f"{case.here}/{met[-1]}", met[-1], case.script.stages[-1].id)


def opening_not_gentle(case: SessionCase) -> Iterator[Finding]:
    """Refuse a first touch that is not stroking at the lightest level."""
    first = next((placed for placed in case.placed if is_contact(placed[1])), None)
    if first is None:
        return
    where, step = first
    if step.level > 1 or bases_of(step) != {STROKING}:
        yield Finding(where, f"{names(step.manipulations)} {step.level}", f"{STROKING} 1")


def closing_not_stroking(case: SessionCase) -> Iterator[Finding]:
    """Refuse a last touch that is not stroking."""
    last = next((p for p in reversed(case.placed) if is_contact(p[1])), None)
    if last is not None and bases_of(last[1]) != {STROKING}:
        yield Finding(last[0], names(last[1].manipulations), STROKING)


def stage_grew(case: SessionCase) -> Iterator[Finding]:
    """Only stages that may take given-back time are longer than in the script."""
    for stage, seconds, planned in _grown(case):
        if case.stages[stage].absorbs_s < 1:
            yield Finding(f"{case.here}/{stage}", f"{seconds} s", no_more_than(planned, "s"))


def stage_absorbed_too_much(case: SessionCase) -> Iterator[Finding]:
    """Refuse a stage that takes more given-back time than it may."""
    limit = case.protocol.whole("absorb_maximum")
    for stage, seconds, planned in _grown(case):
        most = planned + min(limit, max(case.stages[stage].absorbs_s, 0))
        if seconds > most and case.stages[stage].absorbs_s > 0:
            yield Finding(f"{case.here}/{stage}", f"{seconds} s", no_more_than(most, "s"))


def harder_stage_grew(case: SessionCase) -> Iterator[Finding]:
    """Given-back time never goes to a stage above the lightest level."""
    grown = {stage for stage, _, _ in _grown(case)}
    for where, step in case.placed:
        if step.stage in grown and step.level > 1:
            yield Finding(where, str(step.level), no_more_than(1))
            grown.discard(step.stage)


def absorbed_s(case: SessionCase) -> int:
    """Give the most seconds that any one stage has taken beyond the script."""
    return max((seconds - planned for _, seconds, planned in _grown(case)), default=0)


def _grown(case: SessionCase) -> Iterator[tuple[str, int, int]]:
    """Give stage, seconds and the script's seconds of every stage that got longer."""
    stages = case.stages
    for stage, seconds in case.stage_seconds().items():
        if stage in stages and seconds > stages[stage].seconds:
            yield stage, seconds, stages[stage].seconds


def _runs(case: SessionCase) -> list[str]:
    """Name the stages in order, once for each unbroken run of steps."""
    runs: list[str] = []
    for step in case.session.steps:
        if not runs or runs[-1] != step.stage:
            runs.append(step.stage)
    return runs


def _can_be_done(case: SessionCase, step: StageStep) -> bool:
    return _part_that_can_be_done(case, step) > 0


def _part_that_can_be_done(case: SessionCase, step: StageStep) -> float:
    """Give the part of a stage that a step surely takes: its share, less its closed zones."""
    if step.optional or step.needs or step.technique not in case.bounds.techniques:
        return 0
    zones = case.protocol.zones.zones.values()
    caps = [case.zone_caps[zone.id] for zone in zones if zone.region in step.regions]
    open_zones = sum(cap > 0 for cap in caps)
    return step.share * (open_zones / len(caps) if caps else 1)


SESSION_CHECKS: tuple[Check[SessionCase], ...] = (
    check(stage_unknown, "C08", "E"),
    check(stage_order_differs, "R027", "R029", "R071", "R072", "C08"),
    check(stage_repeated, "C08", "E"),
    check(stage_missing, "R032", "R033", "R034", "R035", "E"),
    check(stage_too_short, "E"),
    check(opening_missing, "R067", "R071"),
    check(closing_missing, "R094", "R120"),
    check(opening_not_gentle, "R067", "R110"),
    check(closing_not_stroking, "R094", "R120"),
    check(stage_grew, "E"),
    check(stage_absorbed_too_much, "E"),
    check(harder_stage_grew, "E"),
)
