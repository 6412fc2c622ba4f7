"""A protocol with one thing wrong is noticed, or changes nobody's verdict and is listed by name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from mutant_hunters import changes_nobody, found_by_tests
from mutants import Mutant, mutants
from protocols import shipped_protocol
from telling_people import found_by_people, says, telling_people

LISTED = Path(__file__).parents[1] / "data" / "equivalent-mutants.txt"
EVERY = 24
"""A daily run takes one mutant of so many; the deep run takes all."""


@cache
def equivalents() -> dict[str, str]:
    """Read the mutants that change nobody's verdict, each with the reason."""
    lines = [line for line in LISTED.read_text().splitlines() if line and line[0] != "#"]
    return dict(line.split(" | ", 1) for line in lines)


def all_mutants() -> list[Mutant]:
    """Give every mutant."""
    return list(mutants(shipped_protocol()))


def noticed(mutant: Mutant) -> bool:
    """Tell whether a table of the reference or somebody who was kept notices."""
    return found_by_tests(mutant) or found_by_people(mutant.protocol)


def test_nothing_is_noticed_where_nothing_is_wrong() -> None:
    """Whoever cries at every protocol finds nothing."""
    assert not noticed(Mutant("none", shipped_protocol()))


def test_what_is_kept_of_the_telling_people_is_what_they_get() -> None:
    """They are patients of the shipped protocol, too."""
    for given, kept in telling_people():
        assert says(given, shipped_protocol()) == kept


@pytest.mark.parametrize("part", [0, pytest.param(None, marks=pytest.mark.deep)])
def test_every_slip_is_noticed(part: int | None) -> None:
    """Dropped, negated, turned round, sixty times, one more or less, unknown as no, other sides."""
    found = all_mutants()
    chosen = found if part is None else found[part::EVERY]
    assert len(found) >= 300
    silent = [m.name for m in chosen if m.name not in equivalents() and not noticed(m)]
    assert silent == []


@pytest.mark.parametrize("every", [40, pytest.param(1, marks=pytest.mark.deep)])
def test_what_is_listed_as_changing_nobody_changes_nobody(every: int) -> None:
    """The solver finds no person whose verdict another one would be."""
    listed = [m for m in all_mutants() if m.name in equivalents()]
    assert len(listed) == len(equivalents()), "a listed mutant is not made any more"
    changing = [m.name for m in listed[::every] if not changes_nobody(m)]
    assert changing == []


def test_every_listed_mutant_has_a_reason() -> None:
    """By name, and why."""
    assert all(reason.strip() for reason in equivalents().values())
