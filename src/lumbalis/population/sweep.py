"""A sweep over one batch: the verdict of everybody in it, as counts or as rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lumbalis.domain.circuit import (
    HIGHEST,
    NOTHING_LEFT,
    Gate,
    ScreeningNet,
    screening_net,
)
from lumbalis.domain.protocol import Category, Protocol
from lumbalis.population.columns import Asked
from lumbalis.population.kernel import Kernel, compiled
from lumbalis.population.planes import Plane, count, members, unpacked
from lumbalis.population.schema import PATIENT

CONTRADICTED = "CONTRADICTED"
"""What stands for the category of somebody whose answers cannot all be true."""

OUTCOMES = (*(category.name for category in Category), CONTRADICTED)
_WORD = pa.dictionary(pa.int16(), pa.string())


@dataclass
class Tally:
    """Counts over many people. Tallies of parts add up to the tally of the whole."""

    people: int = 0
    categories: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    """Cases that are reasons, certain or hanging on silence."""
    deciding: Counter[str] = field(default_factory=Counter)
    """Cases that make the verdict as strict as it is."""
    missing: Counter[str] = field(default_factory=Counter)
    """Facts without a usable answer that count."""

    def add(self, other: Tally) -> None:
        """Add the counts of other people."""
        self.people += other.people
        for name in ("categories", "rules", "deciding", "missing"):
            getattr(self, name).update(getattr(other, name))


class Sweeper:
    """A protocol prepared for sweeping; made once, used for every batch."""

    def __init__(self, protocol: Protocol) -> None:
        self.net = screening_net(protocol)
        gates = self.net.gates
        sound = gates.no(self.net.contradicted)
        self._outcomes = outcomes_of(self.net)
        self._reasons = {n: gates.both(g, sound) for n, g in self.net.reasons.items()}
        self._deciding = {n: gates.both(g, sound) for n, g in deciding(self.net).items()}
        self._missing = {
            name: gates.both(sound, gates.either(gate, self.net.missing_unsafe.get(name, 0)))
            for name, gate in self.net.missing_blocks.items()
        }
        nodes = gates.nodes
        self._brief = compiled(nodes, list(self._outcomes.values()))
        named = (self._outcomes, self._reasons, self._deciding, self._missing, self.net.phases)
        wanted = [gate for group in named for gate in group.values()]
        self._full = compiled(nodes, [*wanted, *self.net.session_cap])

    @property
    def kernels(self) -> tuple[Kernel, Kernel]:
        """The computation of categories alone, and of everything a row says."""
        return self._brief, self._full

    @property
    def outputs(self) -> dict[str, Gate]:
        """Name every gate a row is made of: outcomes, phases, levels, rules, missing facts."""
        groups = {
            "outcome": self._outcomes,
            "phase": self.net.phases,
            "level": {str(k): gate for k, gate in enumerate(self.net.session_cap)},
            "deciding": self._deciding,
            "reason": self._reasons,
            "missing": self._missing,
        }
        return {f"{kind} {name}": g for kind, group in groups.items() for name, g in group.items()}

    def categories(self, batch: pa.RecordBatch, at: datetime) -> Counter[str]:
        """Count the people of a checked batch by outcome, and nothing else."""
        planes = self._brief.run(Asked(batch, at), batch.num_rows)
        return _counted(self._outcomes, planes, batch.num_rows)

    def outcome_codes(self, batch: pa.RecordBatch, at: datetime) -> npt.NDArray[np.int8]:
        """Give everybody's outcome as a place in OUTCOMES."""
        planes = self._brief.run(Asked(batch, at), batch.num_rows)
        return codes([planes[g] for g in self._outcomes.values()], batch.num_rows)

    def swept(self, batch: pa.RecordBatch, at: datetime) -> tuple[pa.RecordBatch, Tally]:
        """Give a row for everybody in a checked batch, and the counts."""
        planes = self._full.run(Asked(batch, at), batch.num_rows)
        return self._rows(batch, planes), self._tally(planes, batch.num_rows)

    def tallied(self, batch: pa.RecordBatch, at: datetime) -> Tally:
        """Give only the counts of a checked batch."""
        planes = self._full.run(Asked(batch, at), batch.num_rows)
        return self._tally(planes, batch.num_rows)

    def _tally(self, planes: Mapping[Gate, Plane], people: int) -> Tally:
        return Tally(
            people=people,
            categories=_counted(self._outcomes, planes, people),
            rules=_counted(self._reasons, planes, people),
            deciding=_counted(self._deciding, planes, people),
            missing=_counted(self._missing, planes, people),
        )

    def _rows(self, batch: pa.RecordBatch, planes: Mapping[Gate, Plane]) -> pa.RecordBatch:
        people = batch.num_rows
        columns = {
            PATIENT: batch.column(PATIENT),
            "outcome": _word_column(self._outcomes, planes, people),
            "phase": _word_column(self.net.phases, planes, people),
            "session_cap": _levels([planes[g] for g in self.net.session_cap], people),
            "deciding": _lists(self._deciding, planes, people),
            "reasons": _lists(self._reasons, planes, people),
            "missing": _lists(self._missing, planes, people),
        }
        return pa.RecordBatch.from_pydict(columns)


def outcomes_of(net: ScreeningNet) -> dict[str, Gate]:
    """Give the gate of each outcome, in the order of OUTCOMES; exactly one of them is open."""
    gates = net.gates
    sound = gates.no(net.contradicted)
    found = {c.name: gates.both(gate, sound) for c, gate in net.exactly.items()}
    return {**found, CONTRADICTED: net.contradicted}


def deciding(net: ScreeningNet) -> dict[str, Gate]:
    """Give for every case the gate where it makes the verdict as strict as it is."""
    gates = net.gates
    found = {
        finding.case.id: gates.some(
            gates.both(gate, net.reasons[finding.case.id], net.exactly[category])
            for gate, category in finding.calls_for(gates)
        )
        for finding in net.findings
    }
    return {**found, NOTHING_LEFT: net.reasons[NOTHING_LEFT]}


def _counted(named: Mapping[str, Gate], planes: Mapping[Gate, Plane], people: int) -> Counter[str]:
    counts = {name: count(planes[gate], people) for name, gate in named.items()}
    return Counter({name: found for name, found in counts.items() if found})


def codes(planes: Sequence[Plane], people: int) -> npt.NDArray[np.int8]:
    """Give for everybody the place of the plane that is set."""
    found = np.zeros(people, dtype=np.int8)
    for place, plane in enumerate(planes):
        if place:
            found += unpacked(plane, people) * np.int8(place)
    return found


def _word_column(named: Mapping[str, Gate], planes: Mapping[Gate, Plane], people: int) -> pa.Array:
    places = codes([planes[gate] for gate in named.values()], people)
    return pa.DictionaryArray.from_arrays(places.astype(np.int16), list(named))


def _levels(at_most: Sequence[Plane], people: int) -> pa.Array:
    level = np.zeros(people, dtype=np.int8)
    for plane in at_most[:HIGHEST]:
        level += ~unpacked(plane, people)
    return pa.array(level)


def _lists(named: Mapping[str, Gate], planes: Mapping[Gate, Plane], people: int) -> pa.Array:
    """Give for everybody the list of the names whose planes are set, in the order of the names."""
    found = [members(planes[gate], people) for gate in named.values()]
    sizes = [len(one) for one in found]
    rows = np.concatenate(found) if found else np.zeros(0, np.int64)
    places = np.repeat(np.arange(len(found), dtype=np.int16), sizes)
    order = np.argsort(rows, kind="stable")
    offsets = np.zeros(people + 1, dtype=np.int32)
    np.cumsum(np.bincount(rows, minlength=people), out=offsets[1:])
    words = pa.DictionaryArray.from_arrays(pa.array(places[order]), list(named))
    return pa.ListArray.from_arrays(pa.array(offsets), words)
