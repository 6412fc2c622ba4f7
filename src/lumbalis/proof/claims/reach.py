"""Claims that somebody exists: every case fires and decides, every postponement ends."""

from __future__ import annotations

from collections.abc import Iterator

from lumbalis.domain.circuit import Gate
from lumbalis.domain.circuit.findings import NetFinding
from lumbalis.domain.expressions import facts_read
from lumbalis.domain.protocol import MISSING, Category
from lumbalis.proof.claims.claim import Claim, Question, nobody, somebody
from lumbalis.proof.ground import Ground


def _every_case_fires(ground: Ground) -> Iterator[Question]:
    for finding in ground.net.findings:
        fires = (finding.certain, ground.net.reasons[finding.case.id])
        yield somebody(*fires, about=(finding.case.id,))


def _every_case_decides(ground: Ground) -> Iterator[Question]:
    """Find for each case somebody whose verdict it alone makes as strict as it is."""
    for finding in ground.net.findings:
        if finding.case.within is None:
            yield somebody(*_decides(finding, ground), about=(finding.case.id,))


def _decides(finding: NetFinding, ground: Ground) -> tuple[Gate, ...]:
    net, gates = ground.net, ground.gates
    called = [category for _, category in finding.calls_for(gates)]
    category = max(called, key=lambda c: c.value)
    others = [
        gates.both(gate, net.reasons[other.case.id])
        for other in net.findings
        if other is not finding
        for gate, calls in other.calls_for(gates)
        if calls.value >= category.value
    ]
    if category.value <= Category.INCOMPLETE.value:
        others += net.missing_blocks.values()
    alone = gates.no(gates.some(others))
    return (finding.certain, gates.no(finding.aside), net.reasons[finding.case.id], alone)


def _stands_within(ground: Ground) -> Iterator[Question]:
    """Hold a case to its word that wherever it fires, the other one does too."""
    by_id = {finding.case.id: finding for finding in ground.net.findings}
    net = ground.net
    counts = [*net.missing_blocks.values(), *net.missing_unsafe.values()]
    nothing = ground.gates.no(ground.gates.some(counts))
    for finding in net.findings:
        within = finding.case.within
        if within == MISSING:
            yield nobody(finding.certain, nothing, about=(finding.case.id,))
        elif within is not None:
            other = by_id[within]
            outside = ground.gates.no(other.certain)
            yield nobody(finding.certain, outside, about=(finding.case.id, within))


def _every_answer_is_given(ground: Ground) -> Iterator[Question]:
    for category, gate in ground.net.exactly.items():
        yield somebody(gate, about=(category.name,))
    for phase, gate in ground.net.phases.items():
        yield somebody(gate, about=(phase,))
    for technique, gate in ground.net.techniques.items():
        yield somebody(gate, ground.allowed, about=(technique,))


def _postponements_end(ground: Ground) -> Iterator[Question]:
    """Somebody who has answered all that a postponement asks may come again."""
    net = ground.net
    for finding in net.findings:
        case = finding.case
        if case.category is not Category.POSTPONE:
            continue
        reading = ground.with_phase(net.known.ordinary)
        read = [reading.known(n) for n in facts_read(case.when.expression) if n != "today"]
        over = reading.plane(case.when.expression).no
        yield somebody(over, *read, ground.allowed, about=(case.id,))


REACH = (
    Claim("every_case_fires", _every_case_fires),
    Claim("every_case_decides", _every_case_decides),
    Claim("cases_stand_within", _stands_within),
    Claim("every_answer_is_given", _every_answer_is_given),
    Claim("postponements_end", _postponements_end),
)
