"""The record of jobs: which slots of time were worked off, and with what result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from lumbalis.clinic.records.models import Clinic, JobRun

RUNNING, DONE, FAILED, STOPPED = "running", "done", "failed", "stopped"
STATES = (RUNNING, DONE, FAILED, STOPPED)
LOOP, HEARTBEAT = "loop", "heartbeat"
RESCREEN, BACKUP = "rescreen", "backup"
TRIED_AGAIN_AFTER = timedelta(minutes=15)
SILENT_AFTER = timedelta(minutes=10)
"""A loop that has not been heard of for so long is not running."""
LATE_AFTER, BLOCKED_AFTER = timedelta(hours=26), timedelta(hours=48)
"""How old the last whole screening may be before it is an alarm; before nothing may start."""


_LOOKED_AT = 400


@dataclass(frozen=True, slots=True)
class Count:
    """How much of a job was done."""

    expected: int = 0
    done: int = 0
    failed: int = 0
    note: str = ""


def slot_of(clinic: Clinic, day: str) -> str:
    """Name the slot of a day in a clinic."""
    return day + _mark(clinic)


def claim(name: str, slot: str, at: datetime) -> JobRun | None:
    """Take a slot, or give None if it was taken before; of several who try, one gets it."""
    try:
        with transaction.atomic():
            return JobRun.objects.create(name=name, slot=slot, state=RUNNING, started_at=at)
    except IntegrityError:
        return None


def left(name: str, slot: str, at: datetime) -> JobRun | None:
    """Give a run that a killed loop left, or that stopped a while ago; it is taken up again.

    Only whoever holds the loop's lock may ask: nobody else is at it then.
    """
    stopped_long_ago = Q(state=STOPPED, finished_at__lte=at - TRIED_AGAIN_AFTER)
    found = JobRun.objects.filter(Q(state=RUNNING) | stopped_long_ago, name=name, slot=slot)
    run = found.first()
    if run is not None and run.state != RUNNING:
        run.state, run.finished_at = RUNNING, None
        run.save()
    return run


def progress(run: JobRun, count: Count) -> None:
    """Keep how far a run has come."""
    _keep(run, count)


def finish(run: JobRun, count: Count, at: datetime) -> None:
    """Close a run; one with failures is told apart from one without."""
    run.state = FAILED if count.failed else DONE
    run.finished_at = at
    _keep(run, count)


def beat(at: datetime) -> None:
    """Say that the loop lives."""
    JobRun.objects.update_or_create(
        name=LOOP, slot=HEARTBEAT, defaults={"state": RUNNING, "started_at": at}
    )


def stop(run: JobRun, at: datetime) -> None:
    """Close a run that could not go on; it is tried again after a while."""
    run.state, run.finished_at = STOPPED, at
    run.save()


def forget_before(moment: datetime) -> int:
    """Remove the runs of long ago."""
    return JobRun.objects.filter(finished_at__lt=moment).delete()[0]


def last_beat() -> datetime | None:
    """Give when the loop was last heard of."""
    found = JobRun.objects.filter(name=LOOP, slot=HEARTBEAT).first()
    return found.started_at if found else None


def last_runs(clinic: Clinic) -> Mapping[str, JobRun]:
    """Give the newest run of each job; of those done for each clinic, the one for this."""
    newest: dict[str, JobRun] = {}
    for run in JobRun.objects.exclude(name=LOOP).order_by("-started_at")[:_LOOKED_AT]:
        if " " not in run.slot or run.slot.endswith(_mark(clinic)):
            newest.setdefault(run.name, run)
    return newest


def rescreened_at(clinic: Clinic) -> datetime | None:
    """Give when everybody on a course in a clinic was last screened again, each and all.

    Those who could not be screened count as seen: their courses were put on hold.
    """
    run = (
        JobRun.objects.filter(name=RESCREEN, state__in=(DONE, FAILED), slot__endswith=_mark(clinic))
        .order_by("-finished_at")
        .first()
    )
    return run.finished_at if run else None


def _mark(clinic: Clinic) -> str:
    return f" {clinic.pk.hex[:24]}"


def _keep(run: JobRun, count: Count) -> None:
    run.expected, run.done, run.failed = count.expected, count.done, count.failed
    run.note = count.note[:200]
    run.save()
