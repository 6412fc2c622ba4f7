"""Which of several answers to the same question counts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """One answer that was given: a raw JSON value, when it was true, and who gave it."""

    fact: str
    value: object
    at: datetime
    author_kind: str
    recorded_at: datetime
    number: int


def effective(given: Iterable[Candidate]) -> Mapping[str, Candidate]:
    """Choose the answer that counts for each fact; they come oldest first.

    The newest counts, except that "I don't know" does not take back a "yes".
    """
    counts: dict[str, Candidate] = {}
    for one in given:
        before = counts.get(one.fact)
        if before is None or one.value is not None or before.value is not True:
            counts[one.fact] = one
    return counts
