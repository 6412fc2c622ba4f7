"""Reading a passphrase from a file, so that it stands in no list of processes."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import CommandError

SHORTEST = 16


def passphrase_from(file: Path | None) -> str:
    """Give the passphrase, or nothing if none is wanted.

    Raises
    ------
    CommandError
        If the file cannot be read or the passphrase is too short to protect anything.
    """
    if file is None:
        return ""
    try:
        passphrase = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        msg = f"The passphrase file {file} cannot be read."
        raise CommandError(msg) from error
    if len(passphrase) < SHORTEST:
        msg = f"The passphrase has fewer than {SHORTEST} characters. Write a longer one."
        raise CommandError(msg)
    return passphrase
