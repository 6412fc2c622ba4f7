"""What a course achieved for one patient, in the words of the protocol's thresholds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from lumbalis.clinic.records.models import Course
from lumbalis.clinic.services.outcomes import scores
from lumbalis.clinic.services.outcomes.rules import instrument_of, outcome_rules
from lumbalis.clinic.services.outcomes.scores import Measured, measured_in
from lumbalis.domain.outcomes.change import Change, ChangeLabel, classify_change, classify_rating
from lumbalis.domain.outcomes.course import CourseResult, course_result
from lumbalis.domain.outcomes.important_value import important_value
from lumbalis.domain.outcomes.scores import Score

_BASELINE: Final = "baseline"
_RESULT: Final = ("end", "follow_up")


@dataclass(frozen=True, slots=True)
class Row:
    """One instrument over a course.

    `important` is the value at which a change counts as important, `source` who says so.
    `change` and `label` are None while there is nothing to compare.
    """

    instrument: str
    first: Measured | None
    latest: Measured
    change: Change | None
    label: ChangeLabel | None
    important: Fraction | None
    source: tuple[str, ...]
    certainty: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A course so far. `result` is None until it was measured at the end; `at` tells when.

    `why_not` is a key into the words: why there is no result, or none that can be read.
    """

    rows: tuple[Row, ...]
    measured: tuple[Measured, ...]
    result: CourseResult | None
    at: str
    why_not: str


def outcome_of(course: Course) -> Outcome:
    """Compare what was measured at the start with what was measured last."""
    measured = measured_in(course)
    result, at = _result(measured)
    rows = tuple(_row(name, scores.of_instrument(measured, name)) for name in _names(measured))
    return Outcome(rows, measured, result, at, _why_not(measured, result))


def _names(measured: Sequence[Measured]) -> tuple[str, ...]:
    known = {one.instrument for one in measured}
    return tuple(name for name in outcome_rules().instruments if name in known)


def _row(name: str, readings: Sequence[Measured]) -> Row:
    instrument = instrument_of(name)
    first = next((one for one in readings if one.moment == _BASELINE), None)
    latest = readings[-1]
    change = instrument.important_change
    origin = change.provenance if change else instrument.provenance
    compared = None
    if change is not None and first is not None and latest is not first:
        compared = classify_change(instrument, *scores.pair(first, latest))
    label = compared.label if compared else _rated(name, latest.score)
    start = None if first is None else first.score.value
    important = None if start is None else important_value(instrument, start)
    return Row(name, first, latest, compared, label, important, origin.source, origin.certainty)


def _rated(name: str, score: Score) -> ChangeLabel | None:
    instrument = instrument_of(name)
    return None if instrument.global_rating is None else classify_rating(instrument, score)


def _result(measured: Sequence[Measured]) -> tuple[CourseResult | None, str]:
    """Judge the course by its end, or by the first follow-up where the end was not measured."""
    start = {one.instrument: one for one in measured if one.moment == _BASELINE}
    for moment in _RESULT:
        then = {one.instrument: one for one in _first_visit(measured, moment)}
        comparable = [name for name in start if instrument_of(name).important_change is not None]
        if comparable and set(then) & set(comparable):
            return _judged(start, then, comparable), moment
    return None, ""


def _first_visit(measured: Sequence[Measured], moment: str) -> Iterator[Measured]:
    visits = [one for one in measured if one.moment == moment]
    first = min((one.visit for one in visits), default=0)
    return (one for one in visits if one.visit == first)


def _judged(
    start: Mapping[str, Measured], then: Mapping[str, Measured], names: Sequence[str]
) -> CourseResult:
    before, after = {}, {}
    for name in names:
        if name in then:
            before[name], after[name] = scores.pair(start[name], then[name])
        else:
            before[name] = start[name].score
    return course_result(outcome_rules(), before, after)


def _why_not(measured: Sequence[Measured], result: CourseResult | None) -> str:
    moments = {one.moment for one in measured}
    if _BASELINE not in moments:
        return "no_baseline"
    if result is None:
        return "no_end"
    if result.label is not ChangeLabel.NOT_COMPUTABLE:
        return ""
    labels = {change.label for change in result.changes.values()}
    unreadable = ChangeLabel.NOT_INTERPRETABLE in labels
    return "not_interpretable" if unreadable else "not_computable"
