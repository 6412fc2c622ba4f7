"""When each stroke is shown: at its real pace, its many repeats left out, steps in their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from lumbalis.domain.plan.generator import Generator
from lumbalis.drawing.body.handwork import Handwork
from lumbalis.drawing.body.scene import NumberedStep, Scene
from lumbalis.drawing.clock import TimedStage, TimedStep

_LEAST_S: Final = 1.4
_STAYS_S: Final = 3.0
_LONGEST_S: Final = 14.0
_BETWEEN_STROKES_S, _BETWEEN_STEPS_S, _BETWEEN_STAGES_S = 0.2, 0.6, 1.2
_EMPTY_STEP_S: Final = 3.0
_STAYS_MM: Final = 8.0
_STILL: Final = frozenset({Generator.CUP_STATIC, Generator.PRESS_ROTATE})


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """A stroke as it is shown: from `starts_s` of the film, `passes` times `pass_s` seconds."""

    work: Handwork
    starts_s: float
    pass_s: float
    passes: int

    @property
    def ends_s(self) -> float:
        """Give the second of the film at which it ends."""
        return self.starts_s + self.pass_s * self.passes

    @property
    def stays(self) -> bool:
        """Tell whether the contact does not move."""
        return stays(self.work)


@dataclass(frozen=True, slots=True)
class Take:
    """A step as it is shown: its strokes, and when it begins and ends in the film."""

    numbered: NumberedStep
    timed: TimedStep
    shots: tuple[Shot, ...]
    starts_s: float
    ends_s: float


@dataclass(frozen=True, slots=True)
class Act:
    """A stage as it is shown."""

    stage: TimedStage
    takes: tuple[Take, ...]

    @property
    def starts_s(self) -> float:
        """Give the second of the film at which it begins."""
        return self.takes[0].starts_s

    @property
    def ends_s(self) -> float:
        """Give the second of the film at which it ends."""
        return self.takes[-1].ends_s

    @property
    def shots(self) -> tuple[Shot, ...]:
        """Give the strokes of all its steps."""
        return tuple(shot for take in self.takes for shot in take.shots)


@dataclass(frozen=True)
class Reel:
    """A whole film; times are in seconds from its beginning."""

    acts: tuple[Act, ...]

    @cached_property
    def seconds(self) -> float:
        """Give its length."""
        return self.acts[-1].ends_s

    @cached_property
    def takes(self) -> tuple[Take, ...]:
        """Give every step in order."""
        return tuple(take for act in self.acts for take in act.takes)


def reel(scene: Scene, stages: Sequence[TimedStage], passes: int = 1) -> Reel:
    """Lay out the film of some stages of a session.

    A stroke is shown at its real pace. Of its repeats only the first `passes` are shown, more
    where it is so short that one would not see it, and what stays in place only briefly.
    """
    acts: list[Act] = []
    clock = 0.0
    for stage in stages:
        takes = tuple(_takes(scene, stage, clock, passes))
        acts.append(Act(stage, takes))
        clock = takes[-1].ends_s + _BETWEEN_STAGES_S
    return Reel(tuple(acts))


def stays(work: Handwork) -> bool:
    """Tell whether a contact does not move while it lies on the skin."""
    if work.stroke.generator in _STILL:
        return True
    return float(np.ptp(work.points, axis=0).max()) < _STAYS_MM


def _takes(scene: Scene, stage: TimedStage, clock: float, passes: int) -> Iterator[Take]:
    numbered = {one: step for step in scene.steps(stage.stage) for one in step.timed}
    for timed in stage.steps:
        step = numbered[timed]
        works = [work for work in step.works if _belongs(scene, work, timed)]
        shots = tuple(_shots(works, clock, passes))
        ends = max((shot.ends_s for shot in shots), default=clock + _EMPTY_STEP_S)
        yield Take(step, timed, shots, clock, ends)
        clock = ends + _BETWEEN_STEPS_S


def _belongs(scene: Scene, work: Handwork, timed: TimedStep) -> bool:
    return scene.session.steps[work.stroke.step] is timed.step


def _shots(works: Iterable[Handwork], clock: float, passes: int) -> Iterator[Shot]:
    """Show strokes that overlap in time together, and the others one after another."""
    for together in _slots(works):
        shots = [_shot(work, clock, passes) for work in together]
        ends = max(shot.ends_s for shot in shots)
        yield from (_filling(shot, ends) for shot in shots)
        clock = ends + _BETWEEN_STROKES_S


def _slots(works: Iterable[Handwork]) -> Iterator[list[Handwork]]:
    slot: list[Handwork] = []
    ends = 0
    for work in sorted(works, key=lambda one: one.stroke.starts_s):
        if slot and work.stroke.starts_s >= ends:
            yield slot
            slot, ends = [], 0
        slot.append(work)
        ends = max(ends, work.stroke.ends_s)
    if slot:
        yield slot


def _shot(work: Handwork, clock: float, passes: int) -> Shot:
    if stays(work):
        return Shot(work, clock, min(_STAYS_S, float(work.stroke.seconds)), 1)
    once = _pass_s(work)
    wanted = max(passes, round(_LEAST_S / once))
    fitting = max(int(_LONGEST_S / once), 1)
    return Shot(work, clock, once, max(min(wanted, fitting, work.stroke.repeats), 1))


def _filling(shot: Shot, ends_s: float) -> Shot:
    """Let a contact that stays, stay as long as what is done beside it."""
    return replace(shot, pass_s=ends_s - shot.starts_s) if shot.stays else shot


def _pass_s(work: Handwork) -> float:
    """Give the seconds of one way over all samples: by the speed of the hand, or by its beat."""
    stroke = work.stroke
    if stroke.speed_mm_s:
        return max(way_mm(work) / stroke.speed_mm_s, 0.1)
    return stroke.seconds / stroke.repeats


def way_mm(work: Handwork) -> float:
    """Give the length of the way from the first sample to the last, hops included."""
    return float(np.hypot(*np.diff(work.points, axis=0).T).sum())
