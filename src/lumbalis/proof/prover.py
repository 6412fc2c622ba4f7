"""The solver: asks of a net whether anybody could exist for whom some gates are open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import z3

from lumbalis.domain.circuit import (
    Equals,
    Fresh,
    Gate,
    Gates,
    Given,
    Holds,
    Input,
    Op,
    SetAside,
)
from lumbalis.domain.expressions import Expression, Value, compile_expression, nodes
from lumbalis.domain.facts import Vocabulary
from lumbalis.domain.truth import Truth
from lumbalis.proof.people import Literals, read_person
from lumbalis.proof.somebody import Somebody
from lumbalis.proof.spaces import spaces_of


class Prover:
    """Asks questions of the gates of one graph. A gate is told to the solver when first needed."""

    def __init__(self, gates: Gates, vocabularies: Sequence[Vocabulary]) -> None:
        self.gates = gates
        self.questions = 0
        self._told: dict[Gate, z3.BoolRef] = {}
        self._spaces = spaces_of(vocabularies, gates.inputs())
        self.literals = Literals(self._spaces)
        self._solver = z3.SolverFor("QF_FD", ctx=self.literals.context)
        for rule in self.literals.rules():
            self._solver.add(rule)
        self._always: list[Gate] = []
        self._usual: Somebody | None = None

    def always(self, gate: Gate) -> None:
        """Only consider people for whom a gate is open."""
        self._always.append(gate)
        self._solver.add(self.tell(gate))

    def possible(self, *gates: Gate) -> bool:
        """Tell whether anybody could exist for whom all these gates are open."""
        return self._check([self.tell(gate) for gate in gates])

    def _check(self, literals: Sequence[z3.BoolRef]) -> bool:
        self.questions += 1
        found = self._solver.check(*literals)
        if found == z3.unknown:
            msg = f"the solver gave no answer: {self._solver.reason_unknown()}"
            raise RuntimeError(msg)
        return bool(found == z3.sat)

    def somebody(self, *gates: Gate) -> Somebody | None:
        """Give the plainest person for whom all these gates are open; None: nobody could exist.

        As many facts as can be are those of the usual person.
        """
        wanted = [self.tell(gate) for gate in gates]
        if not self._check(wanted):
            return None
        wishes = [self.literals.of_name(name, self.usual) for name in self._spaces]
        self._grant([*wishes, *self.literals.nothing_set_aside()], wanted)
        self._check(wanted)
        return read_person(self._solver.model(), self.literals)

    def _grant(self, wishes: list[list[z3.BoolRef]], wanted: list[z3.BoolRef]) -> None:
        """Add every wish that can be granted, whole blocks first."""
        if not wishes:
            return
        together = [literal for wish in wishes for literal in wish]
        if self._check([*wanted, *together]):
            wanted += together
        elif len(wishes) > 1:
            half = len(wishes) // 2
            self._grant(wishes[:half], wanted)
            self._grant(wishes[half:], wanted)

    @property
    def usual(self) -> Somebody:
        """The person others are described against: all answered now, the calmest values."""
        if self._usual is None:
            msg = "choose the usual person before asking for others"
            raise RuntimeError(msg)
        return self._usual

    @property
    def has_usual(self) -> bool:
        """Whether the usual person has been chosen."""
        return self._usual is not None

    def choose_usual(self, *gates: Gate) -> None:
        """Find the usual person among those for whom these gates are open."""
        wanted = [self.tell(gate) for gate in gates]
        for space in self._spaces.values():
            for wish in self.literals.from_calmest(space):
                if self._check([*wanted, *wish]):
                    wanted += wish
                    break
        self._usual = self._read(wanted)

    def _read(self, wanted: list[z3.BoolRef]) -> Somebody:
        for wish in self.literals.nothing_set_aside():
            if self._check([*wanted, *wish]):
                wanted += wish
        if not self._check(wanted):
            msg = "no person is fit for a session under this protocol"
            raise RuntimeError(msg)
        return read_person(self._solver.model(), self.literals)

    def tell(self, gate: Gate) -> z3.BoolRef:
        """Give the solver's name of a gate, after telling it what the gate rests on."""
        if gate not in self._told:
            for below in self._untold(gate):
                self._told[below] = self._define(below)
        return self._told[gate]

    def _untold(self, gate: Gate) -> Iterator[Gate]:
        found: set[Gate] = set()
        waiting = [gate]
        while waiting:
            one = waiting.pop()
            if one not in found and one not in self._told:
                found.add(one)
                waiting.extend(self.gates.nodes[one].below)
        return iter(sorted(found))

    def _define(self, gate: Gate) -> z3.BoolRef:
        node = self.gates.nodes[gate]
        below = [self._told[one] for one in node.below]
        match node.op:
            case Op.NEVER:
                return self.literals.constant(holds=False)
            case Op.NOT:
                return z3.Not(below[0])
            case Op.ASK:
                return self._ask(node.asks)
            case Op.AND:
                return self._named(gate, z3.And(*below))
            case Op.OR:
                return self._named(gate, z3.Or(*below))

    def _named(self, gate: Gate, meaning: z3.BoolRef) -> z3.BoolRef:
        name = z3.Bool(f"g{gate}", self.literals.context)
        self._solver.add(name == meaning)
        return name

    def _ask(self, question: Input | None) -> z3.BoolRef:
        match question:
            case Given(name):
                return self.literals.given(name)
            case Fresh(name, within):
                literal, rules = self.literals.fresh(name, within)
                self._solver.add(*rules)
                return literal
            case SetAside(name):
                return self.literals.aside(name)
            case Equals(name, value):
                return self._some_value(name, lambda held: held == value)
            case Holds(leaf):
                return self._holds(leaf)
            case None:
                msg = "a gate that asks nothing"
                raise RuntimeError(msg)

    def _holds(self, leaf: Expression) -> z3.BoolRef:
        name = nodes.facts_read(leaf)[0]
        space = self.literals.space_of(name)
        if space.is_set:
            return self.literals.of_set(leaf, space)
        condition = compile_expression(leaf)

        def holds(value: Value) -> bool:
            return condition.truth(space.reading(value)) is Truth.TRUE

        return self._some_value(name, holds)

    def _some_value(self, name: str, test: Callable[[Value], bool]) -> z3.BoolRef:
        space = self.literals.space_of(name)
        fitting = [self.literals.value(space.name, v) for v in space.values if test(v)]
        return z3.Or(*fitting) if fitting else self.literals.constant(holds=False)
