"""`keys`: what has to be kept apart from the machine, and that it is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lumbalis.clinic.operations.keeping.backup import fingerprint_of_key
from lumbalis.clinic.services import backups


class Command(BaseCommand):
    """Show the master key for a safe, and note that it is kept there."""

    help = "Show the master key, to be kept apart; --kept FINGERPRINT notes that it is."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what can be asked for."""
        parser.add_argument("--kept", metavar="FINGERPRINT", help="as it stands on what was kept")

    def handle(self, *_: Any, **given: Any) -> None:  # noqa: ANN401 - Django's
        """Show it, or note it."""
        fingerprint = fingerprint_of_key(settings.MASTER_KEY)
        if given["kept"] is None:
            self.stdout.write(f"Master key    {settings.MASTER_KEY}")
            self.stdout.write(f"Fingerprint   {fingerprint}")
            self.stdout.write(
                "Keep this on paper or in a safe, away from this machine and its backups. "
                "Then say so:\n"
                f"  sh run clinic keys --kept {fingerprint}"
            )
        elif given["kept"] == fingerprint:
            backups.note_keys_kept(timezone.now())
            self.stdout.write("Noted.")
        else:
            msg = f"{given['kept']} is not the fingerprint of this installation's master key."
            raise CommandError(msg)
