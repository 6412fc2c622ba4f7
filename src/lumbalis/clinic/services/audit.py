"""The audit chain: every act and every look at a chart, each entry bound to the one before."""

from __future__ import annotations

import hashlib
import json
from uuid import UUID

from django.db import connection

from lumbalis.clinic.records.models import AuditEvent, Patient
from lumbalis.clinic.services.acting import Acting

FIRST = "0" * 64


def record(
    by: Acting,
    action: str,
    *,
    entity: str = "",
    entity_id: UUID | None = None,
    patient: Patient | None = None,
    outcome: str = "done",
    **detail: object,
) -> AuditEvent:
    """Append to the chain of the clinic, inside the transaction of the act."""
    _one_at_a_time(by.clinic.pk)
    last = AuditEvent.objects.filter(clinic=by.clinic).order_by("-seq").first()
    event = AuditEvent(
        clinic=by.clinic,
        seq=last.seq + 1 if last else 1,
        at=by.at,
        actor=by.actor.user_id,
        role=",".join(sorted(by.actor.roles)),
        action=action,
        entity=entity,
        entity_id=entity_id,
        patient_id=patient.pk if patient else None,
        outcome=outcome,
        detail=detail,
        prev=last.hash if last else FIRST,
    )
    event.hash = link(event)
    event.save(force_insert=True)
    return event


def link(event: AuditEvent) -> str:
    """Give the hash of an entry over everything it says and the entry before."""
    said = [
        str(event.clinic_id),
        event.seq,
        event.at.isoformat(),
        str(event.actor),
        event.role,
        event.action,
        event.entity,
        str(event.entity_id),
        str(event.patient_id),
        event.outcome,
        event.detail,
        event.prev,
    ]
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _one_at_a_time(clinic: UUID) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [clinic.int % 2**62])
