"""Schedule, Slot and Appointment written as FHIR R4 JSON: every moment an instant in UTC."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from lumbalis.exchange.fhir.appointments.codes import CANCELLATION, PARTICIPATION, PERFORMERS

if TYPE_CHECKING:
    from lumbalis.exchange.fhir.appointments.resources import (
        Appointment,
        Participant,
        Reference,
        Schedule,
        Slot,
        Stretch,
    )
    from lumbalis.exchange.fhir.concepts import Coding

Resource = dict[str, object]

_PERFORMER: Final = {
    "coding": [{"system": PARTICIPATION, "code": "PPRF", "display": "primary performer"}]
}


def instant(moment: datetime) -> str:
    """Write a moment as a FHIR instant, in UTC, to the second or finer where it is finer."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def schedule_resource(schedule: Schedule) -> Resource:
    """Write the hours of one actor."""
    return _without_gaps(
        {
            "resourceType": "Schedule",
            "id": schedule.id,
            "active": schedule.is_active,
            "serviceType": _services(schedule.service),
            "actor": [_pointer(schedule.actor)],
            "planningHorizon": None if schedule.horizon is None else _period(schedule.horizon),
            "comment": schedule.comment,
        }
    )


def slot_resource(slot: Slot) -> Resource:
    """Write a free or taken stretch of a schedule."""
    return _without_gaps(
        {
            "resourceType": "Slot",
            "id": slot.id,
            "schedule": _pointer(slot.schedule),
            "status": slot.status.value,
            **_period(slot.time),
            "comment": slot.comment,
        }
    )


def appointment_resource(visit: Appointment) -> Resource:
    """Write a visit. Its length is told also where only start and end are known."""
    time = visit.time
    minutes = visit.minutes or (time.minutes if time is not None else None)
    return _without_gaps(
        {
            "resourceType": "Appointment",
            "id": visit.id,
            "status": visit.status.value,
            "cancelationReason": _cause(visit),
            "serviceType": _services(visit.service),
            "description": visit.description,
            **({} if time is None else _period(time)),
            "minutesDuration": minutes or None,
            "slot": _pointers(visit.slots),
            "created": None if visit.created is None else instant(visit.created),
            "comment": visit.comment,
            "patientInstruction": visit.instruction,
            "basedOn": _pointers(visit.based_on),
            "participant": [_participant(one) for one in visit.participants],
        }
    )


def _participant(one: Participant) -> Resource:
    performs = {"type": [_PERFORMER]} if one.actor.kind in PERFORMERS else {}
    return {
        **performs,
        "actor": _pointer(one.actor),
        "required": one.required.value,
        "status": one.response.value,
    }


def _cause(visit: Appointment) -> Resource | None:
    if visit.cancelled_by is None:
        return None
    return {"coding": [{"system": CANCELLATION, "code": visit.cancelled_by.value}]}


def _services(service: Coding | None) -> list[Resource]:
    if service is None:
        return []
    parts = {"system": service.system, "code": service.code, "display": service.display}
    return [{"coding": [_without_gaps(parts)]}]


def _period(time: Stretch) -> Resource:
    return {"start": instant(time.start), "end": instant(time.end)}


def _pointer(reference: Reference) -> Resource:
    return {"reference": reference.text}


def _pointers(references: Iterable[Reference]) -> list[Resource]:
    return [_pointer(one) for one in references]


def _without_gaps(tree: Mapping[str, object]) -> Resource:
    """Leave out what is not there: FHIR allows no null, no blank text and no empty list."""
    return {key: value for key, value in tree.items() if not _is_gap(value)}


def _is_gap(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or value == []
