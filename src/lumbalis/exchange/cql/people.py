"""One person as parameters of the CQL library."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from lumbalis.domain.expressions import NO_DATE, Value
from lumbalis.domain.facts import Answers, Encounter, FactType, Vocabulary
from lumbalis.domain.facts.vocabulary import context_of
from lumbalis.exchange.cql.words import ASIDE, TODAY, circumstances


def parameters_of(
    answers: Answers, encounter: Encounter, set_aside: Sequence[str], vocabulary: Vocabulary
) -> dict[str, object]:
    """Give every parameter that is known, dates as YYYY-MM-DD, ages in seconds.

    `set_aside` names the rules and cases whose overrides count.
    """
    found: dict[str, object] = {TODAY: encounter.at.date().isoformat()}
    context = context_of(encounter)
    for one in circumstances():
        if context[one] is not None:
            found[one] = _plain(context[one])
    for one, answer in answers.by_fact.items():
        if answer.value is None:
            continue
        fact = vocabulary.facts[one]
        if fact.type is FactType.DATE:
            found[f"{one} never"] = answer.value is NO_DATE
        if answer.value is not NO_DATE:
            found[one] = _plain(answer.value)
        if fact.valid_for is not None:
            found[f"{one} age"] = (encounter.at - answer.at).total_seconds()
    if set_aside:
        found[ASIDE] = list(set_aside)
    return found


def _plain(value: Value | None) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value
