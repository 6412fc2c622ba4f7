"""The phase in the net: the stricter of what the two readings say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lumbalis.domain.circuit.gates import ALWAYS, NEVER, Gate
from lumbalis.domain.circuit.planes import unknown
from lumbalis.domain.circuit.reading import NetReading
from lumbalis.domain.protocol import PhaseRule
from lumbalis.domain.screening.phase import STRICTNESS, UNKNOWN_PHASE


def phase_gates(
    rules: Sequence[PhaseRule], ordinary: NetReading, cautious: NetReading
) -> dict[str, Gate]:
    """Give a gate for every phase, the unknown one included; exactly one is open."""
    gates = ordinary.gates
    first, second = _phase_of(rules, ordinary), _phase_of(rules, cautious)
    names = [phase or UNKNOWN_PHASE for phase in STRICTNESS]
    decided: dict[str, Gate] = {}
    for place, name in enumerate(names):
        both_within = [
            gates.some(one[milder] for milder in names[: place + 1]) for one in (first, second)
        ]
        either = gates.either(first[name], second[name])
        decided[name] = gates.both(*both_within, either)
    return decided


def _phase_of(rules: Sequence[PhaseRule], reading: NetReading) -> dict[str, Gate]:
    gates = reading.gates
    found = {phase or UNKNOWN_PHASE: NEVER for phase in STRICTNESS}
    passed = ALWAYS
    for rule in rules:
        plane = reading.plane(rule.when.expression)
        found[rule.phase] = gates.either(found[rule.phase], gates.both(passed, plane.yes))
        stuck = gates.both(passed, unknown(gates, plane))
        found[UNKNOWN_PHASE] = gates.either(found[UNKNOWN_PHASE], stuck)
        passed = gates.both(passed, plane.no)
    found[UNKNOWN_PHASE] = gates.either(found[UNKNOWN_PHASE], passed)
    return found


def with_phases(reading: NetReading, phases: Mapping[str, Gate]) -> NetReading:
    """Let conditions of a reading ask for the phase."""
    known = {phase: gate for phase, gate in phases.items() if phase != UNKNOWN_PHASE}
    return replace(reading, phases=known)
