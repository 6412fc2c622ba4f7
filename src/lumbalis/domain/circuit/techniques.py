"""The technique gate in the net: what may be used, and what stands against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lumbalis.domain.circuit.findings import NetFinding
from lumbalis.domain.circuit.gates import ALWAYS, NEVER, Gate, Gates
from lumbalis.domain.circuit.levels import Level, at_least
from lumbalis.domain.circuit.limits import Active, number_at_least
from lumbalis.domain.circuit.reading import NetReading
from lumbalis.domain.expressions import nodes
from lumbalis.domain.protocol import Modifiers, Protocol, Scope, Technique
from lumbalis.domain.screening.combination import removed_techniques


@dataclass(frozen=True, slots=True)
class TechniqueGates:
    """Everything the gate of techniques asks."""

    protocol: Protocol
    reading: NetReading
    phases: Mapping[str, Gate]
    session: Level

    def allowed(self, active: Active) -> dict[str, Gate]:
        """Give for every technique the gate where it may be used."""
        gates = self.reading.gates
        techniques = self.protocol.techniques
        own = {name: self._stands_against(t, active) for name, t in techniques.items()}
        return {
            name: gates.no(gates.either(against, own.get(techniques[name].part_of or "", NEVER)))
            for name, against in own.items()
        }

    def _stands_against(self, technique: Technique, active: Active) -> Gate:
        gates = self.reading.gates
        return gates.either(
            self._removed(technique.id, active),
            gates.no(self.ordered(technique)),
            gates.no(
                gates.some(self.phases.get(phase, NEVER) for phase in sorted(technique.phases))
            ),
            gates.no(self._in_time(technique)),
            gates.no(self._qualified(technique)),
            gates.no(self._in_the_house(technique)),
        )

    def _removed(self, name: str, active: Active) -> Gate:
        names = self.protocol.techniques
        return self.reading.gates.some(
            gate for gate, modifiers in active if name in removed_techniques(modifiers, names)
        )

    def ordered(self, technique: Technique) -> Gate:
        """Open where the order names a technique, or need not."""
        if technique.ordered_as is None:
            return ALWAYS
        return self.reading.plane(
            nodes.HasAny("methods_allowed", frozenset((technique.ordered_as,)))
        ).yes

    def _in_time(self, technique: Technique) -> Gate:
        gates = self.reading.gates
        conditions = []
        if technique.from_session is not None:
            conditions.append(number_at_least(gates, "session", technique.from_session.value))
        if technique.from_level is not None:
            conditions.append(at_least(gates, self.session, technique.from_level.value))
        return gates.every(conditions)

    def _qualified(self, technique: Technique) -> Gate:
        if technique.credentials is None:
            return ALWAYS
        needed = technique.credentials.credentials
        return self.reading.plane(nodes.HasAll("credentials", needed)).yes

    def _in_the_house(self, technique: Technique) -> Gate:
        flag = technique.needs_site_flag
        return ALWAYS if flag is None else self.reading.plane(nodes.Flag(flag)).yes

    def matters(self, finding: NetFinding) -> Gate:
        """Close a technique's ban nobody would notice: the technique was never ordered."""
        if finding.case.scope is not Scope.TECHNIQUE:
            return ALWAYS
        gates = self.reading.gates
        plain = gates.both(gates.no(finding.aside), self._noticed(finding.case.modifiers))
        rest = finding.case.overridden or finding.case.modifiers
        return gates.either(
            gates.no(self.reading.known("methods_allowed")),
            plain,
            gates.both(finding.aside, self._noticed(rest)),
        )

    def _noticed(self, modifiers: Modifiers) -> Gate:
        techniques = self.protocol.techniques
        removed = removed_techniques(modifiers, techniques)
        words = {techniques[name].ordered_as for name in removed}
        return self.reading.gates.some(
            self.reading.plane(nodes.HasAny("methods_allowed", frozenset((word,)))).yes
            for word in sorted(word for word in words if word is not None)
        )


def nothing_left(gates: Gates, protocol: Protocol, allowed: Mapping[str, Gate]) -> Gate:
    """Open where no technique that can fill a session may be used."""
    hands_on = (name for name, technique in protocol.techniques.items() if technique.hands_on)
    return gates.no(gates.some(allowed[name] for name in hands_on))
