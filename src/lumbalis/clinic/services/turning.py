"""What would change a verdict: for each reason, the one answer without which it would not stand.

Pure: tries other answers and screens again, so it can claim nothing the screening does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lumbalis.domain.expressions import NO_DATE, Value, limits_read
from lumbalis.domain.facts import ContradictionError, Fact, FactType
from lumbalis.domain.protocol import Case, Category, Protocol
from lumbalis.domain.screening import Reason, Verdict, screen
from lumbalis.exchange.answers import ScreeningInput

_DAYS_BACK = (0, 1, 7, 14, 30, 60, 120, 365, 3650)
_STEPS = {FactType.INT: 1.0, FactType.DECIMAL: 0.1}
_NONE = "none"


class Direction(StrEnum):
    """In which direction a number would have to differ."""

    LOWER = "lower"
    HIGHER = "higher"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Turn:
    """A fact that alone decides whether a reason stands.

    `answers` are the words (or yes, no) with which it would not; for numbers `direction` tells
    where they would have to lie. `then` is the mildest verdict that would be left.
    """

    fact: str
    answers: tuple[Value, ...]
    direction: Direction | None
    then: Category


def turns(
    protocol: Protocol, given: ScreeningInput, verdict: Verdict
) -> Mapping[str, tuple[Turn, ...]]:
    """Find the turns of every reason that stands on answers and stops the session.

    A reason without a turn stands on several answers at once, or on something nobody answers.
    """
    cases = {case.id: case for rule in protocol.rules for case in rule.cases}
    return {
        reason.case: tuple(_turns_of(protocol, given, reason, cases[reason.case]))
        for reason in verdict.reasons
        if reason.certain and not reason.category.allows_session and reason.case in cases
    }


def _turns_of(
    protocol: Protocol, given: ScreeningInput, reason: Reason, case: Case
) -> Iterator[Turn]:
    for name, held in reason.because.items():
        fact = protocol.vocabulary.facts.get(name)
        if fact is None:
            continue
        lifting = {
            value: category
            for value in _others(fact, held, case, given.encounter.at.date())
            if (category := _without(protocol, given, (name, value), case.id)) is not None
        }
        if lifting:
            mildest = min(lifting.values(), key=lambda one: one.value)
            yield Turn(name, _words(fact, lifting), _direction(held, lifting), mildest)


def _without(
    protocol: Protocol, given: ScreeningInput, changed: tuple[str, Value], case: str
) -> Category | None:
    """Screen with one answer changed; give the verdict if the case does not stand any more."""
    fact, value = changed
    answers = given.answers.changed(given.encounter.at, **{fact: value})
    try:
        found = screen(protocol, answers, given.encounter, given.overrides)
    except ContradictionError:
        return None
    stands = any(reason.case == case and reason.set_aside_by is None for reason in found.reasons)
    return None if stands else found.category


def _others(fact: Fact, held: Value, case: Case, today: date) -> Iterator[Value]:
    return (value for value in _possible(fact, held, case, today) if value != held)


def _possible(fact: Fact, held: Value, case: Case, today: date) -> Iterator[Value]:
    match fact.type:
        case FactType.BOOL:
            yield from (True, False)
        case FactType.ENUM:
            yield from fact.values
        case FactType.INT | FactType.DECIMAL:
            yield from _numbers(fact, case)
        case FactType.DATE:
            yield from (today - timedelta(days=days) for days in _DAYS_BACK)
            if fact.none_allowed:
                yield NO_DATE
        case FactType.SET:
            yield from _sets(fact, held)


def _numbers(fact: Fact, case: Case) -> Iterator[Value]:
    """Give numbers around every limit of the case, within what can be entered."""
    step = _STEPS[fact.type]
    low, high = fact.minimum or 0.0, fact.maximum if fact.maximum is not None else 0.0
    limits = [limit.value for limit in limits_read(case.when.expression)]
    around = (value + shift for value in limits for shift in (-step, 0.0, step))
    for value in sorted({low, high, *around}):
        if low <= value <= high:
            yield round(value) if fact.type is FactType.INT else round(value, 3)


def _sets(fact: Fact, held: Value) -> Iterator[Value]:
    if _NONE in fact.values:
        yield frozenset({_NONE})
    if isinstance(held, frozenset):
        yield from (held - {word} for word in sorted(held) if len(held) > 1)
    everything = frozenset(fact.values) - {_NONE}
    yield everything
    yield from (frozenset({word}) for word in sorted(everything))


def _words(fact: Fact, lifting: Mapping[Value, Category]) -> tuple[Value, ...]:
    """Name the answers one can choose; numbers, dates and sets are only told apart."""
    return tuple(lifting) if fact.type in {FactType.BOOL, FactType.ENUM} else ()


def _direction(held: Value, lifting: Mapping[Value, Category]) -> Direction | None:
    if isinstance(held, bool) or not isinstance(held, int | float):
        return None
    numbers = [value for value in lifting if isinstance(value, int | float)]
    if all(value < held for value in numbers):
        return Direction.LOWER
    return Direction.HIGHER if all(value > held for value in numbers) else Direction.OTHER
