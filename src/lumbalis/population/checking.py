"""Looking at the values of a batch: what cannot be an answer is listed and counts as unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lumbalis.exchange.errors import InputError
from lumbalis.population.columns import masks_of
from lumbalis.population.schema import PATIENT, Column, Holds, never_of

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Unusable:
    """Values of one column that are no answers: the rows (from 0 in the batch), and why."""

    column: str
    why: str
    rows: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Checked:
    """A batch in which every value is an answer or unknown, and what was taken out."""

    batch: pa.RecordBatch
    unusable: tuple[Unusable, ...]


def checked(
    batch: pa.RecordBatch, columns: Mapping[str, Column], at: datetime, where: str, first: int
) -> Checked:
    """Check the values of a batch whose first row is number `first` of the table, from 1.

    Raises
    ------
    InputError
        For what makes a whole column doubtful: a person without a label, a NaN, a null
        inside a list.
    """
    arrays: dict[str, pa.Array] = {}
    unusable: list[Unusable] = []
    for name in batch.schema.names:
        array, column = _plain_list(batch.column(name)), columns[name]
        _refuse_doubtful(array, column, where, first)
        for why, bad in _faults(array, column, at):
            rows = np.flatnonzero(bad)
            if len(rows):
                unusable.append(Unusable(name, why, rows))
                array = _without(array, bad)
        arrays[name] = array
    _settle_never(arrays, columns, unusable)
    return Checked(pa.RecordBatch.from_pydict(arrays), tuple(unusable))


def _plain_list(array: pa.Array) -> pa.Array:
    if pa.types.is_large_list(array.type):
        return array.cast(pa.list_(array.type.value_type))
    return array


def _refuse_doubtful(array: pa.Array, column: Column, where: str, first: int) -> None:
    if column.name == PATIENT:
        _refuse(array.is_null(), column, where, first, "is missing", "label every person")
    if pa.types.is_floating(array.type):
        nan = pc.fill_null(pc.is_nan(array), fill_value=False)
        _refuse(nan, column, where, first, "is NaN", "write null for unknown")
    if column.holds is Holds.WORDS and array.flatten().null_count:
        holed = _rows_with(array, array.flatten().is_null())
        what_to_do = "leave the word out, or the whole list null for unknown"
        _refuse(holed, column, where, first, "has a null inside its list", what_to_do)


def _refuse(
    bad: pa.Array, column: Column, where: str, first: int, what: str, what_to_do: str
) -> None:
    flags = _flags(bad)
    if flags.any():
        place = f"{where}, row {first + int(np.argmax(flags))}"
        found = f"{column.name} {what}"
        raise InputError(place, found, what_to_do)


def _rows_with(array: pa.Array, flags: pa.Array) -> pa.Array:
    """Tell which lists hold a member that is flagged."""
    lengths = pc.fill_null(pc.list_value_length(array), 0).to_numpy(zero_copy_only=False)
    rows = np.repeat(np.arange(len(array)), lengths)
    found = np.zeros(len(array), dtype=np.bool_)
    found[rows[_flags(flags)]] = True
    return pa.array(found)


def _faults(array: pa.Array, column: Column, at: datetime) -> Iterator[tuple[str, Flags]]:
    """Give each kind of value that is no answer, with the rows that hold one."""
    match column.holds:
        case Holds.WHOLE | Holds.NUMBER:
            if column.minimum is not None:
                yield "below its range", _flags(pc.less(array, pa.scalar(column.minimum)))
            if column.maximum is not None:
                yield "above its range", _flags(pc.greater(array, pa.scalar(column.maximum)))
            if pa.types.is_floating(array.type):
                yield "no number", _flags(pc.is_inf(array))
        case Holds.WORD:
            yield "an unexpected word", _unexpected(array, column)
        case Holds.WORDS:
            yield from _set_faults(array, column)
        case Holds.DAY:
            yield "after the day of the sweep", _flags(pc.greater(array, pa.scalar(at.date())))
        case Holds.MOMENT:
            moment = pa.scalar(at, pa.timestamp("us", tz="UTC"))
            yield "after the sweep", _flags(pc.greater(array, moment))
        case Holds.FLAG | Holds.LABEL:
            return


def _unexpected(array: pa.Array, column: Column) -> Flags:
    if pa.types.is_dictionary(array.type):
        odd = np.array([w not in column.words for w in array.dictionary.to_pylist()], np.bool_)
        if not odd.any():
            return np.zeros(len(array), dtype=np.bool_)
        return _flags(pc.take(pa.array(odd), array.indices))
    expected = pc.is_in(array, value_set=pa.array(column.words, array.type))
    return _flags(pc.and_(array.is_valid(), pc.invert(expected)))


def _set_faults(array: pa.Array, column: Column) -> Iterator[tuple[str, Flags]]:
    masks, words = masks_of(array)
    held = _flags(array.is_valid())
    odd = sum(1 << place for place, word in enumerate(words) if word not in column.words)
    yield "an unexpected word", held & ((masks & np.uint64(odd)) != 0)
    if "none" not in column.words:
        return
    yield 'an empty list, where "none" is a word', held & (masks == 0)
    if "none" in words:
        none = np.uint64(1 << words.index("none"))
        yield '"none" beside something else', held & ((masks & none) != 0) & (masks != none)


def _settle_never(
    arrays: dict[str, pa.Array], columns: Mapping[str, Column], unusable: list[Unusable]
) -> None:
    """Let a date that is given and "none" at once be neither."""
    for name, column in columns.items():
        never = never_of(name)
        if column.holds is Holds.DAY and never in arrays:
            both = _flags(arrays[name].is_valid()) & _flags(arrays[never])
            rows = np.flatnonzero(both)
            if len(rows):
                unusable.append(Unusable(name, 'a date and "none" at once', rows))
                arrays[name] = _without(arrays[name], both)
                arrays[never] = _without(arrays[never], both)


def _without(array: pa.Array, bad: Flags) -> pa.Array:
    """Make some values unknown."""
    if pa.types.is_list(array.type):
        return array.take(pa.array(np.arange(len(array)), mask=bad))
    return pc.if_else(pa.array(~bad), array, pa.scalar(None, array.type))


def _flags(array: pa.Array) -> Flags:
    flags: Flags = pc.fill_null(array, fill_value=False).to_numpy(zero_copy_only=False)
    return flags
