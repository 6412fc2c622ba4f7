"""Turning a raw value from outside into an answer of the right type, or saying why not."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

from lumbalis.domain.expressions import NO_DATE, Value
from lumbalis.domain.facts.fact import Fact, FactType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_YES_NO: Mapping[object, bool] = {"yes": True, "no": False}
_SHOWN = 40


class AnswerError(ValueError):
    """A value that cannot be an answer to this fact: names the fact, says what would do."""

    def __init__(self, fact: Fact, why: str) -> None:
        self.fact, self.why = fact.id, why
        super().__init__(f"{fact.id} {why}")


def accept(fact: Fact, raw: object, today: date) -> Value | None:
    """Turn a raw JSON-like value into an answer; None and "unknown" stay unknown.

    Raises
    ------
    AnswerError
        If the value has the wrong type, is out of range, is not one of the
        fact's words, or is a date after `today`.
    """
    if raw is None or raw == "unknown":
        return None
    return _ACCEPT[fact.type](fact, raw, today)


def _accept_bool(fact: Fact, raw: object, _today: date) -> Value:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw in _YES_NO:
        return _YES_NO[raw]
    raise AnswerError(fact, f"is {_show(raw)}; answer true, false or leave it out")


def _accept_int(fact: Fact, raw: object, _today: date) -> Value:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise AnswerError(fact, f"is {_show(raw)}; write a whole number")
    return _in_range(fact, raw)


def _accept_decimal(fact: Fact, raw: object, _today: date) -> Value:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not _is_finite(raw):
        raise AnswerError(fact, f"is {_show(raw)}; write a number")
    return float(_in_range(fact, raw))


def _is_finite(number: float) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:
        return False


def _in_range(fact: Fact, number: float) -> float:
    below = fact.minimum is not None and number < fact.minimum
    above = fact.maximum is not None and number > fact.maximum
    if below or above:
        span = f"{_number(fact.minimum)} to {_number(fact.maximum)} {fact.unit or ''}".rstrip()
        raise AnswerError(fact, f"is {_show(number)}, outside {span}; check the number and unit")
    return number


def _accept_enum(fact: Fact, raw: object, _today: date) -> Value:
    if not isinstance(raw, str) or raw not in fact.values:
        raise AnswerError(fact, f"is {_show(raw)}; use one of {', '.join(fact.values)}")
    return raw


def _accept_set(fact: Fact, raw: object, _today: date) -> Value:
    if not isinstance(raw, list):
        raise AnswerError(fact, f"is {_show(raw)}; write a list of {', '.join(fact.values)}")
    for word in raw:
        if not isinstance(word, str) or word not in fact.values:
            raise AnswerError(fact, f"holds {_show(word)}; use only {', '.join(fact.values)}")
    words = frozenset(raw)
    if not words and "none" in fact.values:
        raise AnswerError(fact, 'is an empty list; write ["none"], or leave it out if unknown')
    if "none" in words and len(words) > 1:
        raise AnswerError(fact, 'holds "none" beside something else; remove one of them')
    return words


def _accept_date(fact: Fact, raw: object, today: date) -> Value:
    if raw == "none" and fact.none_allowed:
        return NO_DATE
    day = _day(raw)
    if day is None:
        allowed = ' or "none"' if fact.none_allowed else ""
        raise AnswerError(fact, f"is {_show(raw)}; write a date as YYYY-MM-DD{allowed}")
    if day > today:
        raise AnswerError(fact, f"is {day}, after the day of the screening ({today})")
    return day


def _day(raw: object) -> date | None:
    try:
        return date.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        return None


_ACCEPT: Mapping[FactType, Callable[[Fact, object, date], Value]] = {
    FactType.BOOL: _accept_bool,
    FactType.INT: _accept_int,
    FactType.DECIMAL: _accept_decimal,
    FactType.ENUM: _accept_enum,
    FactType.SET: _accept_set,
    FactType.DATE: _accept_date,
}


def _show(raw: object) -> str:
    """Show a refused value briefly; long ones may hold anything, so only their kind is named."""
    if isinstance(raw, dict | list):
        return "an object" if isinstance(raw, dict) else "a list"
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) > 10**15:
        return "a huge number"
    text = repr(raw)
    return text if len(text) <= _SHOWN else f"a text of {len(text)} characters"


def _number(number: float | None) -> str:
    return "any" if number is None else f"{number:g}"
