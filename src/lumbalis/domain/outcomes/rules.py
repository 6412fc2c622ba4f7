"""The rules that join instruments: course result, group differences, when to measure what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from lumbalis.domain.outcomes.instruments import Instrument
from lumbalis.domain.outcomes.thresholds import Criterion, Provenance


class Moment(Enum):
    """When outcomes are measured."""

    BASELINE = "baseline"
    SESSION = "session"
    REVIEW = "review"
    END = "end"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True, slots=True)
class Measure:
    """An instrument due at a moment; `readings` names which of several are meant."""

    instrument: str
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measurement:
    """What is due at one moment; `months_after_end` holds the follow-up visits, in months."""

    moment: Moment
    measures: tuple[Measure, ...]
    months_after_end: tuple[int, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class ResponderCriterion:
    """One instrument and the criteria of which any one makes a course responder."""

    instrument: str
    any_of: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class CourseRules:
    """How a course's result is told from the changes of its instruments.

    `readings` names, for an instrument with several readings, the one that counts.
    """

    recovered_when_all: tuple[str, ...]
    responder_when_any: tuple[ResponderCriterion, ...]
    readings: Mapping[str, str]
    provenance: Provenance

    def __post_init__(self) -> None:
        """Refuse rules that hold for everybody because they ask for nothing."""
        if not self.recovered_when_all or not self.responder_when_any:
            msg = "a course needs a rule for recovery and one for response; name the instruments."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class GroupThreshold:
    """The difference between two groups' means that a trial took as meaningful, in points."""

    id: str
    difference: Fraction
    provenance: Provenance

    def __post_init__(self) -> None:
        """Refuse zero and below: every two groups would then differ meaningfully."""
        if self.difference <= 0:
            msg = f"{self.id}: a meaningful group difference must be greater than zero."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class OutcomeRules:
    """Everything a protocol says about outcomes."""

    instruments: Mapping[str, Instrument]
    course: CourseRules
    group_thresholds: Mapping[str, GroupThreshold]
    schedule: Mapping[Moment, Measurement]
