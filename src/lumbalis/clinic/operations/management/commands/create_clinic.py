"""`create_clinic`: a clinic and its first administrator."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email, validate_slug
from django.utils import timezone

from lumbalis.clinic.operations.demonstration.passwords import one_time_password
from lumbalis.clinic.policy import Role
from lumbalis.clinic.records.models import Clinic
from lumbalis.clinic.services import founding
from lumbalis.knowledge.locales import LANGUAGES


class Command(BaseCommand):
    """Found a clinic."""

    help = "Found a clinic with its first administrator, who then invites everybody else."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what has to be known."""
        parser.add_argument("slug", help="its short name in addresses, such as harbour")
        parser.add_argument("name", help="its name")
        parser.add_argument("--administrator", required=True, metavar="EMAIL")
        parser.add_argument("--timezone", default="UTC", help="such as Europe/Kyiv")
        parser.add_argument("--language", default="en", choices=LANGUAGES)

    def handle(self, *_: Any, **given: Any) -> None:  # noqa: ANN401 - Django's
        """Found it, and say how its administrator signs in."""
        _check(given)
        at, password, email = timezone.now(), one_time_password(), given["administrator"].lower()
        new = founding.NewClinic(given["slug"], given["name"], given["timezone"], given["language"])
        clinic = founding.found_clinic(new, at)
        newcomer = founding.Newcomer(email, email.split("@")[0], given["language"], password)
        user = founding.welcome(clinic, newcomer, [Role.ADMINISTRATOR], at)
        self.stdout.write(f"{clinic.name} is at /c/{clinic.slug}/")
        if user.check_password(password):
            self.stdout.write(f"{email} signs in once with {password} and then chooses another.")
        else:
            self.stdout.write(f"{email} signs in as before.")


def _check(given: dict[str, Any]) -> None:
    try:
        validate_slug(given["slug"])
        validate_email(given["administrator"])
        ZoneInfo(given["timezone"])
    except ValidationError as error:
        raise CommandError(error.messages[0]) from error
    except (ZoneInfoNotFoundError, ValueError) as error:
        msg = f"{given['timezone']} is no time zone. Write one such as Europe/Kyiv."
        raise CommandError(msg) from error
    if Clinic.objects.filter(slug=given["slug"]).exists():
        msg = f"There is a clinic {given['slug']} already. Choose another short name."
        raise CommandError(msg)
