"""What the net asks, answered from columns: each question once, as a plane."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

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
Number = TypeVar("Number", np.int64, np.float64)
_EPOCH = date(1970, 1, 1)
_MICROSECOND = timedelta(microseconds=1)


class Asked:
    """Answers the inputs of a net for the people of one checked batch, at one moment."""

    def __init__(self, batch: pa.RecordBatch, at: datetime) -> None:
        self.people = batch.num_rows
        self._columns = {name: batch.column(name) for name in batch.schema.names}
        self._at = at
        self._today = (at.date() - _EPOCH).days
        self._masks: dict[str, npt.NDArray[np.uint64]] = {}
        self._words: dict[str, tuple[str, ...]] = {}
        self._ages: dict[str, npt.NDArray[np.int64]] = {}
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
        times = self._moments(name)
        if times is None:
            return empty(self.people)
        return packed(times <= within // _MICROSECOND)

    def _moments(self, name: str) -> npt.NDArray[np.int64] | None:
        """Give the ages of answers in microseconds; the largest number where there is none."""
        own = moment_of(name) if moment_of(name) in self._columns else ANSWERED_AT
        if own not in self._columns:
            return None
        if own not in self._ages:
            column = self._columns[own]
            if own != ANSWERED_AT and ANSWERED_AT in self._columns:
                column = pc.coalesce(column, self._columns[ANSWERED_AT].cast(column.type))
            self._ages[own] = _ages(column, self._at)
        return self._ages[own]

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
        held = np.array([word in words for word in column.dictionary.to_pylist()], dtype=np.bool_)
        if not held.any():
            return empty(self.people)
        return packed(held[_numbers(column.indices, np.int64)])

    def _has(self, name: str, words: frozenset[str], *, every: bool) -> Plane:
        if name not in self._columns:
            return empty(self.people)
        masks = self._mask(name)
        known_words = self._words[name]
        if every and not words <= frozenset(known_words):
            return empty(self.people)
        bits = sum(1 << place for place, word in enumerate(known_words) if word in words)
        met = masks & np.uint64(bits)
        return packed(met == np.uint64(bits) if every else met != 0)

    def _mask(self, name: str) -> npt.NDArray[np.uint64]:
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
                array = self._columns[column]
                if pa.types.is_floating(array.type):
                    return packed(test(sign * _numbers(array, np.float64), limit))
                return packed(test(sign * _numbers(array, np.int64), limit))
            case nodes.LimitNumber():
                return empty(self.people)

    def _days(self, name: str, test: np.ufunc, limit: float) -> Plane:
        """Compare the days since a date; where there is no such date, they have no end."""
        never = self._columns.get(never_of(name))
        without_end = bool(test(np.inf, limit))
        unending = empty(self.people) if never is None else known(never) & flags(never)
        if name not in self._columns:
            return unending if without_end else empty(self.people)
        days = self._today - _numbers(self._columns[name].cast(pa.int32()), np.int64)
        met = packed(test(days, limit)) & known(self._columns[name])
        return met | unending if without_end else met & ~unending

    def _count(self, name: str, test: np.ufunc, limit: float) -> Plane:
        if name not in self._columns:
            return empty(self.people)
        masks = self._mask(name)
        words = self._words[name]
        none = sum(1 << place for place, word in enumerate(words) if word == "none")
        return packed(test(np.bitwise_count(masks & ~np.uint64(none)), limit))


MIRRORED: Mapping[nodes.Operator, nodes.Operator] = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
    "==": "==",
    "!=": "!=",
}


def _numbers(array: pa.Array, kind: type[Number]) -> npt.NDArray[Number]:
    """Read a column of numbers without looking at its nulls: those people are not asked."""
    values = array.buffers()[1]
    if values is None:
        return np.zeros(len(array), dtype=kind)
    width = array.type.bit_width // 8
    dtype = np.dtype(array.type.to_pandas_dtype()) if array.type != pa.date32() else np.int32
    raw = np.frombuffer(values, dtype=dtype, offset=array.offset * width, count=len(array))
    return raw if raw.dtype == np.dtype(kind) else raw.astype(kind)


def _ages(column: pa.Array, at: datetime) -> npt.NDArray[np.int64]:
    moments = column.cast(pa.timestamp("us", tz="UTC")).cast(pa.int64())
    now = (at - datetime(1970, 1, 1, tzinfo=UTC)) // _MICROSECOND
    ages = now - _numbers(moments, np.int64)
    if column.null_count:
        missing = column.is_null().to_numpy(zero_copy_only=False)
        ages = np.where(missing, np.iinfo(np.int64).max, ages)
    return ages


def masks_of(column: pa.Array) -> tuple[npt.NDArray[np.uint64], tuple[str, ...]]:
    """Give a column of lists of words as one number a row, with the word of each bit."""
    flat = column.flatten()
    if not pa.types.is_dictionary(flat.type):
        flat = flat.dictionary_encode()
    words = tuple(flat.dictionary.to_pylist())
    lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
    masks = np.zeros(len(column), dtype=np.uint64)
    filled = np.flatnonzero(lengths)
    if len(filled):
        bit_of = np.left_shift(np.uint64(1), np.arange(len(words), dtype=np.uint64))
        starts = (np.cumsum(lengths) - lengths)[filled]
        masks[filled] = np.bitwise_or.reduceat(bit_of[_numbers(flat.indices, np.int64)], starts)
    return masks, words
