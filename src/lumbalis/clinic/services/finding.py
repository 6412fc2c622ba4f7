"""Finding a patient in the register by anything that is known of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.services.register_fields import read_day
from lumbalis.clinic.services.search_key import (
    COMPARED_DIGITS,
    NUMBER_MARK,
    SOUND_MARK,
    compared_digits,
    number_of,
    sound_of,
    words_of,
)

LONGEST_QUERY = 100
_MOST_WORDS = 6
_FEWEST_DIGITS = 3
_DAY = re.compile(r"\b(\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}-\d{1,2}-\d{1,2})\b")
_YEARS = (1900, 2100)


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
    found = _DAY.search(text)
    born = read_day(found[1]) if found else None
    rest = text.replace(found[1], " ") if found and born else text
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
    people = Patient.objects.filter(erased_at=None, merged_into=None)
    if query.is_empty:
        return people.order_by("search_key", "pk")
    whole = Q(search_key__contains=f" {NUMBER_MARK}{query.number}") if query.number else Q(pk=None)
    as_written = _all_words(query.words, "", str) & _others(query)
    as_heard = _all_words(query.words, SOUND_MARK, sound_of) & _others(query)
    first = When(as_written | whole, then=Value(0))
    return (
        people.filter(as_written | as_heard | whole)
        .annotate(place=Case(first, default=Value(1), output_field=IntegerField()))
        .order_by("place", "search_key", "pk")
    )


def _all_words(words: Sequence[str], mark: str, written: object) -> Q:
    fits = Q()
    for word in words:
        beginning = written(word) if callable(written) else word
        fits &= Q(search_key__contains=f" {mark}{beginning or word}")
    return fits


def _others(query: Query) -> Q:
    fits = Q()
    if query.born:
        fits &= Q(birth_date=query.born)
    if query.digits:
        fits &= _by_digits(query.digits)
    elif query.number:
        fits &= Q(search_key__contains=f" {NUMBER_MARK}{query.number}")
    return fits


def _by_digits(digits: str) -> Q:
    """Look for digits in telephone numbers and identifiers; four may also be a year of birth."""
    fits = Q(search_key__contains=f" {NUMBER_MARK}{digits}")
    if len(digits) >= _FEWEST_DIGITS:
        ending = compared_digits(digits) if len(digits) > COMPARED_DIGITS else digits
        fits |= Q(phone_key__contains=ending)
    if len(digits) == len("2000") and _YEARS[0] <= int(digits) < _YEARS[1]:
        fits |= Q(birth_date__year=int(digits))
    return fits
