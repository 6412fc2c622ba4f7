"""Whom a question is for: what a physician may answer, and what a therapist observes."""

from __future__ import annotations

from collections.abc import Iterable

from lumbalis.clinic.knowledge import protocol
from lumbalis.domain.expressions import facts_read
from lumbalis.domain.facts import Fact

THERAPIST = "therapist"


def observed() -> tuple[Fact, ...]:
    """List what the therapist looks at, feels or measures first of all."""
    return tuple(fact for fact in _facts() if fact.asked_of[0] == THERAPIST)


def noticed() -> tuple[Fact, ...]:
    """List what is asked of others first, but a therapist may notice too."""
    return tuple(
        fact for fact in _facts() if THERAPIST in fact.asked_of and fact.asked_of[0] != THERAPIST
    )


def in_group(group: str) -> tuple[Fact, ...]:
    """List the facts of a group in the order in which they are asked."""
    return tuple(fact for fact in _facts() if fact.group == group)


def groups() -> tuple[str, ...]:
    """List the groups of questions."""
    return tuple(dict.fromkeys(fact.group for fact in _facts()))


def tied(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """List further facts whose answers may contradict those of some facts.

    A "yes" on one page must never be refused because of a "no" that only another page shows.
    """
    given = frozenset(fact.id for fact in facts)
    known = set(given)
    ties = [
        {*facts_read(tie.when.expression), tie.fact} for tie in protocol().vocabulary.implications
    ]
    while any(known & tie and not tie <= known for tie in ties):
        known = known.union(*(tie for tie in ties if known & tie))
    return tuple(fact for fact in _facts() if fact.id in known - given)


def _facts() -> tuple[Fact, ...]:
    return tuple(protocol().vocabulary.facts.values())
