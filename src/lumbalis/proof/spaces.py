"""The values that stand for all others: where no condition can tell two apart, one is enough.

A fact is only ever compared with words and limits. So each word, and the numbers at and beside
each limit, answer for every value the fact accepts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from lumbalis.domain.circuit import Equals, Holds, Input
from lumbalis.domain.expressions import NO_DATE, Kind, Value, nodes
from lumbalis.domain.facts import CONTEXT, Fact, FactType, Vocabulary

AS_OF = datetime(2026, 1, 15, 12, tzinfo=UTC)
"""The moment every proof is made for. Only distances in time count, so any other is as good."""

_HIGHEST_SESSION = 99
_MIRRORED = {"course_worsening_percent": "course_improvement_percent"}
"""Names that are another name's number with the opposite sign."""
_WHOLE_CIRCUMSTANCES = frozenset(
    {"session", "course_sessions_done", "course_gap_days", "course_weeks"}
)


@dataclass(frozen=True, slots=True)
class Space:
    """One thing that can be known of a person, and the values that stand for all others.

    `values` hold the calmest first. A `set` space holds its words instead: each may be in
    the answer or not, `none` only alone.
    """

    name: str
    values: tuple[Value, ...]
    is_set: bool = False
    may_be_empty: bool = False
    mirror: str | None = None
    """Another name under which conditions read the same number with the opposite sign."""

    def reading(self, value: Value | None) -> dict[str, Value | None]:
        """Give what conditions read where the value is this one."""
        found: dict[str, Value | None] = {self.name: value, "today": AS_OF.date()}
        if self.mirror is not None:
            found[self.mirror] = -value if isinstance(value, int | float) else None
        return found


def spaces_of(vocabularies: Iterable[Vocabulary], inputs: Iterable[Input]) -> dict[str, Space]:
    """Give the space of every fact and circumstance, told apart as finely as the inputs need."""
    asked = _Asked.of(inputs)
    found: dict[str, Space] = {}
    for vocabulary in vocabularies:
        for fact in vocabulary.facts.values():
            found[fact.id] = _of_fact(fact, asked, found.get(fact.id))
    for name in CONTEXT:
        if name not in ("today", "phase", *_MIRRORED):
            found[name] = _of_circumstance(name, asked)
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """The limits and values inputs compare each name with."""

    limits: Mapping[str, tuple[float, ...]]
    values: Mapping[str, tuple[Value, ...]]

    @classmethod
    def of(cls, inputs: Iterable[Input]) -> _Asked:
        limits: dict[str, set[float]] = {}
        values: dict[str, list[Value]] = {}
        for question in inputs:
            match question:
                case Holds(nodes.Compare() as leaf):
                    name, limit = _compared(leaf)
                    limits.setdefault(name, set()).add(limit)
                case Equals(name, value):
                    values.setdefault(name, []).append(value)
                case _:
                    continue
        for name, original in _MIRRORED.items():
            limits.setdefault(original, set()).update(-n for n in limits.get(name, ()))
        ordered = {name: tuple(sorted(numbers)) for name, numbers in limits.items()}
        return cls(ordered, {name: tuple(held) for name, held in values.items()})


def _compared(leaf: nodes.Compare) -> tuple[str, float]:
    sides = (leaf.left, leaf.right)
    names = nodes.names_in(leaf)
    numbers = [side.limit.value for side in sides if isinstance(side, nodes.LimitNumber)]
    if len(names) != 1 or len(numbers) != 1:
        msg = f"a proof needs comparisons of one fact with one limit, not {leaf}"
        raise NotImplementedError(msg)
    return names[0], numbers[0]


def _of_fact(fact: Fact, asked: _Asked, beside: Space | None) -> Space:
    """Give a fact's space; where another protocol has the fact too, values of both."""
    before = () if beside is None else beside.values
    usual = () if fact.silence.default is None else (fact.silence.default,)
    stands = () if fact.type is FactType.SET else usual
    values = tuple(dict.fromkeys((*stands, *_values(fact, asked), *before)))
    empty = fact.type is FactType.SET and "none" not in fact.values
    return Space(fact.id, values, fact.type is FactType.SET, empty)


def _values(fact: Fact, asked: _Asked) -> Iterator[Value]:
    match fact.type:
        case FactType.BOOL:
            yield from (False, True)
        case FactType.ENUM | FactType.SET:
            yield from sorted(fact.values, key=lambda word: word not in ("none", "no"))
        case FactType.DATE:
            yield from [NO_DATE] if fact.none_allowed else []
            yield from _days(asked.limits.get(fact.id, ()))
            yield from (v for v in asked.values.get(fact.id, ()) if isinstance(v, date))
        case FactType.INT | FactType.DECIMAL:
            whole = fact.type is FactType.INT
            low = -math.inf if fact.minimum is None else fact.minimum
            high = math.inf if fact.maximum is None else fact.maximum
            equal = [v for v in asked.values.get(fact.id, ()) if isinstance(v, int | float)]
            limits = (*asked.limits.get(fact.id, ()), *equal)
            yield from _numbers(limits, low, high, whole=whole)


def _days(limits: Iterable[float]) -> Iterator[date]:
    """Give the days at and beside so many days before; never after today."""
    days = {0, *(int(n) + step for n in limits for step in (-1, 0, 1))}
    for ago in sorted(day for day in days if day >= 0):
        yield AS_OF.date() - timedelta(days=ago)


def _numbers(
    limits: Iterable[float], low: float, high: float, *, whole: bool
) -> Iterator[int | float]:
    step = 1.0 if whole else 0.1
    beside = {low, high, *(n + way * step for n in limits for way in (-1, 0, 1))}
    inside = [n for n in beside if low <= n <= high and math.isfinite(n)] or [0.0]
    for number in dict.fromkeys(sorted((round(n, 1) for n in inside), key=_from_zero)):
        if not whole:
            yield number
        elif number == int(number):
            yield int(number)


def _from_zero(number: float) -> tuple[float, float]:
    return abs(number), number


def _of_circumstance(name: str, asked: _Asked) -> Space:
    declared = CONTEXT[name]
    match declared.kind:
        case Kind.BOOL:
            return Space(name, (False, True))
        case Kind.SET:
            return Space(name, tuple(sorted(declared.values)), is_set=True, may_be_empty=True)
        case Kind.ENUM:
            return Space(name, tuple(sorted(declared.values)))
        case _:
            return _of_number(name, asked)


def _of_number(name: str, asked: _Asked) -> Space:
    whole = name in _WHOLE_CIRCUMSTANCES
    low, high = (1, _HIGHEST_SESSION) if name == "session" else (0 if whole else -100, 100)
    limits = (0.0, *asked.limits.get(name, ()))
    mirrors = {original: mirror for mirror, original in _MIRRORED.items()}
    values = tuple(_numbers(limits, low, high, whole=whole))
    return Space(name, values, mirror=mirrors.get(name))
