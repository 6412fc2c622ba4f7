"""The parts of a parsed expression. Each is a frozen value, already type-checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from lumbalis.domain.expressions.values import Limit

if TYPE_CHECKING:
    from collections.abc import Iterator

Operator = Literal["<", "<=", ">", ">=", "==", "!="]


@dataclass(frozen=True, slots=True)
class NumberFact:
    """A number somebody answered, in the unit its fact declares."""

    name: str


@dataclass(frozen=True, slots=True)
class DaysSince:
    """Whole days from a date fact to today; without end when there is no such date."""

    name: str


@dataclass(frozen=True, slots=True)
class CountOf:
    """How many values a set fact holds, "none" not counted."""

    name: str


@dataclass(frozen=True, slots=True)
class LimitNumber:
    """A number of the protocol, named in the expression as `limits.<id>`."""

    limit: Limit


Operand = NumberFact | DaysSince | CountOf | LimitNumber


@dataclass(frozen=True, slots=True)
class Flag:
    """A yes/no fact."""

    name: str


@dataclass(frozen=True, slots=True)
class IsOneOf:
    """An enum fact is one of some words."""

    name: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class HasAny:
    """A set fact holds at least one of some words."""

    name: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class HasAll:
    """A set fact holds every one of some words."""

    name: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Compare:
    """Two numbers of the same unit, compared."""

    left: Operand
    operator: Operator
    right: Operand


@dataclass(frozen=True, slots=True)
class Known:
    """A fact has been answered. Never UNKNOWN itself."""

    name: str


@dataclass(frozen=True, slots=True)
class Stated:
    """Somebody said so: UNKNOWN counts as FALSE. Only for facts whose silence has no effect."""

    child: Expression


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    child: Expression


@dataclass(frozen=True, slots=True)
class And:
    """All children hold."""

    children: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one child holds."""

    children: tuple[Expression, ...]


OfWords = IsOneOf | HasAny | HasAll
Leaf = Flag | OfWords | Compare | Known
Expression = Leaf | Stated | Not | And | Or


def walk(expression: Expression) -> Iterator[Expression]:
    """Visit an expression and everything inside it, outermost first."""
    yield expression
    match expression:
        case Stated(child) | Not(child):
            yield from walk(child)
        case And(children) | Or(children):
            for child in children:
                yield from walk(child)
        case _:
            return


def names_in(leaf: Leaf) -> tuple[str, ...]:
    """List the facts one leaf reads, in the order they are written."""
    if isinstance(leaf, Compare):
        sides = (leaf.left, leaf.right)
        return tuple(side.name for side in sides if not isinstance(side, LimitNumber))
    return (leaf.name,)


def facts_read(expression: Expression) -> tuple[str, ...]:
    """List every fact an expression reads, once, in the order of first mention."""
    leaves = (node for node in walk(expression) if not isinstance(node, Stated | Not | And | Or))
    return tuple(dict.fromkeys(name for leaf in leaves for name in names_in(leaf)))


def limits_read(expression: Expression) -> tuple[Limit, ...]:
    """List every limit an expression names, once."""
    compares = (node for node in walk(expression) if isinstance(node, Compare))
    sides = (side for node in compares for side in (node.left, node.right))
    return tuple(dict.fromkeys(side.limit for side in sides if isinstance(side, LimitNumber)))
