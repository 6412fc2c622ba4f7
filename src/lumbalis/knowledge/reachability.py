"""Can every case of every rule fire? A rule that no patient can trigger protects nobody.

For each case a patient is searched who triggers it, among values chosen around every limit
the case names. Numbers are only compared with limits, so these values stand for all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice, product
from typing import TYPE_CHECKING

from lumbalis.domain.expressions import (
    NO_DATE,
    Condition,
    Kind,
    Reading,
    Value,
    ValueType,
    facts_read,
    limits_read,
)
from lumbalis.domain.truth import Truth

if TYPE_CHECKING:
    from lumbalis.domain.facts import Fact
    from lumbalis.domain.protocol import Protocol

_TODAY = date(2000, 6, 1)
_MOST_TRIES = 400_000
_YES = 2


def unreachable_cases(protocol: Protocol) -> tuple[str, ...]:
    """Name the cases for which no consistent patient could be found."""
    return tuple(
        case.id
        for rule in protocol.rules
        for case in rule.cases
        if find_trigger(case.when, protocol) is None
    )


def find_trigger(condition: Condition, protocol: Protocol) -> Reading | None:
    """Find consistent answers that make a condition true; None where there seem to be none."""
    names = facts_read(condition.expression)
    candidates = [_candidates(name, condition, protocol) for name in names]
    for values in islice(product(*candidates), _MOST_TRIES):
        reading = {**dict(zip(names, values, strict=True)), "today": _TODAY}
        if condition.rank(reading) == _YES and _is_consistent(reading, protocol):
            return reading
    return None


def _is_consistent(reading: Mapping[str, Value | None], protocol: Protocol) -> bool:
    for tie in protocol.vocabulary.implications:
        if all(name in reading for name in (tie.fact, *facts_read(tie.when.expression))):
            held = reading[tie.fact]
            if held not in (None, tie.value) and tie.when.truth(reading) is Truth.TRUE:
                return False
    return True


def _candidates(name: str, condition: Condition, protocol: Protocol) -> Sequence[Value | None]:
    declared = protocol.vocabulary.names[name]
    fact = protocol.vocabulary.facts.get(name)
    match declared.kind:
        case Kind.BOOL:
            return (True, False, None)
        case Kind.ENUM:
            return (*sorted(declared.values), None)
        case Kind.SET:
            return (*_sets(declared), None)
        case Kind.DATE:
            return (*_dates(condition), NO_DATE, None)
        case Kind.NUMBER:
            return (*_numbers(declared, fact, condition), None)


def _sets(declared: ValueType) -> Iterator[frozenset[str]]:
    """Give each word alone, all of them together, and none of them."""
    words = sorted(declared.values - {"none"})
    yield from (frozenset({word}) for word in words)
    yield frozenset(words)
    yield frozenset({"none"}) if "none" in declared.values else frozenset()


def _dates(condition: Condition) -> Iterator[date]:
    for limit in limits_read(condition.expression):
        if limit.unit == "d":
            yield from (_TODAY - timedelta(days=limit.value + step) for step in (-1, 0, 1))


def _numbers(declared: ValueType, fact: Fact | None, condition: Condition) -> Iterator[float]:
    """Give each limit of the number's unit and its neighbours, within the fact's range."""
    for limit in limits_read(condition.expression):
        if limit.unit == declared.unit:
            for number in (limit.value - 1, limit.value, limit.value + 1):
                if fact is None or _fits(fact, number):
                    yield number


def _fits(fact: Fact, number: float) -> bool:
    return (fact.minimum or 0) <= number <= (fact.maximum or number)
