"""What a coded entry of a medical record means for the facts, once it is checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from lumbalis.domain.expressions import Value


class Section(Enum):
    """What kind of statement a code is read from; the same code may mean different things."""

    STATES = "states"
    MEDICINES = "medicines"
    ALLERGENS = "allergens"
    OBSERVATIONS = "observations"
    SITES = "sites"


class When(Enum):
    """In which state of an entry a claim holds."""

    NOW = "now"
    ENDED = "ended"
    EVER = "ever"
    RECENT = "recent"
    NOW_OR_RECENT = "now_or_recent"
    DATED = "dated"
    HINT = "hint"


class DateOf(Enum):
    """Which date of an entry a date fact takes."""

    DONE = "done"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Claim:
    """One fact that an entry states. `value` is None for a hint.

    `within` is how long ago the entry may lie, for RECENT, NOW_OR_RECENT and, where
    given, ENDED.
    `if_unsure` replaces the value where the entry is not explicitly confirmed.
    """

    fact: str
    when: When
    value: Value | DateOf | None = None
    within: timedelta | None = None
    if_unsure: Value | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code means. Without claims: read, and known to say nothing."""

    id: str
    claims: tuple[Claim, ...]
    because: str
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Strictness:
    """The words of a fact from the mildest to the strictest, and those a record may state alone."""

    order: tuple[str, ...]
    alone: frozenset[str]

    @property
    def mildest(self) -> str:
        """The word that permits most; it keeps the date of its record."""
        return self.order[0]

    def stricter(self, one: str, other: str) -> str:
        """Give the stricter of two words."""
        return max(one, other, key=self.order.index)


@dataclass(frozen=True, slots=True)
class Measured:
    """The fact that an observation answers, and other facts its code answers along with it."""

    fact: str
    also: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class CodeTable:
    """The codes of one section of one system.

    `exact` are whole codes. `prefixes` and `ranges` belong to systems whose codes
    nest: the longest key wins, and a prefix wins over a range of the same length.
    """

    exact: Mapping[str, str]
    prefixes: Mapping[str, str]
    ranges: tuple[tuple[str, str, str], ...]

    def find(self, code: str) -> str | None:
        """Give what stands for a code; None where nothing does."""
        if code in self.exact:
            return self.exact[code]
        return self._nested(code.replace(".", "").upper()) if self.prefixes or self.ranges else None

    def _nested(self, code: str) -> str | None:
        for length in range(len(code), 0, -1):
            beginning = code[:length]
            if beginning in self.prefixes:
                return self.prefixes[beginning]
            for first, last, target in self.ranges:
                if len(first) == length and first <= beginning <= last:
                    return target
        return None


NOT_RELEVANT = "not_relevant"


@dataclass(frozen=True, slots=True)
class Terminology:
    """All code systems, what their codes mean, and how claims about one fact combine.

    `tables` are keyed by code system and section. `age_limits` are the ages, in
    years, at which some rule of the protocol changes its mind.
    """

    tables: Mapping[tuple[str, Section], CodeTable]
    meanings: Mapping[str, Meaning]
    strictness: Mapping[str, Strictness]
    measured: Mapping[str, Measured]
    sites: Mapping[str, tuple[str, Value]]
    age_limits: frozenset[float]

    def target(self, section: Section, system: str | None, code: str) -> str | None:
        """Give the id of what a code stands for in a section; None where it is in no list."""
        table = self.tables.get((system or "", section))
        return None if table is None else table.find(code)
