"""Giving answers and reading them: stored as given, never changed, screened at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Max

from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.records.models import (
    Answer,
    Invitation,
    OverrideRecord,
    Patient,
    VerdictRecord,
)
from lumbalis.clinic.records.sealing import seal, unseal
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.bodies import measures_of_person
from lumbalis.clinic.services.clocks import local
from lumbalis.clinic.services.qualified import best_qualified
from lumbalis.clinic.services.recalling import recalled
from lumbalis.clinic.services.uniting import Person, person_of
from lumbalis.domain.facts import ContradictionError, understand
from lumbalis.exchange.answers import ScreeningInput, accepted, read_answers
from lumbalis.exchange.errors import InputError

UNKNOWN_FACT, WRONG_VALUE, CONTRADICTION = "unknown_fact", "wrong_value", "contradiction"
_PHYSICIAN = "physician"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an answer cannot be kept; `facts` are those it contradicts, itself included."""

    fact: str
    what: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """The answers are kept, and this is the verdict they led to."""

    verdict: VerdictRecord
    stored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was kept."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """When something was said, who knows it, and where it was said."""

    at: datetime
    author_kind: str
    origin: str
    invitation: Invitation | None = None


def give_answers(
    by: Acting,
    patient: Patient,
    values: Mapping[str, object],
    *,
    author_kind: str,
    origin: str,
    invitation: Invitation | None = None,
) -> Given | Refused:
    """Keep answers to facts and screen again, in one transaction, or keep none of them.

    Parameters
    ----------
    values : mapping
        Raw JSON values by fact id, as in the answers object; None is "I don't know".
    author_kind : str
        Who knows: `patient`, `therapist`, `physician` or `record`.
    origin : str
        Where it was said: `intake`, `couch`, `office`, `import`, `merge`.
    """
    said = Said(by.at, author_kind, origin, invitation)
    wrong = _wrong_values(values, by.at)
    return Refused(wrong) if wrong else _keep(by, patient, values, said, ask_again=True)


def take_in_answers(
    by: Acting, patient: Patient, values: Mapping[str, object], said: Said
) -> Given | Refused:
    """Keep answers that come in after they were said, as of that moment, and screen again.

    Nobody can be asked again any more: what contradicts itself is kept, and counts as unknown.
    """
    wrong = _wrong_values(values, by.at)
    return Refused(wrong) if wrong else _keep(by, patient, values, said, ask_again=False)


def _keep(
    by: Acting, patient: Patient, values: Mapping[str, object], said: Said, *, ask_again: bool
) -> Given | Refused:
    from lumbalis.clinic.services.screening import rescreen

    with whole(by):
        clash = _contradiction(patient, values, by.at) if ask_again else None
        if clash:
            return Refused((clash,))
        _store(by, patient, values, said)
        audit.record(
            by,
            "answers.given",
            entity="patient",
            entity_id=patient.pk,
            patient=patient,
            facts=sorted(values),
            origin=said.origin,
        )
        return Given(rescreen(by, patient, "answers"), tuple(values))


def answers_object(
    patient: Patient,
    at: datetime,
    *,
    session: int = 1,
    credentials: Sequence[str] | None = None,
    assuming: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """Write down everything known about a patient as the answers object.

    `assuming` are answers as if they were given now. `credentials` are those of whoever
    would give the session; None: the best qualified therapist of the clinic.
    """
    at, person = local(patient.clinic, at), person_of(patient)
    written: dict[str, object] = {
        "answers": {},
        "answered_at": at.isoformat(),
        "session": session,
        "site": _site(patient),
        "overrides": _overrides(person, at),
    }
    if credentials is None:
        credentials = best_qualified(patient.clinic, at)
    if credentials is not None:
        written["practitioner"] = {"credentials": sorted(credentials)}
    given = recalled(person, screening_input(written, at).encounter)
    for fact, value in (assuming or {}).items():
        given[fact] = {"value": value, "at": at.isoformat()}
    written["answers"] = given
    body = measures_of_person(person)
    if body is not None:
        written["body"] = body
    return written


def screening_input(written: Mapping[str, object], at: datetime) -> ScreeningInput:
    """Read the answers object for screening; what contradicts itself counts as unknown."""
    day = datetime.fromisoformat(str(written["answered_at"])).tzinfo
    given = read_answers(written, "answers", at.astimezone(day), protocol().vocabulary)
    while clash := _clash(given):
        given = replace(given, answers=given.answers.without(*clash))
    return given


def _site(patient: Patient) -> dict[str, object]:
    settings = patient.clinic.settings
    return {
        key: settings[key] for key in ("imaging_policy", "fire_cupping_enabled") if key in settings
    }


def _overrides(person: Person, at: datetime) -> list[dict[str, object]]:
    """List what counts now; what was set aside before a merge did not know the other record."""
    kept, since = person.kept, person.since
    rows = OverrideRecord.objects.filter(
        patient=kept,
        at__lte=at,
        until__gt=at,
        withdrawn_at=None,
        protocol_sha256=protocol().sha256,
    ).select_related("by")
    if since is not None:
        rows = rows.filter(at__gt=since)
    return [
        {
            "rule": row.case or row.rule,
            "by": row.by.name if row.by else "",
            "role": _PHYSICIAN,
            "reason": str(unseal(kept, row.reason)),
            "at": row.at.isoformat(),
            "until": row.until.isoformat(),
            "zones": row.zones,
        }
        for row in rows
        if not row.needs_second or row.second_at is not None
    ]


def _wrong_values(values: Mapping[str, object], at: datetime) -> tuple[Problem, ...]:
    return tuple(
        problem for fact, raw in values.items() if (problem := _wrong_value(fact, raw, at))
    )


def _wrong_value(fact: str, raw: object, at: datetime) -> Problem | None:
    known = protocol().vocabulary.facts.get(fact)
    if known is None:
        return Problem(fact, UNKNOWN_FACT)
    try:
        accepted(known, raw, at, fact)
    except InputError:
        return Problem(fact, WRONG_VALUE)
    return None


def _contradiction(patient: Patient, values: Mapping[str, object], at: datetime) -> Problem | None:
    written = answers_object(patient, at, assuming=values)
    given = read_answers(written, "answers", at, protocol().vocabulary)
    clash = _clash(given)
    mine = [fact for fact in clash if fact in values]
    return Problem(mine[0], CONTRADICTION, clash) if mine else None


def _clash(given: ScreeningInput) -> tuple[str, ...]:
    try:
        understand(given.answers, protocol().vocabulary, given.encounter)
    except ContradictionError as error:
        return (*error.premises, error.fact)
    return ()


def _store(by: Acting, patient: Patient, values: Mapping[str, object], said: Said) -> None:
    number = Answer.objects.filter(patient=patient).aggregate(last=Max("number"))["last"] or 0
    Answer.objects.bulk_create(
        Answer(
            clinic=by.clinic,
            patient=patient,
            number=number + place,
            fact=fact,
            value=seal(patient, raw),
            at=said.at,
            author_kind=said.author_kind,
            author_id=by.actor.user_id,
            origin=said.origin,
            invitation=said.invitation,
            recorded_at=by.at,
        )
        for place, (fact, raw) in enumerate(values.items(), start=1)
    )
