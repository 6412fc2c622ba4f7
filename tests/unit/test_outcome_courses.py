"""The result of a course rests on what was measured, and what is due is asked for."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from lumbalis.domain.outcomes.change import (
    Change,
    ChangeLabel,
    classify_change,
)
from lumbalis.domain.outcomes.course import course_result, recovered
from lumbalis.domain.outcomes.exact import Number
from lumbalis.domain.outcomes.rules import Moment
from lumbalis.domain.outcomes.schedule import due
from lumbalis.domain.outcomes.scores import Score
from lumbalis.domain.outcomes.scoring import (
    recorded_score,
    score_count,
)
from lumbalis.domain.outcomes.thresholds import Recovered
from lumbalis.domain.truth import Truth
from lumbalis.knowledge.outcomes import outcome_rules_from

KNOWLEDGE = Path(__file__).parents[2] / "src" / "lumbalis" / "knowledge"
OUTCOMES = KNOWLEDGE / "protocols" / "lumbar_osteochondrosis" / "outcomes.yaml"
RULES = outcome_rules_from(yaml.safe_load(OUTCOMES.read_text(encoding="utf-8")))
INSTRUMENTS = RULES.instruments


def total(instrument: str, value: Number | None) -> Score:
    """Record one total."""
    return recorded_score(INSTRUMENTS[instrument], value)


def change(instrument: str, baseline: Number | None, follow: Number | None) -> Change:
    """Classify the change between two totals."""
    return classify_change(
        INSTRUMENTS[instrument], total(instrument, baseline), total(instrument, follow)
    )


def rmdq(*, ticked: int, unanswered: int = 0) -> Score:
    """Score a form with so many statements ticked and so many left open."""
    form = [True] * ticked + [None] * unanswered + [False] * (24 - ticked - unanswered)
    return score_count(INSTRUMENTS["rmdq24"], form)


def totals(**values: Number | None) -> Mapping[str, Score]:
    """Record several totals by instrument."""
    return {name: total(name, value) for name, value in values.items()}


# --- the whole course


@pytest.mark.parametrize(
    ("before", "after", "label"),
    [
        (totals(nrs=6, rmdq24=12), totals(nrs=0, rmdq24=2), ChangeLabel.RECOVERED),
        (totals(nrs=6, rmdq24=12), totals(nrs=4, rmdq24=11), ChangeLabel.RESPONDER),
        (totals(nrs=6, rmdq24=18), totals(nrs=6, rmdq24=13), ChangeLabel.RESPONDER),
        (totals(nrs=8, rmdq24=12), totals(nrs=6, rmdq24=12), ChangeLabel.IMPROVED),
        (totals(nrs=6, rmdq24=12), totals(nrs=6, rmdq24=12), ChangeLabel.UNCHANGED),
        (totals(nrs=6, rmdq24=6), totals(nrs=0, rmdq24=12), ChangeLabel.WORSE),
        (totals(nrs=6, rmdq24=12), totals(nrs=6), ChangeLabel.NOT_COMPUTABLE),
        (totals(nrs=6, rmdq24=3), totals(nrs=6, rmdq24=2), ChangeLabel.NOT_COMPUTABLE),
        (totals(nrs=6), totals(nrs=4), ChangeLabel.RESPONDER),
        (totals(psfs=4), totals(psfs=8), ChangeLabel.NOT_COMPUTABLE),
    ],
)
def test_a_course_has_its_label(
    before: Mapping[str, Score], after: Mapping[str, Score], label: ChangeLabel
) -> None:
    """Any one instrument makes a responder; what was not measured again stays open."""
    assert course_result(RULES, before, after).label is label


def test_worsening_of_one_instrument_is_said_before_recovery_of_the_others() -> None:
    """A patient without pain who can do less than before needs a physician, not praise."""
    result = course_result(RULES, totals(nrs=6, rmdq24=12, psfs=7), totals(nrs=0, rmdq24=1, psfs=3))
    assert result.recovered is Truth.TRUE
    assert result.label is ChangeLabel.WORSE


def test_a_prognosis_is_no_part_of_the_result() -> None:
    """STarT Back is asked at baseline only; that must not leave the result open."""
    result = course_result(RULES, totals(nrs=6, start_back=4), totals(nrs=4))
    assert set(result.changes) == {"nrs"}


@pytest.mark.parametrize(
    ("ticked", "unanswered", "expected"),
    [(2, 0, Truth.TRUE), (1, 1, Truth.TRUE), (2, 1, Truth.UNKNOWN), (3, 1, Truth.FALSE)],
)
def test_recovery_does_not_rest_on_missing_answers(
    ticked: int, unanswered: int, expected: Truth
) -> None:
    """Two ticked and one open may be three, and three is not recovered."""
    scores = {"nrs": total("nrs", 0), "rmdq24": rmdq(ticked=ticked, unanswered=unanswered)}
    assert recovered(INSTRUMENTS, RULES.course, scores) is expected


@pytest.mark.parametrize(
    ("value", "expected"), [(8, Truth.FALSE), (9, Truth.TRUE), (10, Truth.TRUE)]
)
def test_recovery_is_read_upwards_where_higher_is_better(value: int, expected: Truth) -> None:
    """A clinic may add the PSFS to the rule; able to do everything is then recovered."""
    psfs = INSTRUMENTS["psfs"]
    able = replace(psfs, recovered=Recovered(Fraction(9), psfs.provenance))
    rule = replace(RULES.course, recovered_when_all=("psfs",))
    assert recovered({"psfs": able}, rule, totals(psfs=value)) is expected


def test_remaining_pain_rules_recovery_out_whatever_is_missing() -> None:
    """No and unknown is no: the other instrument cannot mend it."""
    assert recovered(INSTRUMENTS, RULES.course, totals(nrs=1)) is Truth.FALSE
    assert recovered(INSTRUMENTS, RULES.course, totals(nrs=0)) is Truth.UNKNOWN


@pytest.mark.parametrize(
    ("baseline", "message"),
    [
        ({}, "A course without a baseline has no result"),
        ({"ndi": Score("ndi", Fraction(1), Fraction(1))}, "No instrument is called ndi"),
    ],
)
def test_a_course_that_cannot_be_judged_is_refused(
    baseline: Mapping[str, Score], message: str
) -> None:
    """Silence about a missing baseline would read as no result to worry about."""
    with pytest.raises(ValueError, match=message):
        course_result(RULES, baseline, {})


# --- when to measure


def test_a_licensed_instrument_is_due_only_where_the_licence_is_held() -> None:
    """Asking its questions without a licence would break the owner's terms."""
    without = {measure.instrument for measure in due(RULES, Moment.BASELINE)}
    licensed = {measure.instrument for measure in due(RULES, Moment.BASELINE, {"start_back"})}
    assert without == {"nrs", "rmdq24", "psfs"}
    assert licensed - without == {"start_back"}


@pytest.mark.parametrize(
    ("moment", "instruments"),
    [
        (Moment.SESSION, ["nrs"]),
        (Moment.REVIEW, ["nrs", "psfs"]),
        (Moment.END, ["nrs", "rmdq24", "psfs", "pgic"]),
        (Moment.FOLLOW_UP, ["nrs", "rmdq24", "pgic"]),
    ],
)
def test_each_moment_has_its_measures(moment: Moment, instruments: list[str]) -> None:
    """The recommended set: short at sessions, full at both ends."""
    assert [measure.instrument for measure in due(RULES, moment)] == instruments


def test_follow_up_is_asked_after_one_and_three_months() -> None:
    """Short-term relief is what the evidence speaks of, so it is looked at when it should fade."""
    assert RULES.schedule[Moment.FOLLOW_UP].months_after_end == (1, 3)


def test_the_recovery_instruments_are_measured_at_baseline_end_and_follow_up() -> None:
    """A rule about instruments nobody asks for would never say anything."""
    for moment in (Moment.BASELINE, Moment.END, Moment.FOLLOW_UP):
        asked = {measure.instrument for measure in due(RULES, moment)}
        assert asked >= set(RULES.course.recovered_when_all)
