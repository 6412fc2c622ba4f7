"""`backup`: take a backup, opened and checked before it counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lumbalis.clinic.operations.keeping.backup import BackupError, take_backup
from lumbalis.clinic.operations.keeping.passphrases import passphrase_from

KEEP_THE_KEY = (
    "It holds no key. Keep {key} apart from it, on paper or in a safe: without that key "
    "nothing clinical in the backup can be read."
)


class Command(BaseCommand):
    """Take a backup."""

    help = (
        "Take a backup of database and erasures; encrypted with a passphrase it holds the keys too."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what can be asked for."""
        parser.add_argument("--to", type=Path, help="another folder than LUMBALIS_DATA/backups")
        parser.add_argument("--passphrase-file", type=Path, help="encrypt, and include the keys")

    def handle(self, *_: Any, **given: Any) -> None:  # noqa: ANN401 - Django's
        """Take it, and say where it is and what it holds."""
        from django.conf import settings

        passphrase = passphrase_from(given["passphrase_file"])
        folder = given["to"]
        if folder is not None and not folder.is_dir():
            msg = f"{folder} is no folder. Make it and call again."
            raise CommandError(msg)
        try:
            made = take_backup("asked", timezone.now(), passphrase=passphrase, folder=folder)
        except BackupError as error:
            raise CommandError(str(error)) from error
        size = made.file.stat().st_size / 1_000_000
        self.stdout.write(
            f"ok  {made.file}  {size:.1f} MB, {sum(made.manifest.rows.values())} rows"
        )
        if not passphrase:
            self.stdout.write(KEEP_THE_KEY.format(key=Path(settings.DATA) / "master.key"))
