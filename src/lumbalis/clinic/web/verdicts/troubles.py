"""What stands against answers, in words, at every question it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import protocol, texts
from lumbalis.clinic.services import office
from lumbalis.clinic.services.answers import CONTRADICTION, Problem
from lumbalis.clinic.services.office import Known
from lumbalis.clinic.web.templatetags.clinic import language
from lumbalis.clinic.web.verdicts.fields import Typed
from lumbalis.domain.facts import Fact
from lumbalis.knowledge.wording import label_of


def at_first_sight(typed: Typed, held: Mapping[str, Known]) -> dict[str, str]:
    """Say what cannot be understood, and where "unknown" would hide a yes."""
    facts = protocol().vocabulary.facts
    errors = {fact: _wrong(facts[fact]) for fact in typed.wrong}
    hidden = office.unknown_over_yes(typed.values, held)
    return errors | dict.fromkeys(hidden, _say("errors.yes_stays"))


def explained(problems: Sequence[Problem]) -> dict[str, str]:
    """Say each problem at every fact it is about; a contradiction stands at all of them."""
    errors: dict[str, str] = {}
    for problem in problems:
        if problem.what == CONTRADICTION:
            errors |= _contradicting(problem)
        else:
            errors[problem.fact] = _wrong(protocol().vocabulary.facts[problem.fact])
    return errors


def _contradicting(problem: Problem) -> dict[str, str]:
    said = texts(language())
    known = [fact for fact in problem.facts if fact in protocol().vocabulary.facts]
    return {
        fact: _say(
            "errors.contradiction",
            others=", ".join(f"“{label_of(other, said)}”" for other in known if other != fact),
        )
        for fact in known
    }


def _wrong(fact: Fact) -> str:
    """Say what would do for a fact."""
    said = texts(language())
    if fact.minimum is not None and fact.maximum is not None:
        low, high = said.value(fact.minimum), said.value(fact.maximum)
        return _say("errors.number", low=low, high=high)
    return _say(f"errors.{fact.type.value}")


def _say(key: str, **values: object) -> str:
    return wording.say(language(), f"verdicts.{key}", **values)
