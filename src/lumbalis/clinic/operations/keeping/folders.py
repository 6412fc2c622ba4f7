"""Which backups may go because others stand for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from lumbalis.clinic.services.backups import Kept

_ALL_OF, _DAYS, _WEEKS, _MONTHS = timedelta(days=2), 14, 8, 12
_KEPT_FOR_EVER = frozenset({"asked"})


def to_forget(kept: Sequence[Kept], now: datetime) -> tuple[Kept, ...]:
    """Choose which of the backups, oldest first, may go.

    Stay: all of the last two days, the newest of each of 14 days, 8 weeks and 12 months, the
    newest of all, and whatever somebody asked for.
    """
    stay = {one.file for one in kept if one.cause in _KEPT_FOR_EVER or now - one.at <= _ALL_OF}
    stay |= {one.file for one in kept[-1:]}
    for pattern, count in (("%Y-%m-%d", _DAYS), ("%G-%V", _WEEKS), ("%Y-%m", _MONTHS)):
        stay |= _newest_of_each(kept, pattern, count)
    return tuple(one for one in kept if one.file not in stay)


def _newest_of_each(kept: Iterable[Kept], pattern: str, count: int) -> set[Path]:
    newest = {one.at.strftime(pattern): one.file for one in kept}
    return set(list(newest.values())[-count:])
