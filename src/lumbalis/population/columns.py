"""What the net asks, answered from columns: each question once, as a plane."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lumbalis.domain.circuit import Equals, Fresh, Given, Holds, Input, SetAside
from lumbalis.domain.circuit.understanding import ALWAYS_KNOWN
from lumbalis.domain.expressions import Value, compile_expression, nodes
from lumbalis.domain.facts import Site
from lumbalis.domain.truth import Truth
from lumbalis.population.planes import Plane, empty, flags, full, known, packed
from lumbalis.population.schema import ANSWERED_AT, SET_ASIDE, moment_of, never_of

USUAL: Mapping[str, Value] = {
    "session": 1,
    "imaging_policy": Site().imaging_policy,
    "fire_cupping_enabled": Site().fire_cupping_enabled,
}
COLUMNS = {
    "course_sessions_done": ("sessions_done", 1),
    "course_gap_days": ("gap_days", 1),
    "course_weeks": ("weeks", 1),
    "course_improvement_percent": ("pain_change_percent", 1),
    "course_worsening_percent": ("pain_change_percent", -1),
    "course_worsening_points": ("pain_change_points", -1),
}
"""Circumstances by the column they are read from, and its sign."""
_COMPARE = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}
_EPOCH = date(1970, 1, 1)
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Asked:
    """Answers the inputs of a net for the people of one checked batch, at one moment."""

    def __init__(self, batch: pa.RecordBatch, at: datetime) -> None:
        self.people = batch.num_rows
        self._columns = {name: batch.column(name) for name in batch.schema.names}
        self._at = at
        self._today = (at.date() - _EPOCH).days
        self._masks: dict[str, npt.NDArray[Any]] = {}
        self._words: dict[str, tuple[str, ...]] = {}
        self._since: dict[timedelta, Plane] = {}
        self._planes: dict[Input, Plane] = {}

    def __call__(self, question: Input) -> Plane:
        """Give the plane of the people for whom an input holds."""
        if question not in self._planes:
            self._planes[question] = self._answered(question)
        return self._planes[question]

    def _answered(self, question: Input) -> Plane:
        match question:
            case Given(name):
                return self._given(name)
            case Fresh(name, within):
                return self._fresh(name, within)
            case SetAside(name):
                return self._has(SET_ASIDE, frozenset((name,)), every=False)
            case Equals(name, value):
                return self._holds(nodes.IsOneOf(name, frozenset((str(value),))))
            case Holds(leaf):
                return self._holds(leaf)

    def _given(self, name: str) -> Plane:
        if name in ALWAYS_KNOWN:
            return full(self.people)
        column = self._columns.get(COLUMNS.get(name, (name, 1))[0])
        plane = empty(self.people) if column is None else known(column)
        never = self._columns.get(never_of(name))
        return plane if never is None else plane | (known(never) & flags(never))

    def _fresh(self, name: str, within: timedelta) -> Plane:
        """Tell whose answer is no older than so much; without a moment it has no age."""
        own = moment_of(name)
        if own not in self._columns:
            return self._fresh_in_common(within)
        column = self._columns[own]
        fresh, dated = self._since_then(column, within), known(column)
        if column.null_count == 0 or ANSWERED_AT not in self._columns:
            return fresh & dated
        return (fresh & dated) | (self._fresh_in_common(within) & ~dated)

    def _fresh_in_common(self, within: timedelta) -> Plane:
        """Tell for whom the moment of all answers is no longer ago than so much."""
        if ANSWERED_AT not in self._columns:
            return empty(self.people)
        if within not in self._since:
            column = self._columns[ANSWERED_AT]
            self._since[within] = self._since_then(column, within) & known(column)
        return self._since[within]

    def _since_then(self, column: pa.Array, within: timedelta) -> Plane:
        """Compare moments; where there is none, the bit means nothing."""
        if not pa.types.is_timestamp(column.type) or column.type.unit != "us":
            column = column.cast(pa.timestamp("us", tz="UTC"))
        earliest = (self._at - within - _BEGINNING) // _MICROSECOND
        return packed(_raw(column, np.dtype(np.int64)) >= earliest)

    def _holds(self, leaf: nodes.Leaf) -> Plane:
        name = nodes.names_in(leaf)[0]
        if name in USUAL and name not in self._columns:
            return self._usual(leaf, name)
        match leaf:
            case nodes.Flag():
                return flags(self._columns[name]) if name in self._columns else empty(self.people)
            case nodes.IsOneOf(_, words):
                return self._is_one_of(name, words)
            case nodes.HasAny(_, words) | nodes.HasAll(_, words):
                return self._has(name, words, every=isinstance(leaf, nodes.HasAll))
            case nodes.Compare():
                return self._compare(leaf)
            case nodes.Known():
                return self._given(name)

    def _usual(self, leaf: nodes.Leaf, name: str) -> Plane:
        truth = compile_expression(leaf).truth({name: USUAL[name], "today": None})
        return full(self.people) if truth is Truth.TRUE else empty(self.people)

    def _is_one_of(self, name: str, words: frozenset[str]) -> Plane:
        column = self._columns.get(name)
        if column is None:
            return empty(self.people)
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        held = [place for place, w in enumerate(column.dictionary.to_pylist()) if w in words]
        if not held:
            return empty(self.people)
        codes = _numbers(column.indices)
        met = codes == held[0]
        for place in held[1:]:
            met |= codes == place
        return packed(met)

    def _has(self, name: str, words: frozenset[str], *, every: bool) -> Plane:
        if name not in self._columns:
            return empty(self.people)
        masks = self._mask(name)
        known_words = self._words[name]
        if every and not words <= frozenset(known_words):
            return empty(self.people)
        bits = sum(1 << place for place, word in enumerate(known_words) if word in words)
        met = masks & masks.dtype.type(bits)
        return packed(met == bits if every else met != 0)

    def _mask(self, name: str) -> npt.NDArray[Any]:
        """Give a set column as one number a person, a bit for each word that occurs in it."""
        if name not in self._masks:
            masks, words = masks_of(self._columns[name])
            self._masks[name], self._words[name] = masks, words
        return self._masks[name]

    def _compare(self, leaf: nodes.Compare) -> Plane:
        left, sign, right = leaf.left, leaf.operator, leaf.right
        if isinstance(left, nodes.LimitNumber):
            left, right, sign = right, left, MIRRORED[sign]
        if not isinstance(right, nodes.LimitNumber) or isinstance(left, nodes.LimitNumber):
            msg = f"a sweep needs comparisons of one fact with one limit, not {leaf}"
            raise NotImplementedError(msg)
        return self._versus(left, _COMPARE[sign], right.limit.value)

    def _versus(self, left: nodes.Operand, test: np.ufunc, limit: float) -> Plane:
        match left:
            case nodes.DaysSince(name):
                return self._days(name, test, limit)
            case nodes.CountOf(name):
                return self._count(name, test, limit)
            case nodes.NumberFact(name):
                column, sign = COLUMNS.get(name, (name, 1))
                if column not in self._columns:
                    return empty(self.people)
                numbers = _numbers(self._columns[column])
                return packed(test(numbers if sign == 1 else -_wide(numbers), limit))
            case nodes.LimitNumber():
                return empty(self.people)

    def _days(self, name: str, test: np.ufunc, limit: float) -> Plane:
        """Compare the days since a date; where there is no such date, they have no end."""
        never = self._columns.get(never_of(name))
        without_end = bool(test(np.inf, limit))
        unending = empty(self.people) if never is None else known(never) & flags(never)
        if name not in self._columns:
            return unending if without_end else empty(self.people)
        days = self._today - _wide(_numbers(self._columns[name]))
        met = packed(test(days, limit)) & known(self._columns[name])
        return met | unending if without_end else met & ~unending

    def _count(self, name: str, test: np.ufunc, limit: float) -> Plane:
        if name not in self._columns:
            return empty(self.people)
        masks = self._mask(name)
        words = self._words[name]
        none = sum(1 << place for place, word in enumerate(words) if word == "none")
        return packed(test(np.bitwise_count(masks & ~masks.dtype.type(none)), limit))


def columns_asked(questions: Iterable[Input]) -> frozenset[str]:
    """Name every column that may be read to answer some questions."""
    found: set[str] = set()
    for question in questions:
        match question:
            case SetAside():
                found.add(SET_ASIDE)
            case Fresh(name):
                found |= {moment_of(name), ANSWERED_AT}
            case Holds(leaf):
                found.update(*(_of_name(name) for name in nodes.names_in(leaf)))
            case Given(name) | Equals(name):
                found |= _of_name(name)
    return frozenset(found)


def _of_name(name: str) -> set[str]:
    return {COLUMNS.get(name, (name, 1))[0], never_of(name)}


MIRRORED: Mapping[nodes.Operator, nodes.Operator] = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
    "==": "==",
    "!=": "!=",
}


def _numbers(array: pa.Array) -> npt.NDArray[Any]:
    """Read a column of numbers without looking at its nulls: those people are not asked."""
    if pa.types.is_date32(array.type):
        return _raw(array, np.dtype(np.int32))
    return _raw(array, np.dtype(array.type.to_pandas_dtype()))


def _raw(array: pa.Array, dtype: np.dtype[Any]) -> npt.NDArray[Any]:
    values = array.buffers()[1]
    if values is None:
        return np.zeros(len(array), dtype=dtype)
    return np.frombuffer(values, dtype, offset=array.offset * dtype.itemsize, count=len(array))


def _wide(numbers: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Give whole numbers room for what is reckoned with them."""
    return numbers if numbers.dtype.kind == "f" else numbers.astype(np.int64)


def masks_of(column: pa.Array) -> tuple[npt.NDArray[Any], tuple[str, ...]]:
    """Give a column of lists of words as one number a row, with the word of each bit.

    A row without a list has any number: those people are not asked.
    """
    ends = np.frombuffer(column.buffers()[1], np.int32, len(column) + 1, offset=4 * column.offset)
    flat = column.values.slice(ends[0], ends[-1] - ends[0])
    if not pa.types.is_dictionary(flat.type):
        flat = flat.dictionary_encode()
    words = tuple(flat.dictionary.to_pylist())
    kind = next(one for one in (np.uint16, np.uint32, np.uint64) if len(words) <= one(0).nbytes * 8)
    masks = np.zeros(len(column), dtype=kind)
    filled = np.flatnonzero(ends[1:] > ends[:-1])
    if len(filled):
        bits = np.left_shift(kind(1), np.arange(len(words), dtype=kind))
        starts = ends[:-1][filled] - ends[0]
        masks[filled] = np.bitwise_or.reduceat(bits.take(_numbers(flat.indices)), starts)
    return masks, words
