"""Everything the clinic keeps about one person, as plain JSON values in a fixed order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import BinaryField, ForeignKey, Model

from lumbalis.clinic.records.models import (
    Answer,
    Appointment,
    AuditEvent,
    BodyRecord,
    BookingWishes,
    CalendarFeed,
    Claim,
    Consent,
    Course,
    CourseReview,
    Identifier,
    Invitation,
    Merge,
    NextDayReport,
    OrderRecord,
    OutboxMessage,
    OverrideRecord,
    PainDrawing,
    Patient,
    PlanRecord,
    QuarantineReview,
    Questionnaire,
    QuestionnaireAnswer,
    RunEvent,
    SessionLease,
    SessionRun,
    Signature,
    VerdictRecord,
    Waiting,
)
from lumbalis.clinic.records.sealing import unseal
from lumbalis.clinic.services.uniting import people_of

FORMAT = "lumbalis-person-1"
_LEFT_OUT = frozenset({"clinic", "search_key", "phone_key", "token_hash"})
"""What says nothing about the person: indexes, secrets, and the clinic, which is named once."""


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of record: where it stands in the export, and how it belongs to the patient."""

    name: str
    model: type[Model]
    belongs: tuple[str, ...]
    order: tuple[str, ...]


PARTS = (
    Part("identifiers", Identifier, ("patient",), ("recorded_at", "id")),
    Part("consents", Consent, ("patient",), ("given_at", "id")),
    Part("invitations", Invitation, ("patient",), ("created_at", "id")),
    Part("answers", Answer, ("patient",), ("number",)),
    Part("pain_drawings", PainDrawing, ("patient",), ("at", "id")),
    Part("bodies", BodyRecord, ("patient",), ("at", "id")),
    Part("verdicts", VerdictRecord, ("patient",), ("number",)),
    Part("overrides", OverrideRecord, ("patient",), ("at", "id")),
    Part("orders", OrderRecord, ("patient",), ("number",)),
    Part("courses", Course, ("patient",), ("opened_at", "id")),
    Part("plans", PlanRecord, ("course", "patient"), ("made_at", "id")),
    Part("signatures", Signature, ("plan", "course", "patient"), ("at", "id")),
    Part("leases", SessionLease, ("patient",), ("taken_at", "id")),
    Part("runs", SessionRun, ("patient",), ("first_at", "id")),
    Part("run_events", RunEvent, ("patient",), ("device_key", "seq", "id")),
    Part("questionnaires", Questionnaire, ("patient",), ("asked_at", "id")),
    Part("questionnaire_answers", QuestionnaireAnswer, ("patient",), ("at", "number", "id")),
    Part("next_day_reports", NextDayReport, ("patient",), ("at", "number", "id")),
    Part("course_reviews", CourseReview, ("patient",), ("at", "id")),
    Part("booking_wishes", BookingWishes, ("patient",), ("changed_at", "id")),
    Part("appointments", Appointment, ("patient",), ("booked_at", "session", "id")),
    Part("claims", Claim, ("appointment", "patient"), ("resource", "tick", "id")),
    Part("wait_list", Waiting, ("patient",), ("since", "id")),
    Part("messages", OutboxMessage, ("patient",), ("made_at", "id")),
    Part("calendar_feeds", CalendarFeed, ("patient",), ("made_at", "id")),
    Part("event_reviews", QuarantineReview, ("event", "patient"), ("at", "id")),
)
NOT_EXPORTED = frozenset({"PatientKey", "PatientWord"})
"""The key would open every copy of the sealed records; the words are the register once more."""


def everything(patient: Patient, at: datetime) -> dict[str, object]:
    """Write down everything about a person: each of their records, and who looked at them."""
    people = people_of(patient)
    return {
        "format": FORMAT,
        "exported_at": at.isoformat(),
        "clinic": patient.clinic.name,
        "records": [record_of(one) for one in people],
        "merges": [_plain(row, patient) for row in _merges(people)],
        "audit": [_plain(row, patient) for row in accesses(people)],
    }


def record_of(patient: Patient) -> dict[str, object]:
    """Write down one record."""
    return {
        "register": _plain(patient, patient),
        **{part.name: [_plain(row, patient) for row in rows(part, patient)] for part in PARTS},
    }


def rows(part: Part, patient: Patient) -> Iterator[Model]:
    """Give the rows of one kind that belong to a patient."""
    lookup = "__".join(part.belongs)
    manager: Any = part.model._default_manager  # noqa: SLF001 - Django's own name
    yield from manager.filter(**{lookup: patient}).order_by(*part.order)


def accesses(people: Sequence[Patient]) -> Iterator[AuditEvent]:
    """Give what the audit says of a person."""
    keys = [one.pk for one in people]
    clinic = people[0].clinic_id
    yield from AuditEvent.objects.filter(clinic=clinic, patient_id__in=keys).order_by("seq")


def _merges(people: Sequence[Patient]) -> Iterator[Merge]:
    yield from Merge.objects.filter(kept=people[0]).order_by("proposed_at", "id")


def _plain(row: Model, patient: Patient) -> dict[str, object]:
    fields = [field for field in row._meta.concrete_fields if field.name not in _LEFT_OUT]  # noqa: SLF001
    return {field.name: _value(row, field, patient) for field in fields}


def _value(row: Model, field: Any, patient: Patient) -> object:  # noqa: ANN401 - any of Django's fields
    if isinstance(field, ForeignKey):
        return _written(getattr(row, field.attname))
    value = getattr(row, field.name)
    if isinstance(field, BinaryField):
        return _opened(value, patient)
    return _written(value)


def _opened(sealed: bytes | memoryview | None, patient: Patient) -> object:
    if not sealed or patient.wrapped_key() is None:
        return None
    return unseal(patient, sealed)


def _written(value: object) -> object:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case datetime() | date():
            return value.isoformat()
        case UUID():
            return str(value)
        case Mapping():
            return {str(key): _written(one) for key, one in value.items()}
        case list() | tuple():
            return [_written(one) for one in value]
        case _:
            return str(value)
