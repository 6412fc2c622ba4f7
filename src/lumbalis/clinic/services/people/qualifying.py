"""Qualifications of colleagues: recorded with their days, withdrawn, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from lumbalis.clinic.records.models import Clinic, Credential, User
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.domain.facts.vocabulary import CREDENTIALS

KINDS = CREDENTIALS
SOON = timedelta(days=60)
"""How long before its end a qualification is worth a word."""

LONGEST_DOCUMENT = 120


class Standing(StrEnum):
    """How a qualification stands on a day."""

    NOT_YET = "not_yet"
    VALID = "valid"
    ENDS_SOON = "ends_soon"
    ENDED = "ended"


class Wrong(StrEnum):
    """Why a qualification was not recorded."""

    UNKNOWN = "unknown"
    ENDS_BEFORE = "ends_before"
    LONG_DOCUMENT = "long_document"


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was recorded."""

    why: Wrong


@dataclass(frozen=True, slots=True)
class NewCredential:
    """A qualification as its document says it; both days are included."""

    kind: str
    valid_from: date
    valid_until: date | None = None
    document: str = ""


def record_credential(by: Acting, user: User, new: NewCredential) -> Credential | Refused:
    """Record what somebody is qualified for, and who saw the document."""
    why = _why_not(new)
    if why is not None:
        return Refused(why)
    with whole(by):
        made = Credential.objects.create(
            clinic=by.clinic,
            user=user,
            kind=new.kind,
            valid_from=new.valid_from,
            valid_until=new.valid_until,
            document=new.document,
            recorded_by_id=by.actor.user_id,
            recorded_at=by.at,
        )
        _note(by, "credential.recorded", made)
        return made


def withdraw_credential(by: Acting, credential_id: UUID) -> Credential | None:
    """Withdraw a qualification that was recorded wrongly or taken away; None if there is none."""
    with whole(by):
        found = (
            Credential.objects.select_for_update()
            .filter(pk=credential_id, withdrawn_at=None)
            .first()
        )
        if found is None:
            return None
        found.withdrawn_at = by.at
        found.save(update_fields=["withdrawn_at"])
        _note(by, "credential.withdrawn", found)
        return found


def standing(credential: Credential, clinic: Clinic, at: datetime) -> Standing:
    """Tell how a qualification stands on the clinic's day of a moment."""
    day = at.astimezone(ZoneInfo(clinic.timezone)).date()
    if credential.valid_from > day:
        return Standing.NOT_YET
    if credential.valid_until is None or credential.valid_until > day + SOON:
        return Standing.VALID
    return Standing.ENDS_SOON if credential.valid_until >= day else Standing.ENDED


def _why_not(new: NewCredential) -> Wrong | None:
    if new.kind not in KINDS:
        return Wrong.UNKNOWN
    if new.valid_until is not None and new.valid_until < new.valid_from:
        return Wrong.ENDS_BEFORE
    return Wrong.LONG_DOCUMENT if len(new.document) > LONGEST_DOCUMENT else None


def _note(by: Acting, action: str, credential: Credential) -> None:
    audit.record(by, action, entity="user", entity_id=credential.user_id, kind=credential.kind)
