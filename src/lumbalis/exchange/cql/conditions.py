"""Conditions in CQL, in which unknown stays unknown.

Only and, or, not and comparisons keep null in CQL; membership in a list and `if` do not, so they
are written as comparisons or behind a question for null.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lumbalis.domain.expressions import Expression, nodes
from lumbalis.domain.facts import FactType, Vocabulary
from lumbalis.exchange.cql.words import PHASE, TODAY, circumstances, name, number, text

_SIGNS: Mapping[nodes.Operator, str] = {
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
    "==": "=",
    "!=": "!=",
}
_TESTS: Mapping[nodes.Operator, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True, slots=True)
class CqlReading:
    """One reading of the answers: which definition holds the value of each fact."""

    vocabulary: Vocabulary
    named: Callable[[str], str]
    """Gives the identifier that holds a fact's value in this reading."""

    def value(self, fact: str) -> str:
        """Write where a name's value stands."""
        if fact == "phase":
            return name(PHASE)
        return self.named(fact) if fact in self.vocabulary.facts else name(fact)

    def never(self, fact: str) -> str:
        """Write where it stands that there is no such date."""
        return self.value(fact)[:-1] + ' never"'

    def known(self, fact: str) -> str:
        """Write that a name has a value."""
        given = f"{self.value(fact)} is not null"
        if self._may_be_never(fact):
            return f"({given} or {self.never(fact)} is true)"
        return f"({given})"

    def _may_be_never(self, fact: str) -> bool:
        known = self.vocabulary.facts.get(fact)
        return known is not None and known.type is FactType.DATE

    def condition(self, expression: Expression) -> str:
        """Write a condition; it is null exactly where it is unknown."""
        match expression:
            case nodes.And(children):
                return f"({' and '.join(map(self.condition, children))})"
            case nodes.Or(children):
                return f"({' or '.join(map(self.condition, children))})"
            case nodes.Not(child):
                return f"(not {self.condition(child)})"
            case nodes.Stated(child):
                return f"({self.condition(child)} is true)"
            case nodes.Known(fact):
                return self.known(fact)
            case _:
                return self._leaf(expression)

    def _leaf(self, leaf: nodes.Leaf) -> str:
        match leaf:
            case nodes.Flag(fact) | nodes.Known(fact):
                return self.value(fact)
            case nodes.IsOneOf(fact, words):
                equal = (f"{self.value(fact)} = {text(word)}" for word in sorted(words))
                return f"({' or '.join(equal)})"
            case nodes.HasAny(fact, words):
                return self._of_list(fact, " or ", words)
            case nodes.HasAll(fact, words):
                return self._of_list(fact, " and ", words)
            case nodes.Compare():
                return self._compare(leaf)

    def _of_list(self, fact: str, joint: str, words: frozenset[str]) -> str:
        held = self.value(fact)
        contained = joint.join(f"{held} contains {text(word)}" for word in sorted(words))
        return f"(if {held} is null then null else ({contained}))"

    def _compare(self, node: nodes.Compare) -> str:
        sign = _SIGNS[node.operator]
        for side, other, first in (
            (node.left, node.right, True),
            (node.right, node.left, False),
        ):
            if isinstance(side, nodes.DaysSince) and isinstance(other, nodes.LimitNumber):
                ends = (math.inf, other.limit.value) if first else (other.limit.value, math.inf)
                without_end = "true" if _TESTS[node.operator](*ends) else "false"
                compared = f"({self._operand(node.left)} {sign} {self._operand(node.right)})"
                return f"(if {self.never(side.name)} is true then {without_end} else {compared})"
        return f"({self._operand(node.left)} {sign} {self._operand(node.right)})"

    def _operand(self, operand: nodes.Operand) -> str:
        match operand:
            case nodes.LimitNumber(limit):
                return number(limit.value)
            case nodes.NumberFact(fact):
                return f"ToDecimal({self.value(fact)})" if self._whole(fact) else self.value(fact)
            case nodes.DaysSince(fact):
                held = self.value(fact)
                return f"ToDecimal(difference in days between {held} and {name(TODAY)})"
            case nodes.CountOf(fact):
                held = self.value(fact)
                counted = f"Count({held} W where W != 'none')"
                return f"(if {held} is null then null else ToDecimal({counted}))"

    def _whole(self, fact: str) -> bool:
        known = self.vocabulary.facts.get(fact)
        if known is not None:
            return known.type is FactType.INT
        return circumstances()[fact] == "Integer"

    def hangs_on(self, expression: Expression, meaning: Callable[[str], str | None]) -> str:
        """Write that a condition is unknown because of a fact whose silence means something.

        `meaning` gives the definition that says so of a fact, or None where it never does.
        """
        return self._hangs(expression, meaning) or "false"

    def _hangs(self, expression: Expression, meaning: Callable[[str], str | None]) -> str | None:
        match expression:
            case nodes.And(children) | nodes.Or(children):
                parts = [self._hangs(child, meaning) for child in children]
            case nodes.Not(child):
                return self._hangs(child, meaning)
            case nodes.Stated() | nodes.Known():
                return None
            case _:
                parts = [
                    None
                    if (said := meaning(one)) is None
                    else f"(not {self.known(one)} and {said})"
                    for one in nodes.names_in(expression)
                ]
        open_parts = [part for part in parts if part is not None]
        if not open_parts:
            return None
        return f"({self.condition(expression)} is null and ({' or '.join(open_parts)}))"
