"""Understanding in the net: what is fresh, what follows, what stands in, what silence means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lumbalis.domain.circuit.gates import ALWAYS, NEVER, Gate, Gates
from lumbalis.domain.circuit.inputs import Fresh, Given
from lumbalis.domain.circuit.reading import PHASE, NetReading, Origin
from lumbalis.domain.expressions import Value, nodes
from lumbalis.domain.facts import CONTEXT, Fact, Policy, Vocabulary

ALWAYS_KNOWN = frozenset({"today", "session", "imaging_policy", "fire_cupping_enabled"})
"""Circumstances an encounter cannot lack."""


@dataclass(frozen=True, slots=True)
class Silences:
    """What a missing answer means: for each fact, where it blocks and where it is unsafe."""

    blocks: Mapping[str, Gate]
    unsafe: Mapping[str, Gate]


@dataclass(frozen=True, slots=True)
class NetUnderstanding:
    """The two readings of a screening in the net, before the phase is decided."""

    ordinary: NetReading
    cautious: NetReading
    silences: Silences
    stale: Mapping[str, Gate]
    contradictions: Mapping[str, Gate]
    """Ties between facts that fresh answers break, by id: open in at least one of them."""


def understand_net(gates: Gates, vocabulary: Vocabulary) -> NetUnderstanding:
    """Build both readings of everybody's answers."""
    facts = vocabulary.facts
    given = {name: gates.ask(Given(name)) for name in facts}
    fresh = {name: _fresh(gates, fact, given[name]) for name, fact in facts.items()}
    ordinary = _complete(gates, vocabulary, lambda name: fresh[name])
    silences = _silences(ordinary, vocabulary)
    stale = {
        name: gates.both(given[name], gates.no(fresh[name]), gates.no(followed(ordinary, name)))
        for name in facts
    }
    kept = {name: _kept(ordinary, silences, name, given, fresh) for name in facts}
    cautious = _complete(gates, vocabulary, lambda name: gates.either(fresh[name], kept[name]))
    broken = {
        f"{place}:{tie.id}": gates.both(
            ordinary.plane(tie.when.expression).yes,
            gates.no(ordinary.equals(tie.fact, tie.value)),
        )
        for place, tie in enumerate(vocabulary.implications)
    }
    return NetUnderstanding(ordinary, cautious, silences, stale, broken)


def _fresh(gates: Gates, fact: Fact, given: Gate) -> Gate:
    if fact.valid_for is None:
        return given
    return gates.both(given, gates.ask(Fresh(fact.id, fact.valid_for)))


def followed(reading: NetReading, name: str) -> Gate:
    """Give the gate that is open where a fact has a value nobody answered."""
    return reading.gates.some(gate for gate, _ in reading.origins[name].stand_ins)


def _kept(
    ordinary: NetReading,
    silences: Silences,
    name: str,
    given: Mapping[str, Gate],
    fresh: Mapping[str, Gate],
) -> Gate:
    """Open where a stale answer must not lapse: its silence, or its default, would be milder."""
    gates = ordinary.gates
    loud = gates.either(silences.blocks[name], silences.unsafe[name])
    silent = gates.both(gates.no(ordinary.known(name)), gates.no(loud))
    defaulted = ordinary.origins[name].defaulted
    return gates.both(given[name], gates.no(fresh[name]), gates.either(silent, defaulted))


def _complete(gates: Gates, vocabulary: Vocabulary, answered: Callable[[str], Gate]) -> NetReading:
    """Fill in what follows from the answers, then the defaults, in the vocabulary's order."""
    following = _Following(gates, vocabulary, answered)
    origins = {name: following.origin(name) for name in vocabulary.facts}
    origins.update(following.circumstances)
    for name, fact in vocabulary.facts.items():
        reading = NetReading(gates, origins, {})
        holds = _default_holds(fact, reading)
        if holds != NEVER and fact.silence.default is not None:
            stands = gates.both(holds, gates.no(reading.known(name)))
            stand_ins = (*origins[name].stand_ins, (stands, fact.silence.default))
            origins[name] = Origin(origins[name].answered, stand_ins, stands)
    return NetReading(gates, origins, {})


def _default_holds(fact: Fact, reading: NetReading) -> Gate:
    silence = fact.silence
    if silence.policy is not Policy.DEFAULT or silence.default is None:
        return NEVER
    return ALWAYS if silence.when is None else reading.plane(silence.when.expression).yes


@dataclass(frozen=True, slots=True)
class _Following:
    """What follows from answers. A fact never follows from itself, so each way is walked once."""

    gates: Gates
    vocabulary: Vocabulary
    answered: Callable[[str], Gate]

    @property
    def circumstances(self) -> dict[str, Origin]:
        return {
            name: Origin(ALWAYS if name in ALWAYS_KNOWN else self.gates.ask(Given(name)))
            for name in CONTEXT
            if name != PHASE
        }

    def origin(self, name: str, beneath: frozenset[str] = frozenset()) -> Origin:
        """Give the origin of a fact; those `beneath` it count as unanswered."""
        if name in beneath:
            return Origin(NEVER)
        answered = self.answered(name)
        free = self.gates.no(answered)
        stand_ins: list[tuple[Gate, Value]] = []
        for value, gate in self._ways(name, beneath | {name}).items():
            stand_ins.append((self.gates.both(free, gate), value))
            free = self.gates.both(free, self.gates.no(gate))
        return Origin(answered, tuple(pair for pair in stand_ins if pair[0] != NEVER))

    def _ways(self, name: str, beneath: frozenset[str]) -> dict[Value, Gate]:
        ways: dict[Value, Gate] = {}
        for tie in self.vocabulary.implications:
            if tie.fact == name:
                reads = nodes.facts_read(tie.when.expression)
                origins = {
                    read: self.origin(read, beneath)
                    for read in reads
                    if read in self.vocabulary.facts
                }
                reading = NetReading(self.gates, {**self.circumstances, **origins}, {})
                holds = reading.plane(tie.when.expression).yes
                ways[tie.value] = self.gates.either(ways.get(tie.value, NEVER), holds)
        return ways


def _silences(ordinary: NetReading, vocabulary: Vocabulary) -> Silences:
    blocks, unsafe = {}, {}
    for name, fact in vocabulary.facts.items():
        missing = ordinary.gates.no(ordinary.known(name))
        loud = ordinary.gates.both(missing, _counts(fact, ordinary))
        policy = Policy.UNSAFE if fact.silence.policy is Policy.DEFAULT else fact.silence.policy
        blocks[name] = loud if policy is Policy.BLOCKS else NEVER
        unsafe[name] = loud if policy is Policy.UNSAFE else NEVER
    return Silences(blocks, unsafe)


def _counts(fact: Fact, ordinary: NetReading) -> Gate:
    """Open unless the condition of a silence certainly does not hold."""
    silence = fact.silence
    if silence.policy is Policy.DEFAULT or silence.when is None:
        return ALWAYS
    return ordinary.gates.no(ordinary.plane(silence.when.expression).no)
