"""The solver's words for a person: what is given, how fresh, with which value."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

import z3

from lumbalis.domain.circuit.understanding import ALWAYS_KNOWN
from lumbalis.domain.expressions import Expression, Value, nodes
from lumbalis.proof.somebody import Somebody
from lumbalis.proof.spaces import Space

_COUNTED: Mapping[nodes.Operator, Callable[[int, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_A_SECOND = timedelta(seconds=1)


class Literals:
    """Names one solver uses for what is known of a person."""

    def __init__(self, spaces: Mapping[str, Space]) -> None:
        self.spaces = spaces
        self._of_mirror = {space.mirror: space for space in spaces.values() if space.mirror}
        self._ages: dict[str, dict[timedelta, z3.BoolRef]] = {}
        self.asides: dict[str, z3.BoolRef] = {}
        self.context = z3.Context()

    def _bool(self, name: str) -> z3.BoolRef:
        return z3.Bool(name, self.context)

    def constant(self, *, holds: bool) -> z3.BoolRef:
        """Say yes or no of everybody."""
        return z3.BoolVal(holds, self.context)

    def space_of(self, name: str) -> Space:
        """Give the space a name is read from."""
        return self._of_mirror.get(name) or self.spaces[name]

    def given(self, name: str) -> z3.BoolRef:
        """Somebody has answered, or the circumstance is known."""
        space = self.space_of(name).name
        return self.constant(holds=True) if space in ALWAYS_KNOWN else self._bool(f"given {space}")

    def value(self, name: str, value: Value) -> z3.BoolRef:
        """Say that the value is this one, or that the set holds this word."""
        return self._bool(f"{name} = {value}")

    def fresh(self, name: str, within: timedelta) -> tuple[z3.BoolRef, list[z3.BoolRef]]:
        """Say that the answer is no older than so much; with what follows for other ages."""
        ages = self._ages.setdefault(name, {})
        if within in ages:
            return ages[within], []
        literal = ages[within] = self._bool(f"{name} within {within.total_seconds()!r}")
        rules = [
            z3.Implies(one, other)
            for shorter, one in ages.items()
            for longer, other in ages.items()
            if shorter < longer and within in (shorter, longer)
        ]
        return literal, rules

    def aside(self, name: str) -> z3.BoolRef:
        """Say that a physician has set this rule or case aside."""
        return self.asides.setdefault(name, self._bool(f"aside {name}"))

    def of_set(self, leaf: Expression, space: Space) -> z3.BoolRef:
        """Say what a condition asks of the words of a set."""
        match leaf:
            case nodes.HasAny(_, words):
                return z3.Or(*(self.value(space.name, word) for word in sorted(words)))
            case nodes.HasAll(_, words):
                return z3.And(*(self.value(space.name, word) for word in sorted(words)))
            case nodes.Compare(nodes.CountOf(), sign, nodes.LimitNumber(limit)):
                counted = [self.value(space.name, w) for w in space.values if w != "none"]
                fitting = [
                    _exactly(counted, count)
                    for count in range(len(counted) + 1)
                    if _COUNTED[sign](count, limit.value)
                ]
                return z3.Or(*fitting) if fitting else self.constant(holds=False)
            case _:
                msg = f"a proof cannot ask this of a set: {leaf}"
                raise NotImplementedError(msg)

    def rules(self) -> Iterator[z3.BoolRef]:
        """Say what values exclude each other."""
        for space in self.spaces.values():
            held = [self.value(space.name, value) for value in space.values]
            if not space.is_set:
                yield _exactly(held, 1)
                continue
            if not space.may_be_empty:
                yield z3.Or(*held)
            if "none" in space.values:
                none = self.value(space.name, "none")
                rest = (self.value(space.name, word) for word in space.values if word != "none")
                yield from (z3.Not(z3.And(none, word)) for word in rest)
        yield from self._done_before_the_next()

    def _done_before_the_next(self) -> Iterator[z3.BoolRef]:
        """No more sessions are done than stand before the one to come."""
        for done in self.spaces["course_sessions_done"].values:
            for session in self.spaces["session"].values:
                if _number(done) >= _number(session):
                    yield z3.Not(
                        z3.And(
                            self.given("course_sessions_done"),
                            self.value("course_sessions_done", done),
                            self.value("session", session),
                        )
                    )

    def of_name(self, name: str, somebody: Somebody) -> list[z3.BoolRef]:
        """Say that one name is known as it is of somebody, and just as fresh."""
        space, held = self.spaces[name], somebody.values.get(name)
        given = self.given(name)
        fresh = list(self._ages.get(name, {}).values())
        if held is None:
            return [z3.Not(given)]
        if not space.is_set:
            return [given, *fresh, self.value(name, held)]
        words = held if isinstance(held, frozenset) else frozenset[str]()
        return [given, *fresh, *self._words(space, words)]

    def _words(self, space: Space, words: frozenset[str]) -> list[z3.BoolRef]:
        named = ((word, self.value(space.name, word)) for word in space.values)
        return [literal if word in words else z3.Not(literal) for word, literal in named]

    def from_calmest(self, space: Space) -> Iterator[list[z3.BoolRef]]:
        """Give the ways a name may be known, the calmest first."""
        known = [self.given(space.name), *self._ages.get(space.name, {}).values()]
        for value in space.values:
            if space.is_set:
                yield [*known, *self._words(space, frozenset({str(value)}))]
            else:
                yield [*known, self.value(space.name, value)]
        if space.is_set:
            yield [*known, *self._words(space, frozenset(map(str, space.values)) - {"none"})]
        yield known
        yield [z3.Not(self.given(space.name))]

    def nothing_set_aside(self) -> list[list[z3.BoolRef]]:
        """Say of each rule that nobody has set it aside."""
        return [[z3.Not(literal)] for literal in self.asides.values()]

    def age(self, name: str, model: z3.ModelRef) -> timedelta | None:
        """Give how old an answer is, where it is not from just now."""
        limits = sorted(self._ages.get(name, {}).items())
        passed = [within for within, literal in limits if not _true(model, literal)]
        return passed[-1] + _A_SECOND if passed else None


def _exactly(literals: list[z3.BoolRef], count: int) -> z3.BoolRef:
    return z3.PbEq([(literal, 1) for literal in literals], count)


def _number(value: Value) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _true(model: z3.ModelRef, literal: z3.BoolRef) -> bool:
    return bool(z3.is_true(model.eval(literal, model_completion=True)))


def read_person(model: z3.ModelRef, literals: Literals) -> Somebody:
    """Take a person from a solver's model."""
    values: dict[str, Value] = {}
    ages: dict[str, timedelta] = {}
    for name, space in literals.spaces.items():
        if not _true(model, literals.given(name)):
            continue
        held = [v for v in space.values if _true(model, literals.value(name, v))]
        values[name] = frozenset(map(str, held)) if space.is_set else held[0]
        age = literals.age(name, model)
        if age is not None:
            ages[name] = age
    aside = frozenset(n for n, literal in literals.asides.items() if _true(model, literal))
    return Somebody(values, ages, aside)
