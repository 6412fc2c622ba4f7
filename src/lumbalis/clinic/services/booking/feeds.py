"""Private addresses from which a patient or a therapist reads their own calendar."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Final
from uuid import UUID

from lumbalis.clinic.records.models import CalendarFeed, Clinic, Patient
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole

_SECRET: Final = 24
_CLINIC: Final = 22


def make(by: Acting, *, patient: Patient | None = None, user: UUID | None = None,
         language: str = "en") -> str:  # fmt: skip
    """Make an address for one person; an older one of theirs stops working. Shown only now."""
    packed = base64.urlsafe_b64encode(by.clinic.pk.bytes).decode().rstrip("=")
    token = packed + secrets.token_urlsafe(_SECRET)
    with whole(by):
        revoke(by, patient=patient, user=user)
        row = CalendarFeed.objects.create(
            clinic=by.clinic, token_hash=_hash(token), patient=patient, user_id=user,
            language=language, made_at=by.at, made_by_id=by.actor.user_id,
        )  # fmt: skip
        audit.record(by, "booking.feed_made", entity="feed", entity_id=row.pk, patient=patient)
    return token


def revoke(by: Acting, *, patient: Patient | None = None, user: UUID | None = None) -> int:
    """Make every address of one person useless; tell how many there were."""
    rows = CalendarFeed.objects.filter(revoked_at=None, patient=patient, user=user)
    return rows.update(revoked_at=by.at)


def clinic_of(token: str) -> Clinic | None:
    """Find the clinic an address belongs to; says nothing about whether it is any good."""
    try:
        key = UUID(bytes=base64.urlsafe_b64decode(token[:_CLINIC] + "=="))
    except ValueError:
        return None
    return Clinic.objects.filter(pk=key).first()


def opened(token: str) -> CalendarFeed | None:
    """Give the calendar of an address, within its clinic."""
    rows = CalendarFeed.objects.filter(token_hash=_hash(token), revoked_at=None)
    found = rows.select_related("patient__clinic", "user").first()
    if found is None or (found.patient is not None and found.patient.erased_at is not None):
        return None
    return found


def has_feed(*, patient: Patient | None = None, user: UUID | None = None) -> bool:
    """Tell whether an address is out for one person."""
    return CalendarFeed.objects.filter(revoked_at=None, patient=patient, user=user).exists()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
