"""Taking a backup: copied at one moment, checked, described, and only then given its name."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from lumbalis.clinic.operations.keeping import archive, engines, folders
from lumbalis.clinic.operations.keeping.archive import ArchiveError, Manifest
from lumbalis.clinic.operations.keeping.engines import EngineError
from lumbalis.clinic.operations.keeping.sealed_stream import (
    PassphraseError,
    SealedReader,
    SealingWriter,
    is_sealed,
)
from lumbalis.clinic.services import backups
from lumbalis.clinic.services.epochs import current_epoch

_ROOM = 1.2
"""Free disk a backup needs, as a multiple of the database's size."""


class BackupError(RuntimeError):
    """No backup was made; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was opened and checked."""

    file: Path
    manifest: Manifest


def take_backup(
    cause: str, at: datetime, *, passphrase: str = "", folder: Path | None = None
) -> Backup:
    """Make a backup and check it by reading it back.

    With a passphrase the file is encrypted and holds the keys too; without, it holds no key,
    and what is sealed in it can be read only with the master key kept apart.

    Raises
    ------
    BackupError
        If it cannot be made or does not read back as it was written.
    """
    where = folder or backups.backup_folder()
    file = where / backups.file_name(at, cause, sealed=bool(passphrase))
    try:
        _require_room(where)
        with tempfile.TemporaryDirectory(dir=where, prefix=".making-") as scratch:
            manifest = _make(file, Path(scratch), cause, at, passphrase)
        return Backup(file, manifest)
    except (EngineError, ArchiveError, PassphraseError, OSError) as error:
        msg = f"No backup was made. {_sentence(error)}"
        raise BackupError(msg) from error


def forget_old(folder: Path, now: datetime) -> int:
    """Remove the backups that others stand for, and say how many."""
    leaving = folders.to_forget(backups.kept_backups(folder), now)
    for one in leaving:
        one.file.unlink(missing_ok=True)
    return len(leaving)


@contextmanager
def opened_backup(file: Path, passphrase: str, scratch: Path) -> Iterator[Manifest]:
    """Unpack a backup into a folder, every member checked; the folder is emptied afterwards.

    Raises
    ------
    ArchiveError, PassphraseError
        If it is none, is damaged, or does not open.
    """
    with file.open("rb") as stream:
        source = _clear(stream, passphrase)
        manifest = archive.read_archive(source, scratch)
        source.read()
    try:
        yield manifest
    finally:
        for left in scratch.iterdir():
            left.unlink()


def fingerprint_of_key(secret: str) -> str:
    """Name a key without giving it away."""
    return hashlib.sha256(b"fingerprint of " + secret.encode()).hexdigest()[:16]


def _make(file: Path, scratch: Path, cause: str, at: datetime, passphrase: str) -> Manifest:
    name = archive.SQLITE if engines.is_sqlite() else archive.POSTGRES
    rows = engines.copy_database(scratch / name)
    members = {name: scratch / name, **_beside(keys=bool(passphrase))}
    manifest = _describe(members, rows, cause, at)
    with archive.written_whole(file) as out:
        _write(out, manifest, members, passphrase)
    (scratch / name).unlink()
    try:
        with opened_backup(file, passphrase, _emptied(scratch / "read")) as back:
            _same_content(back, scratch / "read", manifest)
    except (ArchiveError, PassphraseError, EngineError):
        file.unlink()
        raise
    return manifest


def _write(
    out: IO[bytes], manifest: Manifest, members: Mapping[str, Path], passphrase: str
) -> None:
    through = SealingWriter(out, passphrase) if passphrase else archive.DigestingWriter(out)
    archive.write_archive(through, manifest, members)  # type: ignore[arg-type]  # it takes bytes
    through.finish()


def _same_content(back: Manifest, folder: Path, manifest: Manifest) -> None:
    """Open the copy that was read back: the check is of the file that will be relied on."""
    if back != manifest:
        msg = "The backup does not read back as it was written."
        raise ArchiveError(msg)
    if engines.is_sqlite():
        engines.check_sqlite(folder / archive.SQLITE)
    else:
        engines.check_dump(folder / archive.POSTGRES)


def _describe(
    members: Mapping[str, Path], rows: Mapping[str, int], cause: str, at: datetime
) -> Manifest:
    applied = MigrationRecorder(connection).applied_migrations()
    return Manifest(
        made_at=at.isoformat(),
        cause=cause,
        engine=connection.vendor,
        migrations=tuple(sorted(f"{app}.{name}" for app, name in applied)),
        rows=dict(rows),
        master_key=fingerprint_of_key(settings.MASTER_KEY),
        epoch=current_epoch(),
        sha256={name: archive.sha256_of(path) for name, path in members.items()},
    )


def _beside(*, keys: bool) -> dict[str, Path]:
    names = (archive.TOMBSTONES, *(archive.KEYS if keys else ()))
    data = Path(settings.DATA)
    return {name: data / name for name in names if (data / name).is_file()}


def _clear(stream: IO[bytes], passphrase: str) -> IO[bytes]:
    if not is_sealed(stream):
        archive.require_whole(stream)
        return stream
    if not passphrase:
        msg = "The backup is encrypted. Give the file of its passphrase with --passphrase-file."
        raise PassphraseError(msg)
    return SealedReader(stream, passphrase)  # type: ignore[return-value]  # it gives bytes


def _require_room(where: Path) -> None:
    if not engines.is_sqlite():
        return
    needed = int(engines.database_file().stat().st_size * 2 * _ROOM)
    free = shutil.disk_usage(where).free
    if free < needed:
        msg = f"The disk has {free // 1_000_000} MB free and needs {needed // 1_000_000} MB."
        raise EngineError(msg)


def _emptied(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"The file system refuses: {error.strerror}."
    return str(error)
