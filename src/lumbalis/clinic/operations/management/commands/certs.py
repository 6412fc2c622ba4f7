"""`certs`: the house's own certificate authority, and this machine's certificate."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lumbalis.clinic.operations.certificates import ensure_certificate, fingerprint


class Command(BaseCommand):
    """Make or renew what HTTPS in the house needs."""

    help = "Make or renew the certificate for HTTPS in the house."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what can be asked for."""
        parser.add_argument("names", nargs="*", help="more names this machine is reached by")

    def handle(self, *_: Any, **given: Any) -> None:  # noqa: ANN401 - Django's
        """Make what is missing and say what devices have to compare."""
        files = ensure_certificate(self.stdout.write, extra=given["names"])
        self.stdout.write(f"Authority    {files.ca}\nCertificate  {files.leaf}")
        self.stdout.write(f"SHA-256 of the authority:\n  {fingerprint(files.ca)}")
