"""Giving time back to gentle stroking, and fitting a draft into fewer minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lumbalis.domain.plan import LeftOut, Seconds
from lumbalis.domain.planning.apportion import apportion
from lumbalis.domain.planning.draft import Draft, DraftStep
from lumbalis.domain.planning.ground import Ground
from lumbalis.domain.protocol import Stage

WISHED_TIME = "wished_time"


@dataclass(frozen=True, slots=True)
class TooLittleTime:
    """The stages do not fit: what they need at least, and the stage to drop first."""

    needed_s: int
    drop: Stage | None
    drop_gives_s: int


def absorb(draft: Draft, wished_s: int, ground: Ground) -> Draft:
    """Give freed seconds to the stages that absorb, in order; what is left shortens the session.

    Only light stroking becomes longer, by at most the stage's and the protocol's limit,
    and only while the draft is shorter than wished.
    """
    freed = wished_s - draft.seconds
    most = ground.protocol.whole("absorb_maximum")
    for stage in ground.script.stages:
        takes = min(freed, stage.absorbs_s, most)
        taken, draft = _lengthen(draft, stage, takes)
        freed -= taken
    return draft


def _lengthen(draft: Draft, stage: Stage, seconds: int) -> tuple[int, Draft]:
    able = [s for s in draft.steps if s.stage.id == stage.id and _is_light_stroking(s)]
    if not able or seconds <= 0:
        return 0, draft
    more = apportion(seconds, [step.seconds for step in able], [1 for _ in able])
    longer = {id(step): extra for step, extra in zip(able, more, strict=True)}
    steps = (replace(s, seconds=s.seconds + longer.get(id(s), 0)) for s in draft.steps)
    return sum(more), replace(draft, steps=tuple(steps))


def _is_light_stroking(step: DraftStep) -> bool:
    return step.plan.at_most == 1 and all(
        name.startswith("stroking.") for name in step.plan.manipulations
    )


def fit(draft: Draft, wished_s: int, stages: Sequence[Stage]) -> Draft | TooLittleTime:
    """Shorten every stage towards its least until the draft fits the wished seconds.

    A stage that exclusions have made shorter than its least stays as it is.
    """
    if draft.seconds <= wished_s:
        return draft
    has = {stage.id: draft.stage_seconds(stage.id) for stage in stages}
    least = {stage.id: min(stage.least_s, has[stage.id]) for stage in stages}
    least |= {s.stage.id: has[s.stage.id] for s in draft.steps if s.plan.point is not None}
    needed = sum(least.values())
    if needed > wished_s:
        return _too_little(needed, least, stages)
    names = [name for name in has if has[name]]
    room = apportion(wished_s - needed, [has[n] - least[n] for n in names], [1 for _ in names])
    goals = {name: least[name] + extra for name, extra in zip(names, room, strict=True)}
    short = _fill_up(_shortened(draft, goals), draft, wished_s)
    cut = {name: has[name] - short.stage_seconds(name) for name in names}
    missing = (LeftOut(name, Seconds(s), (WISHED_TIME,)) for name, s in cut.items() if s)
    return replace(short, left_out=(*short.left_out, *missing))


def _too_little(needed: int, least: Mapping[str, int], stages: Sequence[Stage]) -> TooLittleTime:
    droppable = [s for s in stages if s.drop_order is not None and least[s.id]]
    first = min(droppable, key=lambda stage: stage.drop_order or 0, default=None)
    return TooLittleTime(needed, first, least[first.id] if first is not None else 0)


def _shortened(draft: Draft, goals: Mapping[str, int]) -> Draft:
    """Divide each stage's new seconds over its steps; both sides of the same work stay equal."""
    sides: dict[tuple[str, str, str], list[DraftStep]] = {}
    for step in draft.steps:
        sides.setdefault(step.pair, []).append(step)
    new: dict[tuple[str, str, str], int] = {}
    for stage, goal in goals.items():
        pairs = [pair for pair in sides if pair[0] == stage]
        weights = [sum(step.seconds for step in sides[pair]) for pair in pairs]
        given = apportion(goal, weights, [len(sides[pair]) for pair in pairs])
        new |= {pair: all_s // len(sides[pair]) for pair, all_s in zip(pairs, given, strict=True)}
    return replace(draft, steps=tuple(replace(s, seconds=new[s.pair]) for s in draft.steps))


def _fill_up(short: Draft, before: Draft, wished_s: int) -> Draft:
    """Give single seconds lost in halving back to work that is done on both sides together."""
    lost = wished_s - short.seconds
    steps = list(short.steps)
    for place, (step, longer) in enumerate(zip(short.steps, before.steps, strict=True)):
        if step.side == "both" and step.point is None and step.seconds < longer.seconds and lost:
            steps[place] = replace(step, seconds=step.seconds + 1)
            lost -= 1
    return replace(short, steps=tuple(steps))
