"""Counting whom a change touches: only those near it are judged, and nobody is missed."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from broken_protocols import with_case
from circuit_people import drawn_people
from lumbalis.domain.circuit import Gates, screening_net
from lumbalis.domain.protocol import Protocol
from lumbalis.exchange.errors import InputError
from lumbalis.population.compare import Moves, moved_people
from lumbalis.population.frontier import frontier
from lumbalis.population.sweep import OUTCOMES, Sweeper, outcomes_of
from mutants import Mutant, mutants
from patients import AT
from people_columns import batch_of
from protocols import shipped_protocol

DEEP = os.environ.get("LUMBALIS_DEEP") == "1"
PEOPLE = 3000
EVERY = 10 if DEEP else 200
PROTOCOL = shipped_protocol()
ALL = list(mutants(PROTOCOL))
WARMER = next(one.protocol for one in ALL if one.name == "limit fever_axillary: one more")
MUTANTS = ALL[:: EVERY + 1]


def silent(_count: int) -> None:
    """Tell nobody."""


@pytest.fixture(scope="module")
def people() -> pa.RecordBatch:
    """Draw people near every boundary, some of whom are under no rule."""
    return batch_of(list(drawn_people(83, PEOPLE)))


@pytest.fixture(scope="module", params=["parquet", "arrow"])
def table(
    people: pa.RecordBatch, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Path:
    """Write the people in several pieces."""
    path: Path = tmp_path_factory.mktemp("people") / f"people.{request.param}"
    whole = pa.Table.from_batches([people])
    if request.param == "parquet":
        pq.write_table(whole, path, row_group_size=PEOPLE // 3)
    else:
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, whole.schema) as writer:
            writer.write_table(whole, max_chunksize=PEOPLE // 3)
    return path


@pytest.mark.hazard("H15")
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_who_moves_is_who_moves_when_all_are_judged(
    mutant: Mutant, people: pa.RecordBatch, table: Path
) -> None:
    """Whatever changed: a number, a sign, a rule, a validity, a category."""
    sides = [Sweeper(one).outcome_codes(people, AT) for one in (PROTOCOL, mutant.protocol)]
    wanted = Moves()
    wanted.add(*sides)
    found = moved_people(table, PROTOCOL, mutant.protocol, AT, silent)
    assert (found.moved, found.stayed) == (wanted.moved, wanted.stayed)


def test_the_same_protocol_moves_nobody(table: Path) -> None:
    """Nobody has to be judged, and everybody is counted once."""
    told: list[int] = []
    found = moved_people(table, PROTOCOL, PROTOCOL, AT, told.append)
    assert (found.moved, found.stayed, sum(told)) == (Counter(), PEOPLE, PEOPLE)


def _without_a_release() -> Protocol:
    return with_case(PROTOCOL, "S10", lambda case: replace(case, release=None))


def parted(new: Protocol) -> int:
    """Count the gates in which a protocol parts from the shipped one."""
    gates = Gates()
    was, becomes = (outcomes_of(screening_net(one, gates)) for one in (PROTOCOL, new))
    return len(frontier(gates.nodes, [(was[name], becomes[name]) for name in OUTCOMES]))


@pytest.mark.parametrize(("new", "most"), [(WARMER, 4), (_without_a_release(), 0)])
def test_a_small_change_parts_the_protocols_in_a_few_questions(new: Protocol, most: int) -> None:
    """What changes no outcome parts them nowhere."""
    assert parted(new) <= most


def test_a_damaged_number_of_somebody_near_the_change_is_named_by_its_row(
    people: pa.RecordBatch, tmp_path: Path
) -> None:
    """Also where only a few people are looked at closely."""
    rows = [row for row in people.to_pylist() if row["temperature_c"] is not None]
    rows[40]["temperature_c"] = float("nan")
    table = tmp_path / "people.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=people.schema), table)
    with pytest.raises(InputError, match="row 41"):
        moved_people(table, PROTOCOL, WARMER, AT, silent)
