"""From a script to a draft: which steps stay, where, for how long, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from lumbalis.domain.plan import LeftOut, Seconds
from lumbalis.domain.planning.allowance import Allowance, high_amplitude_fits, reasons_against
from lumbalis.domain.planning.apportion import apportion
from lumbalis.domain.planning.ground import Ground
from lumbalis.domain.protocol import Point, Stage, StageStep

EXCLUDED_ZONE = "excluded_zone"
NOT_CHOSEN = "points_not_chosen"
EQUAL_SIDES = "equal_sides"
DROPPED = "dropped"
_BOTH = "both"


@dataclass(frozen=True, slots=True)
class DraftStep:
    """A step that stays: on one side or both, with its zones and its seconds."""

    stage: Stage
    plan: StageStep
    side: str
    zones: tuple[str, ...]
    amplitude: str | None
    seconds: int
    point: Point | None = None

    @property
    def pair(self) -> tuple[str, str, str]:
        """What the left and the right half of the same work have in common."""
        return self.stage.id, self.plan.id, self.point.id if self.point else ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What stays of a script, in order, and what does not."""

    steps: tuple[DraftStep, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def seconds(self) -> int:
        """The seconds of all steps."""
        return sum(step.seconds for step in self.steps)

    def stage_seconds(self, stage: str) -> int:
        """Add up the seconds of one stage."""
        return sum(step.seconds for step in self.steps if step.stage.id == stage)


def draft(ground: Ground) -> Draft:
    """Lay the script out on this ground, at the script's own seconds."""
    allowance = Allowance(ground)
    steps: list[DraftStep] = []
    left_out: list[LeftOut] = []
    for stage in ground.script.stages:
        if stage.id in ground.request.dropped:
            left_out.append(LeftOut(stage.id, Seconds(stage.seconds), (DROPPED,)))
            continue
        for wanted in _laid_out(stage, ground):
            stays, missing = _settle(wanted, ground, allowance)
            steps += stays
            left_out += missing
    return _balanced(Draft(tuple(steps), tuple(left_out)))


def _balanced(draft: Draft) -> Draft:
    """Give both sides of the same work the time of the shorter one."""
    least: dict[tuple[str, str, str], int] = {}
    for step in draft.steps:
        least[step.pair] = min(step.seconds, least.get(step.pair, step.seconds))
    cut = [(step, step.seconds - least[step.pair]) for step in draft.steps]
    missing = tuple(_missing(step, more, (EQUAL_SIDES,)) for step, more in cut if more)
    if not missing:
        return draft
    steps = (replace(step, seconds=least[step.pair]) for step in draft.steps)
    return Draft(tuple(steps), draft.left_out + missing)


def _laid_out(stage: Stage, ground: Ground) -> Iterator[DraftStep]:
    """Give a stage's steps in order; what is done on each side stays together side by side."""
    units = [2 if step.sides == "each" else 1 for step in stage.steps]
    seconds = apportion(stage.seconds, [step.share for step in stage.steps], units)
    timed = list(zip(stage.steps, seconds, strict=True))
    for sides, run in groupby(timed, key=lambda pair: pair[0].sides):
        members = list(run)
        if sides == _BOTH:
            yield from (_wanted(stage, step, _BOTH, given, ground) for step, given in members)
            continue
        for side in ground.sides:
            yield from (_wanted(stage, step, side, given // 2, ground) for step, given in members)


def _wanted(stage: Stage, step: StageStep, side: str, seconds: int, ground: Ground) -> DraftStep:
    zones = tuple(zone.id for zone in ground.zones(step, side))
    return DraftStep(stage, step, side, zones, step.amplitude, seconds)


def _settle(
    wanted: DraftStep, ground: Ground, allowance: Allowance
) -> tuple[list[DraftStep], list[LeftOut]]:
    """Decide what of one step stays."""
    against = reasons_against(wanted.plan, ground)
    if against:
        return [], [_missing(wanted, wanted.seconds, against)]
    if wanted.plan.point is not None:
        return _settle_points(wanted, ground)
    kept = tuple(zone for zone in wanted.zones if ground.caps[zone])
    if wanted.zones and not kept:
        return [], [_missing(wanted, wanted.seconds, (EXCLUDED_ZONE,))]
    share = _share_of_zones(wanted, kept)
    amplitude = wanted.amplitude
    if amplitude == "high" and not high_amplitude_fits(ground):
        amplitude = "low"
    allowed, because = allowance.take(wanted.plan, kept, amplitude, share)
    cut = ((wanted.seconds - share, (EXCLUDED_ZONE,)), (share - allowed, because))
    missing = [_missing(wanted, seconds, why) for seconds, why in cut if seconds]
    if not allowed:
        return [], missing
    if (kept, amplitude, allowed) == (wanted.zones, wanted.amplitude, wanted.seconds):
        return [wanted], missing
    return [replace(wanted, zones=kept, amplitude=amplitude, seconds=allowed)], missing


def _share_of_zones(wanted: DraftStep, kept: Sequence[str]) -> int:
    """Give the seconds that go with the zones that stay; placing a cup takes its whole time.

    Rounded up, so that what stays is never less than its share.
    """
    cups = wanted.plan.cups
    if not wanted.zones or (cups is not None and cups.mode != "moving"):
        return wanted.seconds
    return -(-wanted.seconds * len(kept) // len(wanted.zones))


def _settle_points(pattern: DraftStep, ground: Ground) -> tuple[list[DraftStep], list[LeftOut]]:
    """Repeat the pattern for every chosen point; one excluded side leaves out the whole point."""
    timing = pattern.plan.point
    each = timing.seconds if timing is not None else 0
    steps, missing = [], []
    for name in ground.request.points:
        point = ground.protocol.points[name]
        zones = tuple(zone for zone in pattern.zones if _region(zone, ground) == point.region)
        wanted = replace(pattern, zones=zones, seconds=each, point=point)
        if zones and all(ground.caps[zone] for zone in zones):
            steps.append(wanted)
        else:
            missing.append(_missing(wanted, each, (EXCLUDED_ZONE,)))
    unused = pattern.seconds - each * len(ground.request.points)
    missing.append(_missing(pattern, unused, (NOT_CHOSEN,)))
    return steps, [entry for entry in missing if entry.seconds]


def _region(zone: str, ground: Ground) -> str:
    return ground.protocol.zones.zones[zone].region


def _missing(wanted: DraftStep, seconds: int, because: Sequence[str]) -> LeftOut:
    parts = [wanted.stage.id, wanted.plan.id]
    if wanted.point is not None:
        parts.append(wanted.point.id)
    if wanted.side != _BOTH:
        parts.append(wanted.side)
    return LeftOut(".".join(parts), Seconds(seconds), tuple(because))
