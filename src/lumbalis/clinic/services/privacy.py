"""A patient's rights over their record: restriction, erasure, and what outlives a backup."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from lumbalis.clinic.policy import Actor
from lumbalis.clinic.records.engine.turns import fair_turn
from lumbalis.clinic.records.models import (
    AuditEvent,
    Clinic,
    Course,
    Identifier,
    Invitation,
    NextDayReport,
    Patient,
    PatientKey,
    PatientWord,
    QuestionnaireAnswer,
    RunEvent,
    VerdictRecord,
)
from lumbalis.clinic.services import audit, tombstones
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.booking.forgetting import forget
from lumbalis.clinic.services.patients import locked
from lumbalis.clinic.services.uniting import people_of

RESTRICTIONS = ("accuracy_contested", "unlawful_but_kept", "needed_for_claims", "objection")
"""Why processing may be restricted (GDPR article 18, 1 a to d)."""

ERASURES = ("record_in_error", "unlawful", "consent_withdrawn", "legal_duty")
"""Why a record may go before its time has come (GDPR article 17, 1)."""

_BLANK = {
    "family_name": "", "given_name": "", "patronymic": "", "birth_date": None, "sex": "",
    "phone": "", "email": "", "note": "", "search_key": "", "phone_key": "", "retain_until": None,
}  # fmt: skip
_log = logging.getLogger("lumbalis.privacy")


class WhyNot(StrEnum):
    """Why nothing was done."""

    UNKNOWN_REASON = "unknown_reason"
    RETAINED = "retained"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was changed; `until` is the day before which a reason of law is needed."""

    why: WhyNot
    until: date | None = None


def restrict(by: Acting, patient: Patient, reason: str) -> Patient | Refused:
    """Keep a record and use it for nothing but what the law still allows."""
    if reason not in RESTRICTIONS:
        return Refused(WhyNot.UNKNOWN_REASON)
    with whole(by):
        fresh = locked(patient.pk)
        if fresh.erased_at is not None:
            return Refused(WhyNot.ERASED)
        if fresh.restricted_at is None:
            _set_restricted(by, fresh, by.at, "patient.restricted", reason)
        return fresh


def release(by: Acting, patient: Patient) -> Patient:
    """End a restriction."""
    with whole(by):
        fresh = locked(patient.pk)
        if fresh.restricted_at is not None:
            _set_restricted(by, fresh, None, "patient.released", "")
        return fresh


def restriction_of(patient: Patient) -> str:
    """Give the reason of the restriction that stands, or nothing."""
    if patient.restricted_at is None:
        return ""
    acts = AuditEvent.objects.filter(clinic=patient.clinic_id, patient_id=patient.pk)
    last = acts.filter(action="patient.restricted").order_by("-seq").first()
    return str(last.detail.get("reason", "")) if last else ""


def retained_until(patient: Patient) -> date | None:
    """Say until when the record has to be kept: so many years after the last entry of treatment.

    None if nothing was ever recorded that has to be kept.
    """
    if patient.retain_until is not None:
        return patient.retain_until
    people = people_of(patient)
    entries = (
        VerdictRecord.objects.filter(patient__in=people).aggregate(last=Max("at"))["last"],
        Course.objects.filter(patient__in=people).aggregate(last=Max("opened_at"))["last"],
        Course.objects.filter(patient__in=people).aggregate(last=Max("closed_at"))["last"],
        RunEvent.objects.filter(patient__in=people).aggregate(last=Max("received_at"))["last"],
        QuestionnaireAnswer.objects.filter(patient__in=people).aggregate(last=Max("at"))["last"],
        NextDayReport.objects.filter(patient__in=people).aggregate(last=Max("at"))["last"],
    )
    last = max((one for one in entries if one is not None), default=None)
    years = patient.clinic.settings.get("retention_years", 0)
    return None if last is None else _years_later(last.date(), int(years))


def erase(by: Acting, patient: Patient, reason: str = "") -> Patient | Refused:
    """Erase a person for good: their key, their names, their numbers, their open links.

    What is clinical stays as ciphertext that nobody can read any more; the audit keeps that
    somebody was treated, not who. A tombstone makes a restored backup erase them again.
    """
    if reason and reason not in ERASURES:
        return Refused(WhyNot.UNKNOWN_REASON)
    with whole(by):
        fresh = locked(patient.pk)
        if fresh.erased_at is not None:
            return Refused(WhyNot.ERASED)
        until = retained_until(fresh)
        if until is not None and by.at.date() < until and not reason:
            return Refused(WhyNot.RETAINED, until)
        people = people_of(fresh)
        for one in people:
            _erase_one(by, locked(one.pk), reason)
        tombstones.bury(people, by.at)
        transaction.on_commit(scrub, robust=True)
        return Patient.objects.get(pk=fresh.pk)


def apply_tombstones() -> int:
    """Erase again everybody who was erased before; after a backup was restored. Say how many."""
    erased = 0
    at = timezone.now()
    for clinic_id, patients in tombstones.buried().items():
        clinic = Clinic.objects.filter(pk=clinic_id).first()
        if clinic is None:
            continue
        by = Acting(Actor(user_id=None, clinic_id=clinic.pk, roles=frozenset()), clinic, at)
        with whole(by):
            back = Patient.objects.filter(pk__in=patients, erased_at=None)
            for key in list(back.values_list("pk", flat=True)):
                _erase_one(by, locked(key), "restored")
                erased += 1
    if erased:
        scrub()
    return erased


def scrub() -> bool:
    """Overwrite what deleted rows left behind in the database file; say whether it was done.

    SQLite zeroes deleted content, but moving rows between pages and its log leave copies;
    a rebuilt file has none. PostgreSQL reuses the space by itself and keeps its log
    until it is recycled, which the notes on operation explain.
    """
    if connection.vendor != "sqlite":
        return True
    if connection.in_atomic_block:
        return False
    try:
        with fair_turn(), closing(sqlite3.connect(connection.settings_dict["NAME"])) as raw:
            raw.execute("VACUUM")
            busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.Error:
        _log.warning("the database file could not be rebuilt; it is tried again at night")
        return False
    return not busy


def _set_restricted(
    by: Acting, patient: Patient, at: datetime | None, action: str, reason: str
) -> None:
    patient.restricted_at = at
    patient.version += 1
    patient.save(update_fields=["restricted_at", "version"])
    detail = {"reason": reason} if reason else {}
    audit.record(by, action, entity="patient", entity_id=patient.pk, patient=patient, **detail)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def _erase_one(by: Acting, patient: Patient, reason: str) -> None:
    numbers, _ = Identifier.objects.filter(patient=patient).delete()
    PatientWord.objects.filter(patient=patient).delete()
    links = Invitation.objects.filter(patient=patient)
    links.filter(revoked_at=None).update(revoked_at=by.at)
    links.update(progress={})
    Course.objects.filter(patient=patient, closed_at=None).update(
        state="cancelled", closed_at=by.at
    )
    forget(by, patient)
    PatientKey.objects.filter(patient=patient).update(wrapped=None, destroyed_at=by.at)
    for name, value in _BLANK.items():
        setattr(patient, name, value)
    patient.erased_at = by.at
    patient.version += 1
    patient.save()
    audit.record(
        by,
        "patient.erased",
        entity="patient",
        entity_id=patient.pk,
        patient=patient,
        reason=reason or "time_has_come",
        identifiers=numbers,
    )
