"""`replan`: every course of a clinic planned anew, for as long as somebody likes to wait."""

from __future__ import annotations

import signal
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from lumbalis.clinic.policy import Actor
from lumbalis.clinic.records.models import Clinic
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.booking import proposals, repairing
from lumbalis.clinic.services.booking.proposals import Proposal

_USUAL_S = 60.0


class Command(BaseCommand):
    """Look for better times for all courses together; nothing moves without --carry-out."""

    help = "Plan all courses of a clinic anew; Ctrl-C ends the search with the best so far."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what can be asked for."""
        parser.add_argument("clinic", help="the clinic, as it stands in addresses")
        parser.add_argument("--seconds", type=float, default=_USUAL_S, help="how long to look")
        parser.add_argument("--carry-out", action="store_true", help="move what was found")

    def handle(self, *_: Any, **given: Any) -> None:  # noqa: ANN401 - Django's
        """Look, say what was found, and move it if asked to."""
        clinic = Clinic.objects.filter(slug=given["clinic"]).first()
        if clinic is None or not given["seconds"] > 0:
            msg = f"There is no clinic {given['clinic']}, or no time. Name a clinic and seconds."
            raise CommandError(msg)
        actor = Actor(user_id=None, clinic_id=clinic.pk, roles=frozenset())
        by = Acting(actor, clinic, timezone.now())
        with in_clinic(clinic):
            found = _looked(by, given["seconds"])
            self._tell(found)
            if given["carry_out"] and found.calls:
                wanted = [(one.course.pk, one.token) for one in found.calls if one.token]
                moved, left = proposals.carry_out(by, wanted, "booking.replanned")
                self.stdout.write(f"{moved} courses moved, {left} not.")

    def _tell(self, found: Proposal) -> None:
        people = len({one.patient.pk for one in found.calls})
        self.stdout.write(f"{people} people would have to be called.")
        saved = f"At most {found.saving} % could still be saved."
        self.stdout.write(f"Cost {found.cost:.1f}, bound {found.bound:.1f}. {saved}")


def _looked(by: Acting, seconds: float) -> Proposal:
    """Look behind a progress bar; whoever presses Ctrl-C gets the best so far."""
    asked_to_stop: list[bool] = []
    before = signal.signal(signal.SIGINT, lambda *_: asked_to_stop.append(True))
    bar = (TextColumn("Looking for better times"), BarColumn(), TimeRemainingColumn())
    try:
        with Progress(*bar, console=Console(stderr=True), transient=True) as progress:
            task, begun = progress.add_task("", total=seconds), time.monotonic()

            def heard(_done: int, _of: int) -> bool:
                progress.update(task, completed=min(seconds, time.monotonic() - begun))
                return not asked_to_stop

            return repairing.propose_anew(by, seconds, heard)
    finally:
        signal.signal(signal.SIGINT, before)
