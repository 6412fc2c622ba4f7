"""What the jobs do."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import time, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from lumbalis.clinic.operations.jobs.plan import (
    Daily,
    Hourly,
    Job,
    NightlyInClinic,
    Shift,
    Whenever,
)
from lumbalis.clinic.operations.keeping.backup import forget_old, take_backup
from lumbalis.clinic.operations.logs import pseudonym
from lumbalis.clinic.records.models import Clinic
from lumbalis.clinic.services import backups, job_runs, nightly, second_reading
from lumbalis.clinic.services.booking import messages
from lumbalis.clinic.services.job_runs import Count
from lumbalis.clinic.services.protocols import proving

_LOG = logging.getLogger("lumbalis.jobs")
_TOLD_EVERY = 20
RELEASE = "release"
_RUNS_KEPT = timedelta(days=90)


def all_jobs() -> tuple[Job, ...]:
    """List the jobs, the most important first."""
    return (
        NightlyInClinic(job_runs.RESCREEN, time(2), rescreen),
        Daily(job_runs.BACKUP, time(1), back_up),
        Daily("audit", time(3), export_heads),
        Whenever(RELEASE, second_reading.judged_by_another, rescreen),
        Whenever("messages", messages.has_due, send_messages),
        Whenever(proving.PROOFS, proving.has_unproved, prove_versions),
        Hourly("invitations", end_invitations),
        Hourly("statistics", learn_statistics),
        Daily("tidy", time(4), tidy),
    )


def rescreen(clinic: Clinic, shift: Shift) -> Count:
    """Screen everybody on a course again; whoever cannot be screened is put on hold."""
    already = nightly.screened_since(clinic, shift.since)
    waiting = [one for one in nightly.on_course(clinic) if one not in already]
    expected = len(already) + len(waiting)
    done, failed, changed = len(already), 0, 0
    for group in batched(waiting, _TOLD_EVERY):
        before = nightly.latest_categories(clinic, group)
        screened = {one: _screened(clinic, one, shift) for one in group}
        doubted = _doubted(clinic, [one for one in group if screened[one]], shift)
        good = [one for one in group if screened[one] and one not in doubted]
        after = nightly.latest_categories(clinic, good)
        done, failed = done + len(good), failed + len(group) - len(good)
        changed += sum(before.get(one) not in {None, after[one]} for one in good)
        shift.report(Count(expected, done, failed))
    return Count(expected, done, failed, note=f"{changed} changed")


def _doubted(clinic: Clinic, patients: list[UUID], shift: Shift) -> frozenset[UUID]:
    """Sweep the people just screened as columns; hold whoever the two readings differ about."""
    doubted = second_reading.differing(clinic, patients, shift.clock)
    for patient in doubted:
        _LOG.error("two readings differ", extra={"told": {"patient": pseudonym(patient)}})
        nightly.hold_unscreened(clinic, patient, shift.clock())
    return doubted


def prove_versions(clinic: Clinic, shift: Shift) -> Count:
    """Prove the versions of the protocol that wait for it."""
    return proving.prove_waiting(clinic, shift.clock)


def back_up(shift: Shift) -> Count:
    """Take a checked backup, encrypted if a passphrase is set, and let old ones go."""
    now = shift.clock()
    passphrase = Path(settings.BACKUP_PASSPHRASE_FILE) if settings.BACKUP_PASSPHRASE_FILE else None
    take_backup("nightly", now, passphrase=passphrase.read_text().strip() if passphrase else "")
    gone = forget_old(backups.backup_folder(), now)
    return Count(1, 1, note=f"{gone} let go")


def export_heads(shift: Shift) -> Count:
    """Write the heads of the audit chains outside the database."""
    del shift
    call_command("audit_head", verbosity=0)
    return Count(1, 1)


def send_messages(clinic: Clinic, shift: Shift) -> Count:
    """Tell patients of their appointments, once the time to take a change back is over."""
    return messages.send_due(clinic, shift.clock())


def end_invitations(shift: Shift) -> Count:
    """Close links that ran out."""
    ended = nightly.end_invitations(shift.clock())
    return Count(ended, ended)


def learn_statistics(shift: Shift) -> Count:
    """Let SQLite look at what its tables hold; without, it may choose the slowest way of all."""
    del shift
    if connection.vendor != "sqlite":
        return Count()
    with connection.cursor() as cursor:
        # All rows: after a sample, a clinic's thousands of rows look like a handful.
        cursor.execute("PRAGMA analysis_limit=0")
        cursor.execute("ANALYZE")
    return Count(1, 1)


def tidy(shift: Shift) -> Count:
    """Remove sessions that ran out and runs of long ago."""
    call_command("clearsessions", verbosity=0)
    gone = job_runs.forget_before(shift.clock() - _RUNS_KEPT)
    return Count(1, 1, note=f"{gone} runs let go")


def batched(people: Sequence[UUID], size: int) -> Iterator[Sequence[UUID]]:
    """Give people in groups, so that the record of a run moves on."""
    for first in range(0, len(people), size):
        yield people[first : first + size]


def _screened(clinic: Clinic, patient: UUID, shift: Shift) -> bool:
    try:
        nightly.rescreen_one(clinic, patient, shift.clock())
    except Exception:  # noqa: BLE001 - one patient must not stop the others; they are held and told
        _LOG.exception("not screened", extra={"told": {"patient": pseudonym(patient)}})
        nightly.hold_unscreened(clinic, patient, shift.clock())
        return False
    return True
