"""Take in a file that was saved on a tablet; what is in it waits for a physician."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lumbalis.clinic.records.models import Clinic
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import nightly
from lumbalis.clinic.services.couch import quarantine
from lumbalis.clinic.services.couch.quarantine import Unusable

_SAYS = {
    Unusable.NOT_A_FILE: "This is no file of a tablet. Nothing was taken in.",
    Unusable.OTHER_CLINIC: "This file is for another clinic. Nothing was taken in.",
}


class Command(BaseCommand):
    """`import_couch_file FILE --clinic SLUG`."""

    help = "Take the file of a tablet into the quarantine of a clinic."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and the clinic."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--clinic", required=True)

    def handle(self, *args: object, **options: object) -> None:
        """Take it in; the same file again changes nothing."""
        del args
        clinic = Clinic.objects.filter(slug=str(options["clinic"])).first()
        if clinic is None:
            msg = "There is no clinic of that name. Give its short name with --clinic."
            raise CommandError(msg)
        found = quarantine.read_file(Path(str(options["file"])).read_bytes())
        with in_clinic(clinic):
            by = nightly.nobody(clinic, timezone.now())
            taken = (
                found if isinstance(found, Unusable) else quarantine.import_file(clinic, found, by)
            )
        if isinstance(taken, Unusable):
            raise CommandError(_SAYS[taken])
        kept, held = len(taken.acked) + len(taken.rejected), len(taken.held)
        self.stdout.write(f"{kept} taken in, {held} not taken. They wait in quarantine.")
