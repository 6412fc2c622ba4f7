"""A FHIR bulk export as a table of facts: read part by part, larger than memory."""

from __future__ import annotations

import shutil
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from lumbalis.cli.sweeping_parts import TABLE, read_parts
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.fhir.partition import Partitioned, partition
from lumbalis.population.people import batch_of
from lumbalis.population.table import Table, open_table

if TYPE_CHECKING:
    from lumbalis.surfaces.workplace import Workplace


@contextmanager
def export_as_table(
    arguments: Namespace, workplace: Workplace, at: datetime
) -> Iterator[tuple[Table, Partitioned | None]]:
    """Turn an export into a table for as long as it is needed."""
    folder: Path = arguments.source
    size = sum(path.stat().st_size for path in folder.glob("*.ndjson"))
    with tempfile.TemporaryDirectory(prefix="lumbalis-sweep-") as name:
        with _bar(workplace, "sorting", size, quiet=arguments.json) as report:
            found = partition(folder, Path(name) / "parts", report)
        file = Path(name) / f"{folder.resolve().name}.parquet"
        size = sum(path.stat().st_size for part in found.parts for path in part.glob("*.ndjson"))
        with _bar(workplace, "reading", size, quiet=arguments.json) as report:
            _read(file, found, workplace, at, report)
        yield open_table(file, workplace.protocol), found


def _bar(
    workplace: Workplace, key: str, size: int, *, quiet: bool
) -> AbstractContextManager[Callable[[int], None]]:
    if quiet:
        return nullcontext(lambda _count: None)
    from lumbalis.cli.progressing import bar

    return bar(workplace.texts.get("population", key), size)


def _read(
    file: Path,
    found: Partitioned,
    workplace: Workplace,
    at: datetime,
    report: Callable[[int], None],
) -> None:
    """Write everybody who can be read; the others are named."""
    people = 0
    schema = batch_of([], workplace.protocol.vocabulary).schema
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for one in read_parts(found.parts, workplace, at):
            for batch in pq.ParquetFile(one.part / TABLE).iter_batches():
                writer.write_batch(batch)
            people += one.people + len(one.left_out)
            found.problems.extend(one.nobodys)
            found.left_out.extend(one.left_out)
            shutil.rmtree(one.part)
            report(one.size)
    if not people:
        where, what = "the export", "holds no Patient"
        raise InputError(where, what, "export the Patient resources too")
