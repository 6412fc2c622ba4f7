"""The epoch of an installation: it rises with every restore, so that others notice the way back.

Kept in a file beside the database, because a database that goes back in time would take its
own count along.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

_NAME = "epoch"


def current_epoch() -> int:
    """Give the epoch; 1 for an installation that was never restored."""
    file = Path(settings.DATA) / _NAME
    return int(file.read_text()) if file.exists() else 1


def next_epoch(*, above: int = 0) -> int:
    """Begin a new epoch, above the one given and above our own."""
    epoch = max(current_epoch(), above) + 1
    file = Path(settings.DATA) / _NAME
    fresh = file.with_suffix(".new")
    fresh.write_text(str(epoch))
    fresh.replace(file)
    return epoch
