"""The processes that do the work: started together, watched, stopped together."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

from lumbalis.clinic.operations.serving.log_file import LogSink

PATIENCE_S = 15
_RESTART_AFTER_S = 5


@dataclass
class Child:
    """One process; the server ends everything when it ends, the jobs are started again."""

    name: str
    words: Sequence[str]
    essential: bool
    process: subprocess.Popen[bytes] | None = None
    ended_at: float = 0.0

    @property
    def running(self) -> bool:
        """Tell whether the process lives."""
        return self.process is not None and self.process.poll() is None


@dataclass
class Family:
    """All processes of one installation."""

    environment: Mapping[str, str]
    sink: LogSink
    held: int
    """The descriptor of the installation's lock: it stays locked while any child lives."""
    children: list[Child] = field(default_factory=list)

    def start(self, name: str, words: Sequence[str], *, essential: bool) -> Child:
        """Start a Python module as a process of its own."""
        child = Child(name, words, essential)
        self.children.append(child)
        self._launch(child)
        return child

    def watch_once(self) -> int | None:
        """Start again what may be started again; give the status if an essential one ended."""
        for child in self.children:
            status = child.process.poll() if child.process else None
            if status is None:
                continue
            if child.essential:
                return status or 1
            self._start_again(child)
        return None

    def stop(self) -> None:
        """Ask all to finish what they are at, and end those that do not."""
        running = [one.process for one in self.children if one.process]
        for process in running:
            if process.poll() is None:
                process.terminate()
        patience_ends = time.monotonic() + PATIENCE_S
        for process in running:
            try:
                process.wait(max(0.1, patience_ends - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start_again(self, child: Child) -> None:
        now = time.monotonic()
        if not child.ended_at:
            child.ended_at = now
            self.sink.say(f"The {child.name} ended; it is started again.")
        elif now - child.ended_at > _RESTART_AFTER_S:
            child.ended_at = 0.0
            self._launch(child)

    def _launch(self, child: Child) -> None:
        child.process = subprocess.Popen(  # noqa: S603 - our own modules
            [sys.executable, *child.words],
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=(self.held,),
        )
        if child.process.stdout is not None:
            drain = threading.Thread(
                target=_drain, args=(child.process.stdout, self.sink), daemon=True
            )
            drain.start()


def _drain(lines: IO[bytes], sink: LogSink) -> None:
    for line in lines:
        sink.write(line.decode(errors="replace").rstrip("\n"))
