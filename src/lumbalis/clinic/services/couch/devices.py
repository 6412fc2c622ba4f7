"""Tablets: who writes on which, whether they still may, and what they sign."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from django.db import IntegrityError, transaction
from django.db.models import Count, Max

from lumbalis.clinic.records.models import Device, RunEvent
from lumbalis.clinic.records.sealing import seal_for_house, unseal_for_house
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.couch.escrow import pack, unpack

_SHARE: Final = 32
_HALF: Final = 32
_LONGEST_LABEL: Final = 80


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a tablet says of itself; `public` is the point of its signing key."""

    device: UUID
    tablet: UUID
    public: bytes
    label: str = ""


@dataclass(frozen=True, slots=True)
class NotEnrolled:
    """Nothing was written; `why` is `taken` or `key`."""

    why: str


def enrol(by: Acting, told: Enrolment) -> Device | NotEnrolled:
    """Enrol a tablet for whoever acts; the same again changes nothing.

    A tablet the database has forgotten, because a backup was restored, comes back by this.
    """
    if not _is_point(told.public):
        return NotEnrolled("key")
    if by.actor.user_id is None:
        return NotEnrolled("taken")
    with whole(by):
        known = Device.objects.filter(pk=told.device).first()
        if known is None:
            return _written(by, by.actor.user_id, told)
        same = (known.user_id, bytes(known.public)) == (by.actor.user_id, told.public)
        return known if same else NotEnrolled("taken")


def revoke(by: Acting, device: Device) -> bool:
    """Revoke an enrolment: it gives nothing any more, and what it still holds is quarantined."""
    with whole(by):
        changed = Device.objects.filter(pk=device.pk, revoked_at=None).update(
            revoked_at=by.at, revoked_by=by.actor.user_id
        )
        if changed:
            audit.record(by, "tablet.revoked", entity="device", entity_id=device.pk)
        return bool(changed)


@dataclass(frozen=True, slots=True)
class Listed:
    """An enrolment with what came from it; `missing` is what it wrote and has not handed in."""

    device: Device
    events: int
    missing: int


def listed() -> list[Listed]:
    """Give all enrolments, those that may still write first."""
    rows = Device.objects.select_related("user").order_by("revoked_at", "user__name", "enrolled_at")
    kept = RunEvent.objects.exclude(standing="conflicting").values("device_key")
    counted = kept.annotate(events=Count("pk"), last=Max("seq"))
    known = {one["device_key"]: (one["events"], one["last"] + 1) for one in counted}
    return [_listed(row, *known.get(row.pk, (0, 0))) for row in rows]


def _listed(device: Device, events: int, highest: int) -> Listed:
    return Listed(device, events, max(0, highest - events))


def share_of(device: Device) -> str:
    """Give the clinic's part of a tablet's key; nothing for one that was revoked."""
    if device.revoked_at is not None:
        return ""
    return pack(unseal_for_house(device.share, device.pk))


def heard(by: Acting, device: Device) -> None:
    """Note that a tablet was heard of."""
    with whole(by):
        Device.objects.filter(pk=device.pk).update(heard_at=by.at)


def is_signed_by(device: Device, said: bytes, signature: str) -> bool:
    """Tell whether a tablet signed this: P-256 over SHA-256, as browsers write it."""
    try:
        raw = unpack(signature)
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes(device.public))
        numbers = (int.from_bytes(raw[:_HALF]), int.from_bytes(raw[_HALF:]))
        public.verify(utils.encode_dss_signature(*numbers), said, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def _written(by: Acting, user: UUID, told: Enrolment) -> Device | NotEnrolled:
    try:
        with transaction.atomic():
            made = Device.objects.create(
                pk=told.device,
                clinic=by.clinic,
                tablet=told.tablet,
                user_id=user,
                label=told.label[:_LONGEST_LABEL],
                public=told.public,
                share=seal_for_house(os.urandom(_SHARE), told.device),
                enrolled_at=by.at,
            )
    except IntegrityError:  # the number belongs to another clinic, which is not told
        return NotEnrolled("taken")
    audit.record(by, "tablet.enrolled", entity="device", entity_id=made.pk)
    return made


def _is_point(raw: bytes) -> bool:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError:
        return False
    return True
