"""Sealing what is clinical with the patient's own key, so that destroying the key erases it."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

if TYPE_CHECKING:
    from lumbalis.clinic.records.models import Patient

_NONCE_BYTES = 12
_KEY_BITS = 256


class ErasedError(RuntimeError):
    """The patient's key was destroyed; what it sealed cannot be read any more."""

    def __init__(self) -> None:
        super().__init__("The record was erased; nothing of it can be read.")


def new_wrapped_key(patient: UUID) -> bytes:
    """Make a key for a patient, wrapped by the installation's master key."""
    nonce = os.urandom(_NONCE_BYTES)
    key = AESGCM.generate_key(_KEY_BITS)
    return nonce + _master().encrypt(nonce, key, patient.bytes)


def seal(patient: Patient, value: object) -> bytes:
    """Seal a JSON value with the patient's key.

    Raises
    ------
    ErasedError
        If the patient was erased.
    """
    clear = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + _box(patient).encrypt(nonce, clear.encode(), patient.pk.bytes)


def unseal(patient: Patient, sealed: bytes | memoryview) -> object:
    """Open what `seal` made.

    Raises
    ------
    ErasedError
        If the patient was erased.
    """
    raw = bytes(sealed)
    clear = _box(patient).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], patient.pk.bytes)
    opened: object = json.loads(clear)
    return opened


def seal_for_house(clear: bytes, about: UUID) -> bytes:
    """Seal a secret of the installation itself, tied to the record it belongs to."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + _master().encrypt(nonce, clear, about.bytes)


def unseal_for_house(sealed: bytes | memoryview, about: UUID) -> bytes:
    """Open what `seal_for_house` made."""
    raw = bytes(sealed)
    return _master().decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], about.bytes)


def _box(patient: Patient) -> AESGCM:
    wrapped = patient.wrapped_key()
    if wrapped is None:
        raise ErasedError
    return _unwrapped(patient.pk, wrapped)


@lru_cache(maxsize=512)
def _unwrapped(patient: UUID, wrapped: bytes) -> AESGCM:
    key = _master().decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], patient.bytes)
    return AESGCM(key)


def _master() -> AESGCM:
    return _master_of(settings.MASTER_KEY)


@lru_cache(maxsize=4)
def _master_of(secret: str) -> AESGCM:
    return AESGCM(hashlib.sha256(secret.encode()).digest())


def fingerprint(value: object) -> str:
    """Name a JSON value by the SHA-256 of its canonical form."""
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def encoded(raw: bytes) -> str:
    """Write bytes as text for JSON."""
    return base64.b64encode(raw).decode()
