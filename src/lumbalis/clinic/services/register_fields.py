"""What may stand in the register: one clear reason for everything that may not. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.services.search_key import digits_of, words_of
from lumbalis.knowledge.locales import LANGUAGES

NAMES = ("family_name", "given_name", "patronymic")
FIELDS = (*NAMES, "birth_date", "sex", "language", "phone", "email", "note")
SEXES = ("female", "male", "other")
LONGEST = {
    **dict.fromkeys(NAMES, 80), "phone": 40, "email": 120, "note": 500, "system": 80, "value": 80,
}  # fmt: skip
_FEWEST_DIGITS, _MOST_DIGITS = 5, 15
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+\Z")
_NEEDED_BY_SCRIPTS = "\u200c\u200d"
_SPACES = re.compile(r"\s+")
_DATES = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})\Z"),
    re.compile(r"(?P<d>\d{1,2})[./\s-](?P<m>\d{1,2})[./\s-](?P<y>\d{4})\Z"),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a field cannot be kept; `what` is the key of a sentence, `limit` a number in it."""

    field: str
    what: str
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The fields as they will be kept, and what stands against keeping them."""

    fields: Mapping[str, object]
    problems: tuple[Problem, ...]


class _UnusableError(ValueError):
    """One field cannot be used."""

    def __init__(self, what: str, limit: int = 0) -> None:
        super().__init__(what)
        self.what, self.limit = what, limit


def clean(given: Mapping[str, object], today: date) -> Cleaned:
    """Read the fields that are given; the others stay as they are."""
    kept: dict[str, object] = {}
    problems: list[Problem] = []
    for field in (name for name in FIELDS if name in given):
        try:
            kept[field] = _READERS[field](field, given[field], today)
        except _UnusableError as error:
            problems.append(Problem(field, error.what, error.limit))
    return Cleaned(kept, tuple(problems))


def clean_line(field: str, raw: object) -> str | Problem:
    """Read one line of text, such as an identifier."""
    try:
        return _required(field, raw, None)
    except _UnusableError as error:
        return Problem(field, error.what, error.limit)


def read_day(text: str) -> date | None:
    """Read a day as people type it: 5.3.1980, 05/03/1980, 1980-03-05; None if it is none."""
    for form in _DATES:
        if found := form.match(text.strip()):
            try:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                return None
    return None


def _line(field: str, raw: object, _today: object) -> str:
    if raw is None:
        return ""
    if not isinstance(raw, str):
        what = "no_text"
        raise _UnusableError(what)
    seen = "".join(map(_visible, unicodedata.normalize("NFC", raw)))
    text = _SPACES.sub(" ", seen).strip()
    if len(text) > LONGEST[field]:
        what = "too_long"
        raise _UnusableError(what, LONGEST[field])
    return text


def _visible(sign: str) -> str:
    """Leave out signs that only turn the direction of writing; refuse what no text has."""
    kind = unicodedata.category(sign)
    if sign.isspace():
        return " "
    if kind in {"Cc", "Cs", "Cn", "Co"}:
        what = "unreadable"
        raise _UnusableError(what)
    return "" if kind == "Cf" and sign not in _NEEDED_BY_SCRIPTS else sign


def _required(field: str, raw: object, today: object) -> str:
    text = _line(field, raw, today)
    if not text:
        what = "missing"
        raise _UnusableError(what)
    return text


def _family_name(field: str, raw: object, today: object) -> str:
    text = _required(field, raw, today)
    if not words_of(text):
        what = "no_letters"
        raise _UnusableError(what)
    return text


def _birth_date(_field: str, raw: object, today: date) -> date | None:
    if raw in (None, ""):
        return None
    born = raw if isinstance(raw, date) else read_day(str(raw))
    if born is None:
        what = "no_day"
        raise _UnusableError(what)
    if born > today:
        what = "in_the_future"
        raise _UnusableError(what)
    oldest = _oldest()
    if today.year - born.year > oldest:
        what = "too_long_ago"
        raise _UnusableError(what, oldest)
    return born


def _oldest() -> int:
    """Give the greatest age that may be entered, which the protocol says."""
    return int(protocol().vocabulary.facts["age_years"].maximum or 0)


def _sex(_field: str, raw: object, _today: object) -> str:
    return _one_of(("", *SEXES), raw)


def _language(_field: str, raw: object, _today: object) -> str:
    return _one_of(LANGUAGES, raw)


def _one_of(allowed: tuple[str, ...], raw: object) -> str:
    text = "" if raw is None else str(raw)
    if text not in allowed:
        what = "not_offered"
        raise _UnusableError(what)
    return text


def _phone(field: str, raw: object, today: object) -> str:
    text = _line(field, raw, today)
    if text and not _FEWEST_DIGITS <= len(digits_of(text)) <= _MOST_DIGITS:
        what = "no_phone"
        raise _UnusableError(what)
    return text


def _email(field: str, raw: object, today: object) -> str:
    text = _line(field, raw, today)
    if text and not _EMAIL.match(text):
        what = "no_email"
        raise _UnusableError(what)
    return text


_READERS: Mapping[str, Callable[[str, object, date], object]] = {
    "family_name": _family_name, "given_name": _line, "patronymic": _line,
    "birth_date": _birth_date, "sex": _sex, "language": _language,
    "phone": _phone, "email": _email, "note": _line,
}  # fmt: skip
