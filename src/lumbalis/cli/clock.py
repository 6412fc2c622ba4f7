"""The only clock of the command."""

from __future__ import annotations

from datetime import datetime


def now() -> datetime:
    """Give the present moment in the local zone."""
    return datetime.now().astimezone()
