"""Facts in CQL: parameters, what may still be used, what follows, what silence means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lumbalis.domain.expressions import NO_DATE, Value, facts_read
from lumbalis.domain.facts import Fact, FactType, Policy, Vocabulary
from lumbalis.exchange.cql.conditions import CqlReading
from lumbalis.exchange.cql.words import (
    ASIDE,
    TODAY,
    TYPES,
    circumstances,
    name,
    number,
    value_of,
)

Definition = tuple[str, str]
"""A definition's name and its expression."""

ORDINARY, CAUTIOUS = "R", "C"
"""The reading that counts, and the one that still holds answers whose lapse would be milder."""


def parameters(vocabulary: Vocabulary) -> Iterator[Definition]:
    """Give every parameter with its type: facts, how old each answer is, circumstances."""
    yield TODAY, "Date"
    for fact in vocabulary.facts.values():
        yield fact.id, TYPES[fact.type]
        if fact.type is FactType.DATE:
            yield f"{fact.id} never", "Boolean"
        if fact.valid_for is not None:
            yield f"{fact.id} age", "Decimal"
    yield from circumstances().items()
    yield ASIDE, "List<String>"


def given(fact: Fact) -> str:
    """Write that somebody has answered."""
    answered = f"{name(fact.id)} is not null"
    if fact.type is FactType.DATE:
        return f"({answered} or {name(fact.id, 'never')} is true)"
    return f"({answered})"


def final(vocabulary: Vocabulary, which: str) -> CqlReading:
    """Give a reading with everything that follows and stands in."""
    return CqlReading(vocabulary, lambda fact: name(which, fact))


@dataclass
class FactDefinitions:
    """Writes the definitions of one reading; each fact that others settle is asked for once."""

    vocabulary: Vocabulary
    which: str
    found: dict[str, str] = field(default_factory=dict)

    def all(self) -> Iterator[Definition]:
        """Give the definitions of every fact, those they rest on first."""
        for fact in self.vocabulary.facts.values():
            body, never = self._body(fact, frozenset(), with_default=True)
            self.found[f"{self.which} {fact.id}"] = body
            if fact.type is FactType.DATE:
                self.found[f"{self.which} {fact.id} never"] = never
        yield from self.found.items()

    def _answered(self, fact: Fact) -> str:
        usable = name("Usable", fact.id)
        return usable if self.which == ORDINARY else f"({usable} or {name('Kept', fact.id)})"

    def _body(self, fact: Fact, beneath: frozenset[str], *, with_default: bool) -> tuple[str, str]:
        """Write a fact's value, and for a date whether there is none."""
        answered = self._answered(fact)
        steps = [(answered, name(fact.id), f"{name(fact.id, 'never')} is true")]
        for value, condition in self._ties(fact, beneath | {fact.id}):
            steps.append((f"{condition} is true", *_constant(fact, value)))
        if with_default and fact.silence.policy is Policy.DEFAULT:
            steps += self._default(fact)
        body = "".join(f"if {when} then {value} else " for when, value, _ in steps) + "null"
        never = "".join(f"if {when} then {none} else " for when, _, none in steps) + "false"
        return body, never

    def _ties(self, fact: Fact, beneath: frozenset[str]) -> Iterator[tuple[Value, str]]:
        for tie in self.vocabulary.implications:
            if tie.fact == fact.id:
                reading = CqlReading(self.vocabulary, lambda one: self._below(one, beneath))
                yield tie.value, reading.condition(tie.when.expression)

    def follows(self, fact: Fact) -> str:
        """Write that a fact without an answer of its own is settled by others."""
        ways = [f"({said} is true)" for _, said in self._ties(fact, frozenset((fact.id,)))]
        return f"({' or '.join(ways)})" if ways else "false"

    def _below(self, fact: str, beneath: frozenset[str]) -> str:
        """Name a fact's value where those beneath it count as unanswered; define it if new."""
        if fact in beneath:
            return name("Nothing", TYPES[self.vocabulary.facts[fact].type])
        called = f"{self.which} {fact} without {' '.join(sorted(beneath))}"
        if called not in self.found:
            body, _ = self._body(self.vocabulary.facts[fact], beneath, with_default=False)
            self.found[called] = body
        return name(called)

    def _default(self, fact: Fact) -> Iterator[tuple[str, str, str]]:
        silence = fact.silence
        if silence.default is None:
            return
        when = "true"
        if silence.when is not None:
            self._refuse_defaults(fact)
            condition = final(self.vocabulary, self.which).condition(silence.when.expression)
            when = f"{condition} is true"
        yield (when, *_constant(fact, silence.default))

    def _refuse_defaults(self, fact: Fact) -> None:
        """Refuse a default that hangs on another one: their order would matter."""
        read = facts_read(fact.silence.when.expression) if fact.silence.when else ()
        for one in read:
            other = self.vocabulary.facts.get(one)
            if other is not None and other.silence.policy is Policy.DEFAULT:
                msg = f"the default of {fact.id} hangs on that of {one}"
                raise NotImplementedError(msg)


def _constant(fact: Fact, value: Value) -> tuple[str, str]:
    return value_of(fact, value), "true" if value is NO_DATE else "false"


def usable(vocabulary: Vocabulary) -> Iterator[Definition]:
    """Define for every fact whether its answer may be used; one without an age may not."""
    for fact in vocabulary.facts.values():
        if fact.valid_for is None:
            yield f"Usable {fact.id}", given(fact)
        else:
            longest = number(fact.valid_for.total_seconds())
            young = f"Coalesce({name(fact.id, 'age')} <= {longest}, false)"
            yield f"Usable {fact.id}", f"{given(fact)} and {young}"


def silences(ordinary: FactDefinitions) -> Iterator[Definition]:
    """Define for every fact whether its silence blocks or is unsafe, and whether it is kept."""
    vocabulary = ordinary.vocabulary
    reading = final(vocabulary, ORDINARY)
    for fact in vocabulary.facts.values():
        blocks, unsafe = _meanings(fact, reading)
        yield f"Blocks {fact.id}", blocks
        yield f"Unsafe {fact.id}", unsafe
        yield f"Kept {fact.id}", _kept(fact, reading, ordinary.follows(fact))


def _meanings(fact: Fact, reading: CqlReading) -> tuple[str, str]:
    missing = f"not {reading.known(fact.id)}"
    silence = fact.silence
    if silence.when is not None and silence.policy is not Policy.DEFAULT:
        missing = f"{missing} and not ({reading.condition(silence.when.expression)} is false)"
    if silence.policy is Policy.BLOCKS:
        return missing, "false"
    return "false", missing if silence.policy in (Policy.UNSAFE, Policy.DEFAULT) else "false"


def _kept(fact: Fact, reading: CqlReading, follows: str) -> str:
    """Write that an old answer must not lapse: its silence, or its default, would be milder."""
    loud = f"{name('Blocks', fact.id)} or {name('Unsafe', fact.id)}"
    silent = f"(not {reading.known(fact.id)} and not ({loud}))"
    defaulted = "false"
    if fact.silence.policy is Policy.DEFAULT:
        defaulted = f"({reading.known(fact.id)} and not {follows})"
    old = f"{given(fact)} and not {name('Usable', fact.id)}"
    return f"{old} and ({silent} or {defaulted})"
