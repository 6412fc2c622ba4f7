"""What an auditor does with the chain; looking at the log is itself an entry of the log."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from lumbalis.clinic.records.models import AuditEvent, Patient
from lumbalis.clinic.services import audit, audit_chain, audit_log
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.audit_chain import Verified
from lumbalis.clinic.services.audit_log import Wanted

_MANY = 20


def verify(by: Acting) -> Verified:
    """Prove the clinic's chain against the heads kept outside the database, and note the result."""
    heads = audit_chain.read_heads(audit_chain.heads_file())
    found = audit_chain.verify(by.clinic, heads)
    with whole(by):
        audit.record(
            by, "audit.verified", outcome="done" if found.sound else "failed", events=found.events
        )
    return found


def export(by: Acting, wanted: Wanted, most: int) -> tuple[AuditEvent, ...]:
    """Give entries for a file, and note that they left the application."""
    with whole(by):
        found = tuple(audit_log.oldest_first(wanted, most))
        audit.record(by, "audit.exported", events=len(found))
        return found


def records_of(by: Acting, family_name: str, birth_date: date) -> tuple[UUID, ...]:
    """Find record numbers of somebody by exact name and birth date, and note the search."""
    with whole(by):
        rows = Patient.objects.filter(birth_date=birth_date).values_list("pk", "family_name")
        wanted = family_name.casefold()
        found = tuple(key for key, name in rows if name.casefold() == wanted)[:_MANY]
        audit.record(by, "audit.searched", found=len(found))
        return found
