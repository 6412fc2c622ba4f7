"""One server at a time on one data folder: a lock that ends with the processes that hold it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "running.lock"


class AlreadyRunningError(RuntimeError):
    """A server is at work on this data."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"A server is running on {folder}. "
            "Stop it first, or set LUMBALIS_DATA to another folder."
        )


@contextmanager
def alone_on(folder: Path) -> Iterator[int]:
    """Hold the folder; gives the descriptor that children may inherit.

    Raises
    ------
    AlreadyRunningError
        If another process holds it.
    """
    descriptor = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _taken(descriptor):
            raise AlreadyRunningError(folder)
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def only_one(file: Path) -> Iterator[bool]:
    """Hold a file if nobody else does, and tell whether we do."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield _taken(descriptor)
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
