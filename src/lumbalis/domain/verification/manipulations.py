"""What hands do: catalogue, forms, tools, directions, tempo, and what each zone takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lumbalis.domain.plan import Step
from lumbalis.domain.protocol import Manipulation
from lumbalis.domain.verification.case import SessionCase, base_of, bases_of
from lumbalis.domain.verification.findings import Check, Finding, between, check, names
from lumbalis.domain.verification.words import (
    LEGS,
    MANIPULATING,
    NEVER_DONE,
    NEVER_TOGETHER,
    SLOW,
    UP_THE_BACK,
    UP_THE_LEG,
    VIBRATION,
)

_WORD = re.compile(r"[a-z]+")


def joint_manipulation(case: SessionCase) -> Iterator[Finding]:
    """No thrust, traction or work on joints, in whatever field somebody writes it."""
    for where, step in case.placed:
        for text in _texts(step):
            if _speaks_of_joints(text):
                yield Finding(where, text, "–")


def manipulation_unknown(case: SessionCase) -> Iterator[Finding]:
    """Every manipulation is in the catalogue."""
    known = case.protocol.manipulations
    for where, step in case.placed:
        for name in step.manipulations:
            if base_of(name) not in known:
                yield Finding(where, name, names(frozenset(known)))


def form_unknown(case: SessionCase) -> Iterator[Finding]:
    """Every manipulation is done in one of its forms."""
    for where, step in case.placed:
        for name in step.manipulations:
            entry = case.protocol.manipulations.get(base_of(name))
            form = name.partition(".")[2]
            if entry is not None and (entry.forms or form) and form not in entry.forms:
                yield Finding(where, name, names(entry.forms))


def manipulation_level(case: SessionCase) -> Iterator[Finding]:
    """Every manipulation is done at a level of its range."""
    for where, step, entry in _entries(case):
        low, high = entry.levels
        if not low <= step.level <= high:
            yield Finding(where, f"{entry.id} {step.level}", between(low, high))


def manipulation_not_in_zone(case: SessionCase) -> Iterator[Finding]:
    """Every zone gets only what may be done there: no kneading of knees, no pats over kidneys."""
    for where, step, entry in _entries(case):
        for zone in case.zones_of(step):
            if entry.regions and zone.region not in entry.regions:
                yield Finding(where, f"{zone.id}: {entry.id}", names(entry.regions))
            elif not entry.regions and entry.id not in zone.manipulations:
                yield Finding(where, f"{zone.id}: {entry.id}", names(zone.manipulations))


def direction_unknown(case: SessionCase) -> Iterator[Finding]:
    """Every direction is one the catalogue gives for the manipulation."""
    for where, step in case.placed:
        entries = case.work_of(step)
        allowed = frozenset(word for entry in entries for word in entry.directions)
        if entries and step.direction not in allowed:
            yield Finding(where, step.direction, names(allowed))


def direction_not_upward(case: SessionCase) -> Iterator[Finding]:
    """Refuse downward strokes of what must go up the back or up a leg."""
    legs = case.protocol.zones.groups.get(LEGS, frozenset())
    for where, step, entry in _entries(case):
        upward = {UP_THE_LEG if zone in legs else UP_THE_BACK for zone in step.zones}
        if entry.bottom_up and {step.direction} != upward:
            yield Finding(where, f"{entry.id} {step.direction}", names(upward))


def tool_unknown(case: SessionCase) -> Iterator[Finding]:
    """Refuse tools the catalogue does not give for the work; idle steps keep the script's."""
    for where, step in case.placed:
        entries = case.work_of(step)
        allowed = frozenset(tool for entry in entries for tool in entry.tools)
        allowed = allowed if entries else _tools_of_stage(case, step)
        wrong = set(step.tools) - allowed
        if wrong or (entries and not step.tools):
            yield Finding(where, names(wrong), names(allowed))


def tempo_unknown(case: SessionCase) -> Iterator[Finding]:
    """Every tempo is one the catalogue gives for the manipulation."""
    for where, step in case.placed:
        entries = case.work_of(step)
        allowed = frozenset(word for entry in entries for word in entry.tempos)
        if entries and step.tempo not in allowed:
            yield Finding(where, step.tempo, names(allowed))


def vibration_slow(case: SessionCase) -> Iterator[Finding]:
    """Slow vibration is not offered on spasmed muscle."""
    for where, step in case.placed:
        if VIBRATION in bases_of(step) and step.tempo == SLOW:
            yield Finding(where, SLOW, f"≠ {SLOW}")


def amplitude_unknown(case: SessionCase) -> Iterator[Finding]:
    """Vibration says its amplitude; every amplitude is one of the catalogue."""
    for where, step in case.placed:
        entries = case.work_of(step)
        allowed = frozenset(word for entry in entries for word in entry.amplitudes)
        missing = step.amplitude is None and VIBRATION in bases_of(step)
        strange = step.amplitude is not None and bool(entries) and step.amplitude not in allowed
        if missing or strange:
            yield Finding(where, step.amplitude or "–", names(allowed))


def manner_unknown(case: SessionCase) -> Iterator[Finding]:
    """Every manner is one the catalogue gives for the manipulation."""
    for where, step in case.placed:
        entries = case.work_of(step)
        allowed = frozenset(word for entry in entries for word in entry.manners)
        if step.manner is not None and step.manner not in allowed:
            yield Finding(where, step.manner, names(allowed))


@lru_cache(maxsize=4096)
def _speaks_of_joints(text: str) -> bool:
    words = set(_WORD.findall(text.lower()))
    return bool(words & NEVER_DONE or (words & MANIPULATING and words & NEVER_TOGETHER))


def _entries(case: SessionCase) -> Iterator[tuple[str, Step, Manipulation]]:
    for where, step in case.placed:
        for entry in case.work_of(step):
            yield where, step, entry


def _tools_of_stage(case: SessionCase, step: Step) -> frozenset[str]:
    stage = case.stages.get(step.stage)
    written = () if stage is None else stage.steps
    return frozenset(tool for one in written for tool in one.tools)


def _texts(step: Step) -> tuple[str, ...]:
    free = (step.step, step.technique, step.direction, step.manner or "", step.cue)
    return (*free, *step.manipulations, *step.tools, *step.checklist)


SESSION_CHECKS: tuple[Check[SessionCase], ...] = (
    check(joint_manipulation, "C16", "V18"),
    check(manipulation_unknown, "C16", "M02"),
    check(form_unknown, "M01", "E"),
    check(manipulation_level, "V68", "E"),
    check(manipulation_not_in_zone, "R030", "R036", "V70"),
    check(direction_unknown, "C07", "E"),
    check(direction_not_upward, "C07", "V70"),
    check(tool_unknown, "M02", "R068", "R076", "R081", "R088"),
    check(tempo_unknown, "C01", "E"),
    check(vibration_slow, "R093", "C01"),
    check(amplitude_unknown, "R143", "C01"),
    check(manner_unknown, "C19", "E"),
)
