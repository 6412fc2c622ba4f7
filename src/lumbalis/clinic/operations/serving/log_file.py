"""Where the log lines of all processes go: one file that turns over, or the terminal."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

TURN_OVER_BYTES = 10_000_000
KEPT = 5
_SERIOUS = frozenset({"error", "critical"})


class LogSink:
    """Writes lines to DATA/logs/clinic.jsonl; serious ones are shown in the terminal too.

    With no folder every line goes to the standard error stream, for those who collect it there.
    """

    def __init__(self, folder: Path | None) -> None:
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
        with self._lock:
            if self._file is None:
                print(line, file=sys.stderr, flush=True)  # noqa: T201 - the terminal is the log
                return
            self._turn_over(self._file)
            with self._file.open("a", encoding="utf-8") as out:
                out.write(f"{line}\n")
        if _is_serious(line):
            self.say(line)

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
    try:
        return json.loads(line).get("level") in _SERIOUS
    except (ValueError, AttributeError):
        return line.startswith(("Traceback", "[ERROR]"))
