"""The conditions of the protocol in the languages of other rule engines.

Each peer gets the same: the value of every fact in the ordinary reading, days since a date and
sizes of sets counted beforehand, and a fact nobody knows left out or null, as the peer expects.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lumbalis.domain.expressions import Expression, Reading, nodes
from lumbalis.domain.expressions.tracing import number_of
from lumbalis.domain.protocol import Protocol

_LATEST = 1e9
"""Days since a date that never was: beyond every limit, and a number in every language."""


def operand(one: nodes.Operand) -> str:
    """Name the value that stands for an operand."""
    match one:
        case nodes.NumberFact(name):
            return name
        case nodes.DaysSince(name):
            return f"{name}_days"
        case nodes.CountOf(name):
            return f"{name}_count"
        case nodes.LimitNumber(limit):
            return repr(float(limit.value))


def plainly(expression: Expression) -> Expression:
    """Write "somebody said so" by questions whether a fact is known, which each language has."""
    match expression:
        case nodes.And(children):
            return nodes.And(tuple(map(plainly, children)))
        case nodes.Or(children):
            return nodes.Or(tuple(map(plainly, children)))
        case _:
            asked = (nodes.Known(name) for name in nodes.facts_read(expression))
            return nodes.And((*asked, expression))


@dataclass(frozen=True, slots=True)
class Infix:
    """A language with infix operators; each part is a template."""

    both: str
    either: str
    negation: str
    known: str
    equal: str
    member: str
    """That a list holds a word."""
    prefix: str = ""

    def text(self, expression: Expression) -> str:
        """Write a condition."""
        match expression:
            case nodes.And(children):
                return "(" + self.both.join(map(self.text, children)) + ")"
            case nodes.Or(children):
                return "(" + self.either.join(map(self.text, children)) + ")"
            case nodes.Not(child):
                return self.negation.format(self.text(child))
            case nodes.Stated(child):
                return self.text(plainly(child))
            case _:
                return self._leaf(expression)

    def _known(self, name: str) -> str:
        return self.known.format(name=name, at=f"{self.prefix}{name}")

    def _leaf(self, leaf: nodes.Leaf) -> str:
        match leaf:
            case nodes.Known(name):
                return self._known(name)
            case nodes.Flag(name):
                return f"({self.prefix}{name} == true)"
            case nodes.IsOneOf(name, words):
                return self._each(self.equal, self.either, name, words)
            case nodes.HasAny(name, words):
                return self._each(self.member, self.either, name, words)
            case nodes.HasAll(name, words):
                return self._each(self.member, self.both, name, words)
            case nodes.Compare(left, sign, right):
                return f"({self._side(left)} {sign} {self._side(right)})"

    def _side(self, one: nodes.Operand) -> str:
        return operand(one) if isinstance(one, nodes.LimitNumber) else self.prefix + operand(one)

    def _each(self, form: str, joint: str, name: str, words: frozenset[str]) -> str:
        parts = (form.format(at=self.prefix + name, word=json.dumps(one)) for one in sorted(words))
        return "(" + joint.join(parts) + ")"


CEL = Infix(" && ", " || ", "(!{})", "has({at})", "({at} == {word})", "({word} in {at})", "f.")
RULE_ENGINE = Infix(
    " and ", " or ", "(not {})", "({at} != null)", "({at} == {word})", "({word} in {at})"
)
ZEN = Infix(" and ", " or ", "(not {})", "({at} != null)", "({at} == {word})", "({word} in {at})")


def tree(expression: Expression) -> dict[str, object]:  # noqa: C901, PLR0911 - one case a node
    """Write a condition as json-rules-engine reads it."""
    match expression:
        case nodes.And(children):
            return {"all": [tree(child) for child in children]}
        case nodes.Or(children):
            return {"any": [tree(child) for child in children]}
        case nodes.Not(child):
            return {"not": tree(child)}
        case nodes.Stated(child):
            return tree(plainly(child))
        case nodes.Known(name):
            return _test(name, "isKnown", value=True)
        case nodes.Flag(name):
            return _test(name, "equal", value=True)
        case nodes.IsOneOf(name, words):
            return _test(name, "in", value=sorted(words))
        case nodes.HasAny(name, words):
            return {"any": [_test(name, "contains", value=word) for word in sorted(words)]}
        case nodes.HasAll(name, words):
            return {"all": [_test(name, "contains", value=word) for word in sorted(words)]}
        case nodes.Compare():
            return _compared(expression)


_NAMED: Mapping[str, str] = {
    "<": "lessThan",
    "<=": "lessThanInclusive",
    ">": "greaterThan",
    ">=": "greaterThanInclusive",
    "==": "equal",
    "!=": "notEqual",
}
_TURNED: Mapping[str, str] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def _compared(node: nodes.Compare) -> dict[str, object]:
    left, sign, right = node.left, str(node.operator), node.right
    if isinstance(left, nodes.LimitNumber):
        left, sign, right = right, _TURNED[sign], left
    value: object = {"fact": operand(right)}
    if isinstance(right, nodes.LimitNumber):
        value = float(right.limit.value)
    return _test(operand(left), _NAMED[sign], value=value)


def _test(fact: str, named: str, *, value: object) -> dict[str, object]:
    return {"fact": fact, "operator": named, "value": value}


def conditions(protocol: Protocol) -> Iterator[tuple[str, Expression]]:
    """Give every case's condition."""
    for rule in protocol.rules:
        for case in rule.cases:
            yield case.id, case.when.expression


def operands(protocol: Protocol) -> dict[str, nodes.Operand]:
    """Give what is counted beforehand, by name: days since dates, sizes of sets."""
    found: dict[str, nodes.Operand] = {}
    for _, expression in conditions(protocol):
        for node in nodes.walk(expression):
            if isinstance(node, nodes.Compare):
                found |= {operand(side): side for side in (node.left, node.right)}
    return {
        name: side
        for name, side in found.items()
        if isinstance(side, nodes.DaysSince | nodes.CountOf)
    }


def person(reading: Reading, protocol: Protocol) -> dict[str, object]:
    """Give what is known of somebody, in JSON's types, with what is counted beforehand."""
    read = {one for _, expression in conditions(protocol) for one in nodes.facts_read(expression)}
    found = {name: _plain(reading[name]) for name in read}
    for name, side in operands(protocol).items():
        number = number_of(side)(reading)
        found[name] = min(number, _LATEST) if number is not None else None
    return {name: value for name, value in sorted(found.items()) if value is not None}


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value if isinstance(value, bool | float | str | None) else str(value)
