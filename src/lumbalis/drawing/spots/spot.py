"""What is put on one place: points, or cups on the same lanes, however often in the session."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from lumbalis.domain.anatomy import SPINE, Anchor, Body, Point, Side
from lumbalis.domain.plan import PointHold
from lumbalis.domain.plan.generator import Generator
from lumbalis.drawing.body.handwork import Handwork
from lumbalis.drawing.body.scene import NumberedStep, Scene


@dataclass(frozen=True, slots=True)
class Spot:
    """Points or cups that lie on the same places, numbered from 1 in the order of the session."""

    number: int
    steps: tuple[NumberedStep, ...]
    works: tuple[Handwork, ...]

    @property
    def is_points(self) -> bool:
        """Tell whether fingers press here, and no cup draws."""
        return bool(self.points)

    @property
    def points(self) -> tuple[PointHold, ...]:
        """Give the points that are pressed."""
        return tuple(hold for step in self.steps for hold in step.step.points)

    @property
    def generator(self) -> Generator:
        """Give the kind of its paths."""
        return self.works[0].stroke.generator

    @property
    def diameter_mm(self) -> float:
        """Give the width of the cup."""
        return self.works[0].stroke.contact.length_mm

    @property
    def manipulations(self) -> tuple[str, ...]:
        """Name what is done here, each once."""
        return tuple(dict.fromkeys(work.stroke.manipulation for work in self.works))

    def point_of(self, work: Handwork) -> str:
        """Name the point that a stroke presses: points of one step follow one another."""
        holds = next(step.step.points for step in self.steps if work in step.works)
        ends_s = 0
        for hold in holds:
            ends_s += hold.seconds
            if work.stroke.starts_s < ends_s:
                return hold.point
        return holds[-1].point


def spots_of(scene: Scene) -> tuple[Spot, ...]:
    """Collect the points and cups of a session; empty where it has neither."""
    found: dict[Hashable, list[tuple[NumberedStep, tuple[Handwork, ...]]]] = {}
    for stage in scene.stages:
        for step in scene.steps(stage.stage):
            works = tuple(work for work in step.works if _is_placed(work))
            if works:
                found.setdefault(_where(step, works), []).append((step, works))
    return tuple(_spot(number, group) for number, group in enumerate(found.values(), start=1))


def _spot(number: int, group: list[tuple[NumberedStep, tuple[Handwork, ...]]]) -> Spot:
    works = tuple(work for _, some in group for work in some)
    return Spot(number, tuple(step for step, _ in group), works)


def _is_placed(work: Handwork) -> bool:
    return work.stroke.vacuum_kpa > 0 or work.stroke.generator is Generator.PRESS_ROTATE


def _where(step: NumberedStep, works: Iterable[Handwork]) -> Hashable:
    """Tell what two steps must share to be drawn as one; all points are drawn together."""
    if step.step.points:
        return "points"
    mirrored = {
        (work.stroke.generator, _unsided(work.stroke.zone), tuple(map(_half, work.stroke.lane)))
        for work in works
    }
    return frozenset(mirrored)


def _unsided(name: str) -> str:
    return name.removesuffix("_left").removesuffix("_right")


def _half(anchor: Anchor) -> Hashable:
    return _unsided(anchor.landmark), round(anchor.up_mm), round(anchor.out_mm)


def from_spine(at: Point, body: Body) -> Anchor:
    """Say a place by the nearest level of the spine, wherever on the trunk it lies."""
    levels = [name for name in SPINE if name in body.landmarks]
    nearest = min(levels, key=lambda name: abs(body.landmarks[name].at.y - at.y))
    across = at.x - body.spine_x(at.y)
    side = Side.RIGHT if across > 0 else Side.LEFT
    return Anchor(nearest, side, at.y - body.landmarks[nearest].at.y, abs(across))
