"""`export_audit CLINIC`: write a clinic's audit log as FHIR AuditEvent resources."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lumbalis.clinic.records.models import Clinic
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import audit_log
from lumbalis.clinic.services.audit_fhir import ndjson
from lumbalis.clinic.services.audit_log import Wanted

_AT_ONCE = 2_000


class Command(BaseCommand):
    """One JSON object a line, oldest first; names no patient, only record numbers."""

    help = "Export the audit log of a clinic as FHIR R4 AuditEvent (NDJSON)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what can be asked for."""
        parser.add_argument(
            "clinic", help="the clinic's short name, as in the address of its pages"
        )
        parser.add_argument("--since", type=_day, help="first day, as 2026-11-23 (UTC)")
        parser.add_argument(
            "--until", type=_day, help="the day after the last, as 2026-11-24 (UTC)"
        )
        parser.add_argument("--out", type=Path, help="a new file; usually the standard output")

    def handle(self, *_: Any, **given: Any) -> None:  # noqa: ANN401 - Django's
        """Write the entries."""
        clinic = Clinic.objects.filter(slug=given["clinic"]).first()
        if clinic is None:
            msg = "There is no clinic of that short name."
            raise CommandError(msg)
        out = given["out"].open("x", encoding="utf-8") if given["out"] else sys.stdout
        wanted = Wanted(since=given["since"], until=given["until"])
        with in_clinic(clinic):
            out.writelines(ndjson(audit_log.oldest_first(wanted).iterator(_AT_ONCE)))
        if given["out"]:
            out.close()


def _day(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
