"""`audit_head`: print where every audit chain ends, and keep it in the data folder."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from lumbalis.clinic.services import audit_chain


class Command(BaseCommand):
    """A head proves everything before it; keep the printed lines where nobody can change them."""

    help = "Print the heads of the audit chains and append them to audit-heads.log."

    def handle(self, *_: Any, **__: Any) -> None:  # noqa: ANN401 - Django's
        """Print one line for each chain that has entries."""
        for head in audit_chain.keep_heads(timezone.now()):
            self.stdout.write(head.line())
