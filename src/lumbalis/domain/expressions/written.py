"""Conditions written out as Python, because a screening asks a hundred of them.

A condition with three values is two with two: whether it certainly holds, and whether it may hold
(it is not certainly false). Each is written once, and the second is only asked where the first
says no. The tree read leaf by leaf (`tracing`) must agree with both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from lumbalis.domain.expressions import nodes
from lumbalis.domain.expressions.values import NO_DATE, Reading

Rank = Callable[[Reading], int]
"""The truth as 0 (no), 1 (unknown) or 2 (yes)."""

_WITHOUT_END = float("inf")


def written_rank(expression: nodes.Expression) -> Rank:
    """Turn an expression into a function of a reading."""
    text = _Writer()
    certain, possible = text.planes(expression)
    source = f"lambda r: 2 if {certain} else 1 if {possible} else 0"
    # Only names of the vocabulary stand in it, and those quoted; constants are handed over.
    rank: Rank = eval(source, text.constants)  # noqa: S307
    return rank


def days_since(reading: Reading, name: str) -> float | None:
    """Give the whole days since a date: without end where there is none, None where unknown."""
    match reading[name], reading["today"]:
        case date() as then, date() as today:
            return float((today - then).days)
        case answer, _ if answer is NO_DATE:
            return _WITHOUT_END
        case _:
            return None


def count_of(reading: Reading, name: str) -> float | None:
    """Give how many values a set holds, "none" not counted; None where unknown."""
    held = reading[name]
    return float(len(held - {"none"})) if isinstance(held, frozenset) else None


@dataclass
class _Writer:
    """Writes both planes of an expression, and keeps the constants they name."""

    constants: dict[str, object] = field(
        default_factory=lambda: {"days": days_since, "count": count_of, "__builtins__": {}}
    )

    def planes(self, expression: nodes.Expression) -> tuple[str, str]:
        """Write where it certainly holds, and where it may hold."""
        match expression:
            case nodes.And(children):
                return self._joined(" and ", children)
            case nodes.Or(children):
                return self._joined(" or ", children)
            case nodes.Not(child):
                certain, possible = self.planes(child)
                return f"(not {possible})", f"(not {certain})"
            case nodes.Stated(child):
                certain, _ = self.planes(child)
                return certain, certain
            case nodes.Compare():
                return self._compare(expression)
            case _:
                return self._leaf(expression)

    def _joined(self, sign: str, children: tuple[nodes.Expression, ...]) -> tuple[str, str]:
        certain, possible = zip(*map(self.planes, children), strict=True)
        return f"({sign.join(certain)})", f"({sign.join(possible)})"

    def _leaf(self, leaf: nodes.Flag | nodes.Known | nodes.OfWords) -> tuple[str, str]:
        at = f"r[{leaf.name!r}]"
        match leaf:
            case nodes.Flag():
                return f"({at} is True)", f"({at} is not False)"
            case nodes.Known():
                return (f"({at} is not None)",) * 2
            case nodes.IsOneOf(_, words):
                return self._known_and(at, f"{at} in {self._constant(words)}")
            case nodes.HasAny(_, words):
                return self._known_and(at, f"not {self._constant(words)}.isdisjoint({at})")
            case nodes.HasAll(_, words):
                return self._known_and(at, f"{self._constant(words)} <= {at}")

    def _known_and(self, at: str, test: str) -> tuple[str, str]:
        return f"({at} is not None and {test})", f"({at} is None or {test})"

    def _compare(self, node: nodes.Compare) -> tuple[str, str]:
        sides = [node.left, node.right]
        values = [self._number(side) for side in sides]
        asked = [v for v, side in zip(values, sides, strict=True) if _may_be_unknown(side)]
        test = f"{values[0]} {node.operator} {values[1]}"
        known = "".join(f"{value} is not None and " for value in asked)
        unknown = "".join(f"{value} is None or " for value in asked)
        return f"({known}{test})", f"({unknown}{test})"

    def _number(self, operand: nodes.Operand) -> str:
        match operand:
            case nodes.LimitNumber(limit):
                return self._constant(limit.value)
            case nodes.NumberFact(name):
                return f"r[{name!r}]"
            case nodes.DaysSince(name):
                return f"days(r, {name!r})"
            case nodes.CountOf(name):
                return f"count(r, {name!r})"

    def _constant(self, value: object) -> str:
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return name


def _may_be_unknown(operand: nodes.Operand) -> bool:
    return not isinstance(operand, nodes.LimitNumber)
