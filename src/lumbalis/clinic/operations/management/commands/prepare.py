"""`prepare`: bring the installation up to date, so that the server may start."""

from __future__ import annotations

import io
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from lumbalis.clinic.operations import preparing
from lumbalis.clinic.operations.keeping.backup import BackupError


class Command(BaseCommand):
    """Backup, migrations, demonstration clinics at the first start, certificate, static files."""

    help = "Bring the installation up to date, with a backup before the database is changed."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what can be asked for."""
        parser.add_argument("--demonstration", action="store_true", help="fill an empty database")
        parser.add_argument("--tls", action="store_true", help="make or renew the certificate")

    def handle(self, *_: Any, **given: Any) -> None:  # noqa: ANN401 - Django's
        """Do it all, or say in one sentence why not."""
        call_command("check", stdout=io.StringIO())
        try:
            before = preparing.migrate(self.stdout.write)
        except (preparing.NewerSchemaError, BackupError) as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            msg = f"The database cannot be used: {str(error).strip().splitlines()[0]}"
            raise CommandError(msg) from error
        _assert_settings(self)
        if given["tls"]:
            _certify(self)
        preparing.collect_static()
        if before.is_new and given["demonstration"]:
            _demonstrate(self)


def _assert_settings(command: Command) -> None:
    """Refuse a database that could lose or mix up what it is told."""
    from lumbalis.clinic.records.engine import safety

    safety.assert_settings(connection)
    if told := safety.notice(connection):
        command.stdout.write(told)


def _certify(command: Command) -> None:
    from lumbalis.clinic.operations.certificates import ensure_certificate

    ensure_certificate(command.stdout.write)


def _demonstrate(command: Command) -> None:
    from lumbalis.clinic.operations.demonstration import furnish_demonstration

    furnish_demonstration(command.stdout.write)
