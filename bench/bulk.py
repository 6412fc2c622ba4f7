"""What is read from disk: tables beside decoding them, exports beside parsing them, and changes."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from lines import Line, seconds
from peers.judged import parsed_by_fhir_resources

from lumbalis.cli.sweeping_parts import read_parts
from lumbalis.domain.protocol import Protocol
from lumbalis.exchange.fhir.partition import partition
from lumbalis.population.compare import moved_people
from lumbalis.population.sweep import Sweeper
from lumbalis.population.table import open_table
from lumbalis.surfaces.workplace import Workplace
from mutants import mutants
from patients import AT

ROOT = Path(__file__).parents[1]
SYNTHEA = ROOT / "tests" / "data" / "synthea-10"
COPIES, MANY = 400, 10_000_000


def tables(batch: pa.RecordBatch, protocol: Protocol, folder: Path) -> Iterator[Line]:
    """Measure a sweep of Parquet beside decoding the same file."""
    path = folder / "people.parquet"
    pq.write_table(pa.Table.from_batches([batch]), path, compression="zstd")
    table, sweeper = open_table(path, protocol), Sweeper(protocol)
    decoded = seconds(lambda: sum(one.num_rows for one in table.batches()))
    yield Line("decode Parquet", batch.num_rows, decoded, "-", "-")
    swept = seconds(lambda: [sweeper.categories(one, AT) for one in table.batches()])
    yield Line("decode and sweep Parquet", batch.num_rows, swept)


def exports(folder: Path) -> Iterator[Line]:
    """Measure reading a FHIR export beside parsing its JSON; a person is one of the generator's."""
    export = folder / "export"
    people = _copied(export)
    yield Line("orjson alone", people, seconds(lambda: _decoded(export)), "-")
    read = seconds(lambda: _read(export))
    label = f"our reading, every check, {os.cpu_count()} processors"
    yield Line(label, people, read, explains="what was not read")
    slow = parsed_by_fhir_resources(SYNTHEA)
    if slow is not None:
        yield Line("fhir.resources, validation only", people // COPIES, slow, "-")


def _copied(export: Path) -> int:
    """Write the people of the generator many times over, each time as others."""
    export.mkdir()
    people = 0
    for path in SYNTHEA.glob("*.ndjson"):
        kept = path.read_text().splitlines()
        own = path.name.startswith("Patient.")
        before, after = ('"id":"', '"id":"{}-') if own else ("Patient/", "Patient/{}-")
        people += len(kept) * COPIES if own else 0
        with (export / path.name).open("w") as out:
            for copy in range(COPIES):
                out.writelines(line.replace(before, after.format(copy), 1) + "\n" for line in kept)
    return people


def _decoded(export: Path) -> None:
    for path in export.glob("*.ndjson"):
        with path.open("rb") as file:
            for line in file:
                orjson.loads(line)


def _read(export: Path) -> int:
    """Sort an export and read its parts, as `lumbalis sweep` does."""
    with tempfile.TemporaryDirectory() as name:
        found = partition(export, Path(name) / "parts", lambda _count: None)
        return sum(one.people for one in read_parts(found.parts, Workplace("en"), AT))


def impacts(batch: pa.RecordBatch, protocol: Protocol, folder: Path) -> Iterator[str]:
    """Measure counting whom a changed number moves, among ten million people in an Arrow file."""
    copies = max(1, -(-MANY // batch.num_rows))
    path = folder / "people.arrow"
    if shutil.disk_usage(folder).free < 2 * copies * batch.nbytes:
        yield "impact of a change: no room on this disk for ten million people"
        return
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, batch.schema) as writer:
        for _ in range(copies):
            writer.write_batch(batch)
    os.sync()
    people = copies * batch.num_rows
    wanted = ("limit fever_axillary: one more", "limit inr_maximum: one less")
    found = {one.name: one.protocol for one in mutants(protocol)}
    for name in (one for one in wanted if one in found):
        took = seconds(lambda n=name: moved_people(path, protocol, found[n], AT, lambda _n: None))
        yield f"{people:,} people, {name}: {took:.2f} s"
