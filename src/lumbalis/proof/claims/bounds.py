"""Claims about limits: ceilings, zones, techniques and doses, asked without the planner's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lumbalis.domain.circuit import HIGHEST, Gate, Level
from lumbalis.domain.circuit.levels import at_least
from lumbalis.domain.circuit.limits import ZoneGates, number_at_least
from lumbalis.domain.expressions import nodes
from lumbalis.domain.protocol import Technique
from lumbalis.domain.screening.combination import removed_techniques
from lumbalis.proof.claims.claim import Claim, Question, nobody
from lumbalis.proof.ground import Ground


def _every_phase_has_a_dose(ground: Ground) -> Iterator[Question]:
    severities = ground.protocol.vocabulary.facts["severity"].values
    for phase, gate in ground.net.phases.items():
        for severity in severities:
            if ground.protocol.dose.dose(phase, severity) is None:
                reading = ground.net.known.ordinary
                is_so = reading.equals("severity", severity)
                yield nobody(gate, is_so, ground.allowed, about=(phase, severity))


def _above(level: Level, most: int) -> tuple[Gate, ...]:
    """Give the gates below which a level is: none where it cannot be higher."""
    return () if most >= HIGHEST else (level[most],)


def _sessions_keep_their_ceiling(ground: Ground) -> Iterator[Question]:
    gates, cap = ground.gates, ground.net.session_cap
    rows = sorted(ground.protocol.dose.ceilings, key=lambda c: c.from_session)
    for row in rows:
        later = [r.from_session for r in rows if r.phase == row.phase and r is not row]
        after = [n for n in later if n > row.from_session]
        ends = number_at_least(gates, "session", min(after)) if after else 0
        now = gates.both(number_at_least(gates, "session", row.from_session), gates.no(ends))
        for within in _above(cap, row.cap):
            about = (row.phase, str(row.from_session))
            yield nobody(ground.net.phases[row.phase], now, gates.no(within), about=about)


def _zones_keep_their_maximum(ground: Ground) -> Iterator[Question]:
    gates, net = ground.gates, ground.net
    for zone in ground.protocol.zones.zones.values():
        level = net.zone_caps[zone.id]
        for within in _above(level, zone.maximum):
            yield nobody(gates.no(within), about=(zone.id,))
        for session in range(1, HIGHEST + 1):
            most = max(session - zone.reduced_by, min(session, 1))
            for within in _above(level, most):
                yield nobody(net.session_cap[session], gates.no(within), about=(zone.id,))


def _findings_are_kept(ground: Ground) -> Iterator[Question]:
    """Keep away what a case that fires takes away: levels, zones, techniques."""
    for finding in ground.net.findings:
        for gate, modifiers in finding.active(ground.gates):
            about = (finding.case.id,)
            if modifiers.cap is not None:
                for within in _above(ground.net.session_cap, modifiers.cap):
                    yield nobody(gate, ground.gates.no(within), about=about)
            for technique in sorted(removed_techniques(modifiers, ground.protocol.techniques)):
                yield nobody(gate, ground.net.techniques[technique], about=(*about, technique))
            yield from _zones_are_kept(ground, gate, modifiers.zone_caps, about)
            for name in sorted(modifiers.exclude_zones):
                for zone, meant in _named(ground, name).items():
                    inside = ground.gates.no(ground.net.excluded[zone])
                    yield nobody(gate, meant, inside, about=(*about, zone))


def _zones_are_kept(
    ground: Ground, gate: Gate, caps: Mapping[str, int], about: tuple[str, ...]
) -> Iterator[Question]:
    for name, cap in caps.items():
        for zone, meant in _named(ground, name).items():
            for within in _above(ground.net.zone_caps[zone], cap):
                yield nobody(gate, meant, ground.gates.no(within), about=(*about, zone))


def _named(ground: Ground, name: str) -> dict[str, Gate]:
    return ZoneGates(ground.protocol.zones, ground.net.known.cautious).named(name)


def _consent_is_kept(ground: Ground) -> Iterator[Question]:
    """Nobody is worked on where they have not agreed, or where nobody has asked."""
    words, gates = ground.protocol.zones.regions_of_facts, ground.gates
    reading = ground.net.known.ordinary
    for zone, excluded in ground.net.excluded.items():
        naming = frozenset(word for word, zones in words.items() if zone in zones)
        if naming:
            agreed = reading.plane(nodes.HasAny("consent_zones", naming)).yes
            yield nobody(gates.no(agreed), gates.no(excluded), ground.allowed, about=(zone,))


def _techniques_pass_their_gate(ground: Ground) -> Iterator[Question]:
    for name, technique in ground.protocol.techniques.items():
        for about, missing in _needs(ground, technique):
            yield nobody(missing, ground.net.techniques[name], about=(name, about))


def _needs(ground: Ground, technique: Technique) -> Iterator[tuple[str, Gate]]:
    gates, net = ground.gates, ground.net
    reading = net.known.ordinary
    for phase, gate in net.phases.items():
        if phase not in technique.phases:
            yield phase, gate
    if technique.from_session is not None:
        first = technique.from_session.value
        yield "session", gates.no(number_at_least(gates, "session", first))
    if technique.from_level is not None:
        yield "level", gates.no(at_least(gates, net.session_cap, technique.from_level.value))
    if technique.credentials is not None:
        held = nodes.HasAll("credentials", technique.credentials.credentials)
        yield "credentials", gates.no(reading.plane(held).yes)
    if technique.needs_site_flag is not None:
        flag = nodes.Flag(technique.needs_site_flag)
        yield technique.needs_site_flag, gates.no(reading.plane(flag).yes)
    if technique.ordered_as is not None:
        word = nodes.HasAny("methods_allowed", frozenset((technique.ordered_as,)))
        yield "methods_allowed", gates.no(reading.plane(word).yes)


def _sessions_have_hands(ground: Ground) -> Iterator[Question]:
    gates, net = ground.gates, ground.net
    yield nobody(ground.allowed, net.session_cap[0], about=("level",))
    hands = [net.techniques[n] for n, t in ground.protocol.techniques.items() if t.hands_on]
    yield nobody(ground.allowed, gates.no(gates.some(hands)), about=("technique",))


BOUNDS = (
    Claim("every_phase_has_a_dose", _every_phase_has_a_dose),
    Claim("sessions_keep_their_ceiling", _sessions_keep_their_ceiling),
    Claim("zones_keep_their_maximum", _zones_keep_their_maximum),
    Claim("findings_are_kept", _findings_are_kept),
    Claim("consent_is_kept", _consent_is_kept),
    Claim("techniques_pass_their_gate", _techniques_pass_their_gate),
    Claim("sessions_have_hands", _sessions_have_hands),
)
