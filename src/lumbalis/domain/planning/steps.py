"""From a draft to the steps hands will follow: level, substitutes, checkpoint, checklist, cue."""

from __future__ import annotations

from collections.abc import Sequence

from lumbalis.domain.plan import Cups, PointHold, Seconds, Step
from lumbalis.domain.planning.allowance import manner_of
from lumbalis.domain.planning.draft import DraftStep
from lumbalis.domain.planning.ground import Ground
from lumbalis.domain.protocol import Manipulation, Protocol

FIRST_CONTACT, LEVEL_RISE = "checkpoint.first_contact", "checkpoint.level_rise"
PAIN, CUPS = "checkpoint.pain", "checkpoint.cups"
POINTS, DEVICE = "checkpoint.points", "checkpoint.device"
GENTLE_INSTEAD = "steps.gentle_instead"


def steps_of(drafts: Sequence[DraftStep], ground: Ground) -> tuple[Step, ...]:
    """Turn the drafted steps, in order, into steps of the plan."""
    last_stage = ground.script.stages[-1].id
    steps: list[Step] = []
    level_before = 0
    for place, drafted in enumerate(drafts):
        stage = drafted.stage.id
        begins = place == 0 or drafts[place - 1].stage.id != stage
        ends = place == len(drafts) - 1 or drafts[place + 1].stage.id != stage
        level = level_of(drafted, ground)
        steps.append(
            _step(
                drafted,
                level,
                ground,
                checkpoint=_checkpoint(drafted, level, level_before, begins=begins),
                has_checklist=ends if stage == last_stage else begins,
            )
        )
        level_before = level
    return tuple(steps)


def level_of(drafted: DraftStep, ground: Ground) -> int:
    """Give a step's level: the session's, never above the step, its zones and its point.

    The leg that hurts gets less, though never less than 1. Zones that are left out still
    pull the level down.
    """
    plan = drafted.plan
    if not plan.manipulations:
        return 0
    pulls = [ground.pull[zone.id] for zone in ground.zones(plan, drafted.side)]
    if drafted.point is not None:
        pulls = [ground.pull[zone] for zone in drafted.zones]
    most = [drafted.point.maximum] if drafted.point is not None else []
    level = min([ground.level, plan.at_most, *pulls, *most])
    if drafted.side in ground.sore_sides:
        level -= plan.symptomatic_less
    return max(1, level)


def _step(
    drafted: DraftStep,
    level: int,
    ground: Ground,
    *,
    checkpoint: str | None,
    has_checklist: bool,
) -> Step:
    plan = drafted.plan
    manipulations = at_level(plan.manipulations, level, ground.protocol)
    used = families_of(manipulations, ground.protocol)
    return Step(
        stage=drafted.stage.id,
        step=plan.id,
        technique=plan.technique,
        zones=drafted.zones,
        manipulations=manipulations,
        tools=tools_for(plan.tools, used),
        direction=plan.direction,
        tempo=tempo_for(plan.tempo, used),
        amplitude=drafted.amplitude,
        manner=manner_of(plan, level, ground),
        level=level,
        seconds=Seconds(drafted.seconds),
        cue=_cue(drafted, manipulations),
        checkpoint=checkpoint,
        cups=_cups(drafted),
        points=_points(drafted),
        checklist=drafted.stage.checklist if has_checklist else (),
        medium=plan.medium if plan.medium in ground.techniques else None,
    )


def _cue(drafted: DraftStep, manipulations: Sequence[str]) -> str:
    """Choose the cue: what is replaced or held back must not be called by its usual name."""
    plan = drafted.plan
    if manipulations != plan.manipulations:
        return GENTLE_INSTEAD
    held_back = plan.amplitude != drafted.amplitude
    return f"steps.{plan.id}_stays_low" if held_back else f"steps.{plan.id}"


def families_of(names: Sequence[str], protocol: Protocol) -> list[Manipulation]:
    """Give the catalogue's entry of each manipulation, in order."""
    return [protocol.manipulations[name.partition(".")[0]] for name in names]


def at_level(names: Sequence[str], level: int, protocol: Protocol) -> tuple[str, ...]:
    """Replace what cannot be done so gently by what the catalogue says instead."""
    fitting: list[str] = []
    for name, family in zip(names, families_of(names, protocol), strict=True):
        gentle = family.instead if level < family.levels[0] else None
        fitting.append(gentle or name)
    return tuple(dict.fromkeys(fitting))


def tools_for(wished: Sequence[str], used: Sequence[Manipulation]) -> tuple[str, ...]:
    """Keep the tools that fit; where a manipulation keeps none, take its usual one."""
    tools = [tool for tool in wished if any(tool in family.tools for family in used)]
    for family in used:
        if not any(tool in family.tools for tool in tools):
            tools.append(family.tools[0])
    return tuple(tools)


def tempo_for(wished: str, used: Sequence[Manipulation]) -> str:
    """Keep the tempo where it fits everything, else take the first that does."""
    if all(wished in family.tempos for family in used):
        return wished
    shared = (t for t in used[0].tempos if all(t in family.tempos for family in used))
    return next(shared, wished)


def _cups(drafted: DraftStep) -> Cups | None:
    cups = drafted.plan.cups
    return None if cups is None else Cups(cups.count, cups.diameter_mm, cups.mode)


def _points(drafted: DraftStep) -> tuple[PointHold, ...]:
    timing, point = drafted.plan.point, drafted.point
    if timing is None or point is None:
        return ()
    hold = PointHold(
        point=point.id,
        find_press_s=Seconds(timing.find_press_s),
        hold_s=Seconds(timing.hold_s),
        rotate_s=Seconds(timing.rotate_s),
        release_s=Seconds(timing.release_s),
    )
    return (hold,)


def _checkpoint(drafted: DraftStep, level: int, level_before: int, *, begins: bool) -> str | None:
    """Choose the question to ask at the start: at marked stages, at every point, at a rise."""
    if not level:
        return None
    if drafted.point is not None:
        return POINTS
    if begins and drafted.stage.checkpoint:
        if drafted.plan.cups is not None:
            return CUPS
        return DEVICE if drafted.plan.technique == "device" else PAIN
    if level > level_before:
        return LEVEL_RISE if level_before else FIRST_CONTACT
    return None
