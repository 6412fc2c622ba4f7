"""`verify_audit`: prove that no audit chain was changed, left out, added to or cut off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lumbalis.clinic.services import audit_chain
from lumbalis.clinic.services.audit_chain import Verified

FAULTS = {
    audit_chain.CHANGED: "entry {at} was changed after it was written",
    audit_chain.MISSING: "entry {at} is missing",
    audit_chain.CUT: "entries from {at} on were cut off, or an old copy was put back",
    audit_chain.REWRITTEN: "entry {at} is not the one whose hash was kept outside",
    audit_chain.FORGED: "the file of heads was changed at entry {at}",
}


class Command(BaseCommand):
    """Read every chain and compare it with the heads kept outside the database."""

    help = "Verify the audit chains of all clinics and of the installation."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what can be asked for."""
        parser.add_argument(
            "--heads",
            type=Path,
            help="the file of heads; usually audit-heads.log of the data folder",
        )

    def handle(self, *_: Any, **given: Any) -> None:  # noqa: ANN401 - Django's
        """Verify all chains; any fault ends with an error."""
        heads = audit_chain.read_heads(given["heads"] or audit_chain.heads_file())
        found = [audit_chain.verify(clinic, heads) for clinic in audit_chain.chains()]
        for one in found:
            self.stdout.write(_said(one))
        if not heads:
            self.stdout.write(
                "No head is kept outside, so a cut-off end would not show. Run audit_head."
            )
        if not all(one.sound for one in found):
            msg = "The audit log was tampered with. Keep the database as it is and call for help."
            raise CommandError(msg)


def _said(one: Verified) -> str:
    if one.sound:
        return f"{one.chain}: sound, {one.events} entries, head {one.head[:16]}"
    return f"{one.chain}: {FAULTS[one.fault].format(at=one.fault_at)}"
