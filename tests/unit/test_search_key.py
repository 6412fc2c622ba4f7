"""How names and numbers are folded so that a search finds them."""

from __future__ import annotations

from datetime import date

import pytest

from lumbalis.clinic.services.finding import Query, read_query
from lumbalis.clinic.services.search_key import (
    LONGEST_KEY,
    compared_digits,
    digits_of,
    number_of,
    search_key,
    sound_of,
    words_of,
)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Петров", "ПЕТРОВ"),
        ("Пётр", "петр"),
        ("Ґудзь", "гудзь"),
        ("Дем’яненко", "Дем'яненко"),
        ("Демʼяненко", "Демяненко"),
        ("O’Brien", "OBRIEN"),
        ("Müller", "muller"),
        ("Straße", "STRASSE"),
        ("Иванова-Петрова", "иванова петрова"),
        ("ﬁlip", "Filip"),
        ("Пе\u0301тров", "Петров"),
        ("Е\u0308лкин", "Ёлкин"),
        ("Ив\u200bан", "иван"),
        ("\u202eИван\u202c", "Иван"),
    ],
)
def test_the_same_name_written_differently_is_the_same_words(written: str, typed: str) -> None:
    """The front desk types as it hears; no spelling may hide a person."""
    assert words_of(written) == words_of(typed)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Андрей", "Андреи"), ("Їжак", "Іжак"), ("Петров", "Петрова"), ("Ли", "Ле")],
)
def test_letters_of_their_own_stay_different(one: str, other: str) -> None:
    """Й is no accented И: folding too much would show strangers as the same."""
    assert words_of(one) != words_of(other)


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Петров", "Petrov"),
        ("Петров", "Petroff"),
        ("Хрущёв", "Khrushchev"),
        ("Цой", "Tsoy"),
        ("Чайковский", "Tchaikovsky"),
        ("Юрий", "Yuri"),
        ("Пётр", "Pyotr"),
        ("Сергій", "Serhiy"),
        ("Щербак", "Shcherbak"),
        ("Алексей", "Alexey"),
        ("Гончар", "Honchar"),
        ("Гончар", "Gonchar"),
    ],
)
def test_a_name_sounds_the_same_in_both_alphabets(cyrillic: str, latin: str) -> None:
    """A passport says Petrov, the referral says Петров; it is one person."""
    assert sound_of(words_of(cyrillic)[0]) == sound_of(words_of(latin)[0])


@pytest.mark.parametrize(
    "written",
    ["+380 (50) 123-45-67", "050 123 45 67", "80501234567", "050-123-45-67", "٠٥٠١٢٣٤٥٦٧"],
)
def test_a_telephone_is_the_same_in_any_format(written: str) -> None:
    """Country and trunk prefixes differ by habit; the last digits do not."""
    assert compared_digits(digits_of(written)) == "501234567"


def test_an_identifier_is_compared_without_its_spaces() -> None:
    """A passport number is copied with and without spaces."""
    assert number_of("АК 123-456") == number_of("ак123456")


@pytest.mark.parametrize(
    "listed",
    [
        ["Ганна", "Ґалаґан", "Дем'ян", "Деркач", "Євтушенко", "Жук", "Іваненко", "Їжак", "Йосип"],
        [
            "Ежова",
            "Ёлкина",
            "Енина",
            "Жуков",
            "Иванов",
            "Йод",
            "Щукин",
            "Ыков",
            "Эйдельман",
            "Яшин",
        ],
        ["Ковал Яна", "Ковал-Яна Ада", "Коваленко Анна", "Ковалів Ада"],
        ["Ågren", "Bergström", "de la Fuente", "Zimmer", "Абрам"],
        ["Я", "Ασκληπιός", "აბა"],
    ],
)
def test_names_stand_in_the_order_of_the_alphabet(listed: list[str]) -> None:
    """By the numbers of their letters і, ї, є and ґ would come after я, where nobody looks."""
    keys = [search_key([name]) for name in listed]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_a_key_is_compared_alike_everywhere_and_has_an_end() -> None:
    """A collation of a database may skip spaces or put small letters first; these it cannot."""
    key = search_key(["Оченьдлинная" * 20, "Имя"])
    assert set(key) <= set("0123456789abcdef")
    assert len(key) == LONGEST_KEY


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("петров иван", Query(words=("петров", "иван"))),
        ("Петров 5.3.1980", Query(words=("петров",), born=date(1980, 3, 5))),
        ("1980-03-05", Query(born=date(1980, 3, 5))),
        ("05/03/1980", Query(born=date(1980, 3, 5))),
        ("+38 (050) 123", Query(digits="38050123", number="38050123")),
        ("АК 123456", Query(words=("ак",), digits="123456", number="ак123456")),
        ("32.13.1980", Query(digits="32131980", number="32131980")),
        ("%_'\"", Query()),
        ("   ", Query()),
        ("\x00", Query()),
    ],
)
def test_what_is_typed_is_understood(typed: str, query: Query) -> None:
    """One box takes names, days, telephones and numbers, in any order."""
    assert read_query(typed) == query
