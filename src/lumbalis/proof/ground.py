"""What the claims about one protocol are asked of: its net and a solver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lumbalis.domain.circuit import Gate, Gates, ScreeningNet, screening_net
from lumbalis.domain.circuit.findings import NetFinding
from lumbalis.domain.circuit.phase import with_phases
from lumbalis.domain.circuit.reading import NetReading
from lumbalis.domain.protocol import Category, Protocol, Scope
from lumbalis.proof.prover import Prover


@dataclass(frozen=True, slots=True)
class Ground:
    """A protocol's net with a solver that only considers answers that can all be true."""

    net: ScreeningNet
    prover: Prover

    @property
    def gates(self) -> Gates:
        """The graph."""
        return self.net.gates

    @property
    def protocol(self) -> Protocol:
        """The protocol."""
        return self.net.protocol

    @property
    def allowed(self) -> Gate:
        """Open where a session may take place."""
        return self.gates.no(self.net.at_least[Category.INCOMPLETE])

    def choose_usual(self) -> None:
        """Describe people against somebody who may be treated, or nobody in particular."""
        if not self.prover.has_usual:
            eligible = self.net.exactly[Category.ELIGIBLE]
            wanted = (eligible,) if self.prover.possible(eligible) else ()
            self.prover.choose_usual(*wanted)

    def with_phase(self, reading: NetReading) -> NetReading:
        """Let conditions of a reading ask for the phase."""
        return with_phases(reading, self.net.phases)

    def stops(self) -> Iterator[NetFinding]:
        """Give the cases that stop a session and that nobody may set aside."""
        for finding in self.net.findings:
            case = finding.case
            stops = case.scope is Scope.SESSION and not case.category.allows_session
            if stops and case.overridden is None:
                yield finding


def stand_on(protocol: Protocol) -> Ground:
    """Prepare a protocol for questions."""
    net = screening_net(protocol)
    prover = Prover(net.gates, [protocol.vocabulary])
    prover.always(net.gates.no(net.contradicted))
    return Ground(net, prover)
