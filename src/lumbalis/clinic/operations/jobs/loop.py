"""The loop: one for an installation, each slot worked off once, a failing job stops no other."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone

from lumbalis.clinic.operations.jobs.plan import Due, Job, Shift, due_now
from lumbalis.clinic.operations.logs import tell
from lumbalis.clinic.operations.running_lock import only_one
from lumbalis.clinic.records.models import Clinic
from lumbalis.clinic.services import job_runs
from lumbalis.clinic.services.job_runs import Count

EVERY_S = 30.0
_LOCK = "jobs.lock"
_ADVISORY = 7_150_321_904
_LOG = logging.getLogger("lumbalis.jobs")

Clock = Callable[[], datetime]


def run_for_ever(jobs: Sequence[Job], stopping: threading.Event) -> None:
    """Work off what is due, again and again, until asked to stop."""
    while not stopping.is_set():
        with the_only_loop() as alone:
            while alone and not stopping.is_set():
                close_old_connections()
                run_once(jobs, stopping=stopping)
                stopping.wait(EVERY_S)
        stopping.wait(EVERY_S)


def run_once(
    jobs: Sequence[Job], *, clock: Clock = timezone.now, stopping: threading.Event | None = None
) -> int:
    """Work off what is due now, slots left by a killed loop first; give the number of failures.

    The caller holds the loop's lock.
    """
    now = clock()
    job_runs.beat(now)
    clinics = tuple(Clinic.objects.order_by("slug"))
    slots = due_now(jobs, now, clinics)
    failures = 0
    for due in slots:
        if stopping is not None and stopping.is_set():
            break
        failures += _work_off(due, clock)
    return failures


@contextmanager
def the_only_loop() -> Iterator[bool]:
    """Hold the installation's loop; gives False where another process holds it."""
    if connection.vendor == "sqlite":
        with only_one(Path(settings.DATA) / _LOCK) as alone:
            yield alone
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ADVISORY])
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_ADVISORY])


def _work_off(due: Due, clock: Clock) -> int:
    run = job_runs.claim(due.job, due.slot, clock()) or job_runs.left(due.job, due.slot, clock())
    if run is None:
        return 0

    def report(so_far: Count) -> None:
        job_runs.progress(run, so_far)
        job_runs.beat(clock())

    try:
        count = due.act(Shift(clock, run.started_at, report))
    except Exception:  # noqa: BLE001 - one job must not stop the others; it is told, shown and tried again
        _LOG.exception("job stopped", extra={"told": {"job": due.job}})
        job_runs.stop(run, clock())
        return 1
    job_runs.finish(run, count, clock())
    tell(_LOG, "job", job=due.job, done=count.done, failed=count.failed)
    return count.failed
