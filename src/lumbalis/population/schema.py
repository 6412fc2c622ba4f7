"""Which columns a table of people may have: one for each fact, beside it when it was answered.

`fact` holds the value, null where nobody answered; `fact.at` the moment of the answer, where it
is not `answered_at` of the row. A date that may be "none" has `fact.never` beside it. An answer
without a moment has no age, so where an answer may grow old it counts as too old.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from lumbalis.domain.facts import CONTEXT, CREDENTIALS, Fact, FactType, Vocabulary

PATIENT, ANSWERED_AT, ON_COURSE, SET_ASIDE = "patient", "answered_at", "on_course", "set_aside"


class Holds(Enum):
    """What a column holds, in words of Arrow."""

    FLAG = "bool"
    WHOLE = "an integer of at most 64 bits"
    NUMBER = "double (float64) or an integer; float32 moves values across limits"
    WORD = "string or dictionary of strings"
    WORDS = "list of strings, or list of dictionary-encoded strings"
    DAY = "date32"
    MOMENT = "timestamp with a time zone"
    LABEL = "string or an integer"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, its words or range, and the fact it belongs to."""

    name: str
    holds: Holds
    words: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    fact: str | None = None


_HOLDS: Mapping[FactType, Holds] = {
    FactType.BOOL: Holds.FLAG,
    FactType.INT: Holds.WHOLE,
    FactType.DECIMAL: Holds.NUMBER,
    FactType.ENUM: Holds.WORD,
    FactType.SET: Holds.WORDS,
    FactType.DATE: Holds.DAY,
}

CIRCUMSTANCES: Mapping[str, Column] = {
    column.name: column
    for column in (
        Column("session", Holds.WHOLE, minimum=1),
        Column("credentials", Holds.WORDS, CREDENTIALS),
        Column("imaging_policy", Holds.WORD, tuple(sorted(CONTEXT["imaging_policy"].values))),
        Column("fire_cupping_enabled", Holds.FLAG),
        Column("sessions_done", Holds.WHOLE, minimum=0),
        Column("gap_days", Holds.WHOLE, minimum=0),
        Column("weeks", Holds.WHOLE, minimum=0),
        Column("pain_change_percent", Holds.NUMBER, maximum=100),
        Column("pain_change_points", Holds.NUMBER),
        Column("serious_adverse_event", Holds.FLAG),
    )
}
"""Columns of the circumstances, named as in the answers object."""


def columns_of(vocabulary: Vocabulary, cases: tuple[str, ...] = ()) -> dict[str, Column]:
    """Name every column a table of people may have; `cases` are what may be set aside."""
    found = {
        PATIENT: Column(PATIENT, Holds.LABEL),
        ANSWERED_AT: Column(ANSWERED_AT, Holds.MOMENT),
        ON_COURSE: Column(ON_COURSE, Holds.FLAG),
        SET_ASIDE: Column(SET_ASIDE, Holds.WORDS, cases),
        **CIRCUMSTANCES,
    }
    for fact in vocabulary.facts.values():
        found |= {column.name: column for column in _of_fact(fact)}
    return found


def _of_fact(fact: Fact) -> list[Column]:
    own = Column(fact.id, _HOLDS[fact.type], fact.values, fact.minimum, fact.maximum, fact=fact.id)
    columns = [own, Column(moment_of(fact.id), Holds.MOMENT, fact=fact.id)]
    if fact.none_allowed:
        columns.append(Column(never_of(fact.id), Holds.FLAG, fact=fact.id))
    return columns


def moment_of(fact: str) -> str:
    """Name the column that says when a fact was answered."""
    return f"{fact}.at"


def never_of(fact: str) -> str:
    """Name the column that says there is no such date."""
    return f"{fact}.never"
