"""Screening a patient: the verdict now, the verdict kept, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Max

from lumbalis.clinic.knowledge import protocol, verdict_words
from lumbalis.clinic.records.models import Patient, VerdictRecord
from lumbalis.clinic.records.sealing import fingerprint, seal
from lumbalis.clinic.services import audit, holds
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.answers import answers_object, screening_input
from lumbalis.clinic.services.uniting import kept_of
from lumbalis.domain.screening import Verdict, screen
from lumbalis.exchange.verdict_json import verdict_object


def current_verdict(
    patient: Patient,
    at: datetime,
    *,
    session: int = 1,
    credentials: Sequence[str] | None = None,
    assuming: Mapping[str, object] | None = None,
) -> Verdict:
    """Screen a patient now, from what is known now; stale answers count as missing."""
    written = answers_object(
        patient, at, session=session, credentials=credentials, assuming=assuming
    )
    given = screening_input(written, at)
    return screen(protocol(), given.answers, given.encounter, given.overrides)


def latest_verdict(patient: Patient) -> VerdictRecord | None:
    """Give the verdict kept last, or None for somebody nobody has screened."""
    return VerdictRecord.objects.filter(patient=patient).order_by("-number").first()


def rescreen(by: Acting, patient: Patient, cause: str) -> VerdictRecord:
    """Screen a patient, keep the verdict, and put open courses on hold where needed.

    Runs inside the transaction of whatever changed. `cause` is `answers`, `override`,
    `body`, `merge`, `protocol`, `nightly`, `asked` or `restored`.
    """
    with whole(by):
        patient = _kept_now(patient)
        written = answers_object(patient, by.at)
        given = screening_input(written, by.at)
        verdict = screen(protocol(), given.answers, given.encounter, given.overrides)
        kept = _keep(by, patient, verdict, cause, facts_fingerprint(written))
        holds.apply(by, patient, verdict)
        audit.record(
            by,
            "verdict.kept",
            entity="verdict",
            entity_id=kept.pk,
            patient=patient,
            cause=cause,
            number=kept.number,
        )
        return kept


def facts_fingerprint(written: Mapping[str, object]) -> str:
    """Name what a verdict was given from: the answers with their times, not the moment."""
    parts = ("answers", "overrides", "site", "practitioner", "session")
    return fingerprint(
        {part: written.get(part) for part in parts if part != "answers"}
        | {"answers": _lasting(written["answers"])}
    )


def _lasting(answers: object) -> object:
    """Leave out what the register says anew at every moment but its value."""
    if not isinstance(answers, Mapping):
        return answers
    return {
        fact: {"value": one["value"]} if one.get("by") == "register" else one
        for fact, one in answers.items()
    }


def _kept_now(patient: Patient) -> Patient:
    """Read anew in which record somebody is treated; it may have been merged meanwhile."""
    rows = Patient.objects.select_related("clinic", "merged_into__clinic")
    return kept_of(rows.get(pk=patient.pk))


def _keep(
    by: Acting, patient: Patient, verdict: Verdict, cause: str, facts_sha256: str
) -> VerdictRecord:
    last = VerdictRecord.objects.filter(patient=patient).aggregate(n=Max("number"))["n"] or 0
    return VerdictRecord.objects.create(
        clinic=by.clinic,
        patient=patient,
        number=last + 1,
        at=by.at,
        category=verdict.category.name,
        phase=verdict.phase,
        cause=cause,
        protocol_version=verdict.protocol_version,
        protocol_sha256=verdict.protocol_sha256,
        facts_sha256=facts_sha256,
        rules=sorted({reason.rule for reason in verdict.reasons}),
        snapshot=seal(patient, verdict_object(verdict, verdict_words("en"))),
        earliest=verdict.earliest,
        by_id=by.actor.user_id,
    )
