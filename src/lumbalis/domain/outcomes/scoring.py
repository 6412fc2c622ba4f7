"""Answers to scores: one function for each way an instrument is scored.

A missing answer is None. Missing answers come back as flags, because a clinician
must expect them; answers that cannot be (out of range, too many, not a number)
raise a ValueError that names the instrument and the item but never the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

from lumbalis.domain.outcomes.checks import (
    check_count,
    check_scoring,
    check_ticked,
    check_whole,
    check_within,
    missing_answers,
)
from lumbalis.domain.outcomes.exact import Number, exact, rounded
from lumbalis.domain.outcomes.instruments import (
    Instrument,
    MissingPolicy,
    Scoring,
    SumToT,
)
from lumbalis.domain.outcomes.scores import Flag, Score

_Part = TypeVar("_Part")


def recorded_score(instrument: Instrument, total: Number | None) -> Score:
    """Take a total that was already worked out elsewhere, in the instrument's unit.

    Raises
    ------
    ValueError
        If the total is no number, lies outside the range, or has decimals where
        the instrument has none.
    """
    if total is None:
        missing, flags, _ = missing_answers(instrument.missing_rule(), (total,))
        return Score(instrument.id, None, None, missing, flags)
    value = exact(total, f"{instrument.id}: the total")
    limits = instrument.range
    check_within(value, limits.minimum, limits.maximum, f"{instrument.id}: the total")
    if limits.whole_numbers:
        check_whole(value, f"{instrument.id}: the total")
    return Score(instrument.id, value, value)


def score_single(instrument: Instrument, rating: Number | None) -> Score:
    """Score one rating (NRS, VAS, PGIC); a missing rating has no value, nothing is imputed.

    Raises
    ------
    ValueError
        As `recorded_score`, or if the instrument is not a single rating.
    """
    check_scoring(instrument, Scoring.SINGLE)
    return recorded_score(instrument, rating)


def score_count(instrument: Instrument, endorsed: Sequence[bool | None]) -> Score:
    """Count endorsed statements (RMDQ-24).

    An unanswered statement counts as not endorsed, as the developers ask, and is
    flagged; `worst_case` counts it as endorsed. A form with hardly any
    answer has no value: an untouched page is not a recovered back.

    Raises
    ------
    ValueError
        If the number of statements is wrong, or one is neither yes, no nor None.

    References
    ----------
    Roland and Fairbank (2000), Spine 25(24), 3115.
    """
    check_scoring(instrument, Scoring.COUNT)
    check_count(instrument, len(endorsed))
    for position, statement in enumerate(endorsed, start=1):
        check_ticked(instrument, position, statement)
    missing, flags, refused = missing_answers(instrument.missing_rule(), endorsed)
    if refused:
        return Score(instrument.id, None, None, missing, flags)
    value = Fraction(sum(statement is True for statement in endorsed))
    return Score(instrument.id, value, value + len(missing), missing, flags)


def score_percent(
    instrument: Instrument,
    sections: Sequence[Number | None],
    policy: MissingPolicy | None = None,
) -> Score:
    """Score sections as per cent of the most that the answered ones could give (ODI).

    Filling one missing section with the mean of the others gives the same ratio, so
    the two policies differ only in how many missing sections they bear and in rounding.

    Raises
    ------
    ValueError
        If the number of sections is wrong, a section is out of range, or the
        instrument does not offer the policy.
    """
    check_scoring(instrument, Scoring.PERCENT)
    rule = instrument.missing_rule(policy)
    values = _item_values(instrument, sections)
    missing, flags, refused = missing_answers(rule, values)
    if refused:
        return Score(instrument.id, None, None, missing, flags)
    given = _given(values)
    share = sum(given, Fraction(0)) / (instrument.items.maximum * len(given))
    percent = share * instrument.range.maximum
    if rule.round_to_decimals is not None:
        percent = rounded(percent, rule.round_to_decimals)
    return Score(instrument.id, percent, percent, missing, flags)


def score_mean(instrument: Instrument, items: Sequence[Number | None]) -> Score:
    """Score the mean of all items (PEG); with one missing there is no value.

    Raises
    ------
    ValueError
        If the number of items is wrong or an item is out of range.
    """
    check_scoring(instrument, Scoring.MEAN)
    return _mean(instrument, _item_values(instrument, items))


def score_activities(instrument: Instrument, ratings: Mapping[str, Number | None]) -> Score:
    """Score the mean of the activities a patient named (PSFS), flagging unrated ones.

    For a change over time use `score_activities_twice`, which keeps the activities equal.

    Raises
    ------
    ValueError
        If there are too few or too many activities or a rating is out of range.
    """
    check_scoring(instrument, Scoring.ACTIVITIES)
    return _mean(instrument, _item_values(instrument, tuple(ratings.values())))


def score_activities_twice(
    instrument: Instrument,
    baseline: Mapping[str, Number | None],
    follow: Mapping[str, Number | None],
) -> tuple[Score, Score]:
    """Score the same activities twice, over those that were rated both times.

    Were an activity left out of one mean only, the mean would move although
    nothing changed for the patient.

    Returns
    -------
    tuple of Score
        Baseline and follow-up; an activity unrated at either time is missing in both.

    Raises
    ------
    ValueError
        If the follow-up holds an activity the baseline does not, or as `score_activities`.
    """
    if not follow.keys() <= baseline.keys():
        msg = (
            f"{instrument.id}: the follow-up has an activity that was not named at baseline; "
            "rate the same activities again."
        )
        raise ValueError(msg)
    kept = {
        name
        for name, rating in baseline.items()
        if rating is not None and follow.get(name) is not None
    }
    _item_values(instrument, tuple(baseline.values()))
    again = {name: follow.get(name) for name in baseline}
    _item_values(instrument, tuple(again.values()))
    first, second = (
        score_activities(instrument, {n: r if n in kept else None for n, r in ratings.items()})
        for ratings in (baseline, again)
    )
    return first, second


def score_t(instrument: Instrument, items: Sequence[Number | None]) -> Score:
    """Turn a raw sum into a T-score by table (PROMIS short forms); every item is needed.

    Raises
    ------
    ValueError
        If the number of items is wrong, an item is out of range, or no table is there.
    """
    check_scoring(instrument, Scoring.SUM_TO_T)
    if instrument.sum_to_t is None:
        msg = f"{instrument.id} has no table from sums to T-scores; add it to the instrument."
        raise ValueError(msg)
    values = _item_values(instrument, items)
    missing, flags, refused = missing_answers(instrument.missing_rule(), values)
    flags |= _table_doubt(instrument.sum_to_t)
    if refused:
        return Score(instrument.id, None, None, missing, flags)
    row = int(sum(_given(values), Fraction(0))) - instrument.sum_to_t.first_sum
    t_score = instrument.sum_to_t.t_scores[row]
    return Score(instrument.id, t_score, t_score, missing, flags)


def _item_values(
    instrument: Instrument, answers: Sequence[Number | None]
) -> tuple[Fraction | None, ...]:
    check_count(instrument, len(answers))
    return tuple(
        None if answer is None else _item_value(instrument, position, answer)
        for position, answer in enumerate(answers, start=1)
    )


def _item_value(instrument: Instrument, position: int, answer: Number) -> Fraction:
    what = f"{instrument.id}: item {position}"
    value = exact(answer, what)
    check_within(value, instrument.items.minimum, instrument.items.maximum, what)
    check_whole(value, what)
    return value


def _mean(instrument: Instrument, values: Sequence[Fraction | None]) -> Score:
    missing, flags, refused = missing_answers(instrument.missing_rule(), values)
    if refused:
        return Score(instrument.id, None, None, missing, flags)
    given = _given(values)
    mean = sum(given, Fraction(0)) / len(given)
    return Score(instrument.id, mean, mean, missing, flags)


def _given(answers: Sequence[_Part | None]) -> tuple[_Part, ...]:
    return tuple(answer for answer in answers if answer is not None)


def _table_doubt(table: SumToT) -> frozenset[Flag]:
    doubtful = table.provenance.status == "unverified"
    return frozenset({Flag.UNVERIFIED_TABLE}) if doubtful else frozenset()
