"""A sweep that a database does by itself: the query for everything a row says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from lumbalis.domain.circuit import Gate
from lumbalis.population.dialects import Dialect
from lumbalis.population.sql import Source, Writer, query
from lumbalis.population.sweep import OUTCOMES, Sweeper


def outputs_query(sweeper: Sweeper, source: Source, dialect: Dialect, at: datetime) -> str:
    """Write the query that gives every output of everybody as a column o0, o1, ...

    The columns come in the order of `sweeper.outputs`.
    """
    wanted = {f"o{place}": gate for place, gate in enumerate(sweeper.outputs.values())}
    return query(sweeper.net.gates.nodes, wanted, Writer(dialect, source, at), source)


def outcomes_query(sweeper: Sweeper, source: Source, dialect: Dialect, at: datetime) -> str:
    """Write the query that counts people by outcome: columns `outcome` and `people`."""
    gates = _outcomes(sweeper)
    named = {f"o{place}": gate for place, gate in enumerate(gates.values())}
    inner = query(sweeper.net.gates.nodes, named, Writer(dialect, source, at), source)
    cases = " ".join(f"WHEN o{place} THEN {dialect.text(name)}" for place, name in enumerate(gates))
    return (
        f"SELECT CASE {cases} END AS outcome, COUNT(*) AS people "
        f"FROM ({inner}) AS swept GROUP BY 1 ORDER BY 1"
    )


def _outcomes(sweeper: Sweeper) -> Mapping[str, Gate]:
    outputs = sweeper.outputs
    return {name: outputs[f"outcome {name}"] for name in OUTCOMES}
