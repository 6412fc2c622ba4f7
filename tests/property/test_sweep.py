"""A sweep of columns says of everybody what a screening says, and counts them right."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pyarrow as pa
import pytest

from circuit_people import DrawnPerson, drawn_people
from lumbalis.domain.circuit import outcome_of
from lumbalis.domain.facts import ContradictionError
from lumbalis.domain.screening import Verdict, screen
from lumbalis.population.sweep import CONTRADICTED, OUTCOMES, Sweeper, Tally
from patients import AT
from people_columns import batch_of
from protocols import shipped_protocol


@cache
def sweeper() -> Sweeper:
    """Prepare the shipped protocol once."""
    return Sweeper(shipped_protocol())


def screened(person: DrawnPerson) -> Verdict | None:
    """Screen one person; None where the answers contradict each other."""
    try:
        return screen(shipped_protocol(), person.answers, person.encounter, person.overrides)
    except ContradictionError:
        return None


def agreed(row: dict[str, object], person: DrawnPerson) -> bool:
    """Compare a row of the sweep with the screening of the same person."""
    verdict = screened(person)
    if verdict is None:
        return row["outcome"] == CONTRADICTED and not row["deciding"]
    outcome = outcome_of(verdict)
    deciding = {r.case for r in verdict.reasons if r.category is verdict.category}
    return row == {
        "patient": row["patient"],
        "outcome": outcome.category.name,
        "phase": outcome.phase,
        "session_cap": outcome.session_cap,
        "deciding": [n for n in _named(row["deciding"]) if n in deciding],
        "reasons": [n for n in _named(row["reasons"]) if n in outcome.reasons],
        "missing": [
            n
            for n in _named(row["missing"])
            if n in outcome.missing_blocks | outcome.missing_unsafe
        ],
    } and (
        len(_named(row["deciding"])) == len(deciding)
        and len(_named(row["reasons"])) == len(outcome.reasons)
        and len(_named(row["missing"])) == len(outcome.missing_blocks | outcome.missing_unsafe)
    )


def _named(names: object) -> list[str]:
    assert isinstance(names, list)
    return names


def rows_of(people: list[DrawnPerson], batch: pa.RecordBatch) -> tuple[list[dict], Tally]:  # type: ignore[type-arg]  # rows of Arrow
    """Sweep people and give their rows."""
    rows, tally = sweeper().swept(batch, AT)
    assert rows.num_rows == len(people)
    return rows.to_pylist(), tally


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(100, 150))
def test_a_million_people_are_swept_as_they_are_screened(seed: int) -> None:
    """Fifty times twenty thousand people; every output of every one."""
    people = list(drawn_people(seed, 20_000))
    rows, _ = rows_of(people, batch_of(people))
    assert all(agreed(row, person) for row, person in zip(rows, people, strict=True))


@pytest.mark.parametrize(("seed", "count"), [(11, 1000)])
def test_a_sweep_and_a_screening_agree_on_everybody(seed: int, count: int) -> None:
    """Outcome, phase, cap, deciding rules, all reasons and missing facts."""
    people = list(drawn_people(seed, count))
    rows, tally = rows_of(people, batch_of(people))
    for row, person in zip(rows, people, strict=True):
        assert agreed(row, person)
    assert tally.categories == Counter(row["outcome"] for row in rows)
    assert tally.rules == Counter(name for row in rows for name in row["reasons"])
    assert tally.deciding == Counter(name for row in rows for name in row["deciding"])
    assert tally.missing == Counter(name for row in rows for name in row["missing"])
    assert set(tally.categories) == set(OUTCOMES)


@pytest.mark.parametrize("first", [1, 5, 63, 64, 65, 200])
def test_a_part_of_a_table_is_swept_as_the_whole(first: int) -> None:
    """A slice begins in the middle of a byte; its people are the same."""
    people = list(drawn_people(13, 300))
    batch = batch_of(people)
    whole, _ = rows_of(people, batch)
    part, _ = rows_of(people[first:], batch.slice(first))
    assert part == whole[first:]


def test_columns_that_are_not_there_are_unknown() -> None:
    """A missing column is a question nobody was asked."""
    people = list(drawn_people(14, 200))
    batch = batch_of(people)
    for column in ("consent_treatment", "temperature_c", "skin_infection", "order_date", "sex"):
        kept = batch.drop_columns([column])
        without = [DrawnPerson(p.answers.without(column), p.encounter, p.overrides) for p in people]
        for row, person in zip(rows_of(without, kept)[0], without, strict=True):
            assert agreed(row, person) or column == "order_date"


def test_an_answer_without_a_moment_counts_as_too_old() -> None:
    """Nobody knows how old it is, so it permits nothing."""
    (person,) = (p for p in drawn_people(15, 40) if _allowed(p) and not p.overrides)
    batch = batch_of([person])
    moments = [name for name in batch.schema.names if name.endswith(".at")]
    (row,) = rows_of([person], batch.drop_columns(moments))[0]
    assert row["outcome"] not in {"ELIGIBLE", "ELIGIBLE_PRECAUTIONS"}


def _allowed(person: DrawnPerson) -> bool:
    verdict = screened(person)
    return verdict is not None and verdict.category.allows_session


def test_the_categories_alone_are_the_same() -> None:
    """The quick count and the full rows come from one net."""
    batch = batch_of(list(drawn_people(16, 500)))
    _, tally = sweeper().swept(batch, AT)
    assert sweeper().categories(batch, AT) == tally.categories
    codes = sweeper().outcome_codes(batch, AT)
    assert Counter(OUTCOMES[code] for code in codes) == tally.categories


def test_nobody_is_an_empty_tally() -> None:
    """A table without people is a table."""
    rows, tally = rows_of([], batch_of([]))
    assert rows == []
    assert tally == Tally()
