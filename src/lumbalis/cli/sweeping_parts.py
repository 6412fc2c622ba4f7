"""The parts of an export, each read into a table of its own by whichever process is free."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lumbalis.domain.facts import Encounter, Vocabulary
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.fhir.bulk import read_bulk_folder
from lumbalis.exchange.fhir.claiming import Setting
from lumbalis.exchange.fhir.partition import numbered
from lumbalis.knowledge.terminologies import read_terminology
from lumbalis.population.people import Row, batch_of
from lumbalis.surfaces.workplace import Workplace

_AT_ONCE = 5000
TABLE = "people.parquet"


@dataclass(frozen=True, slots=True)
class Task:
    """A folder of whole people, to be read as of a moment by the knowledge under a root."""

    part: Path
    root: Path
    at: datetime


@dataclass(slots=True)
class PartRead:
    """What came of a part; its people are in `TABLE` beside their lines."""

    part: Path
    size: int
    people: int = 0
    nobodys: list[InputError] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def read_parts(parts: Sequence[Path], workplace: Workplace, at: datetime) -> Iterator[PartRead]:
    """Read every part, in their order, with as many processes as there are processors."""
    tasks = [Task(part, workplace.root, at) for part in parts]
    workers = min(os.cpu_count() or 1, len(tasks))
    if workers == 1:
        yield from map(_read, tasks)
        return
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=fresh) as pool:
        yield from pool.map(_read, tasks)


def _read(task: Task) -> PartRead:
    setting = _setting(task.root, task.at)
    size = sum(path.stat().st_size for path in task.part.glob("*.ndjson"))
    found = PartRead(task.part, size)
    schema = batch_of([], setting.vocabulary).schema
    with pq.ParquetWriter(task.part / TABLE, schema, compression="zstd") as writer:
        people = _people(task.part, setting, found)
        while held := list(islice(people, _AT_ONCE)):
            found.people += len(held)
            writer.write_table(_as_table(held, setting.vocabulary))
    return found


@cache
def _setting(root: Path, at: datetime) -> Setting:
    workplace = Workplace("en", root)
    protocol = workplace.protocol
    terminology = read_terminology(workplace.files, protocol.vocabulary, protocol.limits)
    return Setting(at, protocol.vocabulary, terminology)


def _as_table(people: Sequence[Row], vocabulary: Vocabulary) -> pa.Table:
    return pa.Table.from_batches([batch_of(people, vocabulary)])


def _people(part: Path, setting: Setting, found: PartRead) -> Iterator[Row]:
    encounter, nobodys = Encounter(at=setting.at), list[InputError]()
    for one in read_bulk_folder(part, setting, nobodys):
        if one.person is None or one.problem is not None:
            found.left_out.append(one.label)
        else:
            yield Row(one.label, one.person.answers, encounter)
    found.nobodys = [numbered(error, part) for error in nobodys]
