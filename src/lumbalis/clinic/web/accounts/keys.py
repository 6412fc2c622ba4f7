"""Sealing what accounts need to keep; the master key stands apart from the database."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Final

from cryptography.fernet import Fernet
from django.conf import settings

SECOND_FACTOR: Final = "second factor"
SUSPENDED: Final = "suspended form"


def sealed(text: str, purpose: str) -> str:
    """Seal a text for one purpose."""
    return _key(purpose).encrypt(text.encode()).decode()


def opened(text: str, purpose: str, within_s: int | None = None) -> str:
    """Open a sealed text, perhaps only if it is young enough.

    Raises
    ------
    cryptography.fernet.InvalidToken
        If it was not sealed here for this purpose, or is too old.
    """
    return _key(purpose).decrypt(text.encode(), ttl=within_s).decode()


def _key(purpose: str) -> Fernet:
    told = f"lumbalis {purpose}".encode()
    made = hmac.digest(settings.MASTER_KEY.encode(), told, hashlib.sha256)
    return Fernet(base64.urlsafe_b64encode(made))
