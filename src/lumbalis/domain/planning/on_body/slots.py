"""The parts a step's time is divided into: what one hand, or two hands at once, do in a go."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from lumbalis.domain.plan.strokes import Generator
from lumbalis.domain.planning.on_body.fitting import Hand
from lumbalis.domain.planning.on_body.work import Work


@dataclass(frozen=True, slots=True)
class Slot:
    """Hands that work at the same seconds of a step, each on its own lane.

    `least_s` is the shortest time in which every hand can make one pass, `usual_s` that at
    the usual speed. `fixed_s` is set where the session itself says how long it lasts.
    """

    hands: tuple[Hand, ...]
    least_s: float
    usual_s: float
    fixed_s: int | None = None

    @property
    def work(self) -> Work:
        """Give the work of the first hand."""
        return self.hands[0].work


def together(fitted: Iterable[tuple[Hand, ...]]) -> Iterator[tuple[Hand, ...]]:
    """Pair what is done alike on the left and on the right, where that takes two hands at most.

    A lane that only one of the sides has room for is left out: both sides get the same.
    """
    for _, alike in groupby(fitted, key=lambda hands: _kind(hands[0].work)):
        sides = list(alike)
        if len(sides) != 2 or _hands_of(sides[0][0].work) != 1:  # noqa: PLR2004 - two sides
            yield from ((hand,) for hands in sides for hand in hands)
            continue
        yield from zip(*sides, strict=False)


def by_kind(fitted: Sequence[tuple[Hand, ...]]) -> list[tuple[Hand, ...]]:
    """Bring together what is alike, in the order in which each kind comes first."""
    kinds = list(dict.fromkeys(_kind(hands[0].work) for hands in fitted))
    return sorted(fitted, key=lambda hands: kinds.index(_kind(hands[0].work)))


def as_many_as_fit(slots: Sequence[Slot], seconds: int) -> list[Slot]:
    """Keep as many slots as the seconds allow, so that every kind of work keeps one if it can.

    Of each kind the middle lane stays longest.
    """
    order = sorted(range(len(slots)), key=lambda k: (_rank(slots, k), k))
    kept: list[int] = []
    spent = 0
    for k in order:
        needs = max(1, math.ceil(slots[k].least_s))
        if not kept or spent + needs <= seconds:
            kept.append(k)
            spent += needs
    return [slots[k] for k in sorted(kept)]


def _rank(slots: Sequence[Slot], k: int) -> float:
    """Give how far a slot is from the middle of those of its kind and side."""
    alike = [n for n, slot in enumerate(slots) if _sided(slot) == _sided(slots[k])]
    return abs(alike.index(k) - (len(alike) - 1) // 2)


def _sided(slot: Slot) -> tuple[str, str, str]:
    return (*_kind(slot.work), slot.work.side.value)


def _kind(work: Work) -> tuple[str, str]:
    return work.motion.id, work.region


def _hands_of(work: Work) -> int:
    return Generator(work.motion.generator).hands
