"""Where two nets part: the lowest gates whose agreement makes everything above them agree.

Two protocols built into one graph share every gate they build alike. Going down from the outcomes
along what differs ends at a few pairs of gates, for one changed number at a single question. For
a person in whom each pair agrees, every gate above agrees too, so only the others need a verdict.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from itertools import zip_longest

from lumbalis.domain.circuit import ALWAYS, NEVER, Equals, Fresh, Gate, Gates, Holds, Node, Op
from lumbalis.domain.expressions.nodes import names_in

Pair = tuple[Gate, Gate]
_NEUTRAL = {Op.AND: ALWAYS, Op.OR: NEVER}


def parting(gates: Gates, pairs: Iterable[Pair]) -> Gate:
    """Give a gate that is open wherever one of the pairs may differ, and computed from little."""
    return gates.some(
        gates.either(gates.both(one, gates.no(other)), gates.both(gates.no(one), other))
        for one, other in frontier(gates.nodes, pairs)
    )


def frontier(nodes: Sequence[Node], pairs: Iterable[Pair]) -> list[Pair]:
    """Go down from pairs of gates to the pairs on whose agreement theirs rests."""
    shapes = _Shapes(nodes)
    found: list[Pair] = []
    seen: set[Pair] = set()
    waiting = list(pairs)
    while waiting:
        pair = waiting.pop()
        if pair[0] == pair[1] or pair in seen:
            continue
        seen.add(pair)
        below = _below(nodes, pair, shapes)
        if below is None:
            found.append(pair)
        else:
            waiting += below
    return found


def _below(nodes: Sequence[Node], pair: Pair, shapes: _Shapes) -> list[Pair] | None:
    """Give pairs whose agreement makes this one agree; None where it goes no lower."""
    one, other = (nodes[gate] for gate in pair)
    if one.op is not other.op or one.op in (Op.ASK, Op.NEVER):
        return None
    mine = [gate for gate in one.below if gate not in other.below]
    theirs = [gate for gate in other.below if gate not in one.below]
    if one.op is Op.NOT:
        return [(mine[0], theirs[0])]
    return _matched(mine, theirs, _NEUTRAL[one.op], shapes)


def _matched(mine: list[Gate], theirs: list[Gate], neutral: Gate, shapes: _Shapes) -> list[Pair]:
    """Pair what is built alike but for a number; what has no partner must have no effect."""
    groups: dict[int, tuple[list[Gate], list[Gate]]] = {}
    for side, gates in enumerate((mine, theirs)):
        for gate in gates:
            groups.setdefault(shapes.of(gate), ([], []))[side].append(gate)
    left: tuple[list[Gate], list[Gate]] = ([], [])
    pairs: list[Pair] = []
    for group in groups.values():
        paired = min(map(len, group))
        pairs += zip(group[0][:paired], group[1][:paired], strict=True)
        for side in (0, 1):
            left[side].extend(group[side][paired:])
    return pairs + list(zip_longest(*left, fillvalue=neutral))


class _Shapes:
    """What a gate is built like, but for the numbers and words it compares with."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._nodes = nodes
        self._found: list[int] = []
        self._numbers: dict[Hashable, int] = {}

    def of(self, gate: Gate) -> int:
        """Give a number that gates of one shape share."""
        while len(self._found) <= gate:
            self._found.append(self._shape(self._nodes[len(self._found)]))
        return self._found[gate]

    def _shape(self, node: Node) -> int:
        key: Hashable = (node.op, tuple(sorted(self._found[below] for below in node.below)))
        if node.asks is not None:
            key = _kind_of(node.asks)
        return self._numbers.setdefault(key, len(self._numbers))


def _kind_of(question: object) -> Hashable:
    match question:
        case Holds(leaf):
            return type(leaf), names_in(leaf)
        case Equals(name) | Fresh(name):
            return type(question), name
        case _:
            return question
