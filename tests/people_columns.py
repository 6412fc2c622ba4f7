"""Drawn people as columns, so that a sweep and a screening see the very same person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date

import pyarrow as pa

from circuit_people import DrawnPerson
from lumbalis.domain.expressions import NO_DATE, Value
from lumbalis.domain.facts import CourseSoFar, Fact, FactType
from lumbalis.population.schema import SET_ASIDE, moment_of, never_of
from protocols import shipped_protocol

_MOMENT = pa.timestamp("us", tz="UTC")
_TYPES = {
    FactType.BOOL: pa.bool_(),
    FactType.INT: pa.int32(),
    FactType.DECIMAL: pa.float64(),
    FactType.ENUM: pa.dictionary(pa.int8(), pa.string()),
    FactType.SET: pa.list_(pa.dictionary(pa.int8(), pa.string())),
    FactType.DATE: pa.date32(),
}
_COURSE = {
    "sessions_done": pa.int16(),
    "gap_days": pa.int32(),
    "weeks": pa.int16(),
    "pain_change_percent": pa.float64(),
    "pain_change_points": pa.float64(),
    "serious_adverse_event": pa.bool_(),
}


def batch_of(people: Sequence[DrawnPerson]) -> pa.RecordBatch:
    """Write people as a batch of columns."""
    columns: dict[str, pa.Array] = {"patient": pa.array(range(len(people)), pa.int64())}
    for fact in shipped_protocol().vocabulary.facts.values():
        columns |= _of_fact(fact, people)
    words = pa.list_(pa.string())
    columns["session"] = pa.array([p.encounter.session for p in people], pa.int16())
    columns["credentials"] = pa.array([_credentials(p) for p in people], words)
    sites = [p.encounter.site for p in people]
    columns["imaging_policy"] = pa.array([site.imaging_policy for site in sites], pa.string())
    columns["fire_cupping_enabled"] = pa.array(
        [site.fire_cupping_enabled for site in sites], pa.bool_()
    )
    for field in fields(CourseSoFar):
        held = [getattr(p.encounter.course, field.name) for p in people]
        columns[field.name] = pa.array(held, _COURSE[field.name])
    aside = [[override.rule for override in p.overrides] for p in people]
    columns[SET_ASIDE] = pa.array(aside, words)
    return pa.RecordBatch.from_pydict(columns)


def _credentials(person: DrawnPerson) -> list[str] | None:
    hands = person.encounter.practitioner
    return None if hands is None else sorted(hands.credentials)


def _of_fact(fact: Fact, people: Sequence[DrawnPerson]) -> dict[str, pa.Array]:
    answers = [person.answers.by_fact.get(fact.id) for person in people]
    values = [None if answer is None else answer.value for answer in answers]
    moments = [None if answer is None else answer.at for answer in answers]
    columns = {
        fact.id: pa.array([_plain(value) for value in values], _TYPES[fact.type]),
        moment_of(fact.id): pa.array(moments, _MOMENT),
    }
    if fact.none_allowed:
        columns[never_of(fact.id)] = pa.array([value is NO_DATE for value in values], pa.bool_())
    return columns


def _plain(value: Value | None) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date) or value is NO_DATE:
        return None if value is NO_DATE else value
    return value
