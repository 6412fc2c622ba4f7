"""From answers to what may be relied on at one moment.

Stale answers become unknown. Then what follows logically is filled in, then the
declared defaults. An answer whose silence would have no effect must not lapse into
permission: where such an answer is stale, `cautious` keeps it, and a screening
judges both readings and takes the stricter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from lumbalis.domain.expressions import Reading, Value, facts_read
from lumbalis.domain.facts.fact import Fact, Policy
from lumbalis.domain.facts.vocabulary import Vocabulary, context_of
from lumbalis.domain.truth import Truth

if TYPE_CHECKING:
    from lumbalis.domain.facts.answers import Answers
    from lumbalis.domain.facts.encounter import Encounter


class State(Enum):
    """How a fact came to have, or not have, its value."""

    ANSWERED = "answered"
    MISSING = "missing"
    STALE = "stale"
    DEFAULTED = "defaulted"
    IMPLIED = "implied"


class ContradictionError(ValueError):
    """Two answers cannot both be true. Names the facts, never their values' owner."""

    def __init__(self, implication: str, premises: tuple[str, ...], fact: str) -> None:
        self.implication, self.premises, self.fact = implication, premises, fact
        super().__init__(
            f"{' and '.join(premises)} and {fact} contradict each other ({implication}); "
            "correct one of them or leave it unanswered"
        )


@dataclass(frozen=True, slots=True)
class Understanding:
    """What may be relied on: the reading, how each fact got there, and what silence means now.

    `cautious` is a second reading that still holds stale answers whose silence
    would have no effect; None when there are none.
    """

    reading: Reading
    states: Mapping[str, State]
    silences: Mapping[str, Policy]
    cautious: Reading | None


def understand(answers: Answers, vocabulary: Vocabulary, encounter: Encounter) -> Understanding:
    """Decide for every fact what may be relied on at the time of the encounter.

    Raises
    ------
    ContradictionError
        If fresh answers exclude each other.
    """
    fresh, stale = _sort_by_age(answers, vocabulary, encounter)
    reading, states = _complete(fresh, vocabulary, encounter)
    _refuse_contradictions(fresh, reading, vocabulary)
    states.update({name: State.STALE for name in stale if states[name] is State.MISSING})
    silences = {
        name: _silence(vocabulary.facts[name], reading)
        for name, value in reading.items()
        if value is None and name in vocabulary.facts
    }
    kept = {
        name: value
        for name, value in stale.items()
        if silences.get(name) is Policy.SILENT or states[name] is State.DEFAULTED
    }
    cautious = _complete({**fresh, **kept}, vocabulary, encounter)[0] if kept else None
    return Understanding(reading, states, silences, cautious)


def _sort_by_age(
    answers: Answers, vocabulary: Vocabulary, encounter: Encounter
) -> tuple[dict[str, Value], dict[str, Value]]:
    fresh: dict[str, Value] = {}
    stale: dict[str, Value] = {}
    for name, answer in answers.by_fact.items():
        if answer.value is not None:
            aged = answer.is_stale(vocabulary.facts[name], encounter.at)
            (stale if aged else fresh)[name] = answer.value
    return fresh, stale


def _complete(
    known: Mapping[str, Value], vocabulary: Vocabulary, encounter: Encounter
) -> tuple[dict[str, Value | None], dict[str, State]]:
    """Fill in what follows from the known answers, then the defaults."""
    reading: dict[str, Value | None] = dict.fromkeys(vocabulary.facts)
    reading.update(context_of(encounter))
    reading.update(known)
    states = {name: State.ANSWERED if name in known else State.MISSING for name in vocabulary.facts}
    _imply(reading, states, vocabulary)
    for name, fact in vocabulary.facts.items():
        if reading[name] is None and _default_holds(fact, reading):
            reading[name] = fact.silence.default
            states[name] = State.DEFAULTED
    return reading, states


def _imply(
    reading: dict[str, Value | None], states: dict[str, State], vocabulary: Vocabulary
) -> None:
    """Fill unanswered facts that others settle, until nothing more follows."""
    found = True
    while found:
        found = False
        for tie in vocabulary.implications:
            if reading[tie.fact] is None and tie.when.truth(reading) is Truth.TRUE:
                reading[tie.fact] = tie.value
                states[tie.fact] = State.IMPLIED
                found = True


def _refuse_contradictions(
    fresh: Mapping[str, Value], reading: Reading, vocabulary: Vocabulary
) -> None:
    for tie in vocabulary.implications:
        if reading[tie.fact] != tie.value and tie.when.truth(reading) is Truth.TRUE:
            premises = tuple(n for n in facts_read(tie.when.expression) if n in fresh)
            raise ContradictionError(tie.id, premises or (tie.fact,), tie.fact)


def _default_holds(fact: Fact, reading: Reading) -> bool:
    silence = fact.silence
    if silence.policy is not Policy.DEFAULT or silence.default is None:
        return False
    return silence.when is None or silence.when.truth(reading) is Truth.TRUE


def _silence(fact: Fact, reading: Reading) -> Policy:
    """Say what this fact's missing answer means in these circumstances."""
    silence = fact.silence
    if silence.policy is Policy.DEFAULT:
        return Policy.UNSAFE
    if silence.when is not None and silence.when.truth(reading) is Truth.FALSE:
        return Policy.SILENT
    return silence.policy
