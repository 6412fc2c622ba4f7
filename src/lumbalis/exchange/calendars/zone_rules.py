"""The rules of a time zone for some years, read off the zone itself.

A calendar that does not know an IANA name needs them (VTIMEZONE, RFC 5545, section 3.6.5).
Where the changes of the clock follow one yearly rule through all the years asked for, it is
given as a rule, because Outlook reads nothing else; otherwise each change stands for itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from lumbalis.exchange.calendars.local_times import zone_of

_STEP = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_WEEK = 7
_LAST = -1
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class YearlyRule:
    """Every year in `month`, on the `nth` `weekday`; -1 is the last. `until` is a moment in UTC."""

    month: int
    nth: int
    weekday: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Observance:
    """A stretch with one offset from UTC, from `onset` on, as the clock before it shows it."""

    is_daylight: bool
    onset: datetime
    offset_from: timedelta
    offset_to: timedelta
    name: str
    rule: YearlyRule | None = None


@dataclass(frozen=True, slots=True)
class _Change:
    """One change of the clock, at a moment in UTC."""

    at: datetime
    observance: Observance


def observances(zone: str, first: datetime, last: datetime) -> tuple[Observance, ...]:
    """List what a calendar must know of a zone to show every moment from `first` to `last`.

    Parameters
    ----------
    zone : str
        IANA name.
    first, last : datetime
        Moments in UTC. The rules cover their whole years, the year before and the year after.

    Raises
    ------
    InputError
        If there is no such zone.
    """
    return _of_years(zone, first.year - 1, last.year + 1, first.year)


@lru_cache(maxsize=256)
def _of_years(zone: str, from_year: int, to_year: int, first_year: int) -> tuple[Observance, ...]:
    there = zone_of(zone)
    start = datetime(from_year, 1, 1, tzinfo=UTC)
    changes = tuple(_changes(there, start, datetime(to_year + 1, 1, 1, tzinfo=UTC)))
    if changes and changes[0].at <= datetime(first_year, 1, 1, tzinfo=UTC):
        return _grouped(changes, to_year)
    return (_standing(there, start), *_grouped(changes, to_year))


def _standing(zone: ZoneInfo, start: datetime) -> Observance:
    """Give what holds at the start, when the clock has not been changed for long."""
    local = start.astimezone(zone)
    offset = _offset(zone, start)
    onset = local.replace(tzinfo=None, fold=0)
    is_daylight = bool(local.dst()) and (local.dst() or timedelta()) > timedelta()
    return Observance(is_daylight, onset, offset, offset, local.tzname() or zone.key)


def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[_Change]:
    """Find every change of the offset; no zone changes it and back within one day."""
    at = start
    while at < end:
        after = at + _STEP
        if _offset(zone, at) != _offset(zone, after):
            yield _change(zone, _turn(zone, at, after))
        at = after


def _turn(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Halve a span until it holds only the second of the change."""
    old = _offset(zone, before)
    while after - before > _SECOND:
        middle = before + timedelta(seconds=(after - before) // _SECOND // 2)
        if _offset(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _change(zone: ZoneInfo, at: datetime) -> _Change:
    old, new = _offset(zone, at - _SECOND), _offset(zone, at)
    onset = (at + old).replace(tzinfo=None)
    name = at.astimezone(zone).tzname() or zone.key
    return _Change(at, Observance(_turns_to_daylight(zone, at), onset, old, new, name))


def _turns_to_daylight(zone: ZoneInfo, at: datetime) -> bool:
    """Tell summer time by the clock going forward, also where the law calls winter the exception.

    Ireland and Morocco say so; calendars expect the later clock under DAYLIGHT. A change between
    two standard times (Kazakhstan in 2024) is none of summer.
    """
    before = bool((at - _SECOND).astimezone(zone).dst())
    after = bool(at.astimezone(zone).dst())
    if before == after:
        return after
    return _offset(zone, at) > _offset(zone, at - _SECOND)


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _grouped(changes: Sequence[_Change], to_year: int) -> tuple[Observance, ...]:
    """Join changes of the same kind under one yearly rule where they follow one."""
    kinds: dict[tuple[object, ...], list[_Change]] = defaultdict(list)
    for change in changes:
        seen = change.observance
        kind = (seen.is_daylight, seen.offset_from, seen.offset_to, seen.name, seen.onset.time())
        kinds[kind].append(change)
    joined = [one for alike in kinds.values() for one in _joined(alike, to_year)]
    return tuple(sorted(joined, key=lambda one: one.onset))


def _joined(alike: Sequence[_Change], to_year: int) -> Iterator[Observance]:
    rule = _yearly(alike, to_year)
    if rule is None:
        yield from (change.observance for change in alike)
        return
    first = alike[0].observance
    yield Observance(
        first.is_daylight, first.onset, first.offset_from, first.offset_to, first.name, rule
    )


def _yearly(alike: Sequence[_Change], to_year: int) -> YearlyRule | None:
    """Find the rule that gives exactly these changes; None where there is none."""
    onsets = [change.observance.onset for change in alike]
    follow = all(later.year == earlier.year + 1 for earlier, later in pairwise(onsets))
    if len(onsets) == 1 or not follow:
        return None
    days = {(onset.month, onset.weekday()) for onset in onsets}
    nths = {_LAST} if all(map(_is_last, onsets)) else {_nth(onset) for onset in onsets}
    if len(days) != 1 or len(nths) != 1:
        return None
    (month, weekday), nth = days.pop(), nths.pop()
    until = None if onsets[-1].year == to_year else alike[-1].at
    return YearlyRule(month, nth, _WEEKDAYS[weekday], until)


def _nth(day: datetime) -> int:
    return (day.day - 1) // _WEEK + 1


def _is_last(day: datetime) -> bool:
    return (day + timedelta(days=_WEEK)).month != day.month
