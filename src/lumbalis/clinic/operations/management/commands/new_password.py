"""`new_password`: for whoever cannot sign in any more and has nobody to invite them anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lumbalis.clinic.operations.demonstration.passwords import one_time_password
from lumbalis.clinic.records.models import User
from lumbalis.clinic.services import founding


class Command(BaseCommand):
    """Give somebody a password for one use."""

    help = "Give somebody a password for one use; wherever they are signed in ends."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare who."""
        parser.add_argument("email")

    def handle(self, *_: Any, **given: Any) -> None:  # noqa: ANN401 - Django's
        """Set it and show it."""
        user = User.objects.filter(email=given["email"].lower()).first()
        if user is None:
            msg = f"Nobody signs in as {given['email']}."
            raise CommandError(msg)
        password = one_time_password()
        founding.new_password(user, password)
        self.stdout.write(f"{user.email} signs in once with {password} and then chooses another.")
