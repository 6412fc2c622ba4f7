"""Why an expression has the truth it has: the facts that settle it, or keep it open.

Made once for each expression and asked only for rules worth explaining.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from lumbalis.domain.expressions import nodes
from lumbalis.domain.expressions.values import Reading
from lumbalis.domain.expressions.written import count_of, days_since
from lumbalis.domain.truth import Truth

_NO, _UNKNOWN, _YES = 0, 1, 2
_TRUTHS = (Truth.FALSE, Truth.UNKNOWN, Truth.TRUE)
_COMPARE: Mapping[nodes.Operator, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}

_Names = tuple[str, ...]
_Found = tuple[int, _Names, _Names]
"""The truth's rank, the facts that decided, the facts it hangs on."""
Tracer = Callable[[Reading], _Found]
_Test = Callable[[Reading], bool | None]
_Number = Callable[[Reading], float | None]


class Trace(NamedTuple):
    """Why an expression has the truth it has.

    `decided_by` are the answered facts that settle it (or, where it stays
    UNKNOWN, the ones that keep it open); `undecided` are the unanswered facts
    it hangs on.
    """

    truth: Truth
    decided_by: tuple[str, ...]
    undecided: tuple[str, ...]


def trace(expression: nodes.Expression, reading: Reading) -> Trace:
    """Explain what an expression says of a reading, fact by fact."""
    rank, decided, undecided = _kept(expression)(reading)
    return Trace(_TRUTHS[rank], decided, undecided)


def tracer(expression: nodes.Expression) -> Tracer:  # noqa: PLR0911 - one case a node
    """Turn an expression into a function that explains what it says of a reading."""
    match expression:
        case nodes.And(children):
            return _joined(tuple(map(tracer, children)), min)
        case nodes.Or(children):
            return _joined(tuple(map(tracer, children)), max)
        case nodes.Not(child):
            return _opposite(tracer(child))
        case nodes.Stated(child):
            return _stated(tracer(child))
        case nodes.Known(name):
            return lambda reading: (_NO if reading[name] is None else _YES, (name,), ())
        case nodes.Compare():
            return _of_two(_comparing(expression), nodes.names_in(expression))
        case _:
            return _of_one(_test(expression), expression.name)


_kept = lru_cache(maxsize=4096)(tracer)


def _joined(parts: tuple[Tracer, ...], strictest: Callable[[Iterable[int]], int]) -> Tracer:
    """Keep the parts that settle the whole; for an open one, those that keep it open."""

    def found(reading: Reading) -> _Found:
        each = [part(reading) for part in parts]
        rank = strictest([one[0] for one in each])
        if rank != _UNKNOWN:
            return rank, _names([one[1] for one in each if one[0] == rank]), ()
        undecided = _names([one[2] for one in each if one[0] == _UNKNOWN])
        return rank, _names([one[1] for one in each]), undecided

    return found


def _names(groups: list[_Names]) -> _Names:
    if len(groups) == 1:
        return groups[0]
    return tuple(dict.fromkeys([name for group in groups for name in group]))


def _opposite(inner: Tracer) -> Tracer:
    def found(reading: Reading) -> _Found:
        rank, decided, undecided = inner(reading)
        return _YES - rank, decided, undecided

    return found


def _stated(inner: Tracer) -> Tracer:
    def found(reading: Reading) -> _Found:
        rank, decided, undecided = inner(reading)
        return _YES if rank == _YES else _NO, decided or undecided, ()

    return found


def _of_one(test: _Test, name: str) -> Tracer:
    yes, no, open_ = (_YES, (name,), ()), (_NO, (name,), ()), (_UNKNOWN, (), (name,))
    return lambda reading: open_ if (held := test(reading)) is None else yes if held else no


def _test(leaf: nodes.Flag | nodes.OfWords) -> _Test:
    name = leaf.name
    match leaf:
        case nodes.Flag():
            return lambda reading: reading[name]  # type: ignore[return-value]  # a bool fact
        case nodes.IsOneOf(_, words):
            return lambda reading: None if (one := reading[name]) is None else one in words
        case nodes.HasAny(_, words):
            return lambda reading: (
                not words.isdisjoint(held) if isinstance(held := reading[name], frozenset) else None
            )
        case nodes.HasAll(_, words):
            return lambda reading: (
                words <= held if isinstance(held := reading[name], frozenset) else None
            )


def _comparing(node: nodes.Compare) -> _Test:
    left, right, test = number_of(node.left), number_of(node.right), _COMPARE[node.operator]

    def held(reading: Reading) -> bool | None:
        first, second = left(reading), right(reading)
        return None if first is None or second is None else test(first, second)

    return held


def number_of(operand: nodes.Operand) -> _Number:
    """Give what reads a number: None where it is unknown."""
    match operand:
        case nodes.LimitNumber(limit):
            value = limit.value
            return lambda _reading: value
        case nodes.NumberFact(name):
            return lambda reading: reading[name]  # type: ignore[return-value]  # a number fact
        case nodes.DaysSince(name):
            return lambda reading: days_since(reading, name)
        case nodes.CountOf(name):
            return lambda reading: count_of(reading, name)


def _of_two(test: _Test, names: _Names) -> Tracer:
    if len(names) == 1:
        return _of_one(test, names[0])

    def found(reading: Reading) -> _Found:
        held = test(reading)
        if held is not None:
            return _YES if held else _NO, names, ()
        answered = tuple(name for name in names if reading[name] is not None)
        return _UNKNOWN, answered, tuple(name for name in names if reading[name] is None)

    return found
