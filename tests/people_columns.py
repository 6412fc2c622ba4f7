"""Drawn people as columns, so that a sweep and a screening see the very same person."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from circuit_people import DrawnPerson
from lumbalis.population.people import Row
from lumbalis.population.people import batch_of as batch_of_rows
from protocols import shipped_protocol


def batch_of(people: Sequence[DrawnPerson]) -> pa.RecordBatch:
    """Write people as a batch of columns."""
    rows = [
        Row(str(place), p.answers, p.encounter, tuple(o.rule for o in p.overrides))
        for place, p in enumerate(people)
    ]
    return batch_of_rows(rows, shipped_protocol().vocabulary)
