"""What an auditor may ask for, read strictly: a wrong value is said, never ignored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from lumbalis.clinic.services.audit_log import ALL, KINDS, Wanted

_NAME = 80
_LAST_ENTRY = 10**12


@dataclass(frozen=True, slots=True)
class Asked:
    """A filter as it was typed, what it means, and which fields cannot be understood."""

    wanted: Wanted
    typed: Mapping[str, str]
    before: int | None = None
    wrong: tuple[str, ...] = ()


def asked(given: Mapping[str, str], zone: ZoneInfo, patient: UUID | None = None) -> Asked:
    """Read a filter; days are days on the clinic's clock."""
    typed = {name: given.get(name, "").strip() for name in ("person", "since", "until", "kind")}
    person, since, until = _key(typed["person"]), _day(typed["since"]), _day(typed["until"])
    before = given.get("before", "")
    wrong = [
        name
        for name, value in (("person", person), ("since", since), ("until", until))
        if typed[name] and value is None
    ]
    if typed["kind"] not in {"", *KINDS}:
        wrong.append("kind")
    if since and until and since > until:
        wrong.append("order")
    wanted = Wanted(
        actor=person,
        patient=patient,
        since=_start(since, zone),
        until=_start(until + timedelta(days=1), zone) if until else None,
        kind=typed["kind"] or ALL,
    )
    return Asked(wanted, typed, _number(before), tuple(wrong))


def sought(given: Mapping[str, str]) -> tuple[str, date] | None:
    """Read the family name and birth date of somebody whose record is looked for."""
    name, born = given.get("family_name", "").strip()[:_NAME], _day(given.get("birth_date", ""))
    return (name, born) if name and born else None


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if date.min < day < date.max else None


def _number(text: str) -> int | None:
    if not (text.isascii() and text.isdigit()):
        return None
    return min(int(text[:13]), _LAST_ENTRY)


def _start(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time(), zone) if day else None
