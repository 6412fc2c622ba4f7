"""The audit chain: every act and every look at a chart, each entry bound to the one before.

Each clinic has a chain of its own; what happens outside any clinic goes to the chain of the
installation. `detail` holds ids, fact ids and counts, and never anything about a patient.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from json.encoder import encode_basestring as _quoted
from uuid import UUID

from django.db import transaction

from lumbalis.clinic.records.engine.turns import fair_turn, one_at_a_time
from lumbalis.clinic.records.models import AuditEvent, Patient
from lumbalis.clinic.services.acting import Acting

FIRST = "0" * 64
"""What the first entry of a chain names as the hash before it."""

_MOMENT = "%Y-%m-%d %H:%M:%S.%f"
_write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class DetailError(TypeError):
    """An entry carries something that does not come back from every database as it went in."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The audit detail {name} must be text, a number, yes or no, or a list of them."
        )


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
    event = AuditEvent(
        clinic=by.clinic,
        at=by.at.astimezone(UTC),
        actor=by.actor.user_id,
        role=",".join(sorted(by.actor.roles)),
        action=action,
        entity=entity,
        entity_id=entity_id,
        patient_id=patient.pk if patient else None,
        outcome=outcome,
        detail=_plain(detail),
    )
    return _append(event)


def record_outside(
    action: str,
    *,
    at: datetime,
    actor: UUID | None = None,
    entity: str = "",
    entity_id: UUID | None = None,
    outcome: str = "done",
    **detail: object,
) -> AuditEvent:
    """Append to the chain of the installation; no clinic may be served meanwhile."""
    event = AuditEvent(
        clinic=None,
        at=at.astimezone(UTC),
        actor=actor,
        action=action,
        entity=entity,
        entity_id=entity_id,
        outcome=outcome,
        detail=_plain(detail),
    )
    with fair_turn(), transaction.atomic():
        return _append(event)


def link(said: tuple[str | int, ...]) -> str:
    """Give the hash of an entry over everything it says, the hash before it included.

    What is hashed is a JSON list, put together by hand: a million of them are verified at once.
    """
    parts = [_quoted(one) if one.__class__ is str else str(one) for one in said]
    return hashlib.sha256(f"[{','.join(parts)}]".encode()).hexdigest()


def said_by(event: AuditEvent) -> tuple[str | int, ...]:
    """List what an entry says, in the form that is hashed."""
    return (
        event.id.hex,
        _hex(event.clinic_id),
        event.seq,
        event.at.astimezone(UTC).strftime(_MOMENT),
        _hex(event.actor),
        event.role,
        event.action,
        event.entity,
        _hex(event.entity_id),
        _hex(event.patient_id),
        event.outcome,
        written(event.detail),
        event.prev,
    )


def written(detail: object) -> str:
    """Write the detail of an entry in the one form that is hashed."""
    return _write(detail)


def _append(event: AuditEvent) -> AuditEvent:
    one_at_a_time(event.clinic_id)
    last = (
        AuditEvent.objects.filter(clinic=event.clinic_id)
        .order_by("-seq")
        .values_list("seq", "hash")
        .first()
    )
    seq, before = last or (0, FIRST)
    event.seq, event.prev = seq + 1, before
    event.hash = link(said_by(event))
    event.save(force_insert=True)
    return event


def _hex(value: UUID | None) -> str:
    return value.hex if value else ""


def _plain(detail: Mapping[str, object]) -> dict[str, object]:
    return {name: _lasting(name, value) for name, value in detail.items()}


def _lasting(name: str, value: object) -> object:
    """Give a value that comes back equal from both databases; a fraction is kept as text."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return repr(value)
        case list() | tuple():
            return [_lasting(name, one) for one in value]
        case dict():
            return {str(key): _lasting(name, one) for key, one in value.items()}
        case _:
            raise DetailError(name)
