"""Who writes next: everyone in the order they came, and one act of a clinic at a time."""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

_held = threading.local()
_KEYS = 2**62  # PostgreSQL's keys of such locks are signed and of eight bytes


@contextmanager
def fair_turn() -> Iterator[None]:
    """Wait in the kernel's queue before a transaction that writes to SQLite.

    SQLite itself lets whoever tries again first go first: under load some wait a second, and
    with this queue nobody does. Inside a turn or a transaction there is nothing to wait for.
    """
    if connection.vendor != "sqlite" or _inside():
        yield
        return
    with (Path(settings.DATA) / "write.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _held.turn = True
        try:
            yield
        finally:
            _held.turn = False


def one_at_a_time(clinic: UUID | None) -> None:
    """Make other acts of the clinic wait until this transaction of PostgreSQL ends.

    SQLite has one writer anyway. Taken first in every act, so acts cannot lock each other out.
    """
    if connection.vendor == "postgresql":
        key = clinic.int % _KEYS if clinic else 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def _inside() -> bool:
    return bool(getattr(_held, "turn", False)) or connection.in_atomic_block
