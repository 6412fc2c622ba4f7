"""What was ever answered about a person, and which of it counts at a moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.records.models import Answer, Patient
from lumbalis.clinic.records.sealing import unseal
from lumbalis.clinic.services.precedence import Candidate, Own
from lumbalis.clinic.services.uniting import Judge, Person, known_of_one_person
from lumbalis.domain.facts import Encounter

_WAITED = timedelta(minutes=2)
"""No act waits so long for others."""


def recalled(person: Person, circumstances: Encounter) -> dict[str, object]:
    """Choose the answers that count; those of records merged into one are united.

    `circumstances` are those of the screening; its moment has the zone of the clinic.
    """
    at = circumstances.at
    given = [_as_of(at, candidates(one)) for one in person.records]
    registered = [_from_register(one, at) for one in person.records]
    if person.since is None:
        chosen: Own = {**registered[0], **Judge(circumstances).settle(given[0])}
    else:
        chosen = known_of_one_person(given, registered, person.since, circumstances)
    facts = protocol().vocabulary.facts
    return {
        fact: {"value": found.value, "at": found.at.isoformat(), "by": found.author_kind}
        for fact, found in chosen.items()
        if fact in facts
    }


def candidates(patient: Patient) -> list[Candidate]:
    """List every answer ever given in one record of a patient, what was said first comes first.

    A tablet that was offline delivers late what was said early.
    """
    if patient.wrapped_key() is None:
        return []
    rows = Answer.objects.filter(patient=patient).order_by("number")
    found: list[Candidate] = []
    for row in rows:
        value = unseal(patient, row.value)
        one = Candidate(row.fact, value, row.at, row.author_kind, row.recorded_at, row.number)
        found.insert(_place_of(one, found), one)
    return found


def _place_of(one: Candidate, before: Sequence[Candidate]) -> int:
    """Find where an answer belongs: at the end, unless it came in later than it was said.

    The order of the record counts, not the clock: it may have been set back.
    """
    place = len(before)
    if one.at < one.recorded_at:
        while place and before[place - 1].at > one.at:
            place -= 1
    return place


def _as_of(at: datetime, given: Sequence[Candidate]) -> list[Candidate]:
    """Let no answer be later than a moment.

    An act that waited for another one is of an earlier moment than what the other wrote. What is
    much later was written by a clock that went wrong: nobody knows how old it is, and it counts
    only where it is stricter than no answer.
    """
    known: list[Candidate] = []
    for one in given:
        known.append(replace(one, at=min(one.at, at)))
        if one.at - at > _WAITED:
            known.append(replace(one, value=None, at=at))
    return known


def _from_register(patient: Patient, at: datetime) -> Own:
    """Take age and sex from the register; an answer given about them counts for more."""
    taken: dict[str, object] = {}
    if patient.birth_date:
        taken["age_years"] = _age(patient.birth_date, at.date())
    if patient.sex in {"female", "male"}:
        taken["sex"] = patient.sex
    return {fact: Candidate(fact, value, at, "register", at, 0) for fact, value in taken.items()}


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
