"""What an expression is made of: the types of values, and the limits it may name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum


class ExpressionError(ValueError):
    """An expression that cannot be a rule: says what is wrong and what to write instead."""


class NoDate(Enum):
    """The answer "there is no such date", as in "never had an injection"."""

    NONE = "none"


NO_DATE = NoDate.NONE

Value = bool | int | float | str | frozenset[str] | date | NoDate
"""One known answer. A missing answer is None, never a Value."""

Reading = Mapping[str, Value | None]
"""Every name an expression may read, with its value or None for unknown; `today` is a date."""


class Kind(Enum):
    """The kinds of values the rule language knows."""

    BOOL = "bool"
    NUMBER = "number"
    ENUM = "enum"
    SET = "set"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class ValueType:
    """The type of a name.

    `unit` is UCUM and belongs to numbers (None: a bare count). `values` are the
    words an enum or a set may hold. `optional` marks a name whose unknown value
    has no effect by itself; only such a name may stand inside `stated(...)`.
    """

    kind: Kind
    unit: str | None = None
    values: frozenset[str] = frozenset()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """A clinical number of the protocol, by name, with where it comes from.

    `value` is in `unit` (UCUM). `certainty` is a GRADE word or `expert-opinion`;
    `status` stays `draft` until a named physician has signed the number.
    """

    id: str
    value: float
    unit: str | None
    source: tuple[str, ...]
    certainty: str
    status: str
