"""What a check says: where a plan breaks the protocol, what was found there and what is allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

CaseT = TypeVar("CaseT")


class Finding(NamedTuple):
    """One place where a check objects; language-free, numbers with their unit (UCUM)."""

    where: str
    found: str
    allowed: str


@dataclass(frozen=True, slots=True)
class Check(Generic[CaseT]):
    """One question asked of a plan.

    `kind` is the stable id of the question and of every violation it finds. `find`
    gives a finding for each place that breaks it. `source` says why it is asked.
    """

    kind: str
    find: Callable[[CaseT], Iterator[Finding]]
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Violation:
    """Something a plan does that protocol or verdict do not allow.

    `where` is `session/stage/step` (numbers from 1) as far as the place is known, or
    `course`. The words for a reader come from the texts, by `kind`.
    """

    kind: str
    where: str
    found: str
    allowed: str
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of checking a session or a course.

    `margins` is the slack of every quantitative check that applies, smallest first; the
    name ends in the unit (`_s`, `_h`, `_mm`, `_levels`, `_sessions`, `_count`). A negative
    margin belongs to a violation. `checks` names every check that was run.
    """

    violations: tuple[Violation, ...]
    margins: Mapping[str, float]
    checks: tuple[str, ...]
    sessions: tuple[Verification, ...] = ()
    """For a course: the same of each of its sessions, in order."""

    @property
    def accepted(self) -> bool:
        """Tell whether checks were run and none of them objects."""
        return bool(self.checks) and not self.violations


def check(find: Callable[[CaseT], Iterator[Finding]], *source: str) -> Check[CaseT]:
    """Make a check of a function; the function's name becomes its kind."""
    return Check(find.__name__, find, source)


def run(case: CaseT, checks: tuple[Check[CaseT], ...]) -> Iterator[Violation]:
    """Put every check to one case and collect what they object to."""
    for one in checks:
        for found in one.find(case):
            yield Violation(one.kind, *found, one.source)


def no_more_than(number: float, unit: str = "") -> str:
    """Write an upper limit without words."""
    return f"≤ {number:g} {unit}".rstrip()


def no_less_than(number: float, unit: str = "") -> str:
    """Write a lower limit without words."""
    return f"≥ {number:g} {unit}".rstrip()


def between(low: float, high: float, unit: str = "") -> str:
    """Write a range, both ends included, without words."""
    return f"{low:g}–{high:g} {unit}".rstrip()


def names(words: object) -> str:
    """Write ids in a stable order; a dash where there are none."""
    if not isinstance(words, frozenset | set | tuple | list):
        return str(words)
    ordered = words if isinstance(words, tuple | list) else sorted(words)
    return ", ".join(str(word) for word in ordered) or "–"
