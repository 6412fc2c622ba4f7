"""The net as a query of our own, for databases: DuckDB, PostgreSQL and Spark.

Every question asked of a column is settled to yes or no at once, so nothing after it can be
null and no database's way with null, NaN or CASE can change a verdict. Gates that are used more
than once are columns of a subquery, layer by layer; the others are written where they are used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lumbalis.domain.circuit import (
    Equals,
    Fresh,
    Gate,
    Given,
    Holds,
    Input,
    Node,
    Op,
    SetAside,
    needed,
)
from lumbalis.domain.circuit.understanding import ALWAYS_KNOWN
from lumbalis.domain.expressions import compile_expression, nodes
from lumbalis.domain.truth import Truth
from lumbalis.population.columns import COLUMNS, MIRRORED, USUAL
from lumbalis.population.dialects import Dialect
from lumbalis.population.schema import ANSWERED_AT, SET_ASIDE, moment_of, never_of

_NO, _YES = "FALSE", "TRUE"


@dataclass(frozen=True, slots=True)
class Source:
    """A table in a database: its name as written in SQL, and the columns it has."""

    name: str
    columns: frozenset[str]
    key: str = "patient"


class Writer:
    """Writes what the net asks of one table at one moment, in one dialect."""

    def __init__(self, dialect: Dialect, source: Source, at: datetime) -> None:
        self._dialect, self._source, self._at = dialect, source, at

    @property
    def fence(self) -> str:
        """What keeps a planner from merging one layer into the next."""
        return self._dialect.fence

    def asks(self, question: Input) -> str:
        """Give an input as a condition that is true or false, never null."""
        said = self._asked(question)
        return said if said in (_NO, _YES) else f"COALESCE({said}, FALSE)"

    def _asked(self, question: Input) -> str:
        match question:
            case Given(name):
                return self._given(name)
            case Fresh(name, within):
                return self._fresh(name, within)
            case SetAside(name):
                return self._words(SET_ASIDE, (name,), every=False)
            case Equals(name, value):
                return self._is_one_of(name, frozenset((str(value),)))
            case Holds(leaf):
                return self._holds(leaf)

    def _has(self, column: str) -> bool:
        return column in self._source.columns

    def _quoted(self, column: str) -> str:
        return self._dialect.quoted(column)

    def _given(self, name: str) -> str:
        if name in ALWAYS_KNOWN:
            return _YES
        column = COLUMNS.get(name, (name, 1))[0]
        ways = [f"{self._quoted(column)} IS NOT NULL"] if self._has(column) else []
        if self._has(never_of(name)):
            ways.append(f"COALESCE({self._quoted(never_of(name))}, FALSE)")
        return f"({' OR '.join(ways)})" if ways else _NO

    def _fresh(self, name: str, within: timedelta) -> str:
        names = [n for n in (moment_of(name), ANSWERED_AT) if self._has(n)]
        if not names:
            return _NO
        moment = self._quoted(names[0])
        if len(names) > 1:
            moment = f"COALESCE({', '.join(map(self._quoted, names))})"
        return f"{moment} >= {self._dialect.moment(self._at - within)}"

    def _holds(self, leaf: nodes.Leaf) -> str:
        name = nodes.names_in(leaf)[0]
        if name in USUAL and not self._has(name):
            truth = compile_expression(leaf).truth({name: USUAL[name], "today": None})
            return _YES if truth is Truth.TRUE else _NO
        match leaf:
            case nodes.Flag():
                return self._quoted(name) if self._has(name) else _NO
            case nodes.IsOneOf(_, words):
                return self._is_one_of(name, words)
            case nodes.HasAny(_, words) | nodes.HasAll(_, words):
                every = isinstance(leaf, nodes.HasAll)
                return self._words(name, sorted(words), every=every)
            case nodes.Compare():
                return self._compare(leaf)
            case nodes.Known():
                return self._given(name)

    def _is_one_of(self, name: str, words: frozenset[str]) -> str:
        if not self._has(name):
            return _NO
        listed = ", ".join(map(self._dialect.text, sorted(words)))
        return f"{self._quoted(name)} IN ({listed})"

    def _words(self, name: str, words: Sequence[str], *, every: bool) -> str:
        if not self._has(name):
            return _NO
        write = self._dialect.has_all if every else self._dialect.has_any
        return write(self._quoted(name), [self._dialect.text(word) for word in words])

    def _compare(self, leaf: nodes.Compare) -> str:
        left, sign, right = leaf.left, leaf.operator, leaf.right
        if isinstance(left, nodes.LimitNumber):
            left, right, sign = right, left, MIRRORED[sign]
        if not isinstance(right, nodes.LimitNumber):
            msg = f"a query needs comparisons of one fact with one limit, not {leaf}"
            raise NotImplementedError(msg)
        written, limit = _SIGNS[sign], right.limit.value
        match left:
            case nodes.DaysSince(name):
                return self._days(name, sign, limit)
            case nodes.CountOf(name):
                counted = self._dialect.count_but_none(self._quoted(name))
                return f"{counted} {written} {limit:g}" if self._has(name) else _NO
            case nodes.NumberFact(name):
                column, way = COLUMNS.get(name, (name, 1))
                minus = "-" if way < 0 else ""
                number = self._dialect.number(limit)
                said = f"{minus}{self._quoted(column)} {written} {number}"
                return said if self._has(column) else _NO
            case nodes.LimitNumber():
                return _NO

    def _days(self, name: str, sign: nodes.Operator, limit: float) -> str:
        """Compare the days since a date; where there is no such date, they have no end."""
        without_end = sign in (">", ">=", "!=")
        never = never_of(name)
        unending = f"COALESCE({self._quoted(never)}, FALSE)" if self._has(never) else _NO
        if not self._has(name):
            return unending if without_end else _NO
        days = self._dialect.days_since(self._quoted(name), self._at.date())
        met = f"COALESCE({days} {_SIGNS[sign]} {limit:g}, FALSE)"
        return f"({met} OR {unending})" if without_end else f"({met} AND NOT {unending})"


_SIGNS: Mapping[nodes.Operator, str] = {
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
    "==": "=",
    "!=": "<>",
}


def query(graph: Sequence[Node], wanted: Mapping[str, Gate], writer: Writer, source: Source) -> str:
    """Write the query that gives each person's key and the wanted gates under their names."""
    layers = _Layers(graph, list(wanted.values()))
    inputs = {g: writer.asks(asks) for g in layers.inputs if (asks := graph[g].asks) is not None}
    key = source.key
    listed = ", ".join(f"{said} AS g{gate}" for gate, said in inputs.items())
    text = f"SELECT {key}, {listed} FROM {source.name}"
    for level in range(1, layers.depth + 1):
        kept = [f"g{gate}" for gate in layers.carried(level)]
        made = [f"{layers.written(gate)} AS g{gate}" for gate in layers.made(level)]
        # OFFSET 0 keeps a planner from writing each layer into the next, over and over.
        fence = writer.fence
        text = f"SELECT {', '.join([key, *kept, *made])} FROM ({text} {fence}) AS l{level - 1}"
    named = ", ".join(f"{layers.reference(g)} AS {name}" for name, g in wanted.items())
    return f"SELECT {key}, {named} FROM ({text} {writer.fence}) AS l{layers.depth}"


class _Layers:
    """Which gates are columns, in which layer, and how long each is carried along."""

    def __init__(self, graph: Sequence[Node], wanted: Sequence[Gate]) -> None:
        self._graph = graph
        order = needed(list(graph), wanted)
        used: dict[Gate, int] = dict.fromkeys(wanted, 2)
        for gate in order:
            for below in graph[gate].below:
                used[below] = used.get(below, 0) + 1
        self.inputs = [gate for gate in order if graph[gate].op is Op.ASK]
        joins = (Op.AND, Op.OR)
        self._columns = {g for g in order if graph[g].op in joins and used.get(g, 0) > 1}
        self._level: dict[Gate, int] = {}
        for gate in order:
            base = max((self._level[below] for below in graph[gate].below), default=0)
            self._level[gate] = base + (gate in self._columns)
        self.depth = max(self._level.values(), default=0)
        self._last = self._lasting(wanted)

    def _lasting(self, wanted: Iterable[Gate]) -> dict[Gate, int]:
        last: dict[Gate, int] = {}
        for gate in self._columns:
            for source in self._sources(self._graph[gate].below):
                last[source] = max(last.get(source, 0), self._level[gate])
        for source in self._sources(wanted):
            last[source] = self.depth + 1
        return last

    def _sources(self, gates: Iterable[Gate]) -> set[Gate]:
        """Name the columns that some gates are written with."""
        found: set[Gate] = set()
        waiting = list(gates)
        while waiting:
            gate = waiting.pop()
            if self._is_column(gate):
                found.add(gate)
            else:
                waiting.extend(self._graph[gate].below)
        return found

    def _is_column(self, gate: Gate) -> bool:
        return gate in self._columns or self._graph[gate].op is Op.ASK

    def made(self, level: int) -> list[Gate]:
        """Give the gates that become columns in a layer."""
        return sorted(gate for gate in self._columns if self._level[gate] == level)

    def carried(self, level: int) -> list[Gate]:
        """Give the columns of earlier layers that a layer hands on."""
        ready = (g for g in self._last if (self._level[g] if g in self._columns else 0) < level)
        return sorted(gate for gate in ready if self._last[gate] > level)

    def reference(self, gate: Gate) -> str:
        """Write a gate where it is used: its column, or what it is made of."""
        return f"g{gate}" if self._is_column(gate) else self.written(gate)

    def written(self, gate: Gate) -> str:
        """Write what a gate is made of."""
        node = self._graph[gate]
        below = [self.reference(one) for one in node.below]
        match node.op:
            case Op.NEVER:
                return _NO
            case Op.NOT:
                return f"(NOT {below[0]})"
            case Op.AND:
                return f"({' AND '.join(below)})"
            case _:
                return f"({' OR '.join(below)})"
