"""Late and doubtful notes: how they come in, who looks at them, and what follows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from lumbalis.clinic.policy import Action, Role
from lumbalis.clinic.records.models import (
    Clinic,
    Device,
    Patient,
    QuarantineReview,
    RunEvent,
)
from lumbalis.clinic.records.models.couch import DECISIONS
from lumbalis.clinic.records.sealing import ErasedError, unseal
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.couch import devices, escrow, following, runs
from lumbalis.clinic.services.couch.escrow import UnknownKeyError, UnreadableError
from lumbalis.clinic.services.couch.following import Heard
from lumbalis.clinic.services.couch.sync import ERASED, Delivery, Taken, take_in
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.strict_json import parse_json

FORMAT: Final = "lumbalis-couch-1"
REASON_NEEDED: Final = "set_aside"
ACCEPTABLE: Final = frozenset({"quarantined", "conflicting"})


class Unusable(StrEnum):
    """Why a file of a tablet cannot be used; nothing of it was kept."""

    NOT_A_FILE = "not_a_file"
    OTHER_CLINIC = "other_clinic"
    UNKNOWN_TABLET = "unknown_tablet"
    NOT_SIGNED = "not_signed"


class NotReviewed(StrEnum):
    """Why nothing was decided."""

    NOT_A_PHYSICIAN = "not_a_physician"
    DECIDED = "decided"
    NOBODYS = "nobodys"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class LateFile:
    """What a tablet wrote and signed: a file, or the body of a late upload; they are the same."""

    clinic: str
    device: UUID
    payload: bytes
    signature: str
    events: Sequence[object]


def read_file(raw: bytes) -> LateFile | Unusable:
    """Read what a tablet wrote; whether it is signed is not looked at yet."""
    try:
        tree = parse_json(raw, "file")
        payload = escrow.whole_text(tree["payload"]) if isinstance(tree, Mapping) else ""
        told = parse_json(payload.encode(), "payload")
        if not isinstance(tree, Mapping) or not isinstance(told, Mapping):
            return Unusable.NOT_A_FILE
        events = told["events"]
        if told["format"] != FORMAT or not isinstance(events, list):
            return Unusable.NOT_A_FILE
        named = (str(told["clinic"]), UUID(str(told["device"])))
        return LateFile(*named, payload.encode(), str(tree.get("signature", "")), events)
    except (InputError, KeyError, ValueError):
        return Unusable.NOT_A_FILE


def upload(clinic: Clinic, late: LateFile, by: Acting) -> Taken | Unusable:
    """Take in what a tablet sends by itself, without anybody being signed in: into quarantine.

    Only what the tablet signed is taken; anything else stays where it is.
    """
    if late.clinic != clinic.slug:
        return Unusable.OTHER_CLINIC
    device = Device.objects.filter(pk=late.device).select_related("user").first()
    if device is None:
        return Unusable.UNKNOWN_TABLET
    if not devices.is_signed_by(device, late.payload, late.signature):
        return Unusable.NOT_SIGNED
    doubt = "device_revoked" if device.revoked_at is not None else "late"
    return take_in(Delivery(by, device, doubt), late.events)


def import_file(clinic: Clinic, late: LateFile, by: Acting) -> Taken | Unusable:
    """Take in a file that somebody carried to the office: into quarantine, signed or not."""
    if late.clinic != clinic.slug:
        return Unusable.OTHER_CLINIC
    device = Device.objects.filter(pk=late.device).first()
    signed = device is not None and devices.is_signed_by(device, late.payload, late.signature)
    return take_in(Delivery(by, device, "file" if signed else "unsigned"), late.events)


def waiting() -> QuerySet[RunEvent]:
    """Give what waits for somebody to look at it, the oldest first."""
    doubtful = RunEvent.objects.exclude(standing__in=("accepted", ERASED)).filter(reviews=None)
    return doubtful.select_related("patient", "run", "author", "device").order_by(
        "received_at", "seq"
    )


def waiting_for(patient: Patient) -> bool:
    """Tell whether a note about somebody waits; it may tell of an adverse event."""
    return RunEvent.objects.filter(patient=patient, standing__in=ACCEPTABLE, reviews=None).exists()


def note_look(by: Acting, rows: Sequence[RunEvent]) -> None:
    """Write down whose notes somebody looked at."""
    people = {row.patient_id: row.patient for row in rows if row.patient is not None}
    with whole(by):
        for patient in people.values():
            audit.record(
                by,
                f"read.{Action.COUCH_REVIEW_READ.value}",
                entity="patient",
                entity_id=patient.pk,
                patient=patient,
            )


def opened(row: RunEvent) -> Mapping[str, object]:
    """Open an event for whoever reviews it; what cannot be opened any more is empty."""
    try:
        if row.patient is not None:
            tree = unseal(row.patient, row.body) if row.body else {}
        else:
            tree = json.loads(escrow.opened(json.loads(bytes(row.body))))
    except (ErasedError, UnreadableError, UnknownKeyError, ValueError):
        return {}
    return tree if isinstance(tree, Mapping) else {}


def review(
    by: Acting, row: RunEvent, decision: str, reason: str = ""
) -> QuarantineReview | NotReviewed:
    """Decide about an event: it counts from now on, or it is set aside and kept."""
    if Role.PHYSICIAN not in by.actor.roles or decision not in DECISIONS:
        return NotReviewed.NOT_A_PHYSICIAN
    if decision == "accepted" and (row.standing not in ACCEPTABLE or row.run is None):
        return NotReviewed.NOBODYS
    if decision == REASON_NEEDED and not reason.strip():
        return NotReviewed.REASON
    with whole(by):
        if QuarantineReview.objects.filter(event=row).exists():
            return NotReviewed.DECIDED
        made = QuarantineReview.objects.create(
            clinic=by.clinic, event=row, decision=decision, reason=reason.strip()[:300],
            by_id=by.actor.user_id, at=by.at,
        )  # fmt: skip
        if decision == "accepted" and row.run is not None:
            runs.follow(by, row.run, row.kind, row.device)
            heard = Heard.of(row, row.run, opened(row))
            following.act_on(following.author_of(row, by), heard)
        audit.record(
            by, "event.reviewed", entity="event", entity_id=row.pk, patient=row.patient,
            decision=decision,
        )  # fmt: skip
        return made
