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
class _Step:
    gate: Gate
    node: Node
    last_used: tuple[Gate, ...]
    """Gates nobody needs after this step: their planes are free."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """The steps that compute some gates."""

    steps: tuple[_Step, ...]
    wanted: frozenset[Gate]

    @property
    def inputs(self) -> tuple[Input, ...]:
        """What is asked of the columns."""
        return tuple(step.node.asks for step in self.steps if step.node.asks is not None)

    def run(self, ask: Ask, people: int) -> dict[Gate, Plane]:
        """Compute the wanted gates for some people."""
        return _Run(ask, people).through(self)


def compiled(nodes: Sequence[Node], wanted: Sequence[Gate]) -> Kernel:
    """Plan the computation of some gates."""
    order = needed(list(nodes), wanted)
    last: dict[Gate, Gate] = {}
    for gate in order:
        for below in nodes[gate].below:
            last[below] = gate
    kept = frozenset(wanted)
    freed: dict[Gate, list[Gate]] = {}
    for below, gate in last.items():
        if below not in kept:
            freed.setdefault(gate, []).append(below)
    steps = tuple(_Step(gate, nodes[gate], tuple(freed.get(gate, ()))) for gate in order)
    return Kernel(steps, kept)


class _Run:
    """One pass over some people; planes that are no longer needed are written over."""

    def __init__(self, ask: Ask, people: int) -> None:
        self._ask, self._people = ask, people
        self._planes: dict[Gate, Plane] = {}
        self._own: set[Gate] = set()
        self._free: list[Plane] = []

    def through(self, kernel: Kernel) -> dict[Gate, Plane]:
        for step in kernel.steps:
            self._planes[step.gate] = self._open(step)
            for gate in step.last_used:
                plane = self._planes.pop(gate)
                if gate in self._own:
                    self._free.append(plane)
        return {gate: self._planes[gate] for gate in kernel.wanted}

    def _open(self, step: _Step) -> Plane:
        node = step.node
        below = [self._planes[gate] for gate in node.below]
        match node.op:
            case Op.NEVER:
                return empty(self._people)
            case Op.ASK:
                return self._asked(node)
            case Op.NOT:
                return self._joined(step.gate, np.invert, below)
            case Op.AND:
                return self._joined(step.gate, np.bitwise_and, below)
            case Op.OR:
                return self._joined(step.gate, np.bitwise_or, below)

    def _asked(self, node: Node) -> Plane:
        if node.asks is None:
            msg = "a gate that asks nothing"
            raise RuntimeError(msg)
        return self._ask(node.asks)

    def _joined(self, gate: Gate, join: np.ufunc, below: Sequence[Plane]) -> Plane:
        out = self._free.pop() if self._free else np.empty(words_for(self._people), np.uint64)
        self._own.add(gate)
        first, *rest = below
        if not rest:
            join(first, out=out)
            return out
        join(first, rest[0], out=out)
        for plane in rest[1:]:
            join(out, plane, out=out)
        return out


def used_inputs(kernels: Sequence[Kernel]) -> Mapping[Input, None]:
    """Name every input several kernels ask, once."""
    return dict.fromkeys(question for kernel in kernels for question in kernel.inputs)
