"""How contacts move: which way the pressure goes, how fast, how often, and never standing still."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lumbalis.domain.plan.generator import Generator
from lumbalis.domain.verification.findings import between, no_less_than, no_more_than
from lumbalis.domain.verification.on_body.case import LYMPH, StrokeCase
from lumbalis.domain.verification.on_body.findings import (
    BodyCheck,
    BodyFinding,
    amount,
    check,
)
from lumbalis.domain.verification.on_body.ground import SIDES
from lumbalis.domain.verification.on_body.reach import Floats
from lumbalis.domain.verification.words import DEVICE

IN_PLACE = "in_place"
_NOWHERE = 1e-6


def direction_wrong(case: StrokeCase) -> Iterator[BodyFinding]:
    """Pressure goes up the back and up the leg, or where the policy sends it."""
    share, least = forward_share(case), case.limit("upward_share_minimum")
    if share is not None and share < least:
        found = f"{100 * share:.0f} %"
        yield _finding(case, found, no_less_than(100 * least, "%"))


def stroke_too_fast(case: StrokeCase) -> Iterator[BodyFinding]:
    """No hand moves faster than it can feel, whatever speed the plan states."""
    found, most = pace(case), case.limit("stroke_speed_maximum")
    if found > most:
        yield _finding(case, amount(found, "mm/s"), no_more_than(most, "mm/s"))


def speed_not_of_motion(case: StrokeCase) -> Iterator[BodyFinding]:
    """Refuse a way and a time that give another speed than the manipulation is done at."""
    motion, found = case.motion, pace(case)
    if motion is None or not motion.speed_mm_s[2] or found <= _NOWHERE:
        return  # who stands still is asked about by the next check
    spare = case.limit("speed_tolerance")
    low, high = motion.speed_mm_s[0] * (1 - spare), motion.speed_mm_s[2] * (1 + spare)
    if not low <= found <= high:
        yield _finding(case, amount(found, "mm/s"), between(round(low), round(high), "mm/s"))


def stands_still(case: StrokeCase) -> Iterator[BodyFinding]:
    """Refuse to stay on one spot with what is done in movement, unless the step says so.

    A tremor may stay, as its generator says.
    """
    motion, tremor = case.motion, case.stroke.generator is Generator.VIBRATE
    if motion is None or not motion.speed_mm_s[2] or tremor or case.step.direction == IN_PLACE:
        return
    if pace(case) <= _NOWHERE:
        low = no_less_than(motion.speed_mm_s[0], "mm/s")
        yield _finding(case, amount(0.0, "mm/s"), low)


def tempo_too_high(case: StrokeCase) -> Iterator[BodyFinding]:
    """Loops, blows and tremor stay slow enough to be done by hand and to be borne."""
    found, most = case.stroke.tempo_hz, case.limit("loop_rate_maximum")
    if found > most:
        yield _finding(case, amount(found, "Hz"), no_more_than(most, "Hz"))


def tempo_not_of_motion(case: StrokeCase) -> Iterator[BodyFinding]:
    """Refuse a tempo at which this manipulation is never done."""
    motion, found = case.motion, case.stroke.tempo_hz
    if motion is None or not (found and motion.tempo_hz[2]):
        return
    low, _, high = motion.tempo_hz
    if not low <= found <= high:
        yield _finding(case, amount(found, "Hz"), between(low, high, "Hz"))


def device_stands(case: StrokeCase) -> Iterator[BodyFinding]:
    """Keep a device moving: it leaves its own breadth behind within the time allowed."""
    if case.base != DEVICE:
        return
    most = case.limit("device_stationary_maximum")
    found = 2 * case.look.reach.half_width_mm / max(pace(case), _NOWHERE)
    if found > most:
        yield _finding(case, amount(min(found, case.stroke.seconds), "s"), no_more_than(most, "s"))


def pace(case: StrokeCase) -> float:
    """Give the speed that follows from the way and the time, in mm/s."""
    return case.look.trace.length_mm / case.stroke.seconds


def forward_share(case: StrokeCase) -> float | None:
    """Give the share of the loaded way that goes the right way.

    None for what may go any way, and for what goes neither way.
    """
    manipulation = case.manipulation
    if manipulation is None or not manipulation.bottom_up:
        return None
    traced = case.look.trace
    along = _towards_groin(case) if case.policy == LYMPH else traced.heading[:, 1]
    weight = traced.newton * traced.dwell_s
    whole = float(weight @ np.abs(along))
    if whole <= _NOWHERE * float(weight.sum()):
        return None
    return float(weight @ np.maximum(along, 0)) / whole


def _towards_groin(case: StrokeCase) -> Floats:
    """Give how much each sample goes where the lymph of that skin goes (B12).

    Between the rims of the pelvis and the gluteal folds that is outwards and down to the
    groin, above and below it is up.
    """
    body, traced = case.prepared.body, case.look.trace
    crest = min(body.landmarks[f"crest_{side}"].at.y for side in SIDES)
    fold = max(body.landmarks[f"fold_{side}"].at.y for side in SIDES)
    x, y = traced.points.T
    side = np.sign(x - np.array([body.spine_x(float(height)) for height in y]))
    across, up = traced.heading.T
    groin = (y < crest) & (y > fold)
    return np.asarray(np.where(groin, (across * side - up) / np.sqrt(2), up))


def _finding(case: StrokeCase, found: str, allowed: str) -> BodyFinding:
    return BodyFinding(case.where, case.stroke.id, case.look.place(0), found, allowed)


STROKE_CHECKS: tuple[BodyCheck[StrokeCase], ...] = (
    check(direction_wrong, "R042", "C07", "B12"),
    check(stroke_too_fast, "P"),
    check(speed_not_of_motion, "P"),
    check(stands_still, "P", "E"),
    check(tempo_too_high, "B06", "P"),
    check(tempo_not_of_motion, "B05", "B06", "P"),
    check(device_stands, "A20", "E"),
)
