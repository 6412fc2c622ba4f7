"""Killed in the middle of writing, the database keeps everything it acknowledged and no half act.

A killed process does not show what a power cut does: the machine's own memory survives.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from clinic_engines import ON_POSTGRES, cluster
from clinic_people import House
from lumbalis.clinic.records.models import AuditEvent, Patient
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.audit_chain import verify

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.hazard("H31")]
WRITER = Path(__file__).with_name("crash_writer.py")
WRITERS = 3


@pytest.mark.parametrize(
    "cycles", [10, pytest.param(100, marks=pytest.mark.deep)], ids=["daily", "hundred"]
)
def test_no_acknowledged_act_is_lost_and_none_is_half_done(cycles: int, house: House) -> None:
    """Every act is there with its entry in the chain or not at all, after every kill."""
    acknowledged: set[str] = set()
    for cycle in range(cycles):
        acknowledged |= _write_and_kill(str(house.north.pk), cycle, 0.15 + 0.05 * (cycle % 5))
        connection.close()
        kept, entries = _settled(house)
        assert acknowledged <= set(kept)
        assert len(kept) == len(set(kept)) == entries
        assert verify(house.north).sound
        assert _whole_file()
    assert len(acknowledged) >= cycles


def _settled(house: House) -> tuple[list[str], int]:
    """Give the patients kept and their entries, once what a server was still writing is done.

    A server of PostgreSQL finishes the commit of a client that was killed, perhaps between two
    questions of ours; what is really half done stays so.
    """
    kept, entries = list[str](), -1
    for _ in range(40):
        with in_clinic(house.north):
            kept = list(Patient.objects.values_list("family_name", flat=True))
            entries = AuditEvent.objects.filter(action="patient.registered").count()
        if len(kept) == entries:
            break
        time.sleep(0.05)
    return kept, entries


def _write_and_kill(clinic: str, cycle: int, after_s: float) -> set[str]:
    """Let writers write for a moment, kill them all, and give what they were told is kept."""
    with _writing(clinic, cycle) as writers:
        first = [writer.stdout.readline() for writer in writers if writer.stdout]
        time.sleep(after_s)
        for writer in writers:
            os.kill(writer.pid, signal.SIGKILL)
        rest = [writer.communicate()[0] for writer in writers]
    lines = "".join([*first, *rest])
    return set(lines[: lines.rfind("\n") + 1].splitlines())


@contextlib.contextmanager
def _writing(clinic: str, cycle: int) -> Iterator[list[subprocess.Popen[str]]]:
    writers = [
        subprocess.Popen(
            [sys.executable, str(WRITER), clinic, f"{cycle}-{number}"],
            env=_environment(), stdout=subprocess.PIPE, text=True,
        )
        for number in range(WRITERS)
    ]  # fmt: skip
    try:
        yield writers
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()


def _environment() -> dict[str, str]:
    """Point the writers at the database of this test."""
    name = connection.settings_dict["NAME"]
    own = {**os.environ, "LUMBALIS_DATA": str(settings.DATA), "PYTHONPATH": str(WRITER.parents[1])}
    own["DJANGO_SETTINGS_MODULE"] = "crash_settings"
    own["CRASH_DATABASE"] = str(name)
    own["DATABASE_URL"] = cluster.address if ON_POSTGRES else ""
    return own


def _whole_file() -> bool:
    if ON_POSTGRES:
        return True
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return bool(cursor.fetchone()[0] == "ok")
