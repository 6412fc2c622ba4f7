"""Taking in what tablets wrote: each event in a transaction of its own, once, and never nothing.

An event is answered in one of three ways. `acked`: it is kept here, so the tablet may forget it.
`rejected`: something else came under its number before; both are kept, and somebody has to look.
`held`: nothing was kept, the tablet keeps it and tries again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid5

from django.db import DatabaseError
from django.db.models import Q

from lumbalis.clinic.records.models import Device, Patient, RunEvent, SessionRun
from lumbalis.clinic.records.sealing import seal
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.couch import escrow, following, runs
from lumbalis.clinic.services.couch.escrow import UnknownKeyError
from lumbalis.clinic.services.couch.following import Heard
from lumbalis.clinic.services.couch.told import Outside, Told, canonical, outside_of, read

ACCEPTED, QUARANTINED, CONFLICTING = "accepted", "quarantined", "conflicting"
ORPHAN, ERASED = "orphan", "erased"
_REVOKED: Final = "device_revoked"


@dataclass(slots=True)
class Taken:
    """The answer to a delivery; `forget` names what a tablet must not keep even as a copy."""

    acked: list[str] = field(default_factory=list)
    rejected: list[dict[str, str]] = field(default_factory=list)
    held: list[dict[str, str]] = field(default_factory=list)
    quarantined: list[dict[str, str]] = field(default_factory=list)
    forget: list[str] = field(default_factory=list)
    no_room: bool = False

    def hold(self, event: object, why: str) -> None:
        """Leave an event with the tablet."""
        self.held.append({"id": _id_of(event), "why": why})

    def note(self, row: RunEvent) -> None:
        """Answer for an event that is kept."""
        name = str(row.event)
        if row.patient is not None and row.patient.erased_at is not None:
            self.forget.append(name)
        if row.standing == CONFLICTING:
            self.rejected.append({"id": name, "why": row.why})
            return
        self.acked.append(name)
        if row.standing not in {ACCEPTED, ERASED}:
            self.quarantined.append({"id": name, "why": row.why})

    def plain(self) -> dict[str, object]:
        """Write the answer as a tablet reads it."""
        return {
            "acked": self.acked,
            "rejected": self.rejected,
            "held": self.held,
            "quarantined": self.quarantined,
            "forget": self.forget,
        }


@dataclass(frozen=True, slots=True)
class Delivery:
    """Events on their way in: by whom, from which tablet, and why they cannot simply count."""

    by: Acting
    device: Device | None
    doubt: str = ""


def receive(by: Acting, device: UUID, events: Sequence[object]) -> Taken:
    """Take in the events of whoever is signed in, from their own tablet."""
    known = Device.objects.filter(pk=device).first()
    if known is None:
        return _hold_all(events, "unknown_device")
    if known.user_id != by.actor.user_id:
        return _hold_all(events, "other_person")
    doubt = _REVOKED if known.revoked_at is not None else ""
    return take_in(Delivery(by, known, doubt), events)


def take_in(delivery: Delivery, events: Sequence[object]) -> Taken:
    """Keep what can be kept; where there is no room any more, the rest stays with the tablet."""
    taken = Taken()
    for event in events:
        if taken.no_room:
            taken.hold(event, "no_room")
            continue
        try:
            _take(delivery, event, taken)
        except DatabaseError as error:
            if not _no_room(error):
                raise
            taken.no_room = True
            taken.hold(event, "no_room")
    return taken


def _take(delivery: Delivery, event: object, taken: Taken) -> None:
    outside = outside_of(event)
    if outside is None or not isinstance(event, Mapping):
        taken.hold(event, "unnamed")
    elif delivery.device is not None and outside.device != delivery.device.pk:
        taken.hold(event, "other_device")
    else:
        try:
            told = read(outside, event)
        except UnknownKeyError:
            taken.hold(event, "unknown_key")
            return
        taken.note(keep(delivery, told))


def keep(delivery: Delivery, told: Told) -> RunEvent:
    """Keep one event as a whole, or find that it was kept before."""
    by = delivery.by
    with whole(by):
        there = _there(told.outside)
        for one in there:
            if (one.event, one.sha256) == (told.outside.id, told.sha256):
                return one
        row = _judged(delivery, told, _clash(told.outside, there))
        row.save(force_insert=True)
        if row.standing == ACCEPTED and row.run is not None:
            runs.follow(by, row.run, row.kind, delivery.device)
            following.act_on(by, Heard.of(row, row.run, told.whole))
        audit.record(
            by, "event.kept", entity="run", entity_id=row.run_key, patient=row.patient,
            outcome="done" if row.standing == ACCEPTED else row.standing, event=str(row.event),
        )  # fmt: skip
        return row


def _there(outside: Outside) -> list[RunEvent]:
    """Give what stands under this number or in this place."""
    place = Q(device_key=outside.device, seq=outside.seq)
    rows = RunEvent.objects.filter(Q(event=outside.id) | place)
    return list(rows.select_related("patient"))


def _clash(outside: Outside, there: Sequence[RunEvent]) -> str:
    """Name what else stands under this number or in this place, if anything does."""
    first = [one for one in there if one.standing != CONFLICTING]
    if any(one.event == outside.id for one in first):
        return "other_body"
    return "other_event" if first else ""


def _judged(delivery: Delivery, told: Told, clash: str) -> RunEvent:
    """Say how an event stands, and seal it for whom it is about."""
    by, sha256 = delivery.by, told.sha256
    run = runs.known(told) if told.is_readable else None
    patient = run.patient if run is not None else _patient_of(told)
    run = run or _run_of(delivery, told, patient)
    standing, why = (CONFLICTING, clash) if clash else _standing(delivery, told, patient, run)
    return RunEvent(
        pk=uuid5(by.clinic.pk, f"{told.outside.id} {sha256}"),
        clinic=by.clinic, patient=patient, run=run, event=told.outside.id, run_key=told.run,
        device_key=told.outside.device, device=delivery.device, seq=told.outside.seq,
        kind="" if patient is not None and patient.erased_at else told.kind,
        body=_sealed(by, told, patient), sha256=sha256, at=told.at,
        offset_ms=told.offset_ms, received_at=by.at,
        author_id=delivery.device.user_id if delivery.device else None,
        standing=standing, why=why,
    )  # fmt: skip


def _patient_of(told: Told) -> Patient | None:
    if not told.is_readable or told.about.patient is None:
        return None
    return Patient.objects.filter(pk=told.about.patient).first()


def _run_of(delivery: Delivery, told: Told, patient: Patient | None) -> SessionRun | None:
    if patient is None or patient.erased_at is not None or delivery.device is None:
        return None
    return runs.open_for(delivery.by, told, patient, delivery.device)


def _standing(
    delivery: Delivery, told: Told, patient: Patient | None, run: SessionRun | None
) -> tuple[str, str]:
    if patient is not None and patient.erased_at is not None:
        return ERASED, ERASED
    if patient is None:
        return ORPHAN, "patient" if told.is_readable else "unreadable"
    doubts = (
        delivery.doubt,
        "run" if run is None else "",
        "restricted" if patient.restricted_at is not None else "",
    )
    why = next((doubt for doubt in doubts if doubt), "")
    return (QUARANTINED, why) if why else (ACCEPTED, "")


def _sealed(by: Acting, told: Told, patient: Patient | None) -> bytes:
    """Seal an event for whom it is about; of somebody erased nothing is kept to be read."""
    if patient is not None:
        return seal(patient, told.whole) if patient.erased_at is None else b""
    return json.dumps(escrow.closed(by, canonical(told))).encode()


def _hold_all(events: Sequence[object], why: str) -> Taken:
    taken = Taken()
    for event in events:
        taken.hold(event, why)
    return taken


def _id_of(event: object) -> str:
    own = event.get("id") if isinstance(event, Mapping) else None
    return own if isinstance(own, str) else ""


def _no_room(error: DatabaseError) -> bool:
    """Tell a full disk from every other fault, on either database."""
    if getattr(error.__cause__, "sqlstate", None) == "53100":
        return True
    said = ("database or disk is full", "readonly database", "disk I/O error")
    return any(one in str(error) for one in said)
