"""A whole protocol as one net: every output of a verdict is a gate, for everybody at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lumbalis.domain.circuit.findings import NetFinding, find_net
from lumbalis.domain.circuit.gates import ALWAYS, NEVER, Gate, Gates
from lumbalis.domain.circuit.inputs import Given
from lumbalis.domain.circuit.levels import Level
from lumbalis.domain.circuit.limits import ZoneGates, ceiling_of, session_cap
from lumbalis.domain.circuit.phase import phase_gates, with_phases
from lumbalis.domain.circuit.techniques import TechniqueGates, nothing_left
from lumbalis.domain.circuit.understanding import NetUnderstanding, understand_net
from lumbalis.domain.protocol import Category, Protocol

NOTHING_LEFT = "T-none"
"""The reason that no ordered technique may be used."""


@dataclass(frozen=True, slots=True)
class ScreeningNet:
    """The gates of a verdict.

    `at_least[c]` is open where the category is c or stricter, `exactly[c]` where it is c.
    `reasons` and `missing_blocks` and `missing_unsafe` are the reasons and the missing
    facts a verdict lists; `contradictions` are open where answers cannot all be true, and
    there is no verdict. `session_cap` and `zone_caps` are levels, `excluded` and
    `techniques` (allowed) one gate each. An override's own zones are not in the net: they
    only exclude.
    """

    protocol: Protocol
    gates: Gates
    known: NetUnderstanding
    phases: Mapping[str, Gate]
    findings: tuple[NetFinding, ...]
    at_least: Mapping[Category, Gate]
    exactly: Mapping[Category, Gate]
    reasons: Mapping[str, Gate]
    missing_blocks: Mapping[str, Gate]
    missing_unsafe: Mapping[str, Gate]
    session_cap: Level
    zone_caps: Mapping[str, Level]
    excluded: Mapping[str, Gate]
    techniques: Mapping[str, Gate]
    sitting: Gate
    contradicted: Gate


def screening_net(protocol: Protocol, beside: Gates | None = None) -> ScreeningNet:
    """Build the net of a protocol, alone or beside others in one graph.

    The same protocol gives the same gates.
    """
    gates = Gates() if beside is None else beside
    known = understand_net(gates, protocol.vocabulary)
    phases = phase_gates(protocol.phases, known.ordinary, known.cautious)
    ordinary, cautious = (with_phases(r, phases) for r in (known.ordinary, known.cautious))
    findings = find_net(protocol.rules, ordinary, cautious, known.silences)
    active = [pair for finding in findings for pair in finding.active(gates)]
    session = session_cap(gates, active, ceiling_of(protocol.dose, phases, ordinary))
    zones = ZoneGates(protocol.zones, cautious)
    gate = TechniqueGates(protocol, ordinary, phases, session)
    techniques = gate.allowed(active)
    blocks = {**known.silences.blocks, "credentials": gates.no(gates.ask(Given("credentials")))}
    reasons = {
        f.case.id: gates.both(gates.either(f.certain, f.unsafe), gate.matters(f)) for f in findings
    }
    at_least = _categories(gates, findings, reasons, blocks.values())
    stuck = gates.both(
        gates.no(at_least[Category.INCOMPLETE]), nothing_left(gates, protocol, techniques)
    )
    at_least = {
        c: gates.either(g, stuck if c.value <= Category.PHYSICIAN_DECISION.value else NEVER)
        for c, g in at_least.items()
    }
    return ScreeningNet(
        protocol=protocol,
        gates=gates,
        known=known,
        phases=phases,
        findings=findings,
        at_least=at_least,
        exactly=_exactly(gates, at_least),
        reasons={**reasons, NOTHING_LEFT: stuck},
        missing_blocks=blocks,
        missing_unsafe=known.silences.unsafe,
        session_cap=session,
        zone_caps=zones.caps(active, session),
        excluded=zones.excluded(active),
        techniques=techniques,
        sitting=_sitting(gates, findings),
        contradicted=gates.some(known.contradictions.values()),
    )


def _categories(
    gates: Gates,
    findings: Sequence[NetFinding],
    reasons: Mapping[str, Gate],
    blocks: Iterable[Gate],
) -> dict[Category, Gate]:
    """Give the gates "this category or a stricter one"."""
    calls = [
        (gates.both(gate, reasons[finding.case.id]), category)
        for finding in findings
        for gate, category in finding.calls_for(gates)
    ]
    calls.append((gates.some(blocks), Category.INCOMPLETE))
    return {
        least: gates.some(gate for gate, category in calls if category.value >= least.value)
        if least.value
        else ALWAYS
        for least in Category
    }


def _exactly(gates: Gates, at_least: Mapping[Category, Gate]) -> dict[Category, Gate]:
    stricter = {c: Category(c.value + 1) for c in Category if c.value + 1 < len(Category)}
    return {
        c: gates.both(g, gates.no(at_least[stricter[c]])) if c in stricter else g
        for c, g in at_least.items()
    }


def _sitting(gates: Gates, findings: Sequence[NetFinding]) -> Gate:
    """Open where sitting is permitted: only on certain ground."""
    flag = "sitting_available"
    ways = []
    for f in findings:
        left = f.case.overridden or f.case.modifiers
        if flag in f.case.modifiers.flags:
            ways.append(gates.both(f.certain, gates.no(f.aside)))
        if flag in left.flags:
            ways.append(gates.both(f.certain, f.aside))
    return gates.some(ways)
