"""Facts and what follows from them as plain JSON. What says nothing is left out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from lumbalis.domain.inquiry import answered_at_the_couch, asked_each_session, denial_of
from lumbalis.exchange.rule_data.trees import number, tree
from lumbalis.exchange.verdict_json import plain

if TYPE_CHECKING:
    from lumbalis.domain.expressions import Condition, Value
    from lumbalis.domain.facts import Fact, Implication

Part = dict[str, object]
_US: Final = timedelta(microseconds=1)


def microseconds(duration: timedelta) -> int:
    """Write a duration as a whole number of microseconds, exactly."""
    return duration // _US


def fact(declared: Fact) -> Part:
    """Write down a fact: its type and range, what silence means, who is asked."""
    silence = declared.silence
    return kept(
        {
            "id": declared.id,
            "type": declared.type.value,
            "group": declared.group,
            "values": list(declared.values) or None,
            "unit": declared.unit,
            "min": None if declared.minimum is None else number(declared.minimum),
            "max": None if declared.maximum is None else number(declared.maximum),
            "none": declared.none_allowed or None,
            "valid_us": None if declared.valid_for is None else microseconds(declared.valid_for),
            "silence": silence.policy.value,
            "default": _value(silence.default),
            "when": _tree(silence.when),
            "of": list(declared.asked_of),
            "couch": answered_at_the_couch(declared) or None,
            "each": asked_each_session(declared) or None,
            "denial": _value(denial_of(declared)),
            "private": declared.private or None,
        }
    )


def tie(implication: Implication) -> Part:
    """Write down what follows from what."""
    return {
        "id": implication.id,
        "when": tree(implication.when.expression),
        "fact": implication.fact,
        "value": plain(implication.value),
    }


def kept(parts: Part) -> Part:
    """Leave out what is null; a false, a zero and an empty list say something."""
    return {key: value for key, value in parts.items() if value is not None}


def _value(value: Value | None) -> object:
    return None if value is None else plain(value)


def _tree(condition: Condition | None) -> object:
    return None if condition is None else tree(condition.expression)
