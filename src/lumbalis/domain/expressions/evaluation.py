"""What an expression says of one patient: its truth, and the facts that decided it.

Conditions are closures over integers (0 no, 1 unknown, 2 yes), because a screening
runs a hundred of them; the trace walks the tree again, only for rules worth explaining.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from lumbalis.domain.expressions import nodes
from lumbalis.domain.expressions.values import NO_DATE, Reading
from lumbalis.domain.truth import Truth, all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NO, _UNKNOWN, _YES = 0, 1, 2
_TRUTHS = (Truth.FALSE, Truth.UNKNOWN, Truth.TRUE)
_WITHOUT_END = float("inf")
_COMPARE: Mapping[nodes.Operator, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}

_Closure = Callable[[Reading], int]
_Number = Callable[[Reading], float | None]


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled expression: ask it with a reading."""

    expression: nodes.Expression
    rank: _Closure
    """The truth as 0 (no), 1 (unknown) or 2 (yes), for the inner loop."""

    def truth(self, reading: Reading) -> Truth:
        """Tell whether the expression holds of this reading."""
        return _TRUTHS[self.rank(reading)]


@dataclass(frozen=True, slots=True)
class Trace:
    """Why an expression has the truth it has.

    `decided_by` are the answered facts that settle it (or, where it stays
    UNKNOWN, the ones that keep it open); `undecided` are the unanswered facts
    it hangs on.
    """

    truth: Truth
    decided_by: tuple[str, ...]
    undecided: tuple[str, ...]


def compile_expression(expression: nodes.Expression) -> Condition:
    """Turn an expression into something fast to ask."""
    return Condition(expression, _closure(expression))


def _closure(expression: nodes.Expression) -> _Closure:  # noqa: C901, PLR0911 - one case a node
    match expression:
        case nodes.And(children):
            return _and(tuple(_closure(child) for child in children))
        case nodes.Or(children):
            return _or(tuple(_closure(child) for child in children))
        case nodes.Not(child):
            inner = _closure(child)
            return lambda reading: _YES - inner(reading)
        case nodes.Stated(child):
            inner = _closure(child)
            return lambda reading: _YES if inner(reading) == _YES else _NO
        case nodes.Known(name):
            return lambda reading: _NO if reading[name] is None else _YES
        case nodes.Flag(name):
            return _flag(name)
        case nodes.IsOneOf(name, words):
            return _is_one_of(name, words)
        case nodes.HasAny(name, words):
            return _has_any(name, words)
        case nodes.HasAll(name, words):
            return _has_all(name, words)
        case nodes.Compare():
            return _compare(expression)


def _and(children: tuple[_Closure, ...]) -> _Closure:
    def rank(reading: Reading) -> int:
        lowest = _YES
        for child in children:
            value = child(reading)
            if value == _NO:
                return _NO
            lowest = min(lowest, value)
        return lowest

    return rank


def _or(children: tuple[_Closure, ...]) -> _Closure:
    def rank(reading: Reading) -> int:
        highest = _NO
        for child in children:
            value = child(reading)
            if value == _YES:
                return _YES
            highest = max(highest, value)
        return highest

    return rank


def _flag(name: str) -> _Closure:
    ranks = {None: _UNKNOWN, True: _YES, False: _NO}
    return lambda reading: ranks[reading[name]]  # type: ignore[index]  # a bool fact, by type check


def _is_one_of(name: str, words: frozenset[str]) -> _Closure:
    def rank(reading: Reading) -> int:
        value = reading[name]
        if value is None:
            return _UNKNOWN
        return _YES if value in words else _NO

    return rank


def _has_any(name: str, words: frozenset[str]) -> _Closure:
    def rank(reading: Reading) -> int:
        held = reading[name]
        if not isinstance(held, frozenset):
            return _UNKNOWN
        return _NO if words.isdisjoint(held) else _YES

    return rank


def _has_all(name: str, words: frozenset[str]) -> _Closure:
    def rank(reading: Reading) -> int:
        held = reading[name]
        if not isinstance(held, frozenset):
            return _UNKNOWN
        return _YES if words <= held else _NO

    return rank


def _compare(node: nodes.Compare) -> _Closure:
    left, right, test = number_of(node.left), number_of(node.right), _COMPARE[node.operator]

    def rank(reading: Reading) -> int:
        first, second = left(reading), right(reading)
        if first is None or second is None:
            return _UNKNOWN
        return _YES if test(first, second) else _NO

    return rank


def number_of(operand: nodes.Operand) -> _Number:
    """Give what reads a number: None where it is unknown."""
    match operand:
        case nodes.LimitNumber(limit):
            value = limit.value
            return lambda _reading: value
        case nodes.NumberFact(name):
            return lambda reading: reading[name]  # type: ignore[return-value]  # a number fact
        case nodes.DaysSince(name):
            return lambda reading: _days_since(reading, name)
        case nodes.CountOf(name):
            return lambda reading: _count(reading, name)


def _days_since(reading: Reading, name: str) -> float | None:
    match reading[name], reading["today"]:
        case date() as then, date() as today:
            return float((today - then).days)
        case answer, _ if answer is NO_DATE:
            return _WITHOUT_END
        case _:
            return None


def _count(reading: Reading, name: str) -> float | None:
    held = reading[name]
    return float(len(held - {"none"})) if isinstance(held, frozenset) else None


def trace(expression: nodes.Expression, reading: Reading) -> Trace:
    """Explain what an expression says of a reading, fact by fact."""
    match expression:
        case nodes.And(children):
            parts = [trace(child, reading) for child in children]
            return _join(all_of(part.truth for part in parts), parts)
        case nodes.Or(children):
            parts = [trace(child, reading) for child in children]
            return _join(any_of(part.truth for part in parts), parts)
        case nodes.Not(child):
            inner = trace(child, reading)
            return Trace(~inner.truth, inner.decided_by, inner.undecided)
        case nodes.Stated(child):
            inner = trace(child, reading)
            truth = Truth.TRUE if inner.truth is Truth.TRUE else Truth.FALSE
            return Trace(truth, inner.decided_by or inner.undecided, ())
        case nodes.Known(name):
            truth = Truth.FALSE if reading[name] is None else Truth.TRUE
            return Trace(truth, (name,), ())
        case _:
            return _trace_leaf(expression, reading)


def _trace_leaf(leaf: nodes.Leaf, reading: Reading) -> Trace:
    truth = _TRUTHS[_closure(leaf)(reading)]
    names = nodes.names_in(leaf)
    answered = tuple(name for name in names if reading[name] is not None)
    if truth is Truth.UNKNOWN:
        return Trace(truth, answered, tuple(name for name in names if reading[name] is None))
    return Trace(truth, names, ())


def _join(truth: Truth, parts: list[Trace]) -> Trace:
    """Keep the parts that settle the whole; for an open one, those that keep it open."""
    if truth is not Truth.UNKNOWN:
        return Trace(truth, _names(p.decided_by for p in parts if p.truth is truth), ())
    undecided = _names(part.undecided for part in parts if part.truth is Truth.UNKNOWN)
    return Trace(truth, _names(part.decided_by for part in parts), undecided)


def _names(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in groups for name in group))
