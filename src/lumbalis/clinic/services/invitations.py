"""Links by which patients answer on their own phones: made, replaced, revoked, opened.

The link holds the clinic and a secret; only the hash of the secret is kept. Whoever holds the
link also has to know the patient's date of birth.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from lumbalis.clinic.records.models import Clinic, Invitation, Patient
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole

INTAKE, OUTCOMES = "intake", "outcomes"
VALID = timedelta(days=7)
VALID_FOR = {INTAKE: VALID, OUTCOMES: timedelta(days=120)}
"""How long a link works: the one of a course until after the last follow-up."""

TRIES = 5
_SECRET_BYTES = 18
_CLINIC_CHARACTERS = 22
TOKEN_CHARACTERS = _CLINIC_CHARACTERS + _SECRET_BYTES * 4 // 3


@dataclass(frozen=True, slots=True)
class Invited:
    """The link exists. `token` is shown now and never again."""

    invitation: Invitation
    token: str


@dataclass(frozen=True, slots=True)
class NotInvited:
    """No link was made. `why` is `no_birth_date`, `erased`, `restricted` or `merged`."""

    why: str


@dataclass(frozen=True, slots=True)
class Unusable:
    """The link opens nothing: `unknown`, `expired`, `revoked`, `locked` or `finished`."""

    why: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """The date of birth is the patient's."""


@dataclass(frozen=True, slots=True)
class NotRecognised:
    """It is not; so many tries are left."""

    tries_left: int


def invite(
    by: Acting, patient: Patient, language: str, purpose: str = INTAKE
) -> Invited | NotInvited:
    """Make a link for a patient; an older one of the same purpose stops working."""
    with whole(by):
        why = _why_not(patient)
        if why is not None:
            return NotInvited(why)
        replaced = _open(patient, by.at, purpose).update(revoked_at=by.at)
        token = _token(by.clinic)
        invitation = Invitation.objects.create(
            clinic=by.clinic,
            patient=patient,
            token_hash=_hash(token),
            purpose=purpose,
            language=language,
            created_by_id=by.actor.user_id,
            created_at=by.at,
            expires_at=by.at + VALID_FOR[purpose],
            tries_left=TRIES,
        )
        _note(by, "invitation.made", invitation, replaced)
        return Invited(invitation, token)


def revoke(by: Acting, patient: Patient, purpose: str = INTAKE) -> int:
    """Make every open link of a purpose useless; tell how many there were."""
    with whole(by):
        count = 0
        for invitation in _open(patient, by.at, purpose):
            invitation.revoked_at = by.at
            invitation.save(update_fields=["revoked_at"])
            _note(by, "invitation.revoked", invitation)
            count += 1
        return count


def newest(patient: Patient, purpose: str = INTAKE) -> Invitation | None:
    """Give the link made last, whatever became of it."""
    rows = Invitation.objects.filter(patient=patient, purpose=purpose)
    return rows.order_by("-created_at", "-pk").first()


def clinic_of(token: str) -> Clinic | None:
    """Find the clinic a link belongs to; says nothing about whether the link is any good."""
    try:
        raw = base64.urlsafe_b64decode(token[:_CLINIC_CHARACTERS] + "==")
        key = UUID(bytes=raw)
    except ValueError:
        return None
    return Clinic.objects.filter(pk=key).first()


def opened(token: str, at: datetime, purpose: str = INTAKE) -> Invitation | Unusable:
    """Find the invitation of a link, within its clinic; one for something else opens nothing."""
    found = (
        Invitation.objects.filter(token_hash=_hash(token), purpose=purpose)
        .select_related("patient", "patient__clinic")
        .first()
    )
    if found is None or found.patient.erased_at is not None:
        return Unusable("unknown")
    if found.revoked_at is not None:
        return Unusable("revoked")
    if found.tries_left == 0:
        return Unusable("locked")
    if found.expires_at <= at:
        return Unusable("expired")
    return found


def recognise(by: Acting, invitation: Invitation, born: date) -> Recognised | NotRecognised:
    """Compare a date of birth with the patient's; after five wrong ones the link is locked."""
    with whole(by):
        fresh = locked(invitation)
        known = fresh.patient.birth_date
        right = known is not None and hmac.compare_digest(known.isoformat(), born.isoformat())
        if right and fresh.tries_left > 0:
            fresh.tries_left = TRIES
            fresh.opened_at = fresh.opened_at or by.at
            fresh.save(update_fields=["tries_left", "opened_at"])
            _note(by, "invitation.opened", fresh)
            return Recognised()
        fresh.tries_left = max(0, fresh.tries_left - 1)
        fresh.save(update_fields=["tries_left"])
        _note(by, "invitation.not_recognised", fresh, fresh.tries_left)
        return NotRecognised(fresh.tries_left)


def locked(invitation: Invitation) -> Invitation:
    """Read an invitation anew for changing; others wait."""
    rows = Invitation.objects.select_for_update(of=("self",))
    return rows.select_related("patient", "patient__clinic").get(pk=invitation.pk)


def _why_not(patient: Patient) -> str | None:
    reasons = {
        "erased": patient.erased_at is not None,
        "merged": patient.merged_into_id is not None,
        "restricted": patient.restricted_at is not None,
        "no_birth_date": patient.birth_date is None,
    }
    return next((why for why, present in reasons.items() if present), None)


def _open(patient: Patient, at: datetime, purpose: str) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        patient=patient, purpose=purpose, revoked_at=None, finished_at=None, expires_at__gt=at
    )


def _token(clinic: Clinic) -> str:
    where = base64.urlsafe_b64encode(clinic.pk.bytes).rstrip(b"=").decode()
    return where + secrets.token_urlsafe(_SECRET_BYTES)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _note(by: Acting, action: str, invitation: Invitation, count: int = 1) -> None:
    audit.record(
        by,
        action,
        entity="invitation",
        entity_id=invitation.pk,
        patient=invitation.patient,
        count=count,
    )
