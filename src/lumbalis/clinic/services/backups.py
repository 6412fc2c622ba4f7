"""What the folder of backups tells: names only, nothing is opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from lumbalis.clinic import environment

SUFFIX, SEALED = ".backup", ".sealed"
_KEYS_KEPT = "keys-kept-apart"
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup as its file name tells it."""

    file: Path
    at: datetime
    cause: str


def backup_folder() -> Path:
    """Give the folder of backups: LUMBALIS_BACKUPS, or `backups` beside the data."""
    chosen = environment.text("LUMBALIS_BACKUPS")
    folder = Path(chosen) if chosen else Path(settings.DATA) / "backups"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def file_name(at: datetime, cause: str, *, sealed: bool) -> str:
    """Give a backup's name: when, why, and whether it is encrypted."""
    return f"{at.astimezone(UTC).strftime(_STAMP)}-{cause}{SUFFIX}{SEALED if sealed else ''}"


def kept_backups(folder: Path) -> tuple[Kept, ...]:
    """List the backups of a folder, oldest first."""
    found = [_kept(file) for file in folder.iterdir() if not file.name.startswith(".")]
    return tuple(sorted((one for one in found if one), key=lambda one: one.at))


def keys_kept_at() -> datetime | None:
    """Give when somebody said that the keys are kept apart from this machine."""
    file = Path(settings.DATA) / _KEYS_KEPT
    return datetime.fromisoformat(file.read_text().strip()) if file.exists() else None


def note_keys_kept(at: datetime) -> None:
    """Remember that the keys are kept apart."""
    (Path(settings.DATA) / _KEYS_KEPT).write_text(at.isoformat())


def _kept(file: Path) -> Kept | None:
    stamp, dash, rest = file.name.partition("-")
    cause, dot, _ = rest.partition(".")
    if not dash or not dot or SUFFIX not in file.name:
        return None
    try:
        at = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Kept(file, at, cause)
