"""The sweep on Spark, on a local cluster of two workers, against the kernel.

PySpark (434 MB) lives in an environment of its own, which `sh check --deep` makes:

    PYTHONPATH=src:tests .tools/spark/bin/python bench/spark.py 2000
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import SparkSession  # type: ignore[import-not-found]  # in an environment of its own

from circuit_people import drawn_people
from lumbalis.population.columns import Asked
from lumbalis.population.dialects import SPARK
from lumbalis.population.in_database import outputs_query
from lumbalis.population.kernel import compiled
from lumbalis.population.planes import unpacked
from lumbalis.population.sql import Source
from lumbalis.population.sweep import Sweeper
from patients import AT
from people_columns import batch_of
from protocols import shipped_protocol

TWO_WORKERS = "local-cluster[2,1,2048]"
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    # The query has thousands of expressions: compiled by Spark they exceed the limits of the JVM.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


def plain(batch: pa.RecordBatch) -> pa.Table:
    """Write dictionary-encoded columns as plain words."""
    columns = {}
    for name in batch.schema.names:
        array = batch.column(name)
        if pa.types.is_dictionary(array.type):
            array = array.cast(pa.string())
        elif pa.types.is_list(array.type):
            array = array.cast(pa.list_(pa.string()))
        columns[name] = array
    return pa.table(columns)


def main() -> int:
    """Judge drawn people both ways, and count every output that differs; 1 if any does."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    batch = batch_of(list(drawn_people(91, count)))
    sweeper = Sweeper(shipped_protocol())
    outputs = sweeper.outputs
    planes = compiled(sweeper.net.gates.nodes, list(outputs.values())).run(Asked(batch, AT), count)
    wanted = np.stack([unpacked(planes[g], count) for g in outputs.values()], axis=1)
    builder = SparkSession.builder.master(TWO_WORKERS)
    for key, value in SETTINGS.items():
        builder = builder.config(key, value)
    with tempfile.TemporaryDirectory() as name, builder.getOrCreate() as spark:
        file = Path(name) / "people.parquet"
        pq.write_table(plain(batch), file, row_group_size=max(1, count // 4))
        spark.read.parquet(str(file)).createOrReplaceTempView("people")
        source = Source("people", frozenset(batch.schema.names))
        begun = time.perf_counter()
        rows = spark.sql(outputs_query(sweeper, source, SPARK, AT)).collect()
        seconds = time.perf_counter() - begun
    rows.sort(key=lambda row: int(row[0]))
    found = np.array([row[1:] for row in rows], dtype=np.bool_)
    differ = int((found != wanted).sum())
    print(f"{count} people x {len(outputs)} outputs, {differ} differ, {seconds:.1f} s")
    return int(differ > 0)


if __name__ == "__main__":
    sys.exit(main())
