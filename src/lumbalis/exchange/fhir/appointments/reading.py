"""An Appointment read back from FHIR R4 JSON, strictly: what nobody would understand is refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from enum import Enum
from typing import Final, TypeVar

from lumbalis.exchange.errors import InputError
from lumbalis.exchange.fhir.appointments.codes import (
    CANCELLATION,
    AppointmentStatus,
    CancelledBy,
    Kind,
    Required,
    Response,
)
from lumbalis.exchange.fhir.appointments.resources import (
    Appointment,
    Participant,
    Reference,
    Stretch,
)
from lumbalis.exchange.fhir.concepts import Coding, codings, word
from lumbalis.exchange.fhir.version import refuse_modifiers, refuse_other_version
from lumbalis.exchange.fields import Fields, moment_of

_Word = TypeVar("_Word", bound=Enum)

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)\Z")
_REFERENCE = re.compile(r"(?:(https?://.+)/)?([A-Z][A-Za-z]+)/([A-Za-z0-9.-]{1,64})\Z")
_VERSION = re.compile(r"/_history/[^/]+\Z")

_READ: Final = frozenset(
    {"resourceType", "id", "status", "cancelationReason", "serviceType", "description"}
    | {"start", "end", "minutesDuration", "slot", "created", "comment", "patientInstruction"}
    | {"basedOn", "participant"}
)
_PASSED_OVER: Final = frozenset(
    {"meta", "language", "text", "contained", "extension", "identifier", "serviceCategory"}
    | {"specialty", "appointmentType", "reasonCode", "reasonReference", "priority"}
    | {"supportingInformation", "requestedPeriod"}
)
"""Elements of R4 that change nothing in who comes where and when."""

_ELEMENTS: Final = _READ | _PASSED_OVER
_KNOWN: Final = _ELEMENTS | {f"_{name}" for name in _ELEMENTS}


def read_appointment(value: object, file: str) -> Appointment:
    """Read one Appointment.

    Parameters
    ----------
    value : object
        Parsed JSON.
    file : str
        How the source is called in an error.

    Raises
    ------
    InputError
        If it is no Appointment of R4, breaks a rule of it, holds an element that R4 does not
        have or one that may reverse its meaning, or does not name exactly one patient.
    """
    fields = Fields.root(value, file)
    if fields.tree.get("resourceType") != "Appointment":
        fields.refuse("resourceType", "is not Appointment", "send one Appointment")
    refuse_other_version(fields, "Appointment")
    refuse_modifiers(fields, "Appointment")
    fields.refuse_unknown(_KNOWN, "an element of Appointment in FHIR R4")
    try:
        return _appointment(fields)
    except InputError as error:
        if error.where.startswith(file):
            raise
        where = f"{file}, {error.where}"
        raise InputError(where, error.what, error.what_to_do) from None


def _appointment(fields: Fields) -> Appointment:
    return Appointment(
        id=fields.text("id"),
        status=_word(fields, "status", AppointmentStatus),
        participants=tuple(_participant(one) for one in fields.each("participant")),
        time=_time(fields),
        minutes=fields.whole("minutesDuration", 1) if fields.has("minutesDuration") else None,
        slots=_references(fields, "slot"),
        based_on=_references(fields, "basedOn"),
        cancelled_by=_cause(fields),
        service=_service(fields),
        description=_text(fields, "description"),
        comment=_text(fields, "comment"),
        instruction=_text(fields, "patientInstruction"),
        created=_created(fields),
    )


def _participant(fields: Fields) -> Participant:
    """Read who takes part. R4 allows a bare role (app-1), but nobody could be expected then."""
    actor = _reference(fields.below("actor"))
    response = _word(fields, "status", Response)
    if not fields.has("required"):
        return Participant(actor, response)
    return Participant(actor, response, _word(fields, "required", Required))


def _time(fields: Fields) -> Stretch | None:
    given = [fields.has(key) for key in ("start", "end")]
    if not any(given):
        return None
    if not all(given):
        missing = "start" if fields.has("end") else "end"
        fields.refuse(missing, "is missing, while its counterpart is there", "give both or none")
    start, end = _instant(fields, "start"), _instant(fields, "end")
    if end <= start:
        fields.refuse("end", "is not after the start", "correct one of the two")
    return Stretch(start, end)


def _instant(fields: Fields, key: str) -> datetime:
    text = fields.text(key)
    moment = moment_of(text) if _INSTANT.match(text) else None
    if moment is None:
        what_to_do = "write it with seconds and an offset, like 2026-10-21T07:00:00Z"
        fields.refuse(key, "is not an instant of FHIR", what_to_do)
    return moment


def _created(fields: Fields) -> datetime | None:
    """Read when it was made, a dateTime; a bare date does not say when, and is passed over."""
    moment = moment_of(fields.text("created")) if fields.has("created") else None
    return None if moment is None else moment.astimezone(UTC)


def _cause(fields: Fields) -> CancelledBy | None:
    """Read on whose side the cause lies; a finer code counts as the side it belongs to."""
    if not fields.has("cancelationReason"):
        return None
    known = {by.value: by for by in CancelledBy}
    found = codings(fields, "cancelationReason")
    codes = [one.code or "" for one in found if one.system == CANCELLATION]
    for code in codes:
        side = known.get(code) or known.get(code.partition("-")[0])
        if side is not None:
            return side
    return CancelledBy.OTHER


def _service(fields: Fields) -> Coding | None:
    """Read what is done: the first code that is given."""
    for concept in fields.each("serviceType"):
        for item in concept.each("coding"):
            if item.has("code"):
                system, display = _text(item, "system"), _text(item, "display")
                return Coding(system or None, item.text("code"), display or None)
    return None


def _references(fields: Fields, key: str) -> tuple[Reference, ...]:
    return tuple(_reference(one) for one in fields.each(key))


def _reference(pointer: Fields) -> Reference:
    text = pointer.tree.get("reference")
    match = _REFERENCE.match(_VERSION.sub("", text)) if isinstance(text, str) else None
    if match is None:
        what_to_do = "write the reference like Practitioner/12"
        pointer.refuse("reference", "does not say by type and id what is meant", what_to_do)
    server, kind, name = match.groups()
    if kind not in {one.value for one in Kind}:
        what_to_do = "point to who or what takes part, the order or the slot"
        pointer.refuse("reference", "points to a type that has no part in a visit", what_to_do)
    return Reference(Kind(kind), name, server)


def _word(fields: Fields, key: str, known: type[_Word]) -> _Word:
    said = word(fields, key, [one.value for one in known])
    if said is None:
        words = ", ".join(one.value for one in known)
        fields.refuse(key, "is missing, which FHIR R4 requires", f"use one of {words}")
    return known(said)


def _text(fields: Fields, key: str) -> str:
    return fields.text(key) if fields.has(key) else ""
