"""The words of the pages, in three languages: `say("uk", "patients.title")`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path

import yaml

from lumbalis.knowledge.locales import (
    LANGUAGES,
    format_date,
    format_datetime,
    format_number,
    plural_class,
)

FOLDER = Path(__file__).parent / "words"
PLACEHOLDER = re.compile(r"\{(\w+)\}")
_PUT_IN = re.compile(r"\{(\w+)\}(\.?)")
_CLASSES = frozenset({"one", "few", "many", "other"})


class MissingWordsError(LookupError):
    """A page asks for words nobody has written."""


def say(language: str, key: str, /, **values: object) -> str:
    """Give words by `area.key`, filled in; plural forms are chosen by `n`.

    Raises
    ------
    MissingWordsError
        If the words or one of their placeholders is missing.
    """
    text = _find(spoken(language), key)
    if isinstance(text, Mapping) and set(text) <= _CLASSES:
        text = text.get(plural_class(language, _count(key, values))) or text.get("other")
    if not isinstance(text, str):
        msg = f"The words {key} are not written in {language}."
        raise MissingWordsError(msg)
    return _PUT_IN.sub(
        lambda match: _ended(_filled(language, key, match[1], values), match[2]), text
    )


def has(language: str, key: str) -> bool:
    """Tell whether words are written."""
    return _find(spoken(language), key) is not None


def spoken(language: str) -> str:
    """Give the language itself if we speak it, else the first of ours."""
    short = language[:2]
    return short if short in LANGUAGES else LANGUAGES[0]


def written(language: str, value: object) -> str:
    """Write a value as the language writes it."""
    match value:
        case bool() | str():
            return str(value)
        case datetime():
            return format_datetime(language, value)
        case date():
            return format_date(language, value)
        case int() | float():
            return format_number(language, value)
        case _:
            return str(value)


def areas(language: str) -> tuple[str, ...]:
    """Name the files of words of a language."""
    return tuple(sorted(file.stem for file in (FOLDER / language).glob("*.yaml")))


@cache
def area(language: str, name: str) -> Mapping[str, object]:
    """Read one file of words."""
    file = FOLDER / language / f"{name}.yaml"
    if not file.exists():
        return {}
    read = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader
    return read if isinstance(read, Mapping) else {}


_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _find(language: str, key: str) -> object:
    name, *keys = key.split(".")
    found: object = area(language, name)
    for step in keys:
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _count(key: str, values: Mapping[str, object]) -> float:
    count = values.get("n")
    if not isinstance(count, int | float):
        msg = f"The words {key} have plural forms and need n."
        raise MissingWordsError(msg)
    return count


def _ended(filled: str, dot: str) -> str:
    """End a sentence once: what is put in may end in a dot itself, as `2026 г.` does."""
    return filled if filled.endswith(".") else filled + dot


def _filled(language: str, key: str, name: str, values: Mapping[str, object]) -> str:
    if name not in values:
        msg = f"The words {key} ask for {name}, which the page does not give."
        raise MissingWordsError(msg)
    return written(language, values[name])
