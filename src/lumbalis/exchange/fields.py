"""An object from outside that knows where it stands, and reads its fields strictly."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from lumbalis.exchange.errors import InputError, show_name

_DAY = r"\d{4}-\d\d-\d\d"
_CLOCK = r"\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?"
_MOMENT = re.compile(rf"{_DAY}T{_CLOCK}(?:Z|[+-]\d\d:\d\d)\Z")
_WITHOUT_OFFSET = re.compile(rf"{_DAY}(?:[T ]{_CLOCK})?\Z")


def moment_of(text: str) -> datetime | None:
    """Read an ISO 8601 date and time with its UTC offset; None if it is not one."""
    if not _MOMENT.match(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Fields:
    """A JSON object with its file and its path in it. Null counts as absent.

    Every reader raises InputError for a value of the wrong type.
    """

    file: str
    path: str
    tree: Mapping[str, object]

    @classmethod
    def root(cls, value: object, file: str) -> Fields:
        """Take a whole parsed file."""
        if not isinstance(value, dict):
            raise InputError(file, "is not a JSON object", "send one object in braces")
        return cls(file, "", value)

    def place(self, key: str) -> str:
        """Name where a key stands."""
        shown = key if key.startswith("[") else show_name(key)
        joint = "." if self.path and not shown.startswith("[") else ""
        return f"{self.file}, {self.path}{joint}{shown}"

    def problem(self, key: str, what: str, what_to_do: str) -> InputError:
        """Make the error for what stands under a key."""
        return InputError(self.place(key), what, what_to_do)

    def refuse(self, key: str, what: str, what_to_do: str) -> NoReturn:
        """Refuse what stands under a key.

        Raises
        ------
        InputError
            Always.
        """
        raise self.problem(key, what, what_to_do)

    def refuse_unknown(self, known: Collection[str], thing: str) -> None:
        """Refuse the first key that nobody would read; a misspelt answer is a lost answer."""
        for key in self.tree:
            if key not in known:
                raise self.unknown(key, known, thing)

    def unknown(self, key: str, known: Collection[str], thing: str) -> InputError:
        """Make the error for a key that nobody would read."""
        near = difflib.get_close_matches(key[:60], known, n=1)
        hint = f"did you mean {near[0]}" if near else "remove it or correct its name"
        return self.problem(key, f"is not {thing}", hint)

    def has(self, key: str) -> bool:
        """Tell whether the key is there with a value."""
        return self.tree.get(key) is not None

    def text(self, key: str) -> str:
        """Read a text that is not blank."""
        value = self.tree.get(key)
        if not isinstance(value, str) or not value.strip():
            self.refuse(key, "is missing or not a text", "write a text in quotes")
        return value

    def flag(self, key: str) -> bool:
        """Read true or false."""
        value = self.tree.get(key)
        if not isinstance(value, bool):
            self.refuse(key, "is neither true nor false", "write true or false")
        return value

    def whole(self, key: str, least: int) -> int:
        """Read a whole number not below `least`."""
        value = self.tree.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            what = f"is not a whole number from {least} upwards"
            self.refuse(key, what, "correct it or leave it out")
        return value

    def number(self, key: str, most: float | None = None) -> float:
        """Read a number, not above `most` where that is given."""
        value = self.tree.get(key)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            self.refuse(key, "is not a number", "write a number without quotes")
        if most is not None and value > most:
            self.refuse(key, f"is above {most:g}", "check the number and its sign")
        return float(value)

    def moment(self, key: str) -> datetime:
        """Read a date and time with its UTC offset."""
        text = self.text(key)
        moment = moment_of(text)
        if moment is None:
            lacks = "has no UTC offset" if _WITHOUT_OFFSET.match(text) else "is not a date and time"
            self.refuse(key, lacks, "write it like 2026-11-22T09:30:00+03:00")
        return moment

    def items(self, key: str) -> list[object]:
        """Read a list; an absent one is empty."""
        value = self.tree.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.refuse(key, "is not a list", "write a list in square brackets")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts; an absent one is empty."""
        texts: list[str] = []
        for item in self.items(key):
            if not isinstance(item, str) or not item.strip():
                self.refuse(key, "holds something that is no text", "list texts in quotes")
            texts.append(item)
        return tuple(texts)

    def below(self, key: str) -> Fields:
        """Go down to the object under a key; an absent one is empty."""
        value = self.tree.get(key)
        return self._down(key, {} if value is None else value)

    def each(self, key: str) -> tuple[Fields, ...]:
        """Go down to the objects in the list under a key; an absent one has none."""
        items = enumerate(self.items(key))
        return tuple(self._down(f"{key}[{place}]", item) for place, item in items)

    def _down(self, key: str, value: object) -> Fields:
        if not isinstance(value, dict):
            self.refuse(key, "is not an object", "write an object in braces")
        joint = "." if self.path else ""
        return Fields(self.file, f"{self.path}{joint}{key}", value)
