"""Who acts, in which clinic and when; and the one transaction an act is done in."""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from lumbalis.clinic.policy import Actor
from lumbalis.clinic.records.models import Clinic
from lumbalis.clinic.records.tenancy import in_clinic

_held = threading.local()


@dataclass(frozen=True)
class Acting:
    """Somebody acting in a clinic at a moment (aware, UTC)."""

    actor: Actor
    clinic: Clinic
    at: datetime


@contextmanager
def whole(by: Acting) -> Iterator[None]:
    """Do an act as a whole or not at all, within the clinic of whoever acts."""
    with _fair_turn(), transaction.atomic(), in_clinic(by.clinic):
        yield


@contextmanager
def _fair_turn() -> Iterator[None]:
    """Let writers of SQLite queue in the kernel: its own waiting is unfair under load."""
    if connection.vendor != "sqlite" or getattr(_held, "taken", False):
        yield
        return
    with (Path(settings.DATA) / "write.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _held.taken = True
        try:
            yield
        finally:
            _held.taken = False
