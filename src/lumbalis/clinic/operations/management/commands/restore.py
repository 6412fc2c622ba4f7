"""`restore`: put a backup in the place of the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lumbalis.clinic.operations.keeping.passphrases import passphrase_from
from lumbalis.clinic.operations.keeping.restore import Report, RestoreError, restore


class Command(BaseCommand):
    """Restore a backup."""

    help = "Restore a backup into an empty installation, or with --replace in the place of another."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what can be asked for."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="in the place of what is there")
        parser.add_argument("--passphrase-file", type=Path, help="of an encrypted backup")

    def handle(self, *_: Any, **given: Any) -> None:  # noqa: ANN401 - Django's
        """Restore it, and report what it brought back and what it could not."""
        passphrase = passphrase_from(given["passphrase_file"])
        try:
            report = restore(
                given["file"], timezone.now(), passphrase=passphrase, replace=given["replace"]
            )
        except RestoreError as error:
            msg = f"Nothing was restored. {error}"
            raise CommandError(msg) from error
        for line in _lines(report):
            self.stdout.write(line)


def _lines(report: Report) -> list[str]:
    told = [
        f"ok  restored the state of {report.made_at}: {report.rows} rows, epoch {report.epoch}",
        f"Courses put on hold until somebody has looked: {report.held}",
        f"Erased again: {report.erased_again}",
        "Everybody signs in again.",
    ]
    if report.aside:
        told.append(f"What was there before is kept in {report.aside}")
    if report.lost:
        told.append("Recorded after the backup and not in it any more:")
        told += [
            f"  {count:6}  {table.removeprefix('records_')}" for table, count in report.lost.items()
        ]
    return told
