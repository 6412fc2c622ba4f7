"""The result of a whole course: recovered, responded, worse, from all its instruments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lumbalis.domain.outcomes.change import Change, ChangeLabel, classify_change
from lumbalis.domain.outcomes.checks import check_same
from lumbalis.domain.outcomes.instruments import Direction, Instrument
from lumbalis.domain.outcomes.rules import CourseRules, OutcomeRules, ResponderCriterion
from lumbalis.domain.outcomes.scores import Score
from lumbalis.domain.outcomes.thresholds import Criterion
from lumbalis.domain.truth import Truth, all_of, any_of, truth_of


@dataclass(frozen=True, slots=True)
class CourseResult:
    """What a course did for one patient, with the change of every instrument behind it."""

    responder: Truth
    recovered: Truth
    worse: Truth
    changes: Mapping[str, Change]

    @property
    def label(self) -> ChangeLabel:
        """The result in one word; an instrument that got worse is said before all else."""
        if self.worse is Truth.TRUE:
            return ChangeLabel.WORSE
        if self.recovered is Truth.TRUE:
            return ChangeLabel.RECOVERED
        if self.responder is Truth.TRUE:
            return ChangeLabel.RESPONDER
        if Truth.UNKNOWN in (self.responder, self.worse):
            return ChangeLabel.NOT_COMPUTABLE
        seen = {change.label for change in self.changes.values()}
        return ChangeLabel.IMPROVED if ChangeLabel.IMPROVED in seen else ChangeLabel.UNCHANGED


def course_result(
    rules: OutcomeRules, baseline: Mapping[str, Score], follow: Mapping[str, Score]
) -> CourseResult:
    """Judge a course by the instruments measured at its baseline.

    An instrument measured at baseline and not again stays UNKNOWN; one never
    measured is no part of the course. Ratings and prognoses are left out: they
    measure no change by two readings.

    Parameters
    ----------
    baseline, follow : mapping of instrument id to Score
        Of an instrument with several readings, the one that the course rules name.

    Raises
    ------
    ValueError
        If an instrument is unknown to the rules, or nothing comparable was measured.
    """
    changes = _changes(rules.instruments, baseline, follow)
    if not changes:
        msg = "A course without a baseline has no result; measure before the first session."
        raise ValueError(msg)
    return CourseResult(
        responder=_responded(rules.course, changes),
        recovered=recovered(rules.instruments, rules.course, follow),
        worse=any_of(change.worse for change in changes.values()),
        changes=changes,
    )


def recovered(
    instruments: Mapping[str, Instrument], course: CourseRules, scores: Mapping[str, Score]
) -> Truth:
    """Tell whether every instrument of the recovery rule is at its recovered value.

    An unanswered statement that could lift the score above that value leaves the
    answer UNKNOWN, and so does an instrument that was not measured.

    References
    ----------
    Kamper et al. (2010), European Spine Journal 19(9), 1495.
    """
    return all_of(
        _at_recovered_value(_of(instruments, name), scores.get(name))
        for name in course.recovered_when_all
    )


def _changes(
    instruments: Mapping[str, Instrument],
    baseline: Mapping[str, Score],
    follow: Mapping[str, Score],
) -> dict[str, Change]:
    changes: dict[str, Change] = {}
    for name, before in baseline.items():
        instrument = _of(instruments, name)
        if instrument.important_change is not None:
            after = follow.get(name, Score(instrument.id, None, None))
            changes[name] = classify_change(instrument, before, after)
    return changes


def _of(instruments: Mapping[str, Instrument], name: str) -> Instrument:
    if name not in instruments:
        msg = f"No instrument is called {name}; use an id from the protocol's outcomes."
        raise ValueError(msg)
    return instruments[name]


def _at_recovered_value(instrument: Instrument, score: Score | None) -> Truth:
    if score is not None:
        check_same(instrument, score)
    limit = instrument.recovered
    if limit is None or score is None or score.value is None or score.worst_case is None:
        return Truth.UNKNOWN
    downwards = instrument.direction is Direction.HIGHER_IS_WORSE
    reached = {
        value <= limit.value if downwards else value >= limit.value
        for value in (score.value, score.worst_case)
    }
    return truth_of(reached.pop() if len(reached) == 1 else None)


def _responded(course: CourseRules, changes: Mapping[str, Change]) -> Truth:
    verdicts = [
        verdict
        for criterion in course.responder_when_any
        if criterion.instrument in changes
        for verdict in _verdicts(criterion, changes[criterion.instrument])
    ]
    return any_of(verdicts) if verdicts else Truth.UNKNOWN


def _verdicts(criterion: ResponderCriterion, change: Change) -> Iterator[Truth]:
    """Every verdict of one instrument; an improvement that cannot be read counts as unknown."""
    by = {Criterion.ABSOLUTE: change.improved_abs, Criterion.PERCENT: change.improved_rel}
    for kind in criterion.any_of:
        verdict = by[kind]
        readable = change.improvement_interpretable is Truth.TRUE
        yield Truth.UNKNOWN if verdict is None or not readable else verdict
