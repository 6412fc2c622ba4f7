"""Who in the register may be the same person as somebody described."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.services.register_fields import NAMES
from lumbalis.clinic.services.search_key import (
    NUMBER_MARK,
    SOUND_MARK,
    compared_digits,
    digits_of,
    number_of,
    sound_of,
    words_of,
)

MOST_SHOWN = 5
_FEWEST_DIGITS = 7
_CLOSE_LENGTH = 5
_MOST_READ = 200


@dataclass(frozen=True, slots=True)
class Suspect:
    """Somebody who may be the same person, and why: `number`, `phone`, `born`, `name`."""

    patient: Patient
    why: tuple[str, ...]


def suspects(
    fields: Mapping[str, object], numbers: Sequence[str] = (), *, but: UUID | None = None
) -> tuple[Suspect, ...]:
    """Find people with the same number, telephone, day of birth and name, or whole name."""
    described = _Described.of(fields, numbers)
    clue = described.clue()
    if not clue:
        return ()
    rows = Patient.objects.filter(clue, erased_at=None, merged_into=None)
    if but is not None:
        rows = rows.exclude(pk=but)
    found = [
        Suspect(row, why)
        for row in rows.order_by("search_key")[:_MOST_READ]
        if (why := described.likeness(row))
    ]
    return tuple(sorted(found, key=lambda one: -len(one.why))[:MOST_SHOWN])


@dataclass(frozen=True, slots=True)
class _Described:
    """What is known of somebody, as it is compared."""

    sounds: frozenset[str]
    born: date | None
    phone: str
    numbers: frozenset[str]

    @classmethod
    def of(cls, fields: Mapping[str, object], numbers: Sequence[str]) -> _Described:
        names = " ".join(str(fields.get(name) or "") for name in NAMES)
        born = fields.get("birth_date")
        digits = digits_of(str(fields.get("phone") or ""))
        return cls(
            frozenset(map(sound_of, words_of(names))) - {""},
            born if isinstance(born, date) else None,
            compared_digits(digits) if len(digits) >= _FEWEST_DIGITS else "",
            frozenset(map(number_of, numbers)) - {""},
        )

    def clue(self) -> Q:
        """Narrow the register down by what the database can look up."""
        clue = Q()
        for number in self.numbers:
            clue |= Q(search_key__contains=f" {NUMBER_MARK}{number}")
        if self.phone:
            clue |= Q(phone_key__contains=self.phone)
        if self.born and self.sounds:
            clue |= Q(birth_date=self.born)
        if len(self.sounds) > 1:
            whole_name = Q()
            for sound in self.sounds:
                whole_name &= Q(search_key__contains=f" {SOUND_MARK}{sound}")
            clue |= whole_name
        return clue

    def likeness(self, row: Patient) -> tuple[str, ...]:
        """Say in which ways a patient is like the one described; empty is not alike."""
        key = row.search_key.split()
        sounds = {part[1:] for part in key if part.startswith(SOUND_MARK)}
        numbers = {part[1:] for part in key if part.startswith(NUMBER_MARK)}
        born = self.born is not None and row.birth_date == self.born
        named = any(_alike(mine, other) for mine in self.sounds for other in sounds)
        whole_name = len(self.sounds) > 1 and self.sounds <= sounds
        other_day = None not in {self.born, row.birth_date} and not born
        ways = {
            "number": bool(self.numbers & numbers),
            "phone": bool(self.phone)
            and any(one.endswith(self.phone) for one in row.phone_key.split()),
            "born": born and named,
            "name": named and (born or whole_name) and not other_day,
        }
        return tuple(way for way, holds in ways.items() if holds)


def _alike(one: str, other: str) -> bool:
    """Tell whether two sounds are equal, or long enough and one letter apart."""
    if one == other:
        return True
    longest, shortest = max(len(one), len(other)), min(len(one), len(other))
    return shortest >= _CLOSE_LENGTH and longest - shortest <= 1 and _one_apart(one, other)


def _one_apart(one: str, other: str) -> bool:
    """Tell whether one change, one more or one missing letter makes the words equal."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    return any(one[start + cut :] == other[start + add :] for cut, add in ((1, 1), (1, 0), (0, 1)))
