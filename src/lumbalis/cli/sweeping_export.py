"""A FHIR bulk export as a table of facts: read part by part, larger than memory."""

from __future__ import annotations

import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from lumbalis.domain.facts import Encounter
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.fhir.bulk import read_bulk_folder
from lumbalis.exchange.fhir.claiming import Setting
from lumbalis.exchange.fhir.partition import Partitioned, partition
from lumbalis.knowledge.terminologies import read_terminology
from lumbalis.population.people import Row, batch_of
from lumbalis.population.table import Table, open_table

if TYPE_CHECKING:
    from lumbalis.domain.facts import Vocabulary
    from lumbalis.surfaces.workplace import Workplace

_AT_ONCE = 5000


@contextmanager
def export_as_table(
    arguments: Namespace, workplace: Workplace, at: datetime
) -> Iterator[tuple[Table, Partitioned | None]]:
    """Turn an export into a table for as long as it is needed."""
    folder: Path = arguments.source
    protocol = workplace.protocol
    terminology = read_terminology(workplace.files, protocol.vocabulary, protocol.limits)
    setting = Setting(at, protocol.vocabulary, terminology)
    with tempfile.TemporaryDirectory(prefix="lumbalis-sweep-") as name:
        size = sum(path.stat().st_size for path in folder.glob("*.ndjson"))
        with _bar(workplace, size, quiet=arguments.json) as report:
            found = partition(folder, Path(name) / "parts", report)
        file = Path(name) / f"{folder.resolve().name}.parquet"
        _write(file, found, setting, protocol.vocabulary)
        yield open_table(file, protocol), found


def _bar(workplace: Workplace, size: int, *, quiet: bool):  # type: ignore[no-untyped-def]  # noqa: ANN202 - as bar
    if quiet:
        return nullcontext(lambda _count: None)
    from lumbalis.cli.progressing import bar

    return bar(workplace.texts.get("population", "reading"), size)


def _write(file: Path, found: Partitioned, setting: Setting, vocabulary: Vocabulary) -> None:
    """Write everybody who can be read; the others are named."""
    schema = batch_of([], vocabulary).schema
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for part in found.parts:
            held: list[Row] = []
            for row in _people(part, found, setting):
                held.append(row)
                if len(held) == _AT_ONCE:
                    writer.write_table(_as_table(held, vocabulary))
                    held = []
            if held:
                writer.write_table(_as_table(held, vocabulary))


def _as_table(people: list[Row], vocabulary: Vocabulary) -> pa.Table:
    return pa.Table.from_batches([batch_of(people, vocabulary)])


def _people(part: Path, found: Partitioned, setting: Setting) -> Iterator[Row]:
    encounter = Encounter(at=setting.at)
    if not any(_has_patient(path) for path in part.glob("*.ndjson")):
        if len(found.parts) == 1:
            where, what = "the export", "holds no Patient"
            raise InputError(where, what, "export the Patient resources too")
        return
    for one in read_bulk_folder(part, setting):
        if one.person is None or one.problem is not None:
            found.left_out.append(one.label)
        else:
            yield Row(one.label, one.person.answers, encounter)


def _has_patient(path: Path) -> bool:
    with path.open("rb") as file:
        return b'"Patient"' in file.readline()
