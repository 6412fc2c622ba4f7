"""A reading in the net: where the value of each name comes from, and what conditions say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lumbalis.domain.circuit.gates import NEVER, Gate, Gates
from lumbalis.domain.circuit.inputs import Equals, Holds
from lumbalis.domain.circuit.planes import (
    Plane,
    all_planes,
    any_plane,
    certain,
    opposite,
    unknown,
)
from lumbalis.domain.expressions import Expression, Value, compile_expression, nodes
from lumbalis.domain.truth import Truth

PHASE = "phase"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the value of a name comes from: its answer, or a value that stands in for it.

    `stand_ins` exclude the answer and each other; `defaulted` is open where the declared
    default is the one.
    """

    answered: Gate
    stand_ins: tuple[tuple[Gate, Value], ...] = ()
    defaulted: Gate = NEVER


@dataclass(frozen=True, slots=True)
class NetReading:
    """Names with the origins of their values, as conditions read them.

    `phases` are the gates of the phases, where the phase is already decided.
    """

    gates: Gates
    origins: Mapping[str, Origin]
    phases: Mapping[str, Gate]

    def known(self, name: str) -> Gate:
        """Give the gate that is open where a name has a value."""
        if name == PHASE:
            return self.gates.some(self.phases.values())
        origin = self.origins[name]
        return self.gates.either(origin.answered, *(gate for gate, _ in origin.stand_ins))

    def equals(self, name: str, value: Value) -> Gate:
        """Give the gate that is open where a name has exactly this value."""
        origin = self.origins[name]
        stand_ins = (gate for gate, stands in origin.stand_ins if stands == value)
        return self.gates.either(self._answer_is(name, value), *stand_ins)

    def _answer_is(self, name: str, value: Value) -> Gate:
        match value:
            case bool():
                holds = self.gates.ask(Holds(nodes.Flag(name)))
                holds = holds if value else self.gates.no(holds)
            case str():
                holds = self.gates.ask(Holds(nodes.IsOneOf(name, frozenset((value,)))))
            case _:
                holds = self.gates.ask(Equals(name, value))
        return self.gates.both(self.origins[name].answered, holds)

    def plane(self, expression: Expression) -> Plane:
        """Give the truth of a condition."""
        match expression:
            case nodes.And(children):
                return all_planes(self.gates, [self.plane(child) for child in children])
            case nodes.Or(children):
                return any_plane(self.gates, [self.plane(child) for child in children])
            case nodes.Not(child):
                return opposite(self.plane(child))
            case nodes.Stated(child):
                stated = self.plane(child).yes
                return Plane(stated, self.gates.no(stated))
            case nodes.Known(name):
                known = self.known(name)
                return Plane(known, self.gates.no(known))
            case _:
                return self._leaf(expression)

    def _leaf(self, leaf: nodes.Leaf) -> Plane:
        names = nodes.names_in(leaf)
        if names == (PHASE,):
            return self._of_phase(leaf)
        origins = [self.origins[name] for name in names]
        if len(names) != 1:
            return self._of_several(leaf, origins)
        ways = [(self.gates.ask(Holds(leaf)), origins[0].answered)]
        ways += [(_says(leaf, names[0], value), gate) for gate, value in origins[0].stand_ins]
        return Plane(
            self.gates.some(self.gates.both(there, holds) for holds, there in ways),
            self.gates.some(self.gates.both(there, self.gates.no(holds)) for holds, there in ways),
        )

    def _of_several(self, leaf: nodes.Leaf, origins: list[Origin]) -> Plane:
        if any(origin.stand_ins for origin in origins):
            msg = f"a comparison of facts with stand-in values cannot be a gate: {leaf}"
            raise NotImplementedError(msg)
        there = self.gates.every(origin.answered for origin in origins)
        holds = self.gates.ask(Holds(leaf))
        return Plane(self.gates.both(there, holds), self.gates.both(there, self.gates.no(holds)))

    def _of_phase(self, leaf: nodes.Leaf) -> Plane:
        words = leaf.words if isinstance(leaf, nodes.IsOneOf) else frozenset[str]()
        return Plane(
            self.gates.some(gate for phase, gate in self.phases.items() if phase in words),
            self.gates.some(gate for phase, gate in self.phases.items() if phase not in words),
        )

    def undecided(self, expression: Expression) -> dict[str, Gate]:
        """Name the facts a condition may hang on, each with the gate where it does."""
        match expression:
            case nodes.And(children) | nodes.Or(children):
                open_here = unknown(self.gates, self.plane(expression))
                found: dict[str, Gate] = {}
                for child in children:
                    for name, gate in self.undecided(child).items():
                        here = self.gates.both(open_here, gate)
                        found[name] = self.gates.either(found.get(name, NEVER), here)
                return found
            case nodes.Not(child):
                return self.undecided(child)
            case nodes.Stated() | nodes.Known():
                return {}
            case _:
                open_here = unknown(self.gates, self.plane(expression))
                return {
                    name: self.gates.both(open_here, self.gates.no(self.known(name)))
                    for name in nodes.names_in(expression)
                }


def _says(leaf: nodes.Leaf, name: str, value: Value) -> Gate:
    truth = compile_expression(leaf).truth({name: value, "today": None})
    return certain(holds=truth is Truth.TRUE).yes
