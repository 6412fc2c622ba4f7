"""The clinic's own key for what tablets write: a tablet that is lost or locked loses no note.

A tablet seals each event with a key of its own and closes that key for the clinic: P-256, HKDF
and AES-GCM. Whoever holds the private half, sealed by the installation, can always read it.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Final
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lumbalis.clinic.records.models import EscrowKey
from lumbalis.clinic.records.sealing import seal_for_house, unseal_for_house
from lumbalis.clinic.records.tenancy import current_clinic
from lumbalis.clinic.services.acting import Acting, whole

_CURVE: Final = ec.SECP256R1()
_POINT, _IV, _KEY = 65, 12, 32
_PURPOSE: Final = b"lumbalis couch escrow 1"


class UnreadableError(ValueError):
    """What was sent does not open; it is damaged or was not made for this clinic."""

    def __init__(self) -> None:
        super().__init__("This does not open with the clinic's key. It is kept as it came.")


class UnknownKeyError(LookupError):
    """It was closed for a key this clinic does not have; another backup may have it."""

    def __init__(self) -> None:
        super().__init__("This was closed for a key that is not here. Nothing was taken.")


def key_of(by: Acting) -> EscrowKey:
    """Give the clinic's key, made at its founding or, for an older clinic, now."""
    found = EscrowKey.objects.filter(retired_at=None).first()
    return found or make(by)


def make(by: Acting) -> EscrowKey:
    """Make the clinic's key; its private half is sealed by the installation."""
    with whole(by):
        found = EscrowKey.objects.filter(retired_at=None).first()
        if found is not None:
            return found
        pair, key = ec.generate_private_key(_CURVE), uuid4()
        return EscrowKey.objects.create(
            pk=key,
            clinic=by.clinic,
            public=_point(pair.public_key()),
            private=seal_for_house(_private(pair), key),
            made_at=by.at,
        )


def opened(event: Mapping[str, object]) -> bytes:
    """Open an event that a tablet sealed.

    Raises
    ------
    UnreadableError
        If it is damaged.
    UnknownKeyError
        If it was closed for a key that is not here.
    """
    names = ("key_id", "key", "iv", "sealed")
    key_id, key, iv, sealed = (whole_text(event.get(name)) for name in names)
    bound = f"{event.get('id')}|{event.get('device')}|{event.get('seq')}".encode()
    try:
        return AESGCM(_content_key(current_clinic(), key_id, key)).decrypt(
            unpack(iv), unpack(sealed), bound
        )
    except (InvalidTag, ValueError) as error:
        raise UnreadableError from error


def closed(by: Acting, clear: bytes) -> dict[str, str]:
    """Close something for the clinic, as a tablet does."""
    own, content, iv = key_of(by), os.urandom(_KEY), os.urandom(_IV)
    sealed = AESGCM(content).encrypt(iv, clear, b"None|None|None")
    return {
        "key_id": str(own.pk),
        "key": pack(_close(content, own)),
        "iv": pack(iv),
        "sealed": pack(sealed),
    }


def whole_text(told: object) -> str:
    """Put a text together that a tablet cut, because no single text may be so long."""
    parts = told if isinstance(told, list) else [told]
    return "".join(part for part in parts if isinstance(part, str))


def pack(raw: bytes) -> str:
    """Write bytes as a tablet does: base64 for addresses, without its tail."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unpack(text: str) -> bytes:
    """Read what `pack` wrote.

    Raises
    ------
    ValueError
        If it is nothing of the kind.
    """
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error


@lru_cache(maxsize=256)
def _content_key(clinic: UUID, key_id: str, envelope: str) -> bytes:
    """Open the key of a tablet; one envelope stands for a whole day of writing."""
    own = EscrowKey.objects.filter(pk=_uuid(key_id), clinic=clinic).first()
    if own is None:
        raise UnknownKeyError
    return _opened_key(own.pk, bytes(own.private), envelope)


def _opened_key(owner: UUID, private: bytes, envelope: str) -> bytes:
    raw = unpack(envelope)
    point, iv, closed_key = raw[:_POINT], raw[_POINT : _POINT + _IV], raw[_POINT + _IV :]
    other = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point)
    mine = serialization.load_der_private_key(unseal_for_house(private, owner), password=None)
    if not isinstance(mine, ec.EllipticCurvePrivateKey):
        raise UnknownKeyError
    shared = mine.exchange(ec.ECDH(), other)
    return AESGCM(_derived(shared)).decrypt(iv, closed_key, owner.bytes)


def _close(content: bytes, own: EscrowKey) -> bytes:
    once, iv = ec.generate_private_key(_CURVE), os.urandom(_IV)
    public = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, bytes(own.public))
    key = _derived(once.exchange(ec.ECDH(), public))
    return _point(once.public_key()) + iv + AESGCM(key).encrypt(iv, content, own.pk.bytes)


def _derived(shared: bytes) -> bytes:
    return HKDF(hashes.SHA256(), _KEY, salt=None, info=_PURPOSE).derive(shared)


def _point(public: ec.EllipticCurvePublicKey) -> bytes:
    form = serialization.PublicFormat.UncompressedPoint
    return public.public_bytes(serialization.Encoding.X962, form)


def _private(pair: ec.EllipticCurvePrivateKey) -> bytes:
    return pair.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise UnreadableError from error
