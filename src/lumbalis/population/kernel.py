"""The net as a list of steps over planes, with as few planes in use as can be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lumbalis.domain.circuit import Gate, Input, Node, Op, needed
from lumbalis.population.planes import Plane, empty, words_for

Ask = Callable[[Input], Plane]
"""Gives the plane of the people for whom an input holds."""


@dataclass(frozen=True, slots=True)
class _Fetch:
    """Put the answer to a question, or nobody (None), in a slot."""

    question: Input | None
    slot: int


@dataclass(frozen=True, slots=True)
class _Join:
    """Join planes into a slot of our own, which may be one of theirs."""

    join: np.ufunc
    slots: tuple[int, ...]
    """What is read, one or two, then what is written."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """The steps that compute some gates, over as few planes as can be."""

    steps: tuple[_Fetch | _Join, ...]
    own: int
    """How many planes are written; the slots after them hold what was asked."""
    slots: int
    wanted: Mapping[Gate, int]
    """Where each gate's plane stands in the end."""

    @property
    def inputs(self) -> tuple[Input, ...]:
        """What is asked of the columns."""
        asked = (step.question for step in self.steps if isinstance(step, _Fetch))
        return tuple(question for question in asked if question is not None)

    def run(self, ask: Ask, people: int) -> dict[Gate, Plane]:
        """Compute the wanted gates for some people."""
        planes: list[Plane] = [np.empty(words_for(people), np.uint64) for _ in range(self.own)]
        planes += [planes[0]] * (self.slots - self.own) if planes else [empty(people)] * self.slots
        for step in self.steps:
            if isinstance(step, _Join):
                step.join(*[planes[slot] for slot in step.slots])
            elif step.question is None:
                planes[step.slot] = empty(people)
            else:
                planes[step.slot] = ask(step.question)
        return {gate: planes[slot] for gate, slot in self.wanted.items()}


def compiled(nodes: Sequence[Node], wanted: Sequence[Gate]) -> Kernel:
    """Plan the computation of some gates."""
    order = needed(list(nodes), wanted)
    plan = _Plan(nodes, _last_uses(nodes, order, frozenset(wanted)))
    for gate in order:
        plan.add(gate)
    return plan.kernel(wanted)


def _last_uses(
    nodes: Sequence[Node], order: Sequence[Gate], kept: frozenset[Gate]
) -> Mapping[Gate, Sequence[Gate]]:
    """Tell after which gate nobody needs another one any more."""
    last = {below: gate for gate in order for below in nodes[gate].below}
    freed: dict[Gate, list[Gate]] = {}
    for below, gate in last.items():
        if below not in kept:
            freed.setdefault(gate, []).append(below)
    return freed


_JOINS = {Op.NOT: np.invert, Op.AND: np.bitwise_and, Op.OR: np.bitwise_or}


class _Plan:
    """Gives every gate a slot: one of our own, used again when free, or one of what was asked."""

    def __init__(self, nodes: Sequence[Node], freed: Mapping[Gate, Sequence[Gate]]) -> None:
        self._nodes, self._freed = nodes, freed
        self._steps: list[_Fetch | _Join] = []
        self._own: dict[Gate, int] = {}
        self._asked: dict[Gate, int] = {}
        self._free: list[int] = []
        self._most = 0

    def add(self, gate: Gate) -> None:
        """Plan one gate; those below it are planned."""
        node = self._nodes[gate]
        if node.op in _JOINS:
            self._join(gate, _JOINS[node.op], [self._place(below) for below in node.below])
        else:
            self._asked[gate] = -1 - len(self._asked)
            self._steps.append(_Fetch(node.asks, self._asked[gate]))
        self._free += [self._own[one] for one in self._freed.get(gate, ()) if one in self._own]

    def _place(self, gate: Gate) -> int:
        return self._own[gate] if gate in self._own else self._asked[gate]

    def _join(self, gate: Gate, join: np.ufunc, below: Sequence[int]) -> None:
        out = self._own[gate] = self._free.pop() if self._free else self._new()
        first, *rest = below
        if len(rest) == 0:
            self._steps.append(_Join(join, (first, out)))
        for place in rest:
            self._steps.append(_Join(join, (first, place, out)))
            first = out

    def _new(self) -> int:
        self._most += 1
        return self._most - 1

    def kernel(self, wanted: Sequence[Gate]) -> Kernel:
        """Give the planned steps; negative slots, counted from the end, hold what was asked."""
        slots = self._most + len(self._asked)
        where = {gate: self._place(gate) for gate in wanted}
        return Kernel(tuple(self._steps), self._most, slots, where)


def used_inputs(kernels: Sequence[Kernel]) -> Mapping[Input, None]:
    """Name every input several kernels ask, once."""
    return dict.fromkeys(question for kernel in kernels for question in kernel.inputs)
