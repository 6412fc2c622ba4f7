"""Audit entries as FHIR R4 AuditEvent resources, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC
from uuid import UUID

from lumbalis.clinic.records.models import AuditEvent
from lumbalis.clinic.services.audit import written

_DICOM = "http://dicom.nema.org/resources/ontology/DCM"
_ENTITY_TYPE = "http://terminology.hl7.org/CodeSystem/audit-entity-type"
_OBJECT_ROLE = "http://terminology.hl7.org/CodeSystem/object-role"
_OURS = "urn:lumbalis:audit"
_SUCCESS, _MINOR_FAILURE = "0", "4"
_CREATED = (
    ".given",
    ".kept",
    ".made",
    ".created",
    ".registered",
    ".proposed",
    ".measured",
    ".recorded",
)


def ndjson(events: Iterable[AuditEvent]) -> Iterator[str]:
    """Write entries as lines of NDJSON, in the order they come."""
    for event in events:
        yield json.dumps(resource(event), ensure_ascii=False, separators=(",", ":")) + "\n"


def resource(event: AuditEvent) -> Mapping[str, object]:
    """Write one entry as an AuditEvent; its place in the chain is kept as an entity of its own."""
    return {
        "resourceType": "AuditEvent",
        "id": str(event.id),
        "type": _kind(event),
        "subtype": [{"system": f"{_OURS}:action", "code": event.action}],
        "action": _act(event.action),
        "recorded": event.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "outcome": _MINOR_FAILURE if event.outcome == "denied" else _SUCCESS,
        "agent": [_agent(event)],
        "source": {"observer": _named("clinic", event.clinic_id)},
        "entity": [*_about(event), _link(event)],
    }


def _kind(event: AuditEvent) -> Mapping[str, str]:
    if event.patient_id:
        return {"system": _DICOM, "code": "110110", "display": "Patient Record"}
    return {"system": _DICOM, "code": "110100", "display": "Application Activity"}


def _act(action: str) -> str:
    if action.startswith("read."):
        return "R"
    if action.startswith("denied."):
        return "E"
    return "C" if action.endswith(_CREATED) else "U"


def _agent(event: AuditEvent) -> Mapping[str, object]:
    agent: dict[str, object] = {"who": _named("person", event.actor), "requestor": True}
    if event.role:
        agent["role"] = [
            {"coding": [{"system": f"{_OURS}:role", "code": role}]}
            for role in event.role.split(",")
        ]
    return agent


def _about(event: AuditEvent) -> Iterator[Mapping[str, object]]:
    if event.patient_id:
        yield {
            "what": {"reference": f"Patient/{event.patient_id}"},
            "type": {"system": _ENTITY_TYPE, "code": "1", "display": "Person"},
            "role": {"system": _OBJECT_ROLE, "code": "1", "display": "Patient"},
        }
    if event.entity_id and event.entity_id != event.patient_id:
        yield {"what": _named(event.entity or "record", event.entity_id)}


def _link(event: AuditEvent) -> Mapping[str, object]:
    said = {
        "seq": str(event.seq),
        "prev": event.prev,
        "hash": event.hash,
        "detail": written(event.detail),
    }
    return {
        "what": _named("audit-event", event.id),
        "detail": [{"type": name, "valueString": value} for name, value in said.items()],
    }


def _named(kind: str, key: UUID | None) -> Mapping[str, object]:
    if key is None:
        return {"display": "installation" if kind == "clinic" else "nobody signed in"}
    return {"identifier": {"system": f"{_OURS}:{kind}", "value": str(key)}}
