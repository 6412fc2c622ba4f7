"""What the charts of a course show: sessions with their pain, scores with their thresholds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from itertools import pairwise

from lumbalis.domain.outcomes.change import ChangeLabel, classify_change
from lumbalis.domain.outcomes.important_value import important_value
from lumbalis.domain.outcomes.instruments import Direction, Instrument
from lumbalis.domain.outcomes.scores import Score


class Mark(Enum):
    """What interrupted a course; each value is a key into the texts."""

    STOPPED = "stopped"
    """The session ended early."""
    ADVERSE = "adverse"
    """Something untoward happened."""
    HOLD = "hold"
    """No massage that day, or none until something is settled."""
    REVIEW = "review"
    """A physician looked, or has to."""


@dataclass(frozen=True, slots=True)
class Flagged:
    """A mark at a session, with a sentence about it where there is one."""

    mark: Mark
    about: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """One session: its number, its day, the pain before and after; None where nobody asked.

    `phase` is an id of the protocol's phases, None where it is not known. `later` is the pain a
    day later, `level` the highest level the hands worked at.
    """

    session: int
    day: date
    before: int | None = None
    after: int | None = None
    phase: str | None = None
    flags: tuple[Flagged, ...] = ()
    later: int | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """The ends of a scale, which of them is the better one, and the value that matters.

    `important` is the first value that counts as an important improvement over the first
    reading; None where there is none. `decimals` is for showing.
    """

    minimum: float
    maximum: float
    higher_is_better: bool = False
    important: float | None = None
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """A score on a day; None where it was due and could not be had."""

    day: date
    value: float | None


@dataclass(frozen=True, slots=True)
class Track:
    """One measure over a course. `name` is shown as it is; `change` is the verdict of the course.

    `unit` is a UCUM unit for values that carry one, such as `cm2`; scores have none.
    """

    name: str
    scale: Scale
    readings: tuple[Reading, ...]
    change: ChangeLabel | None = None
    unit: str | None = None

    def __post_init__(self) -> None:
        """Refuse readings that are not in the order of their days."""
        _in_order([reading.day for reading in self.readings])


@dataclass(frozen=True, slots=True)
class CourseRecord:
    """A course as far as it is known. `pain` is the scale of the sessions' pain.

    `level` is the scale of the levels; without one they are not drawn.
    """

    visits: tuple[Visit, ...]
    pain: Scale
    tracks: tuple[Track, ...] = ()
    change: ChangeLabel | None = None
    level: Scale | None = None

    def __post_init__(self) -> None:
        """Refuse sessions that are not in the order of their numbers and days."""
        _in_order([visit.day for visit in self.visits])
        numbers = [visit.session for visit in self.visits]
        if numbers != sorted(set(numbers)):
            msg = "The sessions are not in the order of their numbers; sort them, one a number."
            raise ValueError(msg)


def pain_scale(nrs: Instrument, visits: Sequence[Visit]) -> Scale:
    """Give the scale of the sessions' pain, measured against the first pain known."""
    first = next((visit.before for visit in visits if visit.before is not None), None)
    return _scale(nrs, None if first is None else Fraction(first))


def track_of(instrument: Instrument, name: str, scores: Mapping[date, Score]) -> Track:
    """Make the track of an instrument from its scores; the first one is the baseline.

    Raises
    ------
    ValueError
        If a score belongs to another instrument.
    """
    ordered = sorted(scores.items())
    valued = [score for _, score in ordered if score.value is not None]
    change = None
    if len(valued) > 1 and instrument.important_change is not None:
        change = classify_change(instrument, valued[0], valued[-1]).label
    readings = (Reading(day, _float(score.value)) for day, score in ordered)
    scale = _scale(instrument, valued[0].value if valued else None)
    return Track(name, scale, tuple(readings), change)


def _scale(instrument: Instrument, baseline: Fraction | None) -> Scale:
    important = None if baseline is None else important_value(instrument, baseline)
    return Scale(
        minimum=float(instrument.range.minimum),
        maximum=float(instrument.range.maximum),
        higher_is_better=instrument.direction is Direction.HIGHER_IS_BETTER,
        important=_float(important),
        decimals=instrument.range.decimals,
    )


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _in_order(days: Sequence[date]) -> None:
    if any(later < earlier for earlier, later in pairwise(days)):
        msg = "What was measured is not in the order of its days; sort it."
        raise ValueError(msg)
