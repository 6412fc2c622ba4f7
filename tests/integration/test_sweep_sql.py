"""Databases that sweep by themselves: on every output of everybody the same as the kernel."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import duckdb
import numpy as np
import psycopg
import pyarrow as pa
import pytest

from circuit_people import drawn_people
from clinic_cluster import OWNER, Cluster
from clinic_engines import RUN
from lumbalis.population.columns import Asked
from lumbalis.population.dialects import DUCKDB, POSTGRESQL
from lumbalis.population.in_database import outcomes_query, outputs_query
from lumbalis.population.kernel import compiled
from lumbalis.population.planes import unpacked
from lumbalis.population.sql import Source
from lumbalis.population.sweep import Sweeper
from patients import AT
from people_columns import batch_of
from protocols import shipped_protocol


@cache
def sweeper() -> Sweeper:
    """Prepare the shipped protocol once."""
    return Sweeper(shipped_protocol())


@cache
def people(count: int) -> pa.RecordBatch:
    """Draw people as columns."""
    return batch_of(list(drawn_people(41, count)))


def by_kernel(batch: pa.RecordBatch) -> np.ndarray:
    """Give every output of everybody, one row a person."""
    outputs = sweeper().outputs
    kernel = compiled(sweeper().net.gates.nodes, list(outputs.values()))
    planes = kernel.run(Asked(batch, AT), batch.num_rows)
    return np.stack([unpacked(planes[g], batch.num_rows) for g in outputs.values()], axis=1)


def plain(batch: pa.RecordBatch) -> pa.Table:
    """Write dictionary-encoded columns as plain words, as a database holds them."""
    columns = {}
    for name in batch.schema.names:
        array = batch.column(name)
        if pa.types.is_dictionary(array.type):
            array = array.cast(pa.string())
        elif pa.types.is_list(array.type):
            array = array.cast(pa.list_(pa.string()))
        columns[name] = array
    return pa.table(columns)


def by_duckdb(batch: pa.RecordBatch) -> np.ndarray:
    """Sweep in DuckDB."""
    table = plain(batch)
    with duckdb.connect() as database:
        database.execute("SET TimeZone = 'UTC'; SET threads = 2")
        database.register("people", table)
        source = Source("people", frozenset(table.column_names))
        written = outputs_query(sweeper(), source, DUCKDB, AT)
        found = database.execute(f"SELECT * FROM ({written}) ORDER BY CAST(patient AS INT)")  # noqa: S608 - our own query
        return np.array([row[1:] for row in found.fetchall()], dtype=np.bool_)


@pytest.fixture(scope="module")
def postgres() -> Iterator[psycopg.Connection]:
    """Give a database of its own in a private cluster."""
    cluster = Cluster(f"{RUN}-sweep")
    cluster.use()
    with psycopg.connect(f"host={cluster.folder} user={OWNER} dbname=postgres") as database:
        yield database


_PG_TYPES = {
    pa.bool_(): "boolean",
    pa.int32(): "integer",
    pa.int64(): "bigint",
    pa.float64(): "double precision",
    pa.string(): "text",
    pa.list_(pa.string()): "text[]",
    pa.date32(): "date",
    pa.timestamp("us", tz="UTC"): "timestamptz",
}


def copied(table: pa.Table, database: psycopg.Connection) -> Source:
    """Copy people into a table of PostgreSQL."""
    columns = ", ".join(f'"{field.name}" {_PG_TYPES[field.type]}' for field in table.schema)
    with database.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS people")
        cursor.execute(f"CREATE TABLE people ({columns})".encode())
        with cursor.copy("COPY people FROM STDIN") as copy:
            for row in table.to_pylist():
                copy.write_row(list(row.values()))
    return Source("people", frozenset(table.column_names))


def by_postgres(batch: pa.RecordBatch, database: psycopg.Connection) -> np.ndarray:
    """Sweep in PostgreSQL."""
    source = copied(plain(batch), database)
    written = outputs_query(sweeper(), source, POSTGRESQL, AT)
    with database.cursor() as cursor:
        cursor.execute("SET jit = off")
        cursor.execute(f"SELECT * FROM ({written}) AS s ORDER BY patient::int".encode())  # noqa: S608 - our own query
        return np.array([row[1:] for row in cursor.fetchall()], dtype=np.bool_)


@pytest.mark.parametrize("count", [300, pytest.param(20_000, marks=pytest.mark.deep)])
def test_duckdb_agrees_on_every_output(count: int) -> None:
    """Outcome, phase, cap, every rule and every missing fact of everybody."""
    assert np.array_equal(by_duckdb(people(count)), by_kernel(people(count)))


@pytest.mark.parametrize("count", [300, pytest.param(20_000, marks=pytest.mark.deep)])
def test_postgresql_agrees_on_every_output(count: int, postgres: psycopg.Connection) -> None:
    """Outcome, phase, cap, every rule and every missing fact of everybody."""
    assert np.array_equal(by_postgres(people(count), postgres), by_kernel(people(count)))


def test_a_table_with_few_columns_is_swept_alike() -> None:
    """Columns a table does not have are unknown in a database too."""
    batch = people(300)
    few = batch.select([n for n in batch.schema.names if not n.endswith(".at")][:60])
    assert np.array_equal(by_duckdb(few), by_kernel(few))


def test_a_database_counts_by_outcome() -> None:
    """The short query gives the counts of the sweep."""
    table = plain(people(300))
    with duckdb.connect() as database:
        database.register("people", table)
        source = Source("people", frozenset(table.column_names))
        found = database.execute(outcomes_query(sweeper(), source, DUCKDB, AT)).fetchall()
    assert dict(found) == dict(sweeper().categories(people(300), AT))
