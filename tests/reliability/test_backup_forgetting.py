"""Which backups may go: never the newest, never one somebody asked for, never too many at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lumbalis.clinic.operations.keeping.folders import to_forget
from lumbalis.clinic.services.backups import Kept, file_name, kept_backups

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def kept(days_ago: float, cause: str = "nightly") -> Kept:
    """Make a backup of so many days ago."""
    at = NOW - timedelta(days=days_ago)
    return Kept(Path(file_name(at, cause, sealed=False)), at, cause)


_ages = st.lists(st.floats(0, 900), min_size=1, max_size=60)


@given(ages=_ages, asked=st.sets(st.integers(0, 59)))
def test_what_must_stay_stays(ages: list[float], asked: set[int]) -> None:
    """Whatever the history: the newest, those of two days, and those asked for."""
    ordered = sorted(ages, reverse=True)
    all_kept = [kept(age, "asked" if n in asked else "nightly") for n, age in enumerate(ordered)]
    gone = set(to_forget(all_kept, NOW))
    assert all_kept[-1] not in gone
    assert not any(one.cause == "asked" for one in gone)
    assert not any(NOW - one.at <= timedelta(days=2) for one in gone)


def test_nights_thin_out_with_age() -> None:
    """Two years of nights are a few dozen files: days, then weeks, then months."""
    nights = [kept(days) for days in range(730, -1, -1)]
    gone = to_forget(nights, NOW)
    left = [one for one in nights if one not in set(gone)]
    assert 25 <= len(left) <= 34
    assert sum(NOW - one.at < timedelta(days=14) for one in left) == 14
    assert max(NOW - one.at for one in left) > timedelta(days=300)


def test_forgetting_twice_forgets_no_more() -> None:
    """A job that runs again after a crash must not thin out further."""
    nights = [kept(days) for days in range(400, -1, -1)]
    once = [one for one in nights if one not in set(to_forget(nights, NOW))]
    assert to_forget(once, NOW) == ()


def test_only_backups_are_listed(tmp_path: Path) -> None:
    """A stray file or an unfinished backup is none, and is never removed as one."""
    for name in ("notes.txt", ".20261101T010000Z-nightly.backup.unfinished", "x-nightly.backup"):
        (tmp_path / name).touch()
    (tmp_path / file_name(NOW, "nightly", sealed=True)).touch()
    assert [one.cause for one in kept_backups(tmp_path)] == ["nightly"]
