"""How the installation is: facts for administrators, each with a state; nothing of any patient."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from django.conf import settings
from django.db import connection

from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.records.models import AuditEvent, Clinic
from lumbalis.clinic.services import backups, job_runs
from lumbalis.clinic.services.epochs import current_epoch

_BACKUP_LATE, _BACKUP_MISSING = timedelta(hours=26), timedelta(hours=50)
_RENEW_BEFORE = timedelta(days=21)
_LITTLE_ROOM, _NO_ROOM = 0.10, 0.05
_SHORT_HASH = 16


class State(StrEnum):
    """How a fact is to be taken."""

    GOOD = "good"
    ATTENTION = "attention"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the page: `health.<name>.<saying>` are its words, filled with the values."""

    name: str
    state: State
    saying: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Give the key of what it is about."""
        return f"health.{self.name}.title"

    @property
    def words(self) -> str:
        """Give the key of what there is to say."""
        return f"health.{self.name}.{self.saying}"

    @property
    def act(self) -> str:
        """Give the key of what to do; a good state has nothing to do."""
        return "" if self.state is State.GOOD else f"health.{self.name}.act"


@dataclass(frozen=True, slots=True)
class Job:
    """The newest run of a job."""

    name: str
    state: str
    started_at: datetime
    finished_at: datetime | None
    expected: int
    done: int
    failed: int


def facts(clinic: Clinic, now: datetime) -> tuple[Fact, ...]:
    """Look at everything an administrator has to know of."""
    looks: tuple[Callable[[Clinic, datetime], Fact], ...] = (
        _database,
        _disk,
        _backup,
        _keys,
        _loop,
        _rescreen,
        _audit,
        _certificate,
        _protocol,
    )
    return tuple(look(clinic, now) for look in looks)


def worst(found: Iterable[Fact]) -> State:
    """Give the state that matters most."""
    states = {fact.state for fact in found}
    return next((one for one in (State.ALARM, State.ATTENTION) if one in states), State.GOOD)


def jobs(clinic: Clinic) -> tuple[Job, ...]:
    """Give the newest run of each job; those of a single clinic only if it is this one."""
    return tuple(
        Job(
            one.name, one.state, one.started_at, one.finished_at, one.expected, one.done, one.failed
        )
        for one in job_runs.last_runs(clinic).values()
    )


def database_answers() -> bool:
    """Tell whether the database can be read."""
    from django.db import DatabaseError

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except DatabaseError:
        return False


def _database(_: Clinic, __: datetime) -> Fact:
    if connection.vendor == "sqlite":
        version = ".".join(map(str, settings.SQLITE_VERSION))
        size = Path(str(settings.DATABASES["default"]["NAME"]))
        mb = round(size.stat().st_size / 1e6, 1) if size.exists() else 0
        return Fact("database", State.GOOD, "sqlite", {"version": version, "mb": mb})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), pg_database_size(current_database())"
        )
        version, size_bytes = cursor.fetchone()
    values = {"version": str(version).split(" ")[0], "mb": round(size_bytes / 1e6, 1)}
    return Fact("database", State.GOOD, "postgresql", values)


def _disk(_: Clinic, __: datetime) -> Fact:
    room = shutil.disk_usage(settings.DATA)
    part = room.free / room.total
    state = (
        State.ALARM if part < _NO_ROOM else State.ATTENTION if part < _LITTLE_ROOM else State.GOOD
    )
    saying = "room" if state is State.GOOD else "little"
    return Fact(
        "disk", state, saying, {"gb": round(room.free / 1e9, 1), "percent": round(part * 100)}
    )


def _backup(_: Clinic, now: datetime) -> Fact:
    kept = backups.kept_backups(backups.backup_folder())
    if not kept:
        return Fact("backup", State.ATTENTION, "none")
    age = now - kept[-1].at
    state = (
        State.ALARM
        if age > _BACKUP_MISSING
        else State.ATTENTION
        if age > _BACKUP_LATE
        else State.GOOD
    )
    return Fact("backup", state, "last", {"at": kept[-1].at, "n": len(kept)})


def _keys(_: Clinic, __: datetime) -> Fact:
    at = backups.keys_kept_at()
    if at is None:
        return Fact("keys", State.ATTENTION, "never")
    return Fact("keys", State.GOOD, "kept", {"at": at})


def _loop(_: Clinic, now: datetime) -> Fact:
    beat = job_runs.last_beat()
    if beat is None:
        return Fact("loop", State.ALARM, "never")
    silent = now - beat > job_runs.SILENT_AFTER
    return Fact(
        "loop", State.ALARM if silent else State.GOOD, "silent" if silent else "beats", {"at": beat}
    )


def _rescreen(clinic: Clinic, now: datetime) -> Fact:
    at = job_runs.rescreened_at(clinic)
    if at is None:
        return Fact("rescreen", State.ATTENTION, "never")
    hours = int((now - at).total_seconds() // 3600)
    if now - at > job_runs.BLOCKED_AFTER:
        return Fact("rescreen", State.ALARM, "blocked", {"hours": hours, "at": at})
    if now - at > job_runs.LATE_AFTER:
        return Fact("rescreen", State.ALARM, "late", {"hours": hours, "at": at})
    return Fact("rescreen", State.GOOD, "last", {"at": at})


def _audit(clinic: Clinic, _: datetime) -> Fact:
    head = AuditEvent.objects.filter(clinic=clinic).order_by("-seq").first()
    if head is None:
        return Fact("audit", State.GOOD, "empty")
    return Fact("audit", State.GOOD, "head", {"seq": head.seq, "hash": head.hash[:_SHORT_HASH]})


def _certificate(_: Clinic, now: datetime) -> Fact:
    file = Path(settings.DATA) / "tls" / "server.pem"
    if not file.exists():
        return Fact("certificate", State.GOOD, "none")
    ends = x509.load_pem_x509_certificates(file.read_bytes())[0].not_valid_after_utc
    if ends < now:
        return Fact("certificate", State.ALARM, "ended", {"at": ends})
    state = State.ATTENTION if ends - now < _RENEW_BEFORE else State.GOOD
    return Fact("certificate", state, "until", {"at": ends})


def _protocol(_: Clinic, __: datetime) -> Fact:
    known = protocol()
    values = {
        "version": known.version,
        "hash": known.sha256[:_SHORT_HASH],
        "epoch": current_epoch(),
    }
    return Fact("protocol", State.GOOD, "version", values)
