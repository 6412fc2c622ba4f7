"""The account of a session: what its events add up to."""

from __future__ import annotations

from dataclasses import dataclass

from lumbalis.domain.guided.events import (
    AdverseReported,
    CheckpointAnswered,
    MediaUsed,
    Outcome,
    PalpationNoted,
    PointHeld,
    When,
)
from lumbalis.domain.truth import Truth


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some time in one step at one level, in milliseconds."""

    level: int
    ms: int


@dataclass(frozen=True, slots=True)
class StepDone:
    """What became of one planned step.

    `how` is None while it runs, and for a step nobody came to. `extended_s` are the seconds
    it was given beyond its plan.
    """

    step: int
    stretches: tuple[Stretch, ...] = ()
    how: Outcome | None = None
    extended_s: int = 0
    times_entered: int = 0

    @property
    def seconds(self) -> int:
        """Whole seconds of hands-on time, rounded to the nearest."""
        return (sum(one.ms for one in self.stretches) + 500) // 1000

    @property
    def highest(self) -> int | None:
        """The highest level that was worked at; None if nobody worked."""
        return max((one.level for one in self.stretches if one.ms), default=None)


@dataclass(frozen=True, slots=True)
class PainScore:
    """A pain score with its time; `worst` is the higher of rest and movement."""

    at_ms: int
    when: When
    rest: int | None
    moving: int | None

    @property
    def worst(self) -> int | None:
        """The higher of the two; None where neither was asked."""
        known = [one for one in (self.rest, self.moving) if one is not None]
        return max(known, default=None)


@dataclass(frozen=True, slots=True)
class CupSpell:
    """Cups that stood; `removed_ms` is None as long as they stand."""

    step: int
    zones: tuple[str, ...]
    placed_ms: int
    due_ms: int
    removed_ms: int | None = None

    def over_s(self, now_ms: int) -> int:
        """How many whole seconds they stood, or stand, longer than they should."""
        until = now_ms if self.removed_ms is None else self.removed_ms
        return max(0, (until - self.due_ms) // 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A session as it happened.

    `devices` are those that wrote, additions aside; more than one means two hands or two
    stories, and somebody has to look. `stopped` tells whether it was stopped, `stopped_for`
    why: empty where a signed session ran to its end, None as long as nobody has said.
    """

    devices: tuple[str, ...] = ()
    started_ms: int | None = None
    ended_ms: int | None = None
    steps: tuple[StepDone, ...] = ()
    pauses_ms: int = 0
    pain: tuple[PainScore, ...] = ()
    checkpoints: tuple[CheckpointAnswered, ...] = ()
    cups: tuple[CupSpell, ...] = ()
    points: tuple[PointHeld, ...] = ()
    palpation: tuple[PalpationNoted, ...] = ()
    guarding: int | None = None
    tolerance: int | None = None
    adverse: tuple[AdverseReported, ...] = ()
    stopped: bool = False
    stopped_for: frozenset[str] | None = None
    rest_s: int | None = None
    got_up: Truth = Truth.UNKNOWN
    media: tuple[MediaUsed, ...] = ()
    notes: tuple[str, ...] = ()
    assessment: str | None = None
    finished_ms: int | None = None
    added: tuple[str, ...] = ()

    @property
    def hands_on_s(self) -> int:
        """The seconds of all steps together."""
        return sum(step.seconds for step in self.steps)

    @property
    def concurrent(self) -> bool:
        """Whether more than one device wrote."""
        return len(self.devices) > 1

    def pain_when(self, when: When) -> PainScore | None:
        """Give the last score of a time; None where it was not asked."""
        return next((one for one in reversed(self.pain) if one.when is when), None)
