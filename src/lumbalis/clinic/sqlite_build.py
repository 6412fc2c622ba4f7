"""Put a sound SQLite in the place of the one that came with Python.

The builds from 3.7.0 to 3.51.2 can corrupt a database in WAL mode when two connections
write or checkpoint at once; Debian 12 ships 3.40.1.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

SOUND = (3, 51, 3)
"""The first SQLite whose WAL mode may be trusted."""


def install() -> tuple[int, ...]:
    """Let `import sqlite3` give the newer build, and return its version.

    Must run before Django's database code is imported. Where the newer build cannot be
    had, Python's own stays, and the settings avoid WAL mode.
    """
    own = importlib.import_module("sqlite3")
    if own.sqlite_version_info < SOUND:
        own = _newer() or own
    version: tuple[int, ...] = own.sqlite_version_info
    return version


def _newer() -> ModuleType | None:
    try:
        newer = importlib.import_module("pysqlite3")
    except ImportError:
        return None
    sys.modules["sqlite3"] = newer
    sys.modules["sqlite3.dbapi2"] = importlib.import_module("pysqlite3.dbapi2")
    return newer
