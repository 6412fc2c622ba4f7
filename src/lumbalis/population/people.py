"""People read one by one, written as columns: what a table of facts would hold of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

import pyarrow as pa

from lumbalis.domain.expressions import NO_DATE, Value
from lumbalis.domain.facts import Answers, CourseSoFar, Encounter, Fact, FactType, Vocabulary
from lumbalis.population.schema import PATIENT, SET_ASIDE, moment_of, never_of

_MOMENT = pa.timestamp("us", tz="UTC")
_WORDS = pa.list_(pa.dictionary(pa.int8(), pa.string()))
_TYPES: Mapping[FactType, pa.DataType] = {
    FactType.BOOL: pa.bool_(),
    FactType.INT: pa.int32(),
    FactType.DECIMAL: pa.float64(),
    FactType.ENUM: pa.dictionary(pa.int8(), pa.string()),
    FactType.SET: _WORDS,
    FactType.DATE: pa.date32(),
}
_COURSE: Mapping[str, pa.DataType] = {
    "sessions_done": pa.int32(),
    "gap_days": pa.int32(),
    "weeks": pa.int32(),
    "pain_change_percent": pa.float64(),
    "pain_change_points": pa.float64(),
    "serious_adverse_event": pa.bool_(),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One person of a table. `set_aside` names rules whose overrides count at the moment."""

    label: str
    answers: Answers
    encounter: Encounter
    set_aside: tuple[str, ...] = ()


def batch_of(people: Sequence[Row], vocabulary: Vocabulary) -> pa.RecordBatch:
    """Write people as a batch of columns."""
    columns: dict[str, pa.Array] = {PATIENT: pa.array([p.label for p in people], pa.string())}
    for fact in vocabulary.facts.values():
        columns |= _of_fact(fact, people)
    columns["session"] = pa.array([p.encounter.session for p in people], pa.int32())
    columns["credentials"] = pa.array([_credentials(p) for p in people], _WORDS)
    sites = [p.encounter.site for p in people]
    policies = [site.imaging_policy for site in sites]
    columns["imaging_policy"] = pa.array(policies, _TYPES[FactType.ENUM])
    columns["fire_cupping_enabled"] = pa.array([s.fire_cupping_enabled for s in sites], pa.bool_())
    for field in fields(CourseSoFar):
        held = [getattr(p.encounter.course, field.name) for p in people]
        columns[field.name] = pa.array(held, _COURSE[field.name])
    columns[SET_ASIDE] = pa.array([list(p.set_aside) for p in people], pa.list_(pa.string()))
    return pa.RecordBatch.from_pydict(columns)


def _credentials(person: Row) -> list[str] | None:
    hands = person.encounter.practitioner
    return None if hands is None else sorted(hands.credentials)


def _of_fact(fact: Fact, people: Sequence[Row]) -> dict[str, pa.Array]:
    answers = [person.answers.by_fact.get(fact.id) for person in people]
    values = [None if answer is None else answer.value for answer in answers]
    moments = [None if answer is None else answer.at for answer in answers]
    columns = {
        fact.id: pa.array([_plain(value) for value in values], _TYPES[fact.type]),
        moment_of(fact.id): pa.array(moments, _MOMENT),
    }
    if fact.none_allowed:
        columns[never_of(fact.id)] = pa.array([v is NO_DATE for v in values], pa.bool_())
    return columns


def _plain(value: Value | None) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    return None if value is NO_DATE and not isinstance(value, date) else value
