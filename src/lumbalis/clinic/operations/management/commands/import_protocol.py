"""Keep another version of the protocol, to be compared and approved before anybody runs on it."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lumbalis.clinic.policy import Actor
from lumbalis.clinic.records.models import Clinic
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.protocols.keeping import keep_version
from lumbalis.clinic.services.protocols.proving import holds, prove_version
from lumbalis.knowledge.errors import KnowledgeError
from lumbalis.knowledge.files import KnowledgeFiles
from lumbalis.knowledge.library import load_checked


class Command(BaseCommand):
    """`import_protocol FOLDER --clinic SLUG`: the folder holds protocols/, texts/ and the rest."""

    help = "Check a folder of knowledge files and keep it as a version of a clinic's protocol."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder and the clinic."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--clinic", required=True)

    def handle(self, *args: object, **options: object) -> None:
        """Load with every check, then keep; a folder with a fault leaves nothing behind."""
        del args
        clinic = Clinic.objects.filter(slug=str(options["clinic"])).first()
        if clinic is None:
            msg = "There is no clinic of that name. Give its short name with --clinic."
            raise CommandError(msg)
        files = KnowledgeFiles(Path(str(options["folder"])).resolve(), use_cache=False)
        try:
            loaded = load_checked(files)
        except KnowledgeError as error:
            raise CommandError(str(error)) from error
        nobody = Actor(user_id=None, clinic_id=clinic.pk, roles=frozenset())
        kept = keep_version(Acting(nobody, clinic, timezone.now()), files, loaded)
        self.stdout.write(f"Kept version {kept.version} ({kept.sha256[:12]}). Proving it.")
        proved = prove_version(Acting(nobody, clinic, timezone.now()), kept)
        said = "Every claim holds." if holds(proved) else "Some claims do not hold; see its page."
        self.stdout.write(said)
