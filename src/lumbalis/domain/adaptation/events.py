"""Adverse events and their grades: minor, moderate, serious."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

from lumbalis.domain.adaptation.rules import AdaptationRules, GradeRules
from lumbalis.domain.truth import Truth, any_of, truth_of


class Grade(Enum):
    """How grave an adverse event is; the numbers order the grades."""

    MINOR = 1
    MODERATE = 2
    SERIOUS = 3


@dataclass(frozen=True, slots=True)
class AdverseEvent:
    """Something unwanted that happened in or after a session.

    `features` answers the protocol's grading questions by id; a question without an
    answer is UNKNOWN. `duration_h` is how long the event lasted in hours, or has lasted
    so far; `resolved` tells whether it is over, so an event that goes on may still become
    a longer one. `blister_mm` is the greatest width of a blister, 0 without one.
    `cause` is the technique or manipulation that a physician holds responsible.
    """

    kind: str
    features: Mapping[str, Truth] = field(default_factory=dict)
    duration_h: Fraction | int | None = None
    onset_h: Fraction | int | None = None
    blister_mm: Fraction | int | None = None
    resolved: Truth = Truth.UNKNOWN
    cause: str | None = None

    def __post_init__(self) -> None:
        """Refuse a negative time or size."""
        sizes = (self.duration_h, self.onset_h, self.blister_mm)
        if any(size is not None and size < 0 for size in sizes):
            msg = "An adverse event has a time or size below zero; enter it anew."
            raise ValueError(msg)


def grade(event: AdverseEvent, rules: AdaptationRules) -> Grade:
    """Grade an adverse event; whatever nobody has answered counts as the worse answer.

    So an unknown duration is never graded lower than a long one. `open_questions` names
    the answers that might lower the grade, `at_least` tells whether it could fall.

    Raises
    ------
    ValueError
        If the event answers a question that the protocol does not ask.
    """
    for candidate in (Grade.SERIOUS, Grade.MODERATE):
        if at_least(event, candidate, rules) is not Truth.FALSE:
            return candidate
    return Grade.MINOR


def at_least(event: AdverseEvent, wanted: Grade, rules: AdaptationRules) -> Truth:
    """Tell whether an event has a grade or a graver one; UNKNOWN where an open answer decides.

    Raises
    ------
    ValueError
        If the event answers a question that the protocol does not ask.
    """
    check_features(event, rules.grades)
    match wanted:
        case Grade.MINOR:
            return Truth.TRUE
        case Grade.MODERATE:
            return _serious(event, rules.grades) | _moderate(event, rules.grades)
        case Grade.SERIOUS:
            return _serious(event, rules.grades)


def open_questions(event: AdverseEvent, rules: AdaptationRules) -> tuple[str, ...]:
    """Name the grading questions still open, in the protocol's order.

    Empty as soon as the grade is certain, whatever else is unanswered.
    """
    grades = rules.grades
    serious = at_least(event, Grade.SERIOUS, rules)
    moderate = _moderate(event, grades)
    asked: list[str] = []
    if serious is Truth.UNKNOWN:
        asked += (*grades.serious, *_blister_questions(event, grades))
    if serious is not Truth.TRUE and moderate is Truth.UNKNOWN:
        asked += (*grades.moderate, "duration_h")
    return tuple(name for name in asked if _is_open(event, name, grades))


def check_features(event: AdverseEvent, rules: GradeRules) -> None:
    """Refuse an answer to a question nobody asks: its meaning would be lost.

    Raises
    ------
    ValueError
        If there is one.
    """
    for name in event.features:
        if name not in rules.features:
            msg = f"No grading question is called {name}; use an id from the protocol's grades."
            raise ValueError(msg)


def _answer(event: AdverseEvent, name: str) -> Truth:
    return event.features.get(name, Truth.UNKNOWN)


def _is_open(event: AdverseEvent, name: str, rules: GradeRules) -> bool:
    match name:
        case "blister_mm":
            return event.blister_mm is None
        case "duration_h":
            return _lasted_long(event, rules) is Truth.UNKNOWN
        case _:
            return _answer(event, name) is Truth.UNKNOWN


def _serious(event: AdverseEvent, rules: GradeRules) -> Truth:
    named = any_of(_answer(event, name) for name in rules.serious)
    return named | (_answer(event, rules.burn) & _large_blister(event, rules))


def _large_blister(event: AdverseEvent, rules: GradeRules) -> Truth:
    size = event.blister_mm
    return truth_of(None if size is None else size > rules.blister_above_mm)


def _moderate(event: AdverseEvent, rules: GradeRules) -> Truth:
    named = any_of(_answer(event, name) for name in rules.moderate)
    return named | _lasted_long(event, rules)


def _lasted_long(event: AdverseEvent, rules: GradeRules) -> Truth:
    """Tell whether it lasted too long to be minor; short so far means nothing until it is over."""
    if event.duration_h is None:
        return Truth.UNKNOWN
    if event.duration_h > rules.duration_above_h:
        return Truth.TRUE
    return Truth.FALSE if event.resolved is Truth.TRUE else Truth.UNKNOWN


def _blister_questions(event: AdverseEvent, rules: GradeRules) -> tuple[str, ...]:
    """Name what a burn still leaves open; without a burn no blister is asked for."""
    answers = (_answer(event, rules.burn), _large_blister(event, rules))
    return () if Truth.FALSE in answers else (rules.burn, "blister_mm")
