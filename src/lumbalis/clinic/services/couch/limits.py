"""How tablets behave, as data they are told: nothing of it is clinical."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

PACK_AGE: Final = timedelta(hours=16)
"""How long a pack is good enough to start from: the day it was made for."""

PACK_HORIZON: Final = timedelta(days=7)
"""After that a tablet drops what it was given, read or not (a lost tablet, H34)."""

LEASE: Final = timedelta(minutes=45)
CLOCK_TROUBLE: Final = timedelta(minutes=2)
CLOCK_WRONG: Final = timedelta(hours=24)
_MS: Final = timedelta(milliseconds=1)


def told() -> dict[str, int]:
    """Give the limits as a tablet reads them."""
    return {
        "pin_digits": 6,
        "pin_tries": 10,
        "pin_iterations": 600_000,
        "batch_events": 100,
        "sync_every_ms": 15_000,
        "late_after_ms": timedelta(hours=24) // _MS,
        "keep_ms": timedelta(days=30) // _MS,
        "pack_age_ms": PACK_AGE // _MS,
        "pack_horizon_ms": PACK_HORIZON // _MS,
        "clock_trouble_ms": CLOCK_TROUBLE // _MS,
        "clock_wrong_ms": CLOCK_WRONG // _MS,
    }
