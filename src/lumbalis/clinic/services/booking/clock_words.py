"""Times of the day as clocks write them."""

from __future__ import annotations

from datetime import time


def clock(minutes: int) -> str:
    """Write a minute of the day as hours and minutes."""
    hours, rest = divmod(minutes % (24 * 60), 60)
    return f"{hours:02d}:{rest:02d}"


def minutes_of(said: str) -> int | None:
    """Read hours and minutes as a minute of the day; None where it is no time."""
    try:
        read = time.fromisoformat(said)
    except ValueError:
        return None
    return None if read.second or read.microsecond or read.tzinfo else read.hour * 60 + read.minute
