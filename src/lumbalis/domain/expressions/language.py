"""Reading expression text: Python syntax, a few words of it, checked against the vocabulary."""

from __future__ import annotations

import ast
import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from lumbalis.domain.expressions import nodes
from lumbalis.domain.expressions.values import ExpressionError, Kind, Limit, ValueType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_OPERATORS: Mapping[type[ast.cmpop], nodes.Operator] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_FUNCTIONS = ("any_of", "all_of", "known", "stated", "xor", "implies", "days_since", "count")
_LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Language:
    """The words an expression may use: typed names and named limits."""

    names: Mapping[str, ValueType]
    limits: Mapping[str, Limit]


def parse(text: str, language: Language) -> nodes.Expression:
    """Turn expression text into a type-checked expression.

    `and`, `or`, `not`, comparisons with `limits.<id>`, `x == "word"`,
    `x in {"a", "b"}`, `any_of(set, {...})`, `all_of(set, {...})`, `count(set)`,
    `days_since(date)`, `known(x)`, `stated(...)`, `xor(a, b)`, `implies(a, b)`.
    A bare number is refused: every clinical number is a limit with a source.

    Raises
    ------
    ExpressionError
        If the text is not an expression of this language, names an unknown fact,
        word or limit, compares different units, or lets missing knowledge
        loosen a rule.
    """
    if len(text) > _LONGEST_TEXT:
        msg = f"the expression has {len(text)} characters; split it into several rules"
        raise ExpressionError(msg)
    try:
        tree = ast.parse(" ".join(text.split()), mode="eval")
    except (SyntaxError, ValueError, RecursionError) as error:
        msg = f"{_shorten(text)} is not an expression ({error.__class__.__name__}); check brackets"
        raise ExpressionError(msg) from error
    expression = _Reader(language).boolean(tree.body)
    _refuse_loosening_known(expression, positive=True)
    return expression


def _refuse_loosening_known(expression: nodes.Expression, *, positive: bool) -> None:
    """Let `known(x)` stand only where knowing less makes the expression truer."""
    match expression:
        case nodes.Known(name) if positive:
            msg = (
                f"known({name}) would make the rule weaker as less is known; "
                f"write `not known({name})`, or `stated(...)` for an optional fact"
            )
            raise ExpressionError(msg)
        case nodes.Not(child):
            _refuse_loosening_known(child, positive=not positive)
        case nodes.And(children) | nodes.Or(children):
            for child in children:
                _refuse_loosening_known(child, positive=positive)
        case _:
            return


class _Reader:
    """Turns Python's syntax tree into our nodes, checking every name and type."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def boolean(self, tree: ast.expr) -> nodes.Expression:  # noqa: PLR0911 - one case a form
        match tree:
            case ast.BoolOp(op=ast.And(), values=values):
                return nodes.And(tuple(self.boolean(value) for value in values))
            case ast.BoolOp(op=ast.Or(), values=values):
                return nodes.Or(tuple(self.boolean(value) for value in values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return nodes.Not(self.boolean(operand))
            case ast.Name(id=name):
                self._require(name, Kind.BOOL)
                return nodes.Flag(name)
            case ast.Compare(left=left, ops=[operator], comparators=[right]):
                return self._comparison(left, operator, right)
            case ast.Call(func=ast.Name(id=function), args=arguments, keywords=[]):
                return self._call(function, arguments)
            case _:
                return _refuse(tree, "is not a yes/no expression of the rule language")

    def _comparison(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> nodes.Expression:
        match operator, right:
            case ((ast.Eq() | ast.NotEq()), ast.Constant(value=str(word))):
                found = nodes.IsOneOf(*self._enum_words(left, (word,)))
                return nodes.Not(found) if isinstance(operator, ast.NotEq) else found
            case ((ast.In() | ast.NotIn()), ast.Set(elts=elements)):
                found = nodes.IsOneOf(*self._enum_words(left, _words(elements)))
                return nodes.Not(found) if isinstance(operator, ast.NotIn) else found
            case _ if type(operator) in _OPERATORS:
                return self._numeric(left, _OPERATORS[type(operator)], right)
            case _:
                return _refuse(left, "is compared in a way the rule language does not know")

    def _numeric(
        self, left: ast.expr, operator: nodes.Operator, right: ast.expr
    ) -> nodes.Expression:
        (left_operand, left_unit), (right_operand, right_unit) = map(self._operand, (left, right))
        if left_unit != right_unit:
            msg = (
                f"{ast.unparse(left)} is in {left_unit or 'a bare number'} but "
                f"{ast.unparse(right)} is in {right_unit or 'a bare number'}; compare equal units"
            )
            raise ExpressionError(msg)
        return nodes.Compare(left_operand, operator, right_operand)

    def _operand(self, tree: ast.expr) -> tuple[nodes.Operand, str | None]:
        match tree:
            case ast.Attribute(value=ast.Name(id="limits"), attr=name):
                limit = self._limit(name)
                return nodes.LimitNumber(limit), limit.unit
            case ast.Name(id=name):
                return nodes.NumberFact(name), self._require(name, Kind.NUMBER).unit
            case ast.Call(func=ast.Name(id="days_since"), args=[ast.Name(id=name)], keywords=[]):
                self._require(name, Kind.DATE)
                return nodes.DaysSince(name), "d"
            case ast.Call(func=ast.Name(id="count"), args=[ast.Name(id=name)], keywords=[]):
                self._require(name, Kind.SET)
                return nodes.CountOf(name), "{count}"
            case ast.Constant(value=int() | float()):
                return _refuse(tree, "is a bare number; give it a source, a name under `limits`")
            case _:
                return _refuse(tree, "is not a number of the rule language")

    def _call(self, function: str, arguments: list[ast.expr]) -> nodes.Expression:
        match function, arguments:
            case "any_of", [ast.Name(id=name), ast.Set(elts=elements)]:
                return nodes.HasAny(name, self._set_words(name, _words(elements)))
            case "all_of", [ast.Name(id=name), ast.Set(elts=elements)]:
                return nodes.HasAll(name, self._set_words(name, _words(elements)))
            case "known", [ast.Name(id=name)]:
                self._type(name)
                return nodes.Known(name)
            case "stated", [inner]:
                return self._stated(inner)
            case "xor", [first, second]:
                return _exclusive_or(self.boolean(first), self.boolean(second))
            case "implies", [first, second]:
                return nodes.Or((nodes.Not(self.boolean(first)), self.boolean(second)))
            case _:
                hint = _closest(function, _FUNCTIONS)
                msg = f"{function}(...) is not a function of the rule language here{hint}"
                raise ExpressionError(msg)

    def _stated(self, inner: ast.expr) -> nodes.Expression:
        child = self.boolean(inner)
        for name in nodes.facts_read(child):
            if not self._type(name).optional:
                msg = (
                    f"stated(...) would read a missing {name} as no, and {name} must not be "
                    "missing; use it bare"
                )
                raise ExpressionError(msg)
        return nodes.Stated(child)

    def _enum_words(self, tree: ast.expr, words: tuple[str, ...]) -> tuple[str, frozenset[str]]:
        if not isinstance(tree, ast.Name):
            _refuse(tree, "is not the name of a fact")
        declared = self._require(tree.id, Kind.ENUM)
        return tree.id, _known_words(tree.id, words, declared.values)

    def _set_words(self, name: str, words: tuple[str, ...]) -> frozenset[str]:
        return _known_words(name, words, self._require(name, Kind.SET).values)

    def _require(self, name: str, kind: Kind) -> ValueType:
        declared = self._type(name)
        if declared.kind is not kind:
            msg = f"{name} is a {declared.kind.value}, but stands where a {kind.value} is needed"
            raise ExpressionError(msg)
        return declared

    def _type(self, name: str) -> ValueType:
        if name not in self._language.names:
            hint = _closest(name, self._language.names)
            msg = f"no fact is called {name}{hint}"
            raise ExpressionError(msg)
        return self._language.names[name]

    def _limit(self, name: str) -> Limit:
        if name not in self._language.limits:
            hint = _closest(name, self._language.limits)
            msg = f"no limit is called {name}{hint}"
            raise ExpressionError(msg)
        return self._language.limits[name]


def _exclusive_or(first: nodes.Expression, second: nodes.Expression) -> nodes.Expression:
    return nodes.And((nodes.Or((first, second)), nodes.Not(nodes.And((first, second)))))


def _words(elements: list[ast.expr]) -> tuple[str, ...]:
    words = tuple(e.value for e in elements if isinstance(e, ast.Constant) and type(e.value) is str)
    if len(words) != len(elements):
        msg = "a set of words holds something that is not a quoted word"
        raise ExpressionError(msg)
    return words


def _known_words(name: str, words: tuple[str, ...], allowed: frozenset[str]) -> frozenset[str]:
    for word in words:
        if word not in allowed:
            msg = f'{name} is never "{word}"{_closest(word, allowed)}'
            raise ExpressionError(msg)
    return frozenset(words)


def _closest(word: str, candidates: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(candidates), n=1)
    return f"; did you mean {near[0]}" if near else ""


def _shorten(text: str) -> str:
    flat = " ".join(text.split())
    return f"`{flat[:60]}…`" if len(flat) > 60 else f"`{flat}`"  # noqa: PLR2004 - display width


def _refuse(tree: ast.expr, why: str) -> NoReturn:
    msg = f"{_shorten(ast.unparse(tree))} {why}"
    raise ExpressionError(msg)
