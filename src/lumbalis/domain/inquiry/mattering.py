"""What can still matter: the unanswered facts on which anything of a verdict hangs.

Sound by construction. A condition counts as decided only if strong Kleene logic decides it,
which then holds for every completion of what is unanswered. Everything a verdict is made of
(the phase, every case, what silence means, the zones and ceilings read from answers) is asked
this way, so a fact named nowhere below cannot change category, caps, techniques or zones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

from lumbalis.domain.expressions import Reading, Value
from lumbalis.domain.facts import Answers, Encounter, Fact, Policy, State, understand
from lumbalis.domain.inquiry.prospects import Prospect, prospect
from lumbalis.domain.protocol import Case, Category, Modifiers, Protocol
from lumbalis.domain.truth import Truth

_PHASE = "phase"
_SIDE_OF_LEG = ("affected_leg", "leg_side")
_RELEASE_READS: Mapping[str, str | None] = {"now": None, "last_meal": "last_meal_hours"}
READ_BY_EVERY_VERDICT = frozenset({"nrs_move", "methods_allowed"})
"""The ceiling of a session is read from the first, the techniques from the second."""


class Urgency(IntEnum):
    """Why a fact is asked for, most pressing first."""

    EMERGENCY = 0
    """An emergency may hang on it."""
    BLOCKING = 1
    """There is no session until somebody answers it."""
    REST = 2
    """It can change something else about a session."""
    WISHED = 3
    """No verdict hangs on it; somebody wants it for something else."""


@dataclass(frozen=True, slots=True)
class Mattering:
    """The unanswered facts that can still change a verdict, each with its urgency."""

    facts: Mapping[str, Urgency]
    reading: Reading
    """What is answered, and what follows from it. No declared default."""
    gravest: Mapping[str, Category]
    """The strictest category of a case that hangs on each of these facts."""


@dataclass(frozen=True, slots=True)
class _Weight:
    urgency: Urgency
    gravest: Category = Category.ELIGIBLE

    def heavier(self, other: _Weight) -> _Weight:
        """Give the more pressing urgency and the stricter category of two."""
        return _Weight(min(self.urgency, other.urgency), self.gravest.or_stricter(other.gravest))


@dataclass(frozen=True, slots=True)
class _Case:
    when: Prospect
    category: Category
    reads: frozenset[str]
    """Facts read beside the condition, as long as the case may hold."""


@dataclass(frozen=True, slots=True)
class _Tie:
    when: Prospect
    fact: str


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A protocol prepared for asking; made once, used for every patient."""

    protocol: Protocol
    cases: tuple[_Case, ...]
    phases: tuple[tuple[str, Prospect], ...]
    silences: Mapping[str, Prospect]
    ties: tuple[_Tie, ...]


def prepare(protocol: Protocol) -> Inquiry:
    """Prepare a protocol for asking."""
    vocabulary = protocol.vocabulary
    return Inquiry(
        protocol=protocol,
        cases=tuple(_case(case) for rule in protocol.rules for case in rule.cases),
        phases=tuple((phase.phase, prospect(phase.when)) for phase in protocol.phases),
        silences={
            fact.id: prospect(fact.silence.when)
            for fact in vocabulary.facts.values()
            if fact.silence.when is not None
        },
        ties=tuple(_Tie(prospect(tie.when), tie.fact) for tie in vocabulary.implications),
    )


def _case(case: Case) -> _Case:
    reads = _modifiers_read(case.modifiers) | _modifiers_read(case.overridden or Modifiers())
    if case.release is not None:
        since = _RELEASE_READS.get(case.release.since, case.release.since)
        reads |= {since} if since is not None else set()
    return _Case(prospect(case.when), case.category, reads)


def _modifiers_read(modifiers: Modifiers) -> frozenset[str]:
    leg, side = _SIDE_OF_LEG
    named = {*modifiers.zone_caps, *modifiers.exclude_zones}
    read = {modifiers.exclude_zones_in, modifiers.only_zones_in, side if leg in named else None}
    return frozenset(name for name in read if name is not None)


def what_matters(inquiry: Inquiry, answers: Answers, encounter: Encounter) -> Mattering:
    """Name the unanswered facts that can still change a verdict at the time of the encounter.

    A stale answer is none. An answer "I don't know" leaves a fact unanswered.

    Raises
    ------
    ContradictionError
        If two answers cannot both be true.
    """
    reading = _certain(inquiry, answers, encounter)
    behind_phase = _settle_phase(inquiry, reading)
    facts = inquiry.protocol.vocabulary.facts
    found: dict[str, _Weight] = {}
    for name, weight in _named(inquiry, reading):
        for behind in behind_phase if name == _PHASE else (name,):
            if behind in facts and reading[behind] is None:
                found[behind] = weight.heavier(found.get(behind, weight))
    _add_premises(inquiry, reading, found)
    return Mattering(
        facts={name: weight.urgency for name, weight in found.items()},
        reading=reading,
        gravest={name: weight.gravest for name, weight in found.items()},
    )


def _certain(inquiry: Inquiry, answers: Answers, encounter: Encounter) -> dict[str, Value | None]:
    """Read what is answered and what follows; a default would hide what may yet be answered."""
    known = understand(answers, inquiry.protocol.vocabulary, encounter)
    assumed = {name for name, state in known.states.items() if state is State.DEFAULTED}
    return {name: None if name in assumed else value for name, value in known.reading.items()}


def _settle_phase(inquiry: Inquiry, reading: dict[str, Value | None]) -> frozenset[str]:
    """Put the phase into the reading if it is certain; else name the facts it hangs on."""
    behind: frozenset[str] = frozenset()
    certain = None
    for phase, when in inquiry.phases:
        behind |= when.hangs_on(reading)
        if when.truth(reading) is Truth.TRUE:
            certain = phase
            break
    reading[_PHASE] = None if behind else certain
    return behind


def _named(inquiry: Inquiry, reading: Reading) -> Iterator[tuple[str, _Weight]]:
    """Name everything a verdict still hangs on, answered or not, with its weight."""
    rest = _Weight(Urgency.REST)
    for name in (_PHASE, *READ_BY_EVERY_VERDICT):
        yield name, rest
    for case in inquiry.cases:
        if case.when.truth(reading) is Truth.FALSE:
            continue
        emergency = case.category is Category.EMERGENCY
        urgency = Urgency.EMERGENCY if emergency else Urgency.REST
        for name in case.when.hangs_on(reading):
            yield name, _Weight(urgency, case.category)
        for name in case.reads:
            yield name, rest
    for name, fact in inquiry.protocol.vocabulary.facts.items():
        if reading[name] is None:
            yield from _silence(inquiry, fact, reading)


def _silence(inquiry: Inquiry, fact: Fact, reading: Reading) -> Iterator[tuple[str, _Weight]]:
    """Name what the silence of a fact hangs on: the fact itself while it may block."""
    when = inquiry.silences.get(fact.id)
    truth = Truth.TRUE if when is None else when.truth(reading)
    if fact.silence.policy is Policy.BLOCKS and truth is not Truth.FALSE:
        yield fact.id, _Weight(Urgency.BLOCKING)
    if when is not None:
        for name in when.hangs_on(reading):
            yield name, _Weight(Urgency.REST)


def _add_premises(inquiry: Inquiry, reading: Reading, found: dict[str, _Weight]) -> None:
    """Add the facts from which an answer would follow to a fact that matters."""
    grown = True
    while grown:
        grown = False
        for tie in inquiry.ties:
            if tie.fact in found:
                new = tie.when.hangs_on(reading) - found.keys()
                found.update(dict.fromkeys(new, found[tie.fact]))
                grown = grown or bool(new)
