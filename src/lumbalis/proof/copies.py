"""A net read a second time with some inputs settled: only the gates they reach are built anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lumbalis.domain.circuit import Gate, Gates, Op


class Copy:
    """The gates of a net where some gates are replaced by others, in the same graph."""

    def __init__(self, gates: Gates, replaced: Mapping[Gate, Gate]) -> None:
        self._gates = gates
        self._new = dict(replaced)
        self._whole = len(gates.nodes)
        self._touched = _reached(gates, replaced)

    def of(self, gate: Gate) -> Gate:
        """Give what a gate becomes."""
        waiting = [gate]
        while waiting:
            one = waiting[-1]
            if one in self._new or one not in self._touched:
                waiting.pop()
                continue
            below = self._gates.nodes[one].below
            open_ones = [g for g in below if g in self._touched and g not in self._new]
            if open_ones:
                waiting.extend(open_ones)
            else:
                self._new[one] = self._rebuilt(one)
                waiting.pop()
        return self._new.get(gate, gate)

    def each(self, gates: Iterable[Gate]) -> tuple[Gate, ...]:
        """Give what several gates become."""
        return tuple(self.of(gate) for gate in gates)

    def _rebuilt(self, gate: Gate) -> Gate:
        node = self._gates.nodes[gate]
        below = [self._new.get(one, one) for one in node.below]
        match node.op:
            case Op.NOT:
                return self._gates.no(below[0])
            case Op.AND:
                return self._gates.every(below)
            case _:
                return self._gates.some(below)


def _reached(gates: Gates, replaced: Mapping[Gate, Gate]) -> set[Gate]:
    """Name every gate that rests on a replaced one."""
    reached = set(replaced)
    for number, node in enumerate(gates.nodes):
        if not reached.isdisjoint(node.below):
            reached.add(number)
    return reached
