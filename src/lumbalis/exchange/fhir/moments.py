"""Dates as FHIR writes them: a year, a month, a day or a moment, kept as the span they may mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from lumbalis.exchange.fields import moment_of

if TYPE_CHECKING:
    from lumbalis.exchange.errors import InputError
    from lumbalis.exchange.fields import Fields

_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?\Z")
_EARLIEST_YEAR = 1800
_LATEST_YEAR = 2999
_DECEMBER = 12
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Span:
    """When something was: not before `earliest`, not after `latest`."""

    earliest: datetime
    latest: datetime


def span_of(text: str, zone: tzinfo | None) -> Span | None:
    """Read a FHIR date, dateTime or instant; None if it is not one.

    A date without a time is taken in `zone`.
    """
    moment = moment_of(text)
    if moment is not None:
        plausible = _EARLIEST_YEAR <= moment.year <= _LATEST_YEAR
        return Span(moment, moment) if plausible else None
    match = _PARTIAL.match(text)
    if match is None:
        return None
    year, month, day = (None if part is None else int(part) for part in match.groups())
    return _days(year or 0, month, day, zone)


def _days(year: int, month: int | None, day: int | None, zone: tzinfo | None) -> Span | None:
    if not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
        return None
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    after = _after(first, month, day)
    start = datetime.combine(first, time(), zone)
    return Span(start, datetime.combine(after, time(), zone) - _TICK)


def _after(first: date, month: int | None, day: int | None) -> date:
    """Give the first day that no longer belongs to the date."""
    if day is not None:
        return first + timedelta(days=1)
    if month is None or month == _DECEMBER:
        return date(first.year + 1, 1, 1)
    return date(first.year, month + 1, 1)


def read_span(fields: Fields, key: str, at: datetime) -> Span | None:
    """Read the date under a key; None where it is absent or only marked as unknown.

    Raises
    ------
    InputError
        If it is not a FHIR date.
    """
    if not fields.has(key):
        return None
    span = span_of(fields.text(key), at.tzinfo)
    if span is None:
        what_to_do = "write it as FHIR does, a moment with seconds and its UTC offset"
        fields.refuse(key, "is not a FHIR date", what_to_do)
    return span


def past_span(fields: Fields, key: str, at: datetime) -> Span | None:
    """Read a date that cannot lie after the screening.

    Raises
    ------
    InputError
        If it does, or is not a FHIR date.
    """
    span = read_span(fields, key, at)
    if span is not None and span.earliest > at:
        raise later_than_screening(fields, key)
    return span


def later_than_screening(fields: Fields, key: str) -> InputError:
    """Make the error for a date after the screening."""
    what_to_do = "correct it, or the time of the screening"
    return fields.problem(key, "is later than the screening", what_to_do)
