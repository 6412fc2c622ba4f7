"""A lower bound: every course alone, at prices for what is scarce that are made as high as helps.

Lagrangian relaxation. With a price on every tick of a therapist, of the couches, rest places and
equipment, the courses no longer meet; each takes its own cheapest path, and the sum of these,
less what all the room there is would earn, is below the cost of anything that can be booked. The
prices are raised where too many want the same, by the subgradient. All numbers are whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lumbalis.domain.scheduling.costs import Costs
from lumbalis.domain.scheduling.grid import DAY_TICKS
from lumbalis.domain.scheduling.replanning.board import Board
from lumbalis.domain.scheduling.replanning.field import Field
from lumbalis.domain.scheduling.replanning.meter import Meter
from lumbalis.domain.scheduling.replanning.plans import Aim, Plan
from lumbalis.domain.scheduling.replanning.prices import Prices, Scarce
from lumbalis.domain.scheduling.replanning.state import Clinic
from lumbalis.domain.scheduling.request import VisitNeed

_SCALE, _PATIENCE, _SMALLER = 0.3, 3, 0.7
"""How far prices move at first, and after how many steps in vain by how much less."""
_HOPE, _PART = 1.3, 0.1
"""What a step hopes for at most, however dear what is known may be: so many times the best bound,
or this part of the way from it to what is known."""
_MOMENTUM = 0.7
"""How much of the last direction goes into the next one."""


@dataclass(slots=True)
class Bound:
    """The best bound so far in thousandths of a point, and the prices that gave it.

    `values` are what each course costs at least at these prices.
    """

    least: int
    prices: Scarce
    values: list[int]


def room(board: Board) -> Scarce:
    """Count what there is of everything on a board on which only what stays is booked."""
    agenda = board.agenda
    clinic, free = agenda.clinic, agenda.free > 0
    kinds = tuple(sorted({one.kind for one in clinic.equipment}))
    couches = np.zeros((agenda.length, free.shape[2]), dtype=np.int32)
    for rows, bays in board.rooms:
        one = free[:, list(rows)].sum(axis=1, dtype=np.int32)
        couches += np.minimum(one, free[:, list(bays)].sum(axis=1, dtype=np.int32)) if bays else one
    things = [
        free[:, [agenda.row[one.id] for one in clinic.equipment if one.kind == kind]].sum(axis=1)
        for kind in kinds
    ]
    rest = [agenda.row[one.id] for one in clinic.rest_places]
    blank = np.zeros((agenda.length, 0, free.shape[2]), dtype=np.int32)
    return Scarce(
        hands=free[:, : len(clinic.therapists)].astype(np.int32),
        couches=couches,
        rest=free[:, rest].sum(axis=1, dtype=np.int32),
        things=np.stack(things, axis=1).astype(np.int32) if things else blank,
        kinds=kinds,
    )


def use(plans: Sequence[tuple[Plan, Sequence[VisitNeed]]], like: Scarce) -> Scarce:
    """Count what plans take of everything, tick by tick."""
    edges = like.each(lambda one: np.zeros((len(one) + DAY_TICKS, *one.shape[1:]), dtype=np.int32))
    for plan, needs in plans:
        for stop in plan.stops:
            layout, tick, day = needs[stop.number].layout, stop.tick, stop.day
            _mark(edges.hands, (tick, layout.therapist), (stop.hand, day))
            on_couch = layout.couch if stop.rested else layout.couch_with_rest
            _mark(edges.couches, (tick, on_couch), (day,))
            if stop.rested:
                _mark(edges.rest, (tick + layout.to_rest, layout.rest_place), (day,))
            for kind in needs[stop.number].equipment:
                place = like.kinds.index(kind)
                _mark(edges.things, (tick, layout.equipment), (place, day))
    length = len(like.hands)
    return edges.each(lambda one: np.cumsum(one, axis=0, dtype=np.int32)[:length])


def _mark(edges: Costs, when: tuple[int, int], where: tuple[int, ...]) -> None:
    start, length = when
    edges[start, *where] += 1
    edges[start + length, *where] -= 1


class Ascent:
    """The subgradient ascent; each `step` prices every course once."""

    def __init__(self, clinic: Clinic, aim: Aim, target: int) -> None:
        """Begin with no prices; `target` is the cost of the best solution known."""
        self._clinic, self._aim, self.target = clinic, aim, target
        self._room = room(clinic.empty)
        self._prices = self._room.each(np.zeros_like)
        self._needs = [request.visits for request, _ in clinic.courses]
        self._last = list(clinic.plans)
        self._scale, self._idle = _SCALE, 0
        self._speed = [np.zeros(one.shape) for one in self._room.arrays()]
        self.best = Bound(0, self._prices, [0] * len(clinic.courses))

    def run(self, steps: int, meter: Meter) -> Bound:
        """Take steps until they or the effort are spent, or the bound meets the target."""
        for _ in range(steps):
            if self.best.least >= self.target or not meter.go_on():
                break
            self.step(meter)
        return self.best

    def step(self, meter: Meter) -> None:
        """Price every course once and move the prices; given up halfway where effort ends."""
        prices = Prices(self._prices)
        field = Field(self._clinic.empty, prices)
        plans: list[Plan] = []
        for number in range(len(self._clinic.courses)):
            if not meter.time_left():
                return
            plans.append(self._solve(number, field))
        earned = sum(
            int((price.astype(np.int64) * there).sum())
            for price, there in zip(self._prices.arrays(), self._room.arrays(), strict=True)
        )
        least = sum(plan.value for plan in plans) - earned
        if least > self.best.least:
            self.best = Bound(least, self._prices, [plan.value for plan in plans])
            self._idle = 0
        else:
            self._idle += 1
        if self._idle >= _PATIENCE:
            self._scale, self._idle = self._scale * _SMALLER, 0
        self._move(plans, least)

    def _solve(self, number: int, field: Field) -> Plan:
        """Price a course; one that costs nothing where it lies cannot do better."""
        last = self._last[number]
        if last is not None and not last.cost and not field.paid(last.stops, self._needs[number]):
            return replace(last, value=0)
        plan = self._aim.solve(self._clinic.case(number), field)
        self._last[number] = plan
        return plan

    def _move(self, plans: Sequence[Plan], least: int) -> None:
        """Raise the price of what too many want, with the momentum of the steps before."""
        used = use(list(zip(plans, self._needs, strict=True)), self._room)
        pairs = zip(used.arrays(), self._room.arrays(), self._speed, strict=True)
        self._speed = [(taken - there) + _MOMENTUM * speed for taken, there, speed in pairs]
        prices = self._prices.arrays()
        steep = [
            np.where((speed > 0) | (price > 0), speed, 0.0)
            for speed, price in zip(self._speed, prices, strict=True)
        ]
        norm = sum(float((one**2).sum()) for one in steep)
        best = self.best.least
        if norm:
            hoped = min(self.target, max(_HOPE * best, best + _PART * (self.target - best)))
            length = self._scale * max(1, hoped - least) / norm
            moved = [
                np.maximum(0, price + np.rint(length * one)).astype(np.int32)
                for price, one in zip(prices, steep, strict=True)
            ]
            self._prices = self._prices.of(moved)
