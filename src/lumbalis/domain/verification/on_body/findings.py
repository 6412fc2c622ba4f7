"""What a check on the body says: which stroke, where, what was found, what is allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from lumbalis.domain.anatomy import Anchor, Body, Point

CaseT = TypeVar("CaseT")


class BodyFinding(NamedTuple):
    """One place where a check objects; language-free, numbers with their unit (UCUM).

    `stroke` is its id, empty where the finding concerns several; `at` is in mm, None where
    the finding has no place on the skin.
    """

    where: str
    stroke: str
    at: Point | None
    found: str
    allowed: str


@dataclass(frozen=True, slots=True)
class BodyCheck(Generic[CaseT]):
    """One question asked of strokes. `kind` names it and every violation it finds."""

    kind: str
    find: Callable[[CaseT], Iterator[BodyFinding]]
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BodyViolation:
    """Something strokes do on a body that the limits do not allow.

    `where` is `session/stage/step` as far as the place in the plan is known. `at` is the
    place on the skin in mm, `anchor` the same from the nearest landmark.
    """

    kind: str
    where: str
    stroke: str
    at: Point | None
    anchor: Anchor | None
    found: str
    allowed: str
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way in which the landmarks may have been wrong, and what then breaks.

    Hands that follow wrong landmarks lie so far to the patient's right and towards the head of
    where they should: `up_share` is the share of each landmark's own possible error. `broken`
    names the strokes that then break a critical limit, and its kind.
    """

    right_mm: float
    up_share: float
    broken: tuple[tuple[str, str], ...]

    @property
    def survived(self) -> bool:
        """Tell whether nothing breaks."""
        return not self.broken


@dataclass(frozen=True, slots=True)
class Robustness:
    """The plan with its landmarks wrong.

    The margins are whole millimetres, rounded down: by how much everything may lie too far to
    the patient's left or right, and everything found from a level of the spine too far
    towards head or feet, before a critical limit breaks. No more than `searched_mm` was
    asked for; -1 says that a limit is broken with right landmarks already.
    """

    scenarios: tuple[Scenario, ...]
    left_mm: int
    right_mm: int
    up_mm: int
    down_mm: int
    searched_mm: int

    @property
    def survived(self) -> int:
        """Count the scenarios that the plan survives."""
        return sum(one.survived for one in self.scenarios)


@dataclass(frozen=True, slots=True)
class BodyVerification:
    """The result of checking the strokes of a session on one body.

    `margins` is the slack of every quantitative check that applies, smallest first by name's
    unit (`_mm`, `_n`, `_kpa`, `_kpa_s`, `_s`, `_share`); a negative one belongs to a
    violation. `zone_doses` is the mean dose of hands by zone in kPa·s. `checks` names every
    check that was run. `robustness` is None where the strokes could not be laid on the body.
    """

    violations: tuple[BodyViolation, ...]
    margins: Mapping[str, float]
    checks: tuple[str, ...]
    robustness: Robustness | None
    zone_doses: Mapping[str, float]
    body_sha256: str
    complete: bool = True
    """False for a look at one edited stroke: a plan is accepted only when all of it was checked."""

    @property
    def accepted(self) -> bool:
        """Tell whether all checks were run, none objects, and every scenario is survived."""
        return bool(self.complete and self.checks) and not self.violations


def check(find: Callable[[CaseT], Iterator[BodyFinding]], *source: str) -> BodyCheck[CaseT]:
    """Make a check of a function; the function's name becomes its kind."""
    return BodyCheck(find.__name__, find, source)


def run(case: CaseT, checks: tuple[BodyCheck[CaseT], ...], body: Body) -> Iterator[BodyViolation]:
    """Put every check to one case and collect what they object to."""
    for one in checks:
        for where, stroke, at, found, allowed in one.find(case):
            anchor = None if at is None else body.anchor(at)
            yield BodyViolation(one.kind, where, stroke, at, anchor, found, allowed, one.source)


def amount(number: float, unit: str = "") -> str:
    """Write a measured number to one decimal place; small ones to two."""
    places = 1 if abs(number) >= 1 else 2
    return f"{number:.{places}f} {unit}".rstrip()
