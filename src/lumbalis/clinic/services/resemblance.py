"""Who in the register may be the same person as somebody described."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_, or_
from uuid import UUID

from django.db.models import Q

from lumbalis.clinic.records.models import Patient, PatientWord
from lumbalis.clinic.services.finding import exactly
from lumbalis.clinic.services.register_fields import NAMES
from lumbalis.clinic.services.search_key import (
    NUMBER_MARK,
    PHONE_MARK,
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
    people = list(rows.order_by("search_key")[:_MOST_READ])
    words = _words_of(people)
    found = [
        Suspect(one, why)
        for one in people
        if (why := described.likeness(one, words.get(one.pk, frozenset())))
    ]
    return tuple(sorted(found, key=lambda one: -len(one.why))[:MOST_SHOWN])


def _words_of(people: Sequence[Patient]) -> dict[UUID, frozenset[str]]:
    """Read by what people are found, the records merged into theirs included."""
    held: dict[UUID, set[str]] = {}
    rows = PatientWord.objects.filter(patient__in=people).values_list("patient_id", "word")
    for patient, word in rows:
        held.setdefault(patient, set()).add(bytes(word).decode())
    return {patient: frozenset(words) for patient, words in held.items()}


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
        clues = [exactly(NUMBER_MARK + number) for number in self.numbers]
        if self.phone:
            clues.append(exactly(PHONE_MARK + self.phone))
        if self.born and self.sounds:
            clues.append(Q(birth_date=self.born))
        if len(self.sounds) > 1:
            clues.append(reduce(and_, (exactly(SOUND_MARK + sound) for sound in self.sounds)))
        return reduce(or_, clues, Q())

    def likeness(self, row: Patient, words: frozenset[str]) -> tuple[str, ...]:
        """Say in which ways a patient is like the one described; empty is not alike."""
        sounds = _marked(words, SOUND_MARK)
        born = self.born is not None and row.birth_date == self.born
        named = any(_alike(mine, other) for mine in self.sounds for other in sounds)
        whole_name = len(self.sounds) > 1 and self.sounds <= sounds
        other_day = None not in {self.born, row.birth_date} and not born
        ways = {
            "number": bool(self.numbers & _marked(words, NUMBER_MARK)),
            "phone": bool(self.phone) and self.phone in _marked(words, PHONE_MARK),
            "born": born and named,
            "name": named and (born or whole_name) and not other_day,
        }
        return tuple(way for way, holds in ways.items() if holds)


def _marked(words: frozenset[str], mark: str) -> frozenset[str]:
    return frozenset(word.removeprefix(mark) for word in words if word.startswith(mark))


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
