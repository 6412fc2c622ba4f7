"""How fast an audit chain is verified, next to hashing alone.

Run it with `.venv/bin/python bench/audit.py [ENTRIES]`. The yardstick is a chain of SHA-256 over
the same bytes already in memory: the least that any verification has to do in this language.
"""

# ruff: noqa: PLC0415 - settings are read once a process, so Django is set up first

from __future__ import annotations

import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))

TIMES = 3


def main() -> None:
    """Measure SQLite, then PostgreSQL, each in a process of its own."""
    entries = sys.argv[1] if len(sys.argv) > 1 else "200000"
    if len(sys.argv) > 2:
        measure(sys.argv[2], int(entries))
        return
    print(f"{'':12}{'entries':>10}{'entries/s':>12}{'million in s':>14}{'ratio':>8}")
    for engine in ("sqlite", "postgresql"):
        command = [sys.executable, __file__, entries, engine]
        subprocess.run(command, check=True)


def measure(engine: str, entries: int) -> None:
    """Make a chain, verify it, print a line."""
    from clinic_cluster import APP, Cluster

    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"LUMBALIS_DATA": folder, "LUMBALIS_DEMO": "0"}
        if engine == "postgresql":
            cluster = Cluster(f"bench-{os.getpid()}")
            cluster.use()
            cluster.sql(f"CREATE DATABASE lumbalis OWNER {APP}")
            os.environ["DATABASE_URL"] = cluster.address
        command = [sys.executable, "-m", "lumbalis.clinic", "prepare"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds, yardstick = verified(entries)
    rate = entries / seconds
    line = f"{engine:12}{entries:10}{rate:12.0f}{1e6 / rate:14.1f}{seconds / yardstick:8.1f}"
    print(line, flush=True)


def verified(entries: int) -> tuple[float, float]:
    """Give the median seconds of verifying a chain, and of hashing its bytes alone."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "lumbalis.clinic.settings"
    import django

    django.setup()
    from audit_chains import lengthen
    from lumbalis.clinic.records.tenancy import in_clinic
    from lumbalis.clinic.services import audit_chain, founding

    wish = founding.NewClinic("bench", "Bench", "UTC", "en")
    clinic = founding.found_clinic(wish, datetime.now(UTC))
    before = audit_chain.verify(clinic)
    with in_clinic(clinic):
        lengthen(clinic, entries, uuid4(), after=(before.events, before.head))
    found = audit_chain.verify(clinic)
    if not found.sound or found.events != before.events + entries:
        sys.exit(f"the chain is not sound: {found}")
    return median(lambda: audit_chain.verify(clinic)), median(lambda: hash_alone(entries))


def hash_alone(entries: int) -> None:
    """Chain hashes over as many bytes as an entry has."""
    entry, last = b"x" * 330, ""
    for _ in range(entries):
        last = hashlib.sha256(entry + last.encode()).hexdigest()


def median(act: Callable[[], object]) -> float:
    """Time an act several times."""
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


if __name__ == "__main__":
    main()
