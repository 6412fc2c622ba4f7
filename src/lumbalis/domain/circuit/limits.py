"""What the findings change about a session, in the net: ceilings and zones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lumbalis.domain.circuit.gates import ALWAYS, NEVER, Gate, Gates
from lumbalis.domain.circuit.inputs import Holds
from lumbalis.domain.circuit.levels import Level, fixed, least, lowered, reduced, where
from lumbalis.domain.circuit.reading import NetReading
from lumbalis.domain.expressions import Limit, nodes
from lumbalis.domain.protocol import Ceiling, DoseTable, Modifiers, Zone, ZoneKind, ZoneTable
from lumbalis.domain.screening.combination import LEG_REGIONS

Active = Sequence[tuple[Gate, Modifiers]]
"""Modifiers that may count, each with the gate where they do."""


def number_at_least(gates: Gates, name: str, value: float) -> Gate:
    """Ask whether a given number is at least so much."""
    limit = Limit(f"at_least_{value:g}", value, None, (), "", "")
    leaf = nodes.Compare(nodes.NumberFact(name), ">=", nodes.LimitNumber(limit))
    return gates.ask(Holds(leaf))


def ceiling_of(dose: DoseTable, phases: Mapping[str, Gate], reading: NetReading) -> Level:
    """Give the ceiling of the session by phase, session number and pain on movement."""
    gates = reading.gates
    levels = [
        where(gates, gate, _ceiling(dose.ceilings, phase, reading))
        for phase, gate in phases.items()
    ]
    return least(gates, levels)


def _ceiling(ceilings: Sequence[Ceiling], phase: str, reading: NetReading) -> Level:
    gates = reading.gates
    rows = sorted((c for c in ceilings if c.phase == phase), key=lambda c: c.from_session)
    found, later = [], NEVER
    for row in reversed(rows):
        begun = number_at_least(gates, "session", row.from_session)
        found.append(where(gates, gates.both(begun, gates.no(later)), _row(row, reading)))
        later = gates.either(later, begun)
    return least(gates, [*found, where(gates, gates.no(later), fixed(0))])


def _row(row: Ceiling, reading: NetReading) -> Level:
    if row.nrs_move_at_least is None or row.cap_in_pain is None:
        return fixed(row.cap)
    gates = reading.gates
    there = reading.origins["nrs_move"].answered
    hurts = number_at_least(gates, "nrs_move", row.nrs_move_at_least)
    in_pain = gates.either(gates.no(there), hurts)
    return least(gates, [fixed(row.cap), where(gates, in_pain, fixed(row.cap_in_pain))])


def session_cap(gates: Gates, active: Active, ceiling: Level) -> Level:
    """Give the ceiling of the session after every modifier."""
    caps = [where(gates, gate, fixed(m.cap)) for gate, m in active if m.cap is not None]
    steps = [(gate, m.lower_by) for gate, m in active if m.lower_by]
    return lowered(gates, least(gates, [ceiling, *caps]), steps)


@dataclass(frozen=True, slots=True)
class ZoneGates:
    """Zones by the names modifiers use; what `affected_leg` means follows the cautious reading."""

    zones: ZoneTable
    cautious: NetReading

    def named(self, name: str) -> dict[str, Gate]:
        """Give the zones a modifier names, each with the gate where it means them."""
        if name != "affected_leg":
            return dict.fromkeys(sorted(self.zones.named(name)), ALWAYS)
        gates = self.cautious.gates
        only = {side: self.cautious.equals("leg_side", side) for side in ("left", "right")}
        means = {"left": gates.no(only["right"]), "right": gates.no(only["left"])}
        return {f"{region}_{side}": gate for region in LEG_REGIONS for side, gate in means.items()}

    def of_words(self, fact: str) -> dict[str, Gate]:
        """Give the zones of a set fact's words: all of them where nobody has answered."""
        gates = self.cautious.gates
        unanswered = gates.no(self.cautious.known(fact))
        found: dict[str, Gate] = {}
        for word, zones in self.zones.regions_of_facts.items():
            held = self.cautious.plane(nodes.HasAny(fact, frozenset((word,)))).yes
            for zone in sorted(zones):
                found[zone] = gates.either(found.get(zone, unanswered), held)
        return found

    def excluded(self, active: Active) -> dict[str, Gate]:
        """Give for every zone the gate where nobody may work."""
        gates = self.cautious.gates
        found = dict.fromkeys(self.zones.zones, NEVER)
        for gate, modifiers in active:
            for zone, meant in self._excluded_by(modifiers):
                found[zone] = gates.either(found.get(zone, NEVER), gates.both(gate, meant))
        return found

    def _excluded_by(self, modifiers: Modifiers) -> list[tuple[str, Gate]]:
        pairs = [
            pair for name in sorted(modifiers.exclude_zones) for pair in self.named(name).items()
        ]
        if modifiers.exclude_zones_in is not None:
            pairs += self.of_words(modifiers.exclude_zones_in).items()
        if modifiers.only_zones_in is not None:
            pairs += self._outside(modifiers.only_zones_in)
        return pairs

    def _outside(self, fact: str) -> list[tuple[str, Gate]]:
        gates = self.cautious.gates
        known = self.cautious.known(fact)
        return [
            (zone, gates.no(gates.both(known, gate))) for zone, gate in self.of_words(fact).items()
        ]

    def caps(self, active: Active, session: Level) -> dict[str, Level]:
        """Give for every zone its highest level, exclusions not counted."""
        gates = self.cautious.gates
        found = {zone.id: [_own_cap(gates, zone, session)] for zone in self.zones.zones.values()}
        for gate, modifiers in active:
            for name, cap in modifiers.zone_caps.items():
                for zone, meant in self.named(name).items():
                    if zone in found:
                        found[zone].append(where(gates, gates.both(gate, meant), fixed(cap)))
        return {zone: least(gates, levels) for zone, levels in found.items()}


def _own_cap(gates: Gates, zone: Zone, session: Level) -> Level:
    match zone.kind:
        case ZoneKind.FORBIDDEN:
            return fixed(0)
        case ZoneKind.REDUCED:
            return least(gates, [fixed(zone.maximum), reduced(session, zone.reduced_by)])
        case ZoneKind.NORMAL:
            return least(gates, [fixed(zone.maximum), session])
