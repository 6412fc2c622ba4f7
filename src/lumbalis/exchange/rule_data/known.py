"""What is known about one person, written for a tablet: checked already, times as numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from lumbalis.domain.facts.vocabulary import context_of
from lumbalis.exchange.rule_data.facts import Part
from lumbalis.exchange.verdict_json import plain

if TYPE_CHECKING:
    from lumbalis.domain.expressions import Value
    from lumbalis.domain.screening import Override
    from lumbalis.exchange.answers import ScreeningInput

_START: Final = datetime(1970, 1, 1, tzinfo=UTC)
_US: Final = timedelta(microseconds=1)


def known_data(given: ScreeningInput) -> Part:
    """Write down what a tablet screens: answers, context, overrides.

    An answer is its value, its microseconds and who gave it. The context is that of
    the moment of `given`; the tablet puts in its own `today`.
    """
    context = context_of(given.encounter)
    return {
        "answers": {
            fact: [_plain(answer.value), micros(answer.at), answer.by]
            for fact, answer in given.answers.by_fact.items()
        },
        "context": {name: _plain(value) for name, value in context.items()},
        "overrides": [_override(one) for one in given.overrides],
    }


def micros(moment: datetime) -> int:
    """Give a moment in whole microseconds since 1970, exactly."""
    return (moment - _START) // _US


def _plain(value: Value | None) -> object:
    return None if value is None else plain(value)


def _override(one: Override) -> Part:
    return {
        "rule": one.rule,
        "by": one.by,
        "role": one.role,
        "reason": one.reason,
        "at": micros(one.at),
        "until": micros(one.until),
        "zones": list(one.zones),
    }
