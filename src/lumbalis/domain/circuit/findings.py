"""Every case of every rule in the net: certain, hanging on silence, or set aside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lumbalis.domain.circuit.gates import ALWAYS, NEVER, Gate, Gates
from lumbalis.domain.circuit.inputs import SetAside
from lumbalis.domain.circuit.planes import unknown
from lumbalis.domain.circuit.reading import NetReading
from lumbalis.domain.circuit.understanding import Silences
from lumbalis.domain.protocol import Case, Category, Modifiers, Rule, Scope
from lumbalis.domain.screening.findings import NEVER_AUTOMATIC


@dataclass(frozen=True, slots=True)
class NetFinding:
    """One case as gates.

    `certain` and `unsafe` and `blocked` exclude each other: the case holds; it hangs on
    a missing answer that counts as unsafe; it hangs only on answers that block by
    themselves. `aside` is open where it is certain and set aside. `may` and `cannot` are
    the planes of the condition in the stricter reading, before silence is weighed.
    """

    rule: Rule
    case: Case
    certain: Gate
    aside: Gate
    unsafe: Gate
    blocked: Gate
    fires: Gate
    """Certain, unsafe or blocked: its modifiers count."""

    def active(self, gates: Gates) -> tuple[tuple[Gate, Modifiers], ...]:
        """Give the modifiers that may count, each with the gate where they do."""
        plain = gates.both(self.fires, gates.no(self.aside))
        if self.case.overridden is None:
            return ((plain, self.case.modifiers),)
        return ((plain, self.case.modifiers), (self.aside, self.case.overridden))

    def calls_for(self, gates: Gates) -> Iterator[tuple[Gate, Category]]:
        """Give the categories it can call for, each with the gate where it does."""
        case = self.case
        mild = min(case.category, Category.ELIGIBLE_PRECAUTIONS, key=_rank)
        if case.scope is not Scope.SESSION:
            yield gates.either(self.certain, self.unsafe), mild
            return
        yield self.aside, mild
        yield gates.both(self.certain, gates.no(self.aside)), case.category
        alarm = case.category in NEVER_AUTOMATIC
        yield self.unsafe, Category.REFER_FOR_EXAM if alarm else case.category


def _rank(category: Category) -> int:
    return category.value


def find_net(
    rules: Sequence[Rule], ordinary: NetReading, cautious: NetReading, silences: Silences
) -> tuple[NetFinding, ...]:
    """Ask every case in both readings; the strictest reading counts, the ordinary one first."""
    asking = _Asking(ordinary, cautious, silences)
    return tuple(asking.finding(rule, case) for rule in rules for case in rule.cases)


@dataclass(frozen=True, slots=True)
class _Asking:
    ordinary: NetReading
    cautious: NetReading
    silences: Silences

    def finding(self, rule: Rule, case: Case) -> NetFinding:
        gates = self.ordinary.gates
        expression = case.when.expression
        first, second = self.ordinary.plane(expression), self.cautious.plane(expression)
        certain = gates.either(first.yes, second.yes)
        uncertain = gates.no(certain)
        here = gates.both(uncertain, unknown(gates, first))
        there = gates.both(uncertain, first.no, unknown(gates, second))
        unsafe, blocked = NEVER, NEVER
        for where, reading in ((here, self.ordinary), (there, self.cautious)):
            loud, blocks = self._silence(reading, case)
            unsafe = gates.either(unsafe, gates.both(where, loud))
            blocked = gates.either(blocked, gates.both(where, gates.no(loud), blocks))
        return NetFinding(
            rule=rule,
            case=case,
            certain=certain,
            aside=gates.both(certain, self._aside(rule, case)),
            unsafe=unsafe,
            blocked=blocked,
            fires=gates.either(certain, unsafe, blocked),
        )

    def _aside(self, rule: Rule, case: Case) -> Gate:
        if case.overridden is None:
            return NEVER
        gates = self.ordinary.gates
        return gates.some(gates.ask(SetAside(name)) for name in sorted({rule.id, case.id}))

    def _silence(self, reading: NetReading, case: Case) -> tuple[Gate, Gate]:
        """Give where a missing answer behind a case is unsafe, and where one blocks."""
        gates = reading.gates
        hangs_on = reading.undecided(case.when.expression).items()
        return (
            gates.some(gates.both(gate, self._unsafe(name)) for name, gate in hangs_on),
            gates.some(gates.both(gate, self._blocks(name)) for name, gate in hangs_on),
        )

    def _unsafe(self, name: str) -> Gate:
        return self.silences.unsafe.get(name, NEVER)

    def _blocks(self, name: str) -> Gate:
        """Circumstances block while unknown; so does a fact that only the other reading knows."""
        blocks = self.silences.blocks.get(name)
        if blocks is None:
            return ALWAYS
        return self.ordinary.gates.either(blocks, self.ordinary.known(name))
