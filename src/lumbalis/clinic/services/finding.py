"""Finding a patient in the register by anything that is known of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from lumbalis.clinic.records.models import Patient, PatientWord
from lumbalis.clinic.services.register_fields import read_day
from lumbalis.clinic.services.search_key import (
    COMPARED_DIGITS,
    NUMBER_MARK,
    PHONE_MARK,
    SOUND_MARK,
    compared_digits,
    number_of,
    sound_of,
    words_of,
)

LONGEST_QUERY = 100
_MOST_WORDS = 6
_FEWEST_DIGITS = 3
_FEWEST_SOUNDS = 3
_DAY = re.compile(r"\b(\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}-\d{1,2}-\d{1,2})\b")
_YEARS = (1900, 2100)
_AFTER_ALL = b"\xff"
"""Sorts after every byte of a word."""


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for: beginnings of words, a day of birth, digits, a number."""

    words: tuple[str, ...] = ()
    born: date | None = None
    digits: str = ""
    number: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is looked for."""
        return not (self.words or self.born or self.digits or self.number)


def read_query(text: str) -> Query:
    """Understand what was typed into the search box, in any order and format."""
    text = text[:LONGEST_QUERY]
    dated = _DAY.search(text)
    born = read_day(dated[1]) if dated else None
    rest = text.replace(dated[1], " ") if dated and born else text
    words = words_of(rest)
    named = tuple(word for word in words if not any(sign.isdigit() for sign in word))
    numbered = [word for word in words if any(sign.isdigit() for sign in word)]
    digits = "".join(numbered)
    return Query(
        words=named[:_MOST_WORDS],
        born=born,
        digits=digits if digits.isdecimal() else "",
        number=number_of(rest) if numbered else "",
    )


def found(query: Query) -> QuerySet[Patient]:
    """Give the patients that fit, those who fit as written before those who only sound so."""
    people = Patient.objects.filter(erased_at=None).exclude(merged_into__isnull=False)
    if query.is_empty:
        return people.order_by("search_key", "pk")
    as_written = _all(query.words) & _others(query)
    if query.number:
        as_written |= beginning(NUMBER_MARK + query.number)
    as_heard = _as_heard(query)
    if as_heard is None:
        return people.filter(as_written).order_by("search_key", "pk")
    place = Case(When(as_written, then=Value(0)), default=Value(1), output_field=IntegerField())
    fitting = people.filter(as_written | as_heard).annotate(place=place)
    return fitting.order_by("place", "search_key", "pk")


def beginning(word: str) -> Q:
    """Fit everybody who is found by a word that begins so."""
    first = word.encode()
    rows = PatientWord.objects.filter(word__gte=first, word__lt=first + _AFTER_ALL)
    return Q(pk__in=rows.values("patient"))


def exactly(word: str) -> Q:
    """Fit everybody who is found by this very word."""
    return Q(pk__in=PatientWord.objects.filter(word=word.encode()).values("patient"))


def _as_heard(query: Query) -> Q | None:
    """Fit whoever sounds like it; None where too little was typed to sound like anybody."""
    sounds = [sound_of(word) for word in query.words]
    if not sounds or max(map(len, sounds)) < _FEWEST_SOUNDS or not all(sounds):
        return None
    return _all(SOUND_MARK + sound for sound in sounds) & _others(query)


def _all(words: Iterable[str], fitting: Callable[[str], Q] = beginning) -> Q:
    fits = Q()
    for word in words:
        fits &= fitting(word)
    return fits


def _others(query: Query) -> Q:
    fits = Q()
    if query.born:
        fits &= Q(birth_date=query.born)
    if query.digits:
        fits &= _by_digits(query.digits)
    elif query.number:
        fits &= beginning(NUMBER_MARK + query.number)
    return fits


def _by_digits(digits: str) -> Q:
    """Look for digits in telephone numbers and identifiers; four may also be a year of birth."""
    fits = beginning(NUMBER_MARK + digits)
    if len(digits) >= _FEWEST_DIGITS:
        ending = compared_digits(digits) if len(digits) > COMPARED_DIGITS else digits
        fits |= beginning(PHONE_MARK + ending)
    if len(digits) == len("2000") and _YEARS[0] <= int(digits) < _YEARS[1]:
        fits |= Q(birth_date__year=int(digits))
    return fits
