"""Conditions read with an eye to answers still to come: what is not yet said may yet be said.

A screening takes `stated(x)` and `known(x)` of a silent fact for false, because now it is.
Somebody about to ask may not: the next answer can make either true. So both are opened first.
"""

from __future__ import annotations

from dataclasses import dataclass

from lumbalis.domain.expressions import Condition, Expression, Reading, compile_expression
from lumbalis.domain.expressions.nodes import And, IsOneOf, Known, Not, Or, Stated
from lumbalis.domain.truth import Truth


@dataclass(frozen=True, slots=True)
class Prospect:
    """A condition whose truth is final: TRUE or FALSE now means so after every further answer."""

    opened: Condition

    def truth(self, reading: Reading) -> Truth:
        """Tell what is certain whatever else will be answered."""
        return self.opened.truth(reading)

    def hangs_on(self, reading: Reading) -> frozenset[str]:
        """Name the unanswered facts that can still decide it; none where it is decided."""
        if self.truth(reading) is not Truth.UNKNOWN:
            return frozenset()
        return frozenset(self.opened.trace(reading).undecided)


def prospect(condition: Condition) -> Prospect:
    """Open a condition for answers still to come."""
    return Prospect(compile_expression(_opened(condition.expression)))


def _opened(expression: Expression) -> Expression:
    match expression:
        case Stated(child):
            return _opened(child)
        case Known(name):
            # Of an answered fact: not one of no words, so TRUE. Of a silent one: UNKNOWN.
            return Not(IsOneOf(name, frozenset()))
        case Not(child):
            return Not(_opened(child))
        case And(children):
            return And(tuple(_opened(child) for child in children))
        case Or(children):
            return Or(tuple(_opened(child) for child in children))
        case _:
            return expression
