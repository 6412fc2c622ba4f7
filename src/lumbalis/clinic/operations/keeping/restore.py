"""Restoring: the database goes back in time, and everybody is told so.

After a restore nothing that was said since the backup is known any more. So a new epoch begins,
every open course is put on hold, whoever was erased is erased again, and everybody signs in anew.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from lumbalis.clinic import environment
from lumbalis.clinic.operations.keeping import archive, engines
from lumbalis.clinic.operations.keeping.archive import ArchiveError, Manifest
from lumbalis.clinic.operations.keeping.backup import (
    BackupError,
    fingerprint_of_key,
    opened_backup,
    take_backup,
)
from lumbalis.clinic.operations.keeping.engines import EngineError
from lumbalis.clinic.operations.keeping.sealed_stream import PassphraseError
from lumbalis.clinic.operations.running_lock import AlreadyRunningError, alone_on
from lumbalis.clinic.services import restoring


class RestoreError(RuntimeError):
    """Nothing was restored; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a restore did and what it could not bring back."""

    made_at: str
    epoch: int
    rows: int
    held: int
    erased_again: int
    aside: str
    """Where what was there before is kept: a backup, or a file put aside."""
    lost: Mapping[str, int] = field(default_factory=dict)
    """Rows by table that were there before and are not in the backup."""


def restore(file: Path, at: datetime, *, passphrase: str = "", replace: bool = False) -> Report:
    """Put a backup in the place of the database.

    Raises
    ------
    RestoreError
        If a server runs, the database is not empty and shall not be replaced, or the backup
        cannot be used here. The database is as before then.
    """
    data = Path(settings.DATA)
    try:
        with alone_on(data), tempfile.TemporaryDirectory(dir=data, prefix=".restoring-") as raw:
            scratch = Path(raw)
            with opened_backup(file, passphrase, scratch) as manifest:
                return _restore(scratch, manifest, at, replace=replace)
    except (ArchiveError, PassphraseError, EngineError, AlreadyRunningError, BackupError) as error:
        raise RestoreError(str(error)) from error
    except OSError as error:
        msg = f"{file} cannot be read or unpacked: {error.strerror}."
        raise RestoreError(msg) from error


def _restore(scratch: Path, manifest: Manifest, at: datetime, *, replace: bool) -> Report:
    _require_usable(manifest, scratch)
    before = _rows_before()
    if any(before.get(table) for table in ("records_clinic", "records_user")) and not replace:
        msg = "There is a database already. Give --replace to put the backup in its place."
        raise RestoreError(msg)
    aside = _put_aside(at) if before else ""
    _take_keys(scratch, manifest)
    _take_tombstones(scratch)
    replaced = _exchange(scratch, manifest, at)
    report = _settle(manifest, before, aside or str(replaced or ""), at)
    if replaced and aside:
        replaced.unlink()  # the backup that was made of it was checked
    return report


def _require_usable(manifest: Manifest, scratch: Path) -> None:
    if manifest.engine != connection.vendor:
        msg = (
            f"The backup is of {manifest.engine}, this installation uses {connection.vendor}. "
            "Set or unset DATABASE_URL to match."
        )
        raise RestoreError(msg)
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if newer := sorted(set(manifest.migrations) - known):
        msg = (
            f"A newer Lumbalis made this backup ({', '.join(newer)}). Restore it with that version."
        )
        raise RestoreError(msg)
    own = fingerprint_of_key(settings.MASTER_KEY)
    if manifest.master_key != own and not (scratch / "master.key").is_file():
        place = Path(settings.DATA) / "master.key"
        msg = (
            f"The backup was sealed with the key {manifest.master_key}, here is {own}. "
            f"Put the key that was kept apart into {place} and call again."
        )
        raise RestoreError(msg)
    if manifest.engine == "sqlite":
        engines.check_sqlite(scratch / archive.SQLITE)
    else:
        engines.check_dump(scratch / archive.POSTGRES)


def _rows_before() -> Mapping[str, int]:
    """Count what is there; a database that cannot be read counts as not empty."""
    try:
        return engines.rows_now()
    except (DatabaseError, EngineError, *engines.UNREADABLE):
        return {"records_clinic": 1}


def _put_aside(at: datetime) -> str:
    """Back up what is there; a file that cannot be backed up any more is kept itself."""
    try:
        return str(take_backup("before-restore", at).file)
    except BackupError:
        if engines.is_sqlite():
            return ""
        raise


def _take_keys(scratch: Path, manifest: Manifest) -> None:
    """Take over the keys of an encrypted backup; the installation's own are kept beside them."""
    for name in archive.KEYS:
        taken, own = scratch / name, Path(settings.DATA) / name
        if name not in manifest.sha256 or taken.read_text() == own.read_text():
            continue
        own.replace(own.with_suffix(".key.before-restore"))
        descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(taken.read_text())
    settings.MASTER_KEY = environment.secret(Path(settings.DATA), "master.key")


def _take_tombstones(scratch: Path) -> None:
    """Know of every erasure that either the backup or this installation knows of."""
    taken, own = scratch / archive.TOMBSTONES, Path(settings.DATA) / archive.TOMBSTONES
    if not taken.is_file():
        return
    known = own.read_text().splitlines() if own.is_file() else []
    united = dict.fromkeys([*known, *taken.read_text().splitlines()])
    with archive.written_whole(own) as out:
        out.write("".join(f"{line}\n" for line in united if line).encode())


def _exchange(scratch: Path, manifest: Manifest, at: datetime) -> Path | None:
    """Put the restored database in its place; give the file that lay there."""
    engines.close_all()
    if manifest.engine != "sqlite":
        engines.replace_schema(scratch / archive.POSTGRES)
        return None
    own = engines.database_file()
    replaced = _aside(own, at) if own.exists() else None
    (scratch / archive.SQLITE).replace(own)
    own.chmod(0o600)
    archive.sync_folder(own.parent)
    return replaced


def _aside(file: Path, at: datetime) -> Path:
    """Put a database file and what SQLite keeps beside it under another name."""
    mark = f"{at:%Y%m%dT%H%M%SZ}"
    for suffix in ("-wal", "-shm"):
        beside = file.with_name(file.name + suffix)
        if beside.exists():
            beside.replace(file.with_name(f"replaced-{mark}.sqlite3{suffix}"))
    kept = file.with_name(f"replaced-{mark}.sqlite3")
    file.replace(kept)
    return kept


def _settle(manifest: Manifest, before: Mapping[str, int], aside: str, at: datetime) -> Report:
    from lumbalis.clinic.operations.preparing import migrate_quietly

    migrate_quietly()
    settled = restoring.settle(at, manifest.made_at, above=manifest.epoch)
    lost = {
        table: count - manifest.rows.get(table, 0)
        for table, count in before.items()
        if table.startswith("records_") and count > manifest.rows.get(table, 0)
    }
    return Report(
        made_at=manifest.made_at,
        epoch=settled.epoch,
        rows=sum(manifest.rows.values()),
        held=settled.held,
        erased_again=settled.erased_again,
        aside=aside,
        lost=lost,
    )
