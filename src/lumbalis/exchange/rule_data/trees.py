"""Conditions as trees of lists: the kind first, then its parts. No text is left to parse."""

from __future__ import annotations

from lumbalis.domain.expressions import Expression, nodes

Tree = list[object]


def tree(expression: Expression) -> Tree:  # noqa: C901, PLR0911 - one case a node
    """Write a condition down as a tree."""
    match expression:
        case nodes.And(children):
            return ["and", *(tree(child) for child in children)]
        case nodes.Or(children):
            return ["or", *(tree(child) for child in children)]
        case nodes.Not(child):
            return ["not", tree(child)]
        case nodes.Stated(child):
            return ["stated", tree(child)]
        case nodes.Known(name):
            return ["known", name]
        case nodes.Flag(name):
            return ["flag", name]
        case nodes.IsOneOf(name, words):
            return ["in", name, sorted(words)]
        case nodes.HasAny(name, words):
            return ["any", name, sorted(words)]
        case nodes.HasAll(name, words):
            return ["all", name, sorted(words)]
        case nodes.Compare(left, operator, right):
            return [operator, _operand(left), _operand(right)]


def number(value: float) -> float:
    """Write a number in its shortest form; a whole one without a point."""
    return int(value) if value == int(value) else value


def _operand(operand: nodes.Operand) -> object:
    match operand:
        case nodes.LimitNumber(limit):
            return number(limit.value)
        case nodes.NumberFact(name):
            return ["fact", name]
        case nodes.DaysSince(name):
            return ["days", name]
        case nodes.CountOf(name):
            return ["count", name]
