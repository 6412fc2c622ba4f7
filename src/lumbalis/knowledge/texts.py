"""Words for people: the texts of one language, with every number filled in from the limits."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import NamedTuple, NoReturn

from lumbalis.domain.expressions import Limit
from lumbalis.knowledge.errors import KnowledgeError
from lumbalis.knowledge.locales import (
    LANGUAGES,
    format_date,
    format_datetime,
    format_number,
    plural_class,
)

PLACEHOLDER = re.compile(r"\{(\w+)(?:\|(\w+))?\}")
FORMS = ("count", "gen", "acc", "named", "named_gen", "number", "short")
"""How a placeholder may ask for its number: `{rest_after_session|gen}`; without a form, `count`."""

_SECONDS, _MINUTES, _SECONDS_A_MINUTE = "s", "min", 60
_FALLS_BACK_TO = {"acc": "count", "named": "count", "named_gen": "gen"}


class Quantity(NamedTuple):
    """A number with its UCUM unit, to be written as the language writes it."""

    value: float
    unit: str


TextValue = str | int | float | date | Quantity | Limit
"""What may be filled into a text."""

ReadTexts = Callable[[str, str], Mapping[str, object]]
"""Gives the parsed file of a language: `read("ru", "screening")`. Raises KnowledgeError."""


class Texts:
    """The texts of one language. Each file is read when its first word is needed.

    Parameters
    ----------
    language : str
        `en`, `ru` or `uk`.
    read : callable
        Takes a language and the name of a file without its ending, gives its content.
    limits : mapping
        The protocol's limits by name; a placeholder `{session_target}` is filled from
        them with the unit in the language, unless a value of that name is passed.

    Raises
    ------
    KnowledgeError
        From every method, when a file, key or placeholder is missing.
    """

    def __init__(self, language: str, read: ReadTexts, limits: Mapping[str, Limit]) -> None:
        if language not in LANGUAGES:
            where, what = "texts", f"there are no texts in {language}"
            raise KnowledgeError(where, None, what, f"Choose one of {', '.join(LANGUAGES)}")
        self.language = language
        self._read = read
        self._limits = limits
        self._files: dict[str, Mapping[str, object]] = {}

    def get(self, file: str, /, *keys: str, **values: TextValue) -> str:
        """Give a text by its file and keys, with its placeholders filled."""
        found = self._find(file, keys)
        if not isinstance(found, str):
            self._refuse(file, f"{'.'.join(keys)} is missing", "Write this text")
        return self._fill(found, file, keys, values)

    def find(self, file: str, /, *keys: str, **values: TextValue) -> str | None:
        """Give a text, or None where the file has no such key."""
        found = self._find(file, keys)
        return self._fill(found, file, keys, values) if isinstance(found, str) else None

    def lines(self, file: str, /, *keys: str, **values: TextValue) -> tuple[str, ...]:
        """Give a list of texts."""
        found = self._find(file, keys)
        if not isinstance(found, list):
            self._refuse(file, f"{'.'.join(keys)} is no list", "Write a list of texts")
        return tuple(self._fill(str(line), file, keys, values) for line in found)

    def keys(self, file: str, /, *keys: str) -> tuple[str, ...]:
        """Name what stands below some keys; nothing where they are missing."""
        found = self._find(file, keys)
        return tuple(found) if isinstance(found, Mapping) else ()

    def value(self, value: TextValue, form: str = "count") -> str:
        """Write one value as this language writes it."""
        match value:
            case str():
                return value
            case datetime():
                return format_datetime(self.language, value)
            case date():
                return format_date(self.language, value)
            case Limit():
                return self.quantity(value.value, value.unit or "{count}", form)
            case Quantity():
                return self.quantity(value.value, value.unit, form)
            case _:
                return format_number(self.language, value)

    def quantity(self, value: float, unit: str, form: str = "count") -> str:
        """Write a number with its UCUM unit; whole minutes are not written as seconds.

        `form` is one of FORMS: counting, genitive, accusative, with a word for units
        that have none beside their number, the bare number, or the short symbol.
        """
        if unit == _SECONDS and value >= _SECONDS_A_MINUTE and value % _SECONDS_A_MINUTE == 0:
            value, unit = value / _SECONDS_A_MINUTE, _MINUTES
        number = format_number(self.language, value)
        if form == "number":
            return number
        return self._unit_form(unit, form, value).replace("{n}", number)

    def scale(self, unit: str) -> str:
        """Tell how a unit is compared: as `height` (below, above) or as `amount` (less, more)."""
        found = self._find("units", (unit, "scale"))
        return found if isinstance(found, str) else "amount"

    def _unit_form(self, unit: str, form: str, value: float) -> str:
        forms = self._find("units", (unit, form))
        if forms is None and form in _FALLS_BACK_TO:
            return self._unit_form(unit, _FALLS_BACK_TO[form], value)
        if isinstance(forms, Mapping):
            forms = forms.get(plural_class(self.language, value))
        if not isinstance(forms, str):
            self._refuse("units", f"{unit} has no form {form}", "Add the unit and its plural forms")
        return forms

    def _find(self, file: str, keys: tuple[str, ...]) -> object:
        if file not in self._files:
            self._files[file] = self._read(self.language, file)
        found: object = self._files[file]
        for key in keys:
            found = found.get(key) if isinstance(found, Mapping) else None
        return found

    def _fill(
        self, text: str, file: str, keys: tuple[str, ...], values: Mapping[str, TextValue]
    ) -> str:
        if "{" not in text:
            return text

        def written(match: re.Match[str]) -> str:
            name, form = match[1], match[2] or "count"
            value = values.get(name, self._limits.get(name))
            if value is None or form not in FORMS:
                where = ".".join(keys)
                self._refuse(
                    file, f"{where} asks for {match[0]}, which nothing fills", "Name a limit"
                )
            return self.value(value, form)

        return PLACEHOLDER.sub(written, text)

    def _refuse(self, file: str, what: str, what_to_do: str) -> NoReturn:
        where = f"texts/{self.language}/{file}.yaml"
        raise KnowledgeError(where, None, what, what_to_do)
