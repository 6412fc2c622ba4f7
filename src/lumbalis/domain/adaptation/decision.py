"""What the ladder answers: the next session, why, and what is still unanswered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from lumbalis.domain.adaptation.rules import Constraint, Row

Plain = int | str | tuple[int, ...] | tuple[str, ...] | None


class Kind(Enum):
    """What happens next; only LEVEL and RESTART are sessions."""

    LEVEL = "level"
    RESTART = "restart"
    NO_SESSION = "no_session"
    HOLD_FOR_PHYSICIAN = "hold_for_physician"
    STOP_COURSE = "stop_course"

    @property
    def is_session(self) -> bool:
        """Whether a session may take place."""
        return self in (Kind.LEVEL, Kind.RESTART)


@dataclass(frozen=True, slots=True)
class Question:
    """Something nobody has answered: of a session's report, or (None) of today."""

    session: int | None
    about: str


@dataclass(frozen=True, slots=True)
class Because:
    """One row or constraint that decided, with the values it read.

    `certain` is False where it holds only as long as a question stays unanswered;
    `text` is a key into the texts.
    """

    why: Row | Constraint
    text: str
    certain: bool
    values: Mapping[str, Plain]


@dataclass(frozen=True, slots=True)
class NextSession:
    """The ladder's decision about the session being planned.

    `level` is 0 where there is no session, otherwise 1 to 5. `level_before` is the
    level of the last session, None before the first or where it is not known.
    `because` begins with what decided; whatever else limited the level follows.
    `missing` are the answers that might change the decision. `criteria_unmet` says what
    stands against a higher level. `removed` are techniques and manipulations that have
    caused a moderate event in this course.
    """

    kind: Kind
    level: int
    level_before: int | None
    because: tuple[Because, ...]
    missing: tuple[Question, ...]
    criteria_unmet: tuple[str, ...]
    removed: frozenset[str]

    @property
    def text(self) -> str:
        """The key of the decision into the texts."""
        if self.kind is not Kind.LEVEL or self.level_before is None:
            first = self.kind is Kind.LEVEL
            return "next.first_level" if first else f"next.{self.kind.value}"
        if self.level == self.level_before:
            return "next.level_held"
        return "next.level_raised" if self.level > self.level_before else "next.level_lowered"
