"""A branch of a parsed knowledge file that knows its address and refuses what it cannot read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import isfinite
from typing import NoReturn, TypeVar

from lumbalis.knowledge.errors import KnowledgeError

_Choice = TypeVar("_Choice", bound=Enum)
_Value = TypeVar("_Value")


_NO_LINES: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Branch:
    """A mapping with its file and its path inside it; every reader raises KnowledgeError.

    `lines` gives the line of an address (`rules[3].when`), where the reader kept them.
    """

    file: str
    path: str
    tree: Mapping[str, object]
    lines: Mapping[str, int] = field(default_factory=lambda: _NO_LINES, compare=False)

    @classmethod
    def root(cls, tree: object, file: str, lines: Mapping[str, int] = _NO_LINES) -> Branch:
        """Take a whole parsed file."""
        return cls(file, "", _mapping(tree, file, "the file", lines), lines)

    @property
    def line(self) -> int | None:
        """The line on which this branch begins."""
        return self.lines.get(self.path)

    def only(self, required: Collection[str], optional: Collection[str] = ()) -> None:
        """Refuse missing keys and keys nobody would read: a misspelt limit is a lost limit."""
        for key in required:
            if key not in self.tree:
                self.refuse(key, "is missing", "Add it")
        for key in self.tree:
            if key not in required and key not in optional:
                self.refuse(key, "is not known here", "Correct its spelling or remove it")

    def fault(self, key: str, what: str, what_to_do: str) -> KnowledgeError:
        """Make the error for what stands under one key."""
        address = self._address(key)
        line = self.lines.get(address, self.line)
        return KnowledgeError(self.file, line, f"{address} {what}", what_to_do)

    def refuse(self, key: str, what: str, what_to_do: str) -> NoReturn:
        """Refuse what stands under one key."""
        raise self.fault(key, what, what_to_do)

    def built(self, make: Callable[[], _Value]) -> _Value:
        """Make a domain object, giving its errors, which know no files, this branch's address."""
        try:
            return make()
        except KnowledgeError:
            raise
        except ValueError as error:
            what, _, what_to_do = str(error).rstrip(".").partition("; ")
            address = f"{self.path}: {what}" if self.path else what
            advice = what_to_do[:1].upper() + what_to_do[1:]
            raise KnowledgeError(self.file, self.line, address, advice or "Correct it") from error

    def has(self, key: str) -> bool:
        """Tell whether the key is there."""
        return key in self.tree

    def text(self, key: str) -> str:
        """Read a text that is not blank."""
        value = self.tree.get(key)
        if not isinstance(value, str) or not value.strip():
            self.refuse(key, "is not a text", "Write a text, in quotes if it looks like a number")
        return value.strip()

    def texts_or_none(self, key: str) -> tuple[str, ...]:
        """Read a list of texts that may be empty or absent."""
        return self.texts(key) if self.tree.get(key) else ()

    def real(self, key: str) -> float:
        """Read a finite number as a float."""
        return float(self.number(key))

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts, all different and at least one."""
        values = self.values(key, lambda item, branch: Branch.text(branch, item))
        if len(set(values)) != len(values):
            self.refuse(key, "says something twice", "Keep one of the two")
        return values

    def flag(self, key: str) -> bool:
        """Read true or false."""
        value = self.tree.get(key)
        if not isinstance(value, bool):
            self.refuse(key, "is neither true nor false", "Write true or false")
        return value

    def whole(self, key: str) -> int:
        """Read a whole number, zero or above."""
        value = self.tree.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self.refuse(key, "is not a whole number from zero upwards", "Write one")
        return value

    def number(self, key: str) -> Fraction:
        """Read a finite number, exactly as it is written."""
        value = self.tree.get(key)
        if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
            self.refuse(key, "is not a number", "Write a number without a unit")
        if not isfinite(value):
            self.refuse(key, "is not a finite number", "Write a finite number")
        return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)

    def choice(self, key: str, choices: type[_Choice]) -> _Choice:
        """Read one of the values of an enumeration."""
        value = self.tree.get(key)
        found = next((choice for choice in choices if choice.value == value), None)
        if found is None:
            known = ", ".join(str(choice.value) for choice in choices)
            self.refuse(key, "is not one of the known values", f"Write one of: {known}")
        return found

    def optional(self, key: str, read: Callable[[str], _Value]) -> _Value | None:
        """Read a key by one of the readers if it is there."""
        return read(key) if key in self.tree else None

    def branch(self, key: str) -> Branch:
        """Go down to the mapping under a key."""
        address = self._address(key)
        below = _mapping(self.tree.get(key), self.file, address, self.lines)
        return Branch(self.file, address, below, self.lines)

    def children(self, key: str) -> dict[str, Branch]:
        """Go down to the mappings under the mapping under a key, by their names."""
        below = self.branch(key)
        return {name: below.branch(name) for name in below.tree}

    def branches(self, key: str) -> tuple[Branch, ...]:
        """Go down to the mappings in the list under a key; an empty list has none."""
        items = self._list(key)
        addresses = [f"{self._address(key)}[{place}]" for place in range(len(items))]
        return tuple(
            Branch(self.file, address, _mapping(item, self.file, address, self.lines), self.lines)
            for address, item in zip(addresses, items, strict=True)
        )

    def values(self, key: str, read: Callable[[str, Branch], _Value]) -> tuple[_Value, ...]:
        """Read a list that is not empty, each entry by one of the readers."""
        items = self._list(key)
        if not items:
            self.refuse(key, "is empty", "List at least one entry")
        entries = {f"[{i}]": item for i, item in enumerate(items)}
        line = Branch(self.file, self._address(key), entries, self.lines)
        return tuple(read(place, line) for place in line.tree)

    def _list(self, key: str) -> list[object]:
        value = self.tree.get(key)
        if not isinstance(value, list):
            self.refuse(key, "is not a list", "Write a list in square brackets")
        return value

    def _address(self, key: str) -> str:
        joint = "" if not self.path or key.startswith("[") else "."
        return f"{self.path}{joint}{key}"


def _mapping(
    value: object, file: str, address: str, lines: Mapping[str, int] = _NO_LINES
) -> Mapping[str, object]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        what = f"{address} is not a mapping with names as keys"
        raise KnowledgeError(file, lines.get(address), what, "Write name: value pairs")
    return value
