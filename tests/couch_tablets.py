"""Tablets made of Python: they seal, sign and order their events as those in a browser do."""

from __future__ import annotations

import itertools
import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils import timezone

from clinic_people import House
from clinic_rows import row
from lumbalis.clinic.records.models import (
    Course,
    Device,
    EscrowKey,
    OrderRecord,
    Patient,
    RunEvent,
)
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.couch import devices, escrow
from lumbalis.clinic.services.couch.devices import Enrolment
from lumbalis.clinic.services.couch.packs import ms
from lumbalis.clinic.services.couch.sync import Taken, receive

Event = dict[str, Any]


@dataclass
class Tablet:
    """A tablet of somebody in the north, enrolled."""

    by: Acting
    device: Device
    signer: ec.EllipticCurvePrivateKey
    key: EscrowKey
    content: bytes = field(default_factory=lambda: os.urandom(32))
    envelope: str = ""
    order: itertools.count[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.envelope = escrow.pack(escrow._close(self.content, self.key))

    def event(self, kind: str, run: UUID, about: Event, **more: Any) -> Event:  # noqa: ANN401 - fields
        """Write an event, plain."""
        usual: Event = {
            "id": str(uuid4()), "device": str(self.device.pk), "seq": next(self.order),
            "run": str(run), "kind": kind, "at": ms(self.by.at), "offset_ms": 0,
            "body": {}, "about": about, "pack": "",
        }  # fmt: skip
        return {**usual, **more}

    def sealed(self, event: Event) -> Event:
        """Seal an event as a browser does."""
        iv = os.urandom(12)
        bound = f"{event['id']}|{event['device']}|{event['seq']}".encode()
        shut = AESGCM(self.content).encrypt(iv, json.dumps(event).encode(), bound)
        return {
            "id": event["id"], "device": event["device"], "seq": event["seq"],
            "key_id": str(self.key.pk), "key": self.envelope, "iv": escrow.pack(iv),
            "sealed": escrow.pack(shut),
        }  # fmt: skip

    def send(self, *events: Event) -> Taken:
        """Send events sealed, signed in as whom the tablet belongs to."""
        return receive(self.by, self.device.pk, [self.sealed(one) for one in events])

    def file(self, *events: Event, clinic: str = "north") -> bytes:
        """Write events to a signed file."""
        payload = json.dumps(
            {
                "format": "lumbalis-couch-1",
                "clinic": clinic,
                "device": str(self.device.pk),
                "made_at": 0,
                "events": [self.sealed(one) for one in events],
            }
        )
        cut = [payload[at : at + 32000] for at in range(0, len(payload), 32000)]
        return json.dumps({"payload": cut, "signature": self.sign(payload)}).encode()

    def sign(self, said: str) -> str:
        """Sign as browsers do: two numbers of 32 bytes."""
        der = self.signer.sign(said.encode(), ec.ECDSA(hashes.SHA256()))
        one, two = utils.decode_dss_signature(der)
        return escrow.pack(one.to_bytes(32) + two.to_bytes(32))


def enrolled(
    house: House, role: str = "therapist", clinic: str = "north", at: datetime | None = None
) -> Tablet:
    """Enrol a new tablet for somebody."""
    by = house.acting(clinic, role, at or timezone.now())
    signer = ec.generate_private_key(ec.SECP256R1())
    public = signer.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    with in_clinic(by.clinic):
        device = devices.enrol(by, Enrolment(uuid4(), uuid4(), public, "Room 2"))
        assert isinstance(device, Device), device
        return Tablet(by, device, signer, escrow.key_of(by))


def on_course(house: House, patient: Patient | None = None, clinic: str = "north") -> Course:
    """Give somebody a signed course, as a bare row."""
    where = house.clinics[clinic]
    about = patient or house.patient(clinic)
    with in_clinic(where):
        order = row(OrderRecord, where, about)
        made: Course = row(Course, where, about, order=order, state="signed")
        return made


def about(course: Course, session: int = 1) -> Event:
    """Say whose session an event is of."""
    return {"patient": str(course.patient_id), "course": str(course.pk), "session": session}


def kept() -> set[tuple[str, str, str]]:
    """Give what is kept: number, content and standing."""
    rows = RunEvent.objects.values_list("event", "sha256", "standing")
    return {(str(event), sha256, standing) for event, sha256, standing in rows}
