"""Where the log lines of all processes go: one file that turns over, or the terminal."""

from __future__ import annotations

import json
import sys
import threading
from contextlib import suppress
from pathlib import Path

TURN_OVER_BYTES = 10_000_000
KEPT = 5
_SERIOUS = frozenset({"error", "critical"})


class LogSink:
    """Writes lines to DATA/logs/clinic.jsonl; serious ones are shown in the terminal too.

    With no folder every line goes to the standard error stream, for those who collect it there.
    While the server starts everything is kept. From then on a line that is not one of our own is
    withheld: it could be the message of an error, and that could quote what somebody wrote.
    """

    def __init__(self, folder: Path | None) -> None:
        self.starting = True
        self._lock = threading.Lock()
        self._file = folder / "clinic.jsonl" if folder else None
        if folder:
            folder.mkdir(mode=0o700, exist_ok=True)

    @property
    def where(self) -> str:
        """Say where the lines are."""
        return str(self._file) if self._file else "this terminal"

    def write(self, line: str) -> None:
        """Keep one line of a process."""
        if not self.starting and not _is_ours(line):
            return
        with self._lock:
            self._keep(line)
        if _is_serious(line):
            self.say(line)

    def _keep(self, line: str) -> None:
        if self._file is None:
            print(line, file=sys.stderr, flush=True)  # noqa: T201 - the terminal is the log
            return
        # A full disk must not stop whoever waits for this line to be taken.
        with suppress(OSError):
            self._turn_over(self._file)
            with self._file.open("a", encoding="utf-8") as out:
                out.write(f"{line}\n")

    def say(self, text: str) -> None:
        """Tell whoever watches the terminal."""
        print(text, file=sys.stderr, flush=True)  # noqa: T201 - the terminal is a person

    @staticmethod
    def _turn_over(file: Path) -> None:
        if not file.exists() or file.stat().st_size < TURN_OVER_BYTES:
            return
        for number in range(KEPT - 1, 0, -1):
            older = file.with_suffix(f".{number}.jsonl")
            if older.exists():
                older.replace(file.with_suffix(f".{number + 1}.jsonl"))
        file.replace(file.with_suffix(".1.jsonl"))


def _is_serious(line: str) -> bool:
    return _level(line) in _SERIOUS


def _is_ours(line: str) -> bool:
    return _level(line) is not None


def _level(line: str) -> object:
    try:
        return json.loads(line).get("level")
    except (ValueError, AttributeError):
        return None
