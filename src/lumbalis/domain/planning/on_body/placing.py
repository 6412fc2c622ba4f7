"""Every step of a session laid out on the body: slots of hands, and what has no place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lumbalis.domain.plan import Step
from lumbalis.domain.plan.generator import Generator
from lumbalis.domain.planning.on_body.fitting import Hand, fit_once
from lumbalis.domain.planning.on_body.pressing import point_slots
from lumbalis.domain.planning.on_body.result import LeftUndone, Undone
from lumbalis.domain.planning.on_body.slots import Slot, as_many_as_fit, by_kind, together
from lumbalis.domain.planning.on_body.terrain import Terrain
from lumbalis.domain.planning.on_body.timing import one_pass, pace_limits, passes_of
from lumbalis.domain.planning.on_body.work import Work, works_of

_ONE_PLACE: Final = frozenset({Generator.CUP_STATIC})


@dataclass(frozen=True, slots=True)
class Placed:
    """The slots of one step in order, and what of it has no place."""

    step: int
    slots: tuple[Slot, ...]
    undone: tuple[LeftUndone, ...]


def placed(place: int, step: Step, terrain: Terrain) -> Placed:
    """Lay one step out."""
    if step.points:
        slots, undone = point_slots(place, step, terrain)
        return Placed(place, tuple(slots), tuple(undone))
    fitted: list[tuple[Hand, ...]] = []
    undone = []
    for work in works_of(place, step, terrain.protocol):
        found = fit_once(work, terrain)
        if isinstance(found, Undone):
            undone.append(_left(work, found, terrain))
        else:
            fitted.append(found)
    slots = [_slot(hands, terrain) for hands in _at_once(fitted, step)]
    return Placed(place, tuple(as_many_as_fit(slots, step.seconds)), tuple(undone))


def _left(work: Work, why: Undone, terrain: Terrain) -> LeftUndone:
    closed = why is Undone.EXCLUDED
    freed = not closed and not isinstance(fit_once(work, terrain.firmer), Undone)
    return LeftUndone(work.step, work.zone, work.motion.id, why, freed)


def _at_once(fitted: Sequence[tuple[Hand, ...]], step: Step) -> Iterator[tuple[Hand, ...]]:
    """Say which hands work at the same time."""
    if step.cups is not None:
        yield from _with_cups(fitted, step.cups.count)
    else:
        yield from together(by_kind(fitted))


def _with_cups(fitted: Sequence[tuple[Hand, ...]], count: int) -> Iterator[tuple[Hand, ...]]:
    """Give the cups' slots; while one hand moves a cup the other may work in another zone."""
    cups = [hand for hands in fitted for hand in hands if hand.work.motion.vacuum_kpa]
    others = [hand for hands in fitted for hand in hands if not hand.work.motion.vacuum_kpa]
    if cups and Generator(cups[0].work.motion.generator) in _ONE_PLACE:
        yield from ((cup,) for cup in cups[:count])
        return
    for cup in cups:
        beside = (other for other in others if other.work.zone != cup.work.zone)
        yield (cup, *_first(beside))


def _first(hands: Iterator[Hand]) -> tuple[Hand, ...]:
    return tuple(hand for hand, _ in zip(hands, range(1), strict=False))


def _slot(hands: tuple[Hand, ...], terrain: Terrain) -> Slot:
    body = terrain.body
    passes = [passes_of(hand, one_pass(hand, body), body) for hand in hands]
    least = [one.turn_s / pace_limits(hand)[1] for one, hand in zip(passes, hands, strict=True)]
    return Slot(hands, max(least), max(one.usual_s(2) / 2 for one in passes))
