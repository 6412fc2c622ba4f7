"""What scoring gives back: a value or none, and every doubt about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction


class Flag(Enum):
    """A doubt that must be shown beside a score; each value is a key into the texts."""

    MISSING_ITEMS = "missing_items"
    MANY_MISSING = "many_missing"
    TOO_MANY_MISSING = "too_many_missing"
    UNVERIFIED_TABLE = "unverified_table"


@dataclass(frozen=True, slots=True)
class Score:
    """A scored instrument.

    `value` is in the instrument's own unit and exact; None means the answers do
    not allow a score. `worst_case` differs from `value` only where unanswered
    statements were counted as not endorsed: it is the value had all of them been
    endorsed. `missing` holds positions from 1.
    """

    instrument: str
    value: Fraction | None
    worst_case: Fraction | None
    missing: tuple[int, ...] = ()
    flags: frozenset[Flag] = frozenset()


class RiskGroup(Enum):
    """The STarT Back groups; a prognosis at the first visit, not an outcome."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Prognosis:
    """A STarT Back result; a part is None where the missing answers could change it."""

    instrument: str
    total: int | None
    distress: int | None
    group: RiskGroup | None
    missing: tuple[int, ...] = ()
    flags: frozenset[Flag] = frozenset()
