"""What a therapist's sheet shows: one body, one session, its strokes, their dose, the judgement."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np

from lumbalis.domain.anatomy import Body, Point
from lumbalis.domain.dose import Channel, DoseMap, histogram, region_dose
from lumbalis.domain.plan import Session, Step
from lumbalis.domain.plan.strokes import Stroke, StrokePlan
from lumbalis.domain.plan.tracing import Trace
from lumbalis.drawing.body.charts import Curve, RegionRow
from lumbalis.drawing.body.figure import BodyFigure
from lumbalis.drawing.body.handwork import Handwork
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.body.view import Window, loin
from lumbalis.drawing.clock import TimedStage, TimedStep, timed_stages

_SIDES: Final = ("left", "right")
_AROUND_MM: Final = 30.0
_CURVES: Final = (
    ("paravertebral", "accent"),
    ("gluteal", "ink"),
    ("kidney", "care"),
    ("sacrum", "quiet"),
)
_ALWAYS: Final = "kidney"
"""The region whose dose is shown whatever the hands do."""
_LEAST_SHOWN: Final = 0.5


@dataclass(frozen=True, slots=True)
class Objection:
    """Something the verifier objects to: where on the body, and the sentence about it.

    `stage` is the stage it belongs to, empty for what concerns the whole session.
    """

    at: Point | None
    sentence: str
    stage: str = ""


@dataclass(frozen=True, slots=True)
class MarginRow:
    """How much room is left to a limit: its name, the room in words, and whether there is any."""

    name: str
    room: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the verifier said of a plan on this body.

    `survived` of `scenarios` landmark errors leave the plan within every limit. `off_mm` is
    how far every landmark may lie too far left, right, up and down before one is broken.
    """

    objections: tuple[Objection, ...]
    margins: tuple[MarginRow, ...]
    survived: int
    scenarios: int
    off_mm: tuple[int, int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class NumberedStep:
    """What carries one number on the picture: a step, or the same one left and then right."""

    number: int
    timed: tuple[TimedStep, ...]
    works: tuple[Handwork, ...]

    @property
    def step(self) -> Step:
        """Give the first of its steps."""
        return self.timed[0].step

    @property
    def zones(self) -> tuple[str, ...]:
        """Give the zones of all its steps."""
        return tuple(dict.fromkeys(zone for one in self.timed for zone in one.step.zones))


@dataclass(frozen=True)
class Scene:
    """Everything a sheet is drawn from.

    `traces` are the strokes of the plan traced on the body, in any order. `aimed` is the
    mean dose aimed at, in kPa·s by region. `judgement` is None for a plan nobody has
    checked on this body, and the sheet says so. `drawn` is the figure of the body if another
    scene has had it drawn already.
    """

    body: Body
    session: Session
    plan: StrokePlan
    traces: tuple[Trace, ...]
    dose: DoseMap
    judgement: Judgement | None = None
    aimed: Mapping[str, float] = field(default_factory=dict)
    relief: bool = True
    drawn: BodyFigure | None = None

    @cached_property
    def figure(self) -> BodyFigure:
        """Give the figure of the body, drawn once for every picture."""
        if self.drawn is not None and self.drawn.relief == self.relief:
            return self.drawn
        return BodyFigure(self.body, soft=self.relief, relief=self.relief)

    @cached_property
    def stages(self) -> tuple[TimedStage, ...]:
        """Give the stages of the session in time."""
        return timed_stages(self.session)

    def stage(self, name: str) -> TimedStage:
        """Find a stage.

        Raises
        ------
        KeyError
            If the session has no such stage.
        """
        found = next((stage for stage in self.stages if stage.stage == name), None)
        if found is None:
            raise KeyError(name)
        return found

    @cached_property
    def _steps(self) -> Mapping[str, tuple[NumberedStep, ...]]:
        """Number the steps of every stage; what is done alike on either side has one number."""
        traced, place = self._by_step(), 0
        numbered: dict[str, tuple[NumberedStep, ...]] = {}
        for stage in self.stages:
            alike: dict[Hashable, list[tuple[int, TimedStep]]] = {}
            for timed in stage.steps:
                alike.setdefault(_kind(timed.step), []).append((place, timed))
                place += 1
            numbered[stage.stage] = tuple(
                _numbered(number, steps, traced)
                for number, steps in enumerate(alike.values(), start=1)
            )
        return numbered

    def _by_step(self) -> Mapping[int, list[tuple[Stroke, Trace]]]:
        traced = {trace.stroke: trace for trace in self.traces}
        works: dict[int, list[tuple[Stroke, Trace]]] = {}
        for stroke in self.plan.strokes:
            if trace := traced.get(stroke.id):
                works.setdefault(stroke.step, []).append((stroke, trace))
        return works

    def steps(self, stage: str) -> tuple[NumberedStep, ...]:
        """Give the numbered steps of a stage."""
        return self._steps[stage]

    def works(self, stage: str) -> tuple[Handwork, ...]:
        """Give the strokes of a stage, in the order they are done."""
        return tuple(work for step in self.steps(stage) for work in step.works)

    def window(self, stage: str) -> Window:
        """Choose what to show of a stage: the loin, or the legs, whatever its strokes need."""
        usual = loin(self.body)
        works = self.works(stage)
        if not works:
            return usual
        places = np.concatenate([work.points for work in works])
        (left, bottom), (right, top) = places.min(axis=0), places.max(axis=0)
        inside = bottom >= usual.bottom - _AROUND_MM and top <= usual.top + _AROUND_MM
        if inside:
            low, high = min(bottom - _AROUND_MM, usual.bottom), max(top + _AROUND_MM, usual.top)
            return Window(usual.left, float(low), usual.right, float(high))
        half = float(max(-left, right, usual.right - _AROUND_MM)) + _AROUND_MM
        return Window(-half, float(bottom) - _AROUND_MM, half, float(top) + _AROUND_MM)

    def rows(self, stage: str | None = None) -> Iterator[RegionRow]:
        """Give the mean dose of every treated region that has any, from the head down.

        With a stage only its own regions are given, and the kidneys.
        """
        wanted = None if stage is None else self._worked(stage)
        doses = self.dose.zone_means(Channel.HANDS)
        regions = {_region(zone) for zone in self.body.treated}
        shown = regions if wanted is None else regions & wanted
        for region in sorted(shown, key=lambda one: (self._depth(one), one)):
            if region in doses:
                left = right = doses[region]
            else:
                left, right = (doses[f"{region}_{side}"] for side in _SIDES)
            if max(left, right) >= _LEAST_SHOWN:
                aimed = self.aimed.get(region)
                yield RegionRow(region, left, right, aimed, midline=region in doses)

    def _worked(self, stage: str) -> set[str]:
        zones = {zone for step in self.steps(stage) for zone in step.zones}
        return {_region(zone) for zone in zones} | {_ALWAYS}

    def _depth(self, region: str) -> float:
        """Order regions from the head down."""
        zones = (zone for name, zone in self.body.zones.items() if _region(name) == region)
        return -max(zone.centroid.y for zone in zones)

    def curves(self, words: BodyWords) -> Iterator[Curve]:
        """Give the dose-area histograms worth comparing: the dose of both sides together."""
        hands, raster = self.dose.hands, self.dose.raster
        for region, colour in _CURVES:
            cells = [raster.cells[zone] for zone in raster.zones if _region(zone) == region]
            where = np.concatenate(cells) if cells else np.array([], dtype=np.intp)
            if region_dose(hands, raster, where).maximum_kpa_s >= _LEAST_SHOWN:
                found = histogram(hands, raster, where)
                yield Curve(words.region(region), colour, found.kpa_s, found.shares)


def _kind(step: Step) -> Hashable:
    """Tell what two steps must share to be the same work on two sides."""
    regions = tuple(sorted({_region(zone) for zone in step.zones}))
    how = step.manipulations, step.tools, step.tempo, step.amplitude, step.manner, step.level
    sides = {zone.rpartition("_")[2] for zone in step.zones}
    one_side = len(sides & set(_SIDES)) == 1
    return step.step, regions, how, step.seconds if one_side else step


def _numbered(
    number: int,
    steps: Sequence[tuple[int, TimedStep]],
    traced: Mapping[int, list[tuple[Stroke, Trace]]],
) -> NumberedStep:
    works = tuple(
        Handwork(stroke, trace, number)
        for place, _ in steps
        for stroke, trace in traced.get(place, ())
    )
    return NumberedStep(number, tuple(timed for _, timed in steps), works)


def _region(zone: str) -> str:
    region, _, side = zone.rpartition("_")
    return region if side in _SIDES else zone
