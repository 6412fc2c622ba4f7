"""A net of gates: every yes/no answer a verdict is made of, as one graph without repetition.

Two truths that are built alike are one gate, so a question asked by fifty rules is
computed once, whoever reads the net: a solver, a sweep of columns, a database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from lumbalis.domain.circuit.inputs import Input

Gate = int
"""A gate by its number; a gate only depends on gates with smaller numbers."""

NEVER: Gate = 0
ALWAYS: Gate = 1


class Op(Enum):
    """What a gate does with the gates below it."""

    NEVER = "never"
    ASK = "ask"
    NOT = "not"
    AND = "and"
    OR = "or"


@dataclass(frozen=True, slots=True)
class Node:
    """One gate: what it does, with which gates, or which input it asks."""

    op: Op
    below: tuple[Gate, ...] = ()
    asks: Input | None = None


class Gates:
    """A growing net. What is built twice exists once; what is certain needs no gate."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._numbers: dict[Node, Gate] = {}
        self._add(Node(Op.NEVER))
        self._add(Node(Op.NOT, (NEVER,)))

    def _add(self, node: Node) -> Gate:
        number = self._numbers.get(node)
        if number is None:
            number = self._numbers[node] = len(self.nodes)
            self.nodes.append(node)
        return number

    def ask(self, question: Input) -> Gate:
        """Give the gate that is open where an input holds."""
        return self._add(Node(Op.ASK, asks=question))

    def no(self, gate: Gate) -> Gate:
        """Give the opposite of a gate."""
        node = self.nodes[gate]
        return node.below[0] if node.op is Op.NOT else self._add(Node(Op.NOT, (gate,)))

    def both(self, *gates: Gate) -> Gate:
        """Give the gate that is open where all of these are."""
        return self.every(gates)

    def either(self, *gates: Gate) -> Gate:
        """Give the gate that is open where one of these is."""
        return self.some(gates)

    def every(self, gates: Iterable[Gate]) -> Gate:
        """Join with `and`; ALWAYS where there are none."""
        return self._join(Op.AND, gates, neutral=ALWAYS, ruling=NEVER)

    def some(self, gates: Iterable[Gate]) -> Gate:
        """Join with `or`; NEVER where there are none."""
        return self._join(Op.OR, gates, neutral=NEVER, ruling=ALWAYS)

    def _join(self, op: Op, gates: Iterable[Gate], *, neutral: Gate, ruling: Gate) -> Gate:
        members: set[Gate] = set()
        for gate in gates:
            node = self.nodes[gate]
            members.update(node.below if node.op is op else (gate,))
        members.discard(neutral)
        if ruling in members or any(self.no(gate) in members for gate in tuple(members)):
            return ruling
        if len(members) <= 1:
            return next(iter(members), neutral)
        return self._add(Node(op, tuple(sorted(members))))

    def inputs(self) -> dict[Input, Gate]:
        """Give every input asked anywhere, with its gate."""
        return {node.asks: number for number, node in enumerate(self.nodes) if node.asks}


def needed(nodes: list[Node], wanted: Iterable[Gate]) -> list[Gate]:
    """Name the gates some gates rest on, themselves included, lower ones first."""
    found: set[Gate] = set()
    waiting = list(wanted)
    while waiting:
        gate = waiting.pop()
        if gate not in found:
            found.add(gate)
            waiting.extend(nodes[gate].below)
    return sorted(found)
