"""Opening a table of people: Parquet or Arrow, its columns looked at before anybody is judged."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq

from lumbalis.domain.protocol import Protocol
from lumbalis.exchange.errors import InputError, show_name
from lumbalis.population.schema import PATIENT, Column, Holds, columns_of

BATCH = 1 << 17
"""People in one batch: planes of this size stay in the processor's cache."""

_PARQUET, _ARROW = (".parquet", ".pq"), (".arrow", ".feather", ".ipc")
_READABLE = 1 << 20


@dataclass(frozen=True, slots=True)
class Piece:
    """So many people of a table; `read` gives the columns that are named."""

    people: int
    read: Callable[[list[str]], pa.RecordBatch]


@dataclass(frozen=True, slots=True)
class Table:
    """A table that may be swept.

    `columns` are those that are read; `missing` are facts it does not have, and so are
    unknown of everybody in it; `ignored` are columns of another name.
    """

    path: Path
    people: int
    columns: Mapping[str, Column]
    missing: tuple[str, ...]
    ignored: tuple[str, ...]

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Read the table batch by batch; each but the last holds BATCH people.

        Raises
        ------
        InputError
            If the file ends in the middle or cannot be read.
        """
        with _told_as_damage(self.path):
            yield from _rebatched(_raw_batches(self.path, list(self.columns)))

    def pieces(self) -> Iterator[Piece]:
        """Give the parts of the table as the file holds them; each reads only what is asked.

        Raises
        ------
        InputError
            If the file ends in the middle or cannot be read.
        """
        with _told_as_damage(self.path):
            if self.path.suffix in _PARQUET:
                with pq.ParquetFile(self.path) as file:
                    for group in range(file.num_row_groups):
                        rows = file.metadata.row_group(group).num_rows
                        yield Piece(rows, partial(_row_group, file, group))
            else:
                with pa.memory_map(str(self.path)) as source:
                    opened = pa.ipc.open_file(source)
                    for place in range(opened.num_record_batches):
                        batch = opened.get_batch(place)
                        yield Piece(batch.num_rows, batch.select)

    def fingerprint(self) -> str:
        """Give the hash of the file."""
        digest = hashlib.sha256()
        with self.path.open("rb") as file:
            while part := file.read(_READABLE):
                digest.update(part)
        return digest.hexdigest()


@contextmanager
def _told_as_damage(path: Path) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        what = "is damaged or ends in the middle"
        raise InputError(path.name, what, "export it again") from error


def open_table(path: Path, protocol: Protocol) -> Table:
    """Open a table and check the types of its columns.

    Raises
    ------
    InputError
        If it is no table, has no patients, or a column of a fact has a type in which the
        fact cannot be held exactly.
    """
    schema, people = _looked_at(path)
    cases = {name for rule in protocol.rules for name in (rule.id, *(c.id for c in rule.cases))}
    known = columns_of(protocol.vocabulary, tuple(sorted(cases)))
    _refuse_twice(path, schema)
    found = {name: known[name] for name in schema.names if name in known}
    if PATIENT not in found:
        what_to_do = "give each person an opaque label, never a name"
        raise InputError(path.name, f"has no column {PATIENT}", what_to_do)
    for name, column in found.items():
        _refuse_type(path, column, schema.field(name).type)
    facts = protocol.vocabulary.facts
    return Table(
        path=path,
        people=people,
        columns=found,
        missing=tuple(name for name in facts if name not in found),
        ignored=tuple(show_name(name) for name in schema.names if name not in known),
    )


def _looked_at(path: Path) -> tuple[pa.Schema, int]:
    """Read the schema and the number of rows."""
    try:
        if path.suffix in _PARQUET:
            with pq.ParquetFile(path) as file:
                return file.schema_arrow, file.metadata.num_rows
        if path.suffix in _ARROW:
            with pa.memory_map(str(path)) as source:
                opened = pa.ipc.open_file(source)
                places = range(opened.num_record_batches)
                rows = sum(opened.get_batch(place).num_rows for place in places)
                return opened.schema, rows
    except (pa.ArrowException, OSError) as error:
        what = "cannot be read as a table of its kind"
        raise InputError(path.name, what, "export it again") from error
    raise InputError(path.name, "is no table", "give a .parquet or .arrow file, or a FHIR folder")


def _raw_batches(path: Path, columns: list[str]) -> Iterator[pa.RecordBatch]:
    if path.suffix in _PARQUET:
        with pq.ParquetFile(path) as file:
            for group in range(file.num_row_groups):
                yield _row_group(file, group, columns)
        return
    with pa.memory_map(str(path)) as source:
        opened = pa.ipc.open_file(source)
        for place in range(opened.num_record_batches):
            yield opened.get_batch(place).select(columns)


def _row_group(file: pq.ParquetFile, group: int, columns: list[str]) -> pa.RecordBatch:
    """Read a whole row group: Arrow cannot stream lists of dictionary-encoded words."""
    return _joined(file.read_row_group(group, columns=columns).to_batches())


def _rebatched(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Cut and join batches so that every part of a run holds the same people each time."""
    held: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        rest = batch
        while count + rest.num_rows >= BATCH:
            need = BATCH - count
            yield _joined([*held, rest.slice(0, need)])
            rest, held, count = rest.slice(need), [], 0
        if rest.num_rows:
            held.append(rest)
            count += rest.num_rows
    if held:
        yield _joined(held)


def _joined(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    """Make one batch of several; dictionaries become one."""
    if len(batches) == 1:
        return batches[0]
    whole = pa.Table.from_batches(batches).unify_dictionaries().combine_chunks()
    return whole.to_batches()[0]


def _refuse_twice(path: Path, schema: pa.Schema) -> None:
    for name in schema.names:
        if schema.names.count(name) > 1:
            raise InputError(path.name, f"has column {show_name(name)} twice", "rename one of them")


def _refuse_type(path: Path, column: Column, kind: pa.DataType) -> None:
    if not _FITS[column.holds](kind):
        what = f"column {column.name} is {_short(kind)}"
        raise InputError(path.name, what, f"write it as {column.holds.value}")


def _short(kind: pa.DataType) -> str:
    text = str(kind)
    return text if len(text) <= len("dictionary<values=string, indices=int32, ordered=0>") else "?"


def _is_word(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_word(kind.value_type)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _is_words(kind: pa.DataType) -> bool:
    listed = pa.types.is_list(kind) or pa.types.is_large_list(kind)
    return bool(listed and _is_word(kind.value_type))


def _is_moment(kind: pa.DataType) -> bool:
    return bool(pa.types.is_timestamp(kind) and kind.tz)


def _is_whole(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) and kind != pa.uint64())


_FITS: Mapping[Holds, Callable[[pa.DataType], bool]] = {
    Holds.FLAG: lambda kind: bool(pa.types.is_boolean(kind)),
    Holds.WHOLE: _is_whole,
    Holds.NUMBER: lambda kind: kind == pa.float64() or _is_whole(kind),
    Holds.WORD: _is_word,
    Holds.WORDS: _is_words,
    Holds.DAY: lambda kind: bool(pa.types.is_date32(kind)),
    Holds.MOMENT: _is_moment,
    Holds.LABEL: lambda kind: _is_word(kind) or _is_whole(kind),
}
