"""`jobs`: the work nobody has to ask for."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lumbalis.clinic.operations.jobs.loop import run_for_ever, run_once, the_only_loop
from lumbalis.clinic.operations.jobs.shifts import all_jobs


class Command(BaseCommand):
    """Screen again at night, back up, end links, tidy; each slot of time once."""

    help = "Work off what is due, for ever or --once; of several loops only one works."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what can be asked for."""
        parser.add_argument("--once", action="store_true", help="work off what is due and end")

    def handle(self, *_: Any, **given: Any) -> None:  # noqa: ANN401 - Django's
        """Work."""
        if given["once"]:
            self._once()
            return
        stopping = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopping.set())
        run_for_ever(all_jobs(), stopping)

    def _once(self) -> None:
        with the_only_loop() as alone:
            if not alone:
                self.stdout.write("The loop of this installation is at work; it does what is due.")
                return
            failures = run_once(all_jobs())
        if failures:
            msg = f"{failures} failed; the log tells which, and the health page shows them."
            raise CommandError(msg)
        self.stdout.write("ok")
