"""Claims about stops: what forbids a session forbids it for everybody, whoever sets what aside."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from lumbalis.domain.circuit import Gate
from lumbalis.domain.protocol import Category, Scope
from lumbalis.domain.screening.phase import UNKNOWN_PHASE
from lumbalis.proof.claims.claim import Claim, Question, nobody
from lumbalis.proof.ground import Ground


def _stops_stop(ground: Ground) -> Iterator[Question]:
    """Let what nobody may set aside call for at least its own category, read either way."""
    net = ground.net
    for finding in ground.stops():
        milder = ground.gates.no(net.at_least[finding.case.category])
        expression = finding.case.when.expression
        for reading in (net.known.ordinary, net.known.cautious):
            holds = ground.with_phase(reading).plane(expression).yes
            yield nobody(holds, milder, about=(finding.case.id,))


def _unknown_stops(ground: Ground) -> Iterator[Question]:
    """While a stop hangs on a missing answer that counts, there is no session."""
    net, gates = ground.net, ground.gates
    silences = net.known.silences
    for finding in net.findings:
        if finding.case.scope is not Scope.SESSION or finding.case.category.allows_session:
            continue
        hangs_on = ground.with_phase(net.known.ordinary).undecided(finding.case.when.expression)
        for name, gate in hangs_on.items():
            if name in silences.unsafe:
                counts = gates.either(silences.unsafe[name], silences.blocks[name])
                about = (finding.case.id, name)
                yield nobody(gate, counts, ground.allowed, about=about)


def _missing_blocks(ground: Ground) -> Iterator[Question]:
    for name, gate in ground.net.missing_blocks.items():
        yield nobody(gate, ground.allowed, about=(name,))


def _one_category(ground: Ground) -> Iterator[Question]:
    yield from _exactly_one(ground, {c.name: g for c, g in ground.net.exactly.items()})


def _one_phase(ground: Ground) -> Iterator[Question]:
    yield from _exactly_one(ground, dict(ground.net.phases))


def _exactly_one(ground: Ground, named: dict[str, Gate]) -> Iterator[Question]:
    yield nobody(*(ground.gates.no(gate) for gate in named.values()), about=tuple(named))
    for (first, one), (second, other) in combinations(named.items(), 2):
        yield nobody(one, other, about=(first, second))


def _no_session_in_a_flare(ground: Ground) -> Iterator[Question]:
    planned = {ceiling.phase for ceiling in ground.protocol.dose.ceilings}
    for phase, gate in ground.net.phases.items():
        if phase not in planned or phase == UNKNOWN_PHASE:
            yield nobody(gate, ground.allowed, about=(phase,))


def _aside_stays_a_precaution(ground: Ground) -> Iterator[Question]:
    """Whoever is set aside never makes a session free of precautions."""
    eligible = ground.net.exactly[Category.ELIGIBLE]
    for finding in ground.net.findings:
        if finding.case.overridden is not None and finding.case.scope is Scope.SESSION:
            yield nobody(finding.aside, eligible, about=(finding.case.id,))


SAFETY = (
    Claim("stops_stop", _stops_stop),
    Claim("unknown_stops", _unknown_stops),
    Claim("missing_answers_block", _missing_blocks),
    Claim("one_category", _one_category),
    Claim("one_phase", _one_phase),
    Claim("no_session_without_a_ceiling", _no_session_in_a_flare),
    Claim("set_aside_stays_a_precaution", _aside_stays_a_precaution),
)
