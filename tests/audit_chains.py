"""Long audit chains, as years of work leave them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from lumbalis.clinic.records.models import AuditEvent, Clinic
from lumbalis.clinic.services import audit

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def lengthen(
    clinic: Clinic, events: int, patient: UUID, after: tuple[int, str] = (0, audit.FIRST)
) -> None:
    """Write a chain as a year of work leaves it; one entry in a hundred is about the patient.

    `after` is where the chain ends so far: its last number and hash.
    """
    batch: list[AuditEvent] = []
    last, before = after
    people = [uuid4() for _ in range(20)]
    others = [uuid4() for _ in range(500)]
    for seq in range(last + 1, last + events + 1):
        event = AuditEvent(
            clinic=clinic,
            seq=seq,
            at=BEGAN + timedelta(seconds=seq),
            prev=before,
            actor=people[seq % 20],
            role="physician",
            action="read.chart_read",
            entity="patient",
            entity_id=patient,
            patient_id=patient if seq % 100 == 0 else others[seq % 500],
            detail={"facts": ["fever"], "n": seq % 50},
        )
        event.hash = before = audit.link(audit.said_by(event))
        batch.append(event)
        if len(batch) == 2_000:
            AuditEvent.objects.bulk_create(batch)
            batch.clear()
    AuditEvent.objects.bulk_create(batch)
