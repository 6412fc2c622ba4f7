"""Whether a change between two scores matters: improved, responder, worse, or not readable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from lumbalis.domain.outcomes.checks import check_same
from lumbalis.domain.outcomes.exact import Number, exact
from lumbalis.domain.outcomes.instruments import Direction, Instrument
from lumbalis.domain.outcomes.rules import GroupThreshold
from lumbalis.domain.outcomes.scores import Flag, Score
from lumbalis.domain.outcomes.thresholds import Criterion, ImportantChange
from lumbalis.domain.truth import Truth, any_of, truth_of


class ChangeLabel(Enum):
    """A change in one word; each value is a key into the texts."""

    RECOVERED = "recovered"
    RESPONDER = "responder"
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    WORSE = "worse"
    NOT_INTERPRETABLE = "not_interpretable"
    NOT_COMPUTABLE = "not_computable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change between two scores of one instrument.

    `points` (in the instrument's unit) and `percent` (of the baseline) are positive
    for improvement, whichever way the scale runs; they are None where they cannot be
    computed. `improved_abs` and `improved_rel` are None where the instrument has no
    such threshold. UNKNOWN means that a missing answer, or a baseline of zero,
    leaves the question open.
    """

    instrument: str
    baseline: Fraction | None
    follow: Fraction | None
    points: Fraction | None
    percent: Fraction | None
    improved_abs: Truth | None
    improved_rel: Truth | None
    responder: Truth
    worse: Truth
    improvement_interpretable: Truth
    worsening_interpretable: Truth
    flags: frozenset[Flag]

    @property
    def label(self) -> ChangeLabel:
        """The change in one word; worsening is said first and never hidden by a caveat."""
        if self.worse is Truth.TRUE:
            return ChangeLabel.WORSE
        if self.points is None or Truth.UNKNOWN in (self.worse, self.responder):
            return ChangeLabel.NOT_COMPUTABLE
        if not self.is_interpretable:
            return ChangeLabel.NOT_INTERPRETABLE
        if self.responder is Truth.TRUE:
            return ChangeLabel.RESPONDER
        improved = Truth.TRUE in (self.improved_abs, self.improved_rel)
        return ChangeLabel.IMPROVED if improved else ChangeLabel.UNCHANGED

    @property
    def is_interpretable(self) -> bool:
        """Whether the baseline surely left room for a change such as this one to show.

        A baseline near the bad end hides worsening only, so it does not speak against
        an improvement that was seen.
        """
        if self.improvement_interpretable is not Truth.TRUE:
            return False
        got_better = self.points is not None and self.points > 0
        return got_better or self.worsening_interpretable is Truth.TRUE


def classify_change(instrument: Instrument, baseline: Score, follow: Score) -> Change:
    """Classify the change from a baseline score to a later one.

    The responder criterion is the instrument's own (per cent of the baseline for the
    pain and disability scales). Where unanswered statements were counted as not
    endorsed, a verdict stands only if it holds whichever way they had been answered.

    Raises
    ------
    ValueError
        If a score belongs to another instrument, or this one measures no change.

    References
    ----------
    Ostelo et al. (2008), Spine 33(1), 90: minimal important changes, absolute and 30 %.
    """
    thresholds = _thresholds(instrument, baseline, follow)
    pair = _Pair(instrument, baseline, follow)
    improved = {criterion: _improved(pair, thresholds, criterion) for criterion in Criterion}
    return Change(
        instrument=instrument.id,
        baseline=baseline.value,
        follow=follow.value,
        points=pair.shown(Criterion.ABSOLUTE),
        percent=pair.shown(Criterion.PERCENT),
        improved_abs=improved[Criterion.ABSOLUTE],
        improved_rel=improved[Criterion.PERCENT],
        responder=_known(improved[thresholds.responder_by]),
        worse=pair.settled(lambda old, new: _worse(instrument, thresholds, old, new)),
        improvement_interpretable=_improvement_interpretable(pair),
        worsening_interpretable=_worsening_interpretable(pair),
        flags=baseline.flags | follow.flags,
    )


def classify_rating(instrument: Instrument, score: Score) -> ChangeLabel:
    """Classify a rating of the change itself (PGIC), which needs no baseline.

    Raises
    ------
    ValueError
        If the score belongs to another instrument, or this one rates no change.
    """
    check_same(instrument, score)
    rating = instrument.global_rating
    if rating is None:
        msg = f"{instrument.id} does not rate a change; compare two of its scores instead."
        raise ValueError(msg)
    if score.value is None:
        return ChangeLabel.NOT_COMPUTABLE
    if score.value >= rating.worse_from:
        return ChangeLabel.WORSE
    improved = score.value <= rating.improved_up_to
    return ChangeLabel.IMPROVED if improved else ChangeLabel.UNCHANGED


def group_difference_is_meaningful(threshold: GroupThreshold, difference: Number) -> bool:
    """Tell whether two groups' means lie as far apart as a trial asked for, in points.

    The sign does not matter. This judges groups; it says nothing about one patient.

    Raises
    ------
    ValueError
        If the difference is no finite number.
    """
    return abs(exact(difference, f"{threshold.id}: the difference")) >= threshold.difference


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two scores of one instrument, and every way their missing answers may turn out."""

    instrument: Instrument
    baseline: Score
    follow: Score

    def shown(self, criterion: Criterion) -> Fraction | None:
        """Give the improvement between the two values themselves."""
        if self.baseline.value is None or self.follow.value is None:
            return None
        return _improvement(self.instrument, criterion, self.baseline.value, self.follow.value)

    def settled(self, test: Callable[[Fraction, Fraction], Truth]) -> Truth:
        """Give the verdict on which all ways agree; tests are monotone, so extremes suffice."""
        verdicts = {
            test(old, new) for old in _readings(self.baseline) for new in _readings(self.follow)
        }
        return verdicts.pop() if len(verdicts) == 1 else Truth.UNKNOWN


def _readings(score: Score) -> tuple[Fraction, ...]:
    return tuple(value for value in (score.value, score.worst_case) if value is not None)


def _improvement(
    instrument: Instrument, criterion: Criterion, old: Fraction, new: Fraction
) -> Fraction | None:
    """Improvement as a positive number; per cent needs a true zero and a baseline off it."""
    downwards = instrument.direction is Direction.HIGHER_IS_WORSE
    points = old - new if downwards else new - old
    if criterion is Criterion.ABSOLUTE:
        return points
    if old == 0 or instrument.range.minimum != 0:
        return None
    return points / old * 100


def _reaches(improvement: Fraction | None, size: Fraction) -> Truth:
    return truth_of(None if improvement is None else improvement >= size)


def _improved(pair: _Pair, thresholds: ImportantChange, criterion: Criterion) -> Truth | None:
    size = thresholds.improvement.of(criterion)
    if size is None:
        return None
    return pair.settled(
        lambda old, new: _reaches(_improvement(pair.instrument, criterion, old, new), size)
    )


def _worse(
    instrument: Instrument, thresholds: ImportantChange, old: Fraction, new: Fraction
) -> Truth:
    """Worse by any threshold there is; what did not move towards the bad end is not worse."""
    points = _improvement(instrument, Criterion.ABSOLUTE, old, new)
    if points is not None and points >= 0:
        return Truth.FALSE
    return any_of(
        _reaches(_negative(_improvement(instrument, criterion, old, new)), size)
        for criterion in Criterion
        if (size := thresholds.worsening.of(criterion)) is not None
    )


def _negative(improvement: Fraction | None) -> Fraction | None:
    return None if improvement is None else -improvement


def _improvement_interpretable(pair: _Pair) -> Truth:
    limits = pair.instrument.baseline_limits
    if limits is None:
        return Truth.TRUE
    return pair.settled(lambda old, _: truth_of(old >= limits.improvement_from))


def _worsening_interpretable(pair: _Pair) -> Truth:
    limits = pair.instrument.baseline_limits
    if limits is None:
        return Truth.TRUE
    return pair.settled(lambda old, _: truth_of(old <= limits.worsening_up_to))


def _known(truth: Truth | None) -> Truth:
    return Truth.UNKNOWN if truth is None else truth


def _thresholds(instrument: Instrument, *scores: Score) -> ImportantChange:
    for score in scores:
        check_same(instrument, score)
    if instrument.important_change is None:
        msg = (
            f"{instrument.id} does not measure change by two readings; "
            "use it as its own rules say, or choose another instrument."
        )
        raise ValueError(msg)
    return instrument.important_change
