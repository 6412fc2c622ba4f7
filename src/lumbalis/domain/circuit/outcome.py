"""What a verdict says, without its words: the same from the net and from a screening."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lumbalis.domain.circuit.gates import Gate
from lumbalis.domain.circuit.levels import HIGHEST, Level
from lumbalis.domain.circuit.verdict import ScreeningNet
from lumbalis.domain.facts import Policy
from lumbalis.domain.protocol import Category
from lumbalis.domain.screening import Verdict

Lit = Callable[[Gate], bool]
"""Tells whether a gate is open for one person."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The category, the phase, and everything they and the session's limits rest on.

    `zone_caps` holds the zones below the session's cap that are not excluded.
    """

    category: Category
    phase: str
    reasons: frozenset[str]
    missing_blocks: frozenset[str]
    missing_unsafe: frozenset[str]
    session_cap: int
    zone_caps: frozenset[tuple[str, int]]
    excluded: frozenset[str]
    techniques: frozenset[str]
    sitting: bool


def outcome_of(verdict: Verdict) -> Outcome:
    """Take the outcome from a verdict."""
    by_policy = {
        policy: frozenset(m.fact for m in verdict.missing if m.policy is policy)
        for policy in (Policy.BLOCKS, Policy.UNSAFE)
    }
    return Outcome(
        category=verdict.category,
        phase=verdict.phase,
        reasons=frozenset(reason.case for reason in verdict.reasons),
        missing_blocks=by_policy[Policy.BLOCKS],
        missing_unsafe=by_policy[Policy.UNSAFE],
        session_cap=verdict.caps.session,
        zone_caps=frozenset(verdict.caps.zones.items()),
        excluded=verdict.excluded_zones,
        techniques=verdict.allowed_techniques,
        sitting="sitting" in verdict.positions,
    )


def read_off(net: ScreeningNet, lit: Lit) -> Outcome | None:
    """Read the outcome off the net; None where the answers contradict each other."""
    if lit(net.contradicted):
        return None
    session = _level(net.session_cap, lit)
    excluded = frozenset(zone for zone, gate in net.excluded.items() if lit(gate))
    caps = {zone: _level(level, lit) for zone, level in net.zone_caps.items()}
    return Outcome(
        category=next(c for c, gate in net.exactly.items() if lit(gate)),
        phase=next(phase for phase, gate in net.phases.items() if lit(gate)),
        reasons=frozenset(case for case, gate in net.reasons.items() if lit(gate)),
        missing_blocks=frozenset(n for n, gate in net.missing_blocks.items() if lit(gate)),
        missing_unsafe=frozenset(n for n, gate in net.missing_unsafe.items() if lit(gate)),
        session_cap=session,
        zone_caps=frozenset(
            (zone, cap) for zone, cap in caps.items() if cap < session and zone not in excluded
        ),
        excluded=excluded,
        techniques=frozenset(name for name, gate in net.techniques.items() if lit(gate)),
        sitting=lit(net.sitting),
    )


def _level(level: Level, lit: Lit) -> int:
    return next(k for k in range(HIGHEST + 1) if lit(level[k]))
