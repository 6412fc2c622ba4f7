"""One table: the same rules read by each engine for the same people, in decisions a second.

    .venv/bin/python bench/engines.py            # a batch of 131,072 people near every boundary
    .venv/bin/python bench/engines.py 20000

Medians of three runs. The ratio is to a raw sum of the same bytes (sweeps) or to the verdict with
every reason (one patient). Machines are noisy: read ratios, not numbers.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "bench")]

import duckdb  # noqa: E402 - after the path of the tests, whose people are drawn
import numpy as np  # noqa: E402
import pyarrow as pa  # noqa: E402
from bulk import exports, impacts, tables  # noqa: E402
from lines import Line, once, seconds, show  # noqa: E402
from peers.judged import peers  # noqa: E402

from circuit_people import DrawnPerson, drawn_people  # noqa: E402
from cql_engines import for_engines, judged_by  # noqa: E402
from lumbalis.cli.exporting import translated  # noqa: E402
from lumbalis.domain.facts import ContradictionError, understand  # noqa: E402
from lumbalis.domain.screening import screen  # noqa: E402
from lumbalis.domain.screening.screen import with_phase  # noqa: E402
from lumbalis.exchange.cql.library import LIBRARY, library_text  # noqa: E402
from lumbalis.population.dialects import DUCKDB  # noqa: E402
from lumbalis.population.in_database import outcomes_query  # noqa: E402
from lumbalis.population.sql import Source  # noqa: E402
from lumbalis.population.sweep import Sweeper  # noqa: E402
from lumbalis.proof.impact import impact  # noqa: E402
from lumbalis.proof.prove import prove  # noqa: E402
from patients import AT  # noqa: E402
from people_columns import batch_of  # noqa: E402
from protocols import shipped_protocol  # noqa: E402

ONE_BY_ONE, BY_ENGINES, BY_PEERS = 1500, 60, 200
PROTOCOL = shipped_protocol()


def bare(people: list[DrawnPerson]) -> None:
    """Ask every rule of every person, and keep nothing."""
    for person in people:
        try:
            known = understand(person.answers, PROTOCOL.vocabulary, person.encounter)
        except ContradictionError:
            continue
        readings, _ = with_phase(PROTOCOL, known)
        for rule in PROTOCOL.rules:
            for case in rule.cases:
                for reading in readings:
                    case.when.rank(reading)


def explained(people: list[DrawnPerson]) -> None:
    """Screen every person with all reasons."""
    for person in people:
        try:
            screen(PROTOCOL, person.answers, person.encounter, person.overrides)
        except ContradictionError:
            continue


def raw_sum(batch: pa.RecordBatch) -> int:
    """Add up every byte of the columns: no reading can be faster than looking once."""
    total = 0
    for column in batch.columns:
        for buffer in column.buffers():
            if buffer is not None:
                whole = buffer.size // 8 * 8
                total += int(np.frombuffer(buffer, np.uint64, count=whole // 8).sum())
    return total


@cache
def columns_batch(count: int) -> pa.RecordBatch:
    """Draw people near every boundary, as columns."""
    return batch_of(list(drawn_people(71, count)))


def sweeps(count: int) -> Iterator[Line]:
    """Measure the readings of columns."""
    batch = columns_batch(count)
    sweeper = Sweeper(PROTOCOL)
    yield Line("raw sum of the same bytes", count, seconds(lambda: raw_sum(batch)), "-", "-")
    yield Line("sweep, outcomes", count, seconds(lambda: sweeper.categories(batch, AT)))
    swept = seconds(lambda: sweeper.swept(batch, AT))
    yield Line("sweep, row for each person", count, swept, explains="rules, missing facts")
    yield Line("DuckDB, our query, outcomes", count, _duckdb(batch, sweeper))


def _duckdb(batch: pa.RecordBatch, sweeper: Sweeper) -> float:
    table = pa.table(
        {
            name: batch.column(name).cast(pa.string())
            if pa.types.is_dictionary(batch.column(name).type)
            else batch.column(name).cast(pa.list_(pa.string()))
            if pa.types.is_list(batch.column(name).type)
            else batch.column(name)
            for name in batch.schema.names
        }
    )
    with duckdb.connect() as database:
        database.execute("SET TimeZone = 'UTC'; SET threads = 1")
        database.register("seen", table)
        database.execute("CREATE TABLE people AS SELECT * FROM seen")
        source = Source("people", frozenset(table.column_names))
        query = outcomes_query(sweeper, source, DUCKDB, AT)
        return seconds(lambda: database.execute(query).fetchall())


def one_by_one() -> Iterator[Line]:
    """Measure the readings of one patient."""
    people = list(drawn_people(72, ONE_BY_ONE))
    yield Line("one patient, bare", ONE_BY_ONE, seconds(lambda: bare(people)))
    full = seconds(lambda: explained(people))
    yield Line("one patient, every reason", ONE_BY_ONE, full, explains="all reasons, in words")


def others() -> Iterator[Line]:
    """Measure engines of other people on our export; their start is not counted."""
    cql = library_text(PROTOCOL)
    elm = translated(cql)
    if elm is None or shutil.which("node") is None:
        print("cql engines: not installed; sh check installs them", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "package"
        (folder / "cql").mkdir(parents=True)
        (folder / "cql" / f"{LIBRARY}.cql").write_text(cql)
        (folder / "cql" / f"{LIBRARY}.json").write_text(elm)
        export = for_engines(folder)
        few, more = list(drawn_people(73, 2)), list(drawn_people(73, 2 + BY_ENGINES))
        for script, source, title in (
            ("by_cql_execution.mjs", export.elm, "cql-execution"),
            ("by_cqframework.mjs", export.cql, "@cqframework/cql engine"),
        ):
            start = once(lambda s=script, f=source: judged_by(s, f, export, few))
            whole = once(lambda s=script, f=source: judged_by(s, f, export, more))
            yield Line(title, BY_ENGINES, max(whole - start, 1e-3), explains="clause results")


def rule_engines() -> Iterator[Line]:
    """Measure other people's rule engines on the conditions alone; peers/install.sh brings them."""
    readings = []
    for person in drawn_people(74, BY_PEERS):
        try:
            known = understand(person.answers, PROTOCOL.vocabulary, person.encounter)
        except ContradictionError:
            continue
        readings.append(with_phase(PROTOCOL, known)[0][0])
    conditions = [case.when for rule in PROTOCOL.rules for case in rule.cases]
    mine = seconds(lambda: [one.rank(each) for each in readings for one in conditions])
    yield Line("conditions alone, ours", len(readings), mine, explains="see above")
    for peer in peers(PROTOCOL, readings):
        yield Line(peer.name, len(readings), peer.seconds, peer.unknown, peer.remark)


def main() -> None:
    """Print the tables."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 131_072
    asked = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(asked, capture_output=True, text=True, check=False)
    print(f"{commit.stdout.strip()}, {len(PROTOCOL.rules)} rules, {count} people\n")
    print(f"{'':30}{'people/s':>14}{'time, x':>11}   unknown  explains")
    columns = list(sweeps(count))
    show(columns, columns[0])
    print()
    with tempfile.TemporaryDirectory() as name:
        written = list(tables(columns_batch(count), PROTOCOL, Path(name)))
        show(written, written[0])
        print()
        told = list(exports(Path(name)))
        show(told, told[0])
        print()
        for line in impacts(columns_batch(count), PROTOCOL, Path(name)):
            print(line)
    print()
    single = [*one_by_one(), *others()]
    show(single, single[1])
    print()
    conditions = list(rule_engines())
    show(conditions, conditions[0])
    print()
    print(f"{'whole proof':30}{once(lambda: prove(PROTOCOL)):>12.1f} s")
    print(f"{'impact of no change':30}{once(lambda: impact(PROTOCOL, PROTOCOL)):>12.1f} s")


if __name__ == "__main__":
    main()
