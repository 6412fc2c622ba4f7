"""Prices on what is scarce: hands, couches, rest places and equipment, tick by tick."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from lumbalis.domain.scheduling.costs import Costs
from lumbalis.domain.scheduling.request import Layout, VisitNeed


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit's place: its number within the request, day, tick of the agenda, therapist's row.

    `rested` tells that a rest place takes over from the couch.
    """

    number: int
    day: int
    tick: int
    hand: int
    rested: bool


@dataclass(frozen=True, slots=True, eq=False)
class Scarce:
    """One number for every tick of what can run short: prices, room for more, or use.

    `hands` (ticks, therapists, days), `couches` and `rest` (ticks, days), `things` (ticks, kinds
    of equipment, days) in the order of `kinds`. Prices are in thousandths of a point.
    """

    hands: Costs
    couches: Costs
    rest: Costs
    things: Costs
    kinds: tuple[str, ...]

    def each(self, change: Callable[[Costs], Costs]) -> Scarce:
        """Change every array in the same way."""
        return self.of([change(one) for one in self.arrays()])

    def of(self, arrays: Sequence[Costs]) -> Scarce:
        """Give four other arrays the same kinds."""
        hands, couches, rest, things = arrays
        return Scarce(hands, couches, rest, things, self.kinds)

    def arrays(self) -> tuple[Costs, ...]:
        """Give the four arrays."""
        return self.hands, self.couches, self.rest, self.things


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """Prices, and what a start costs by them; every length is summed up once."""

    of: Scarce
    _sums: dict[tuple[str, int, int], Costs] = field(default_factory=dict)

    def hands(self, hold: int) -> Costs:
        """Give the price of a therapist for so many ticks from every start."""
        return self._sum("hands", self.of.hands, (0, hold))

    def rested(self, layout: Layout) -> Costs:
        """Give the price of a couch and then a rest place: (ticks, days)."""
        couch = self._sum("couches", self.of.couches, (0, layout.couch))
        return couch + self._sum("rest", self.of.rest, (layout.to_rest, layout.rest_place))

    def kept(self, layout: Layout) -> Costs:
        """Give the price of a couch that is kept for the rest: (ticks, days)."""
        return self._sum("couches", self.of.couches, (0, layout.couch_with_rest))

    def thing(self, kind: str, length: int) -> Costs:
        """Give the price of one thing of a kind: (ticks, days)."""
        price = self.of.things[:, self.of.kinds.index(kind)]
        return self._sum(kind, price, (0, length))

    def at(self, stop: Stop, need: VisitNeed) -> int:
        """Give the price of one stop."""
        layout, tick, day = need.layout, stop.tick, stop.day
        couch = self.rested(layout) if stop.rested else self.kept(layout)
        paid = int(self.hands(layout.therapist)[tick, stop.hand, day]) + int(couch[tick, day])
        things = (self.thing(kind, layout.equipment)[tick, day] for kind in need.equipment)
        return paid + sum(int(one) for one in things)

    def _sum(self, name: str, price: Costs, when: tuple[int, int]) -> Costs:
        key = (name, *when)
        if key not in self._sums:
            self._sums[key] = summed(price, *when)
        return self._sums[key]


def summed(price: Costs, later: int, length: int) -> Costs:
    """Give at every tick the sum over `length` ticks from `later` ticks on; nothing after hours."""
    until = np.zeros((len(price) + 1, *price.shape[1:]), dtype=np.int32)
    np.cumsum(price, axis=0, out=until[1:])
    at = np.arange(len(price))
    ends = np.minimum(at + later + length, len(price))
    found: Costs = until[ends] - until[np.minimum(at + later, len(price))]
    return found
