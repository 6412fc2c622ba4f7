"""What is noted at the couch: one event for each touch, never changed afterwards.

Steps are counted from 0 in the order of the plan. Times are whole milliseconds since the
epoch, on the clinic's clock as far as the device knew it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from lumbalis.domain.truth import Truth


class Outcome(Enum):
    """How a step was left."""

    DONE = "done"
    SKIPPED = "skipped"
    STOPPED = "stopped"


class When(Enum):
    """When a pain score was given."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Started:
    """The hands-on time began.

    `planned` is the number of the planned session that is given (a course may have begun its ramp
    again), `level` the level it is given at where that is lower than planned.
    """

    planned: int | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class StepEntered:
    """A step came to the front and its time runs."""

    step: int


@dataclass(frozen=True, slots=True)
class StepLeft:
    """A step's time stopped for good, unless somebody goes back to it."""

    step: int
    how: Outcome


@dataclass(frozen=True, slots=True)
class Paused:
    """The hands are off and no time runs."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """The hands are on again."""


@dataclass(frozen=True, slots=True)
class StepExtended:
    """A step was given more seconds."""

    step: int
    seconds: int


@dataclass(frozen=True, slots=True)
class StepLighter:
    """A step goes on at a lower level."""

    step: int
    level: int


@dataclass(frozen=True, slots=True)
class PainScored:
    """Pain, 0 to 10; None where it was not asked."""

    when: When
    rest: int | None = None
    moving: int | None = None


@dataclass(frozen=True, slots=True)
class CheckpointAnswered:
    """The question of a step was answered."""

    step: int
    checkpoint: str
    answer: str


@dataclass(frozen=True, slots=True)
class CupsPlaced:
    """Cups stand on zones until they have to come off."""

    step: int
    zones: tuple[str, ...]
    remove_at_ms: int


@dataclass(frozen=True, slots=True)
class CupsRemoved:
    """The cups of a step are off."""

    step: int


@dataclass(frozen=True, slots=True)
class PointHeld:
    """An acupressure point was worked for some seconds."""

    step: int
    point: str
    seconds: int


@dataclass(frozen=True, slots=True)
class PalpationNoted:
    """The hands found something in a zone."""

    zone: str
    finding: str


@dataclass(frozen=True, slots=True)
class GuardingSeen:
    """How much the muscles guard, 0 to 3."""

    score: int


@dataclass(frozen=True, slots=True)
class ToleranceSaid:
    """How the session was borne, 0 (unbearable) to 4 (comfortable)."""

    score: int


@dataclass(frozen=True, slots=True)
class AdverseReported:
    """Something unwanted happened; `features` answers the protocol's grading questions."""

    kind: str
    features: Mapping[str, Truth] = field(default_factory=dict)
    blister_mm: int | None = None
    resolved: Truth = Truth.UNKNOWN


@dataclass(frozen=True, slots=True)
class Stopped:
    """The session ended before its time, for these signs or reasons of the protocol.

    The first touch may name none, because the hands come off before anybody explains.
    """

    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RestStarted:
    """The patient lies covered and rests."""

    seconds: int


@dataclass(frozen=True, slots=True)
class RestEnded:
    """The rest is over."""


@dataclass(frozen=True, slots=True)
class GotUp:
    """The patient sat, then stood; `well` tells whether nothing was wrong."""

    well: Truth


@dataclass(frozen=True, slots=True)
class MediaUsed:
    """What was on the hands or the skin, with its batch."""

    medium: str
    batch: str = ""


@dataclass(frozen=True, slots=True)
class NoteSpoken:
    """Words of the therapist."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The therapist signed the session; `assessment` is `same` or one of the protocol's."""

    assessment: str


@dataclass(frozen=True, slots=True)
class Added:
    """An addition after the signature; nothing that was signed changes."""

    text: str


Event = (
    Started
    | StepEntered
    | StepLeft
    | Paused
    | Resumed
    | StepExtended
    | StepLighter
    | PainScored
    | CheckpointAnswered
    | CupsPlaced
    | CupsRemoved
    | PointHeld
    | PalpationNoted
    | GuardingSeen
    | ToleranceSaid
    | AdverseReported
    | Stopped
    | RestStarted
    | RestEnded
    | GotUp
    | MediaUsed
    | NoteSpoken
    | Finished
    | Added
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An event with its place: which device wrote it, as its how-many-eth, and when."""

    id: str
    device: str
    seq: int
    at_ms: int
    event: Event
