"""What takes many seconds to make is made once for all workers of a run; each gets a copy."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Give a folder of this worker's own with what `make` writes into an empty one."""
    mine = factory.mktemp(name) / name
    base = factory.getbasetemp()
    shared = (base.parent if base.name.startswith("popen-") else base) / f"made-once-{name}"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "made").exists():
            shutil.rmtree(shared, ignore_errors=True)
            (shared / "it").mkdir(parents=True)
            make(shared / "it")
            (shared / "made").touch()
    shutil.copytree(shared / "it", mine)
    return mine
