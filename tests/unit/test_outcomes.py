"""Answers become scores as described, and impossible answers become clear sentences."""

import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from lumbalis.domain.outcomes.change import (
    ChangeLabel,
    classify_change,
)
from lumbalis.domain.outcomes.exact import Number, exact, rounded
from lumbalis.domain.outcomes.instruments import MissingPolicy
from lumbalis.domain.outcomes.prognosis import score_start_back
from lumbalis.domain.outcomes.scores import Flag, RiskGroup, Score
from lumbalis.domain.outcomes.scoring import (
    score_activities,
    score_activities_twice,
    score_count,
    score_mean,
    score_percent,
    score_single,
    score_t,
)
from lumbalis.knowledge.outcomes import outcome_rules_from

KNOWLEDGE = Path(__file__).parents[2] / "src" / "lumbalis" / "knowledge"
OUTCOMES = KNOWLEDGE / "protocols" / "lumbar_osteochondrosis" / "outcomes.yaml"
RULES = outcome_rules_from(yaml.safe_load(OUTCOMES.read_text(encoding="utf-8")))
INSTRUMENTS = RULES.instruments
REFUSED = {Flag.MISSING_ITEMS, Flag.MANY_MISSING, Flag.TOO_MANY_MISSING}


def rmdq(*, ticked: int, unanswered: int = 0) -> Score:
    """Score a form with so many statements ticked and so many left open."""
    form = [True] * ticked + [None] * unanswered + [False] * (24 - ticked - unanswered)
    return score_count(INSTRUMENTS["rmdq24"], form)


# --- numbers


@pytest.mark.parametrize("value", [0.1, Decimal("0.1"), Fraction(1, 10)])
def test_a_number_is_what_was_written(value: Number) -> None:
    """0.1 as a binary fraction is a little more than a tenth; a boundary would notice."""
    assert exact(value, "it") == Fraction(1, 10)


@pytest.mark.parametrize("value", [True, "3", None, 1j])
def test_what_is_no_number_is_refused(value: object) -> None:
    """A ticked box or a piece of text is no score, even where Python would compute with it."""
    with pytest.raises(ValueError, match="the answer is not a number; enter a number"):
        exact(value, "the answer")  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, Decimal("NaN")])
def test_a_number_that_is_not_finite_is_refused(value: Number) -> None:
    """NaN compares false with every threshold, so it would pass for unchanged."""
    with pytest.raises(ValueError, match="not a finite number"):
        exact(value, "the answer")


@pytest.mark.parametrize(
    ("value", "expected"), [("0.25", "0.3"), ("-0.25", "-0.3"), ("0.24", "0.2"), ("35.55", "35.6")]
)
def test_halves_are_rounded_away_from_zero(value: str, expected: str) -> None:
    """Python rounds halves to even; people with a pencil do not."""
    assert rounded(Fraction(value), 1) == Fraction(expected)


# --- scoring


@pytest.mark.parametrize("rating", [-1, 11, 10.5, 3.5])
def test_a_pain_rating_off_its_scale_is_refused(rating: Number) -> None:
    """The scale has the whole numbers from 0 to 10 and no others."""
    with pytest.raises(ValueError, match="nrs: the total"):
        score_single(INSTRUMENTS["nrs"], rating)


def test_a_refused_answer_is_not_repeated_in_the_error() -> None:
    """Errors end up in logs, and an answer is a patient's."""
    with pytest.raises(ValueError, match="nrs") as refusal:
        score_single(INSTRUMENTS["nrs"], 4711)
    assert "4711" not in str(refusal.value)


def test_a_missing_rating_is_flagged_and_has_no_value() -> None:
    """Nothing is imputed for a single rating."""
    score = score_single(INSTRUMENTS["nrs"], None)
    assert score.value is None
    assert score.flags == REFUSED


def test_unanswered_statements_count_as_not_endorsed_and_are_flagged() -> None:
    """The developers ask not to force an answer; a reader must still see the gap."""
    score = rmdq(ticked=7, unanswered=2)
    assert score.value == 7
    assert score.worst_case == 9
    assert score.missing == (8, 9)
    assert score.flags == {Flag.MISSING_ITEMS}


def test_an_untouched_form_has_no_score() -> None:
    """Counting 24 missing answers as 24 times no would report a recovered back."""
    score = rmdq(ticked=0, unanswered=24)
    assert score.value is None
    assert score.flags == REFUSED


def test_one_answer_makes_a_flagged_score() -> None:
    """A patient may tick one statement and leave the page; that is how the form is meant."""
    score = rmdq(ticked=1, unanswered=23)
    assert score.value == 1
    assert score.worst_case == 24


def test_a_form_of_another_length_is_refused() -> None:
    """Roland-Morris forms of 23, 18 or 11 statements are other instruments."""
    with pytest.raises(ValueError, match="rmdq24 has 24 items, 23 were given"):
        score_count(INSTRUMENTS["rmdq24"], [False] * 23)


def test_a_number_is_no_tick() -> None:
    """A 1 could mean the first answer of a list just as well as a tick."""
    with pytest.raises(ValueError, match="item 24 is neither yes, no nor unanswered"):
        score_count(INSTRUMENTS["rmdq24"], [False] * 23 + [1])  # type: ignore[list-item]


def test_a_tick_is_no_number() -> None:
    """True would silently count as one point."""
    with pytest.raises(ValueError, match="odi: item 1 is not a number"):
        score_percent(INSTRUMENTS["odi"], [True] + [0] * 9)


@pytest.mark.parametrize(
    ("missing", "flags", "scored"),
    [
        (0, set(), True),
        (1, {Flag.MISSING_ITEMS}, True),
        (2, {Flag.MISSING_ITEMS, Flag.MANY_MISSING}, True),
        (3, REFUSED, False),
    ],
)
def test_odi_warns_then_refuses_as_sections_go_missing(
    missing: int, flags: set[Flag], *, scored: bool
) -> None:
    """More than one missing section warns, more than two leave no score."""
    score = score_percent(INSTRUMENTS["odi"], [2] * (10 - missing) + [None] * missing)
    assert score.flags == flags
    assert score.value == (40 if scored else None)


@pytest.mark.parametrize("section", [-1, 6, 2.5])
def test_an_odi_section_off_its_scale_is_refused(section: Number) -> None:
    """A section has six statements, worth 0 to 5."""
    with pytest.raises(ValueError, match="odi: item 3"):
        score_percent(INSTRUMENTS["odi"], [0, 0, section] + [0] * 7)


def test_a_policy_of_another_instrument_is_refused() -> None:
    """A missing-answer policy is part of the published scoring, not a matter of taste."""
    with pytest.raises(ValueError, match="odi does not offer the chosen missing-answer policy"):
        score_percent(INSTRUMENTS["odi"], [0] * 10, MissingPolicy.NOT_ENDORSED)


def test_peg_needs_all_three_items() -> None:
    """With an item missing the mean of the other two would be another instrument."""
    score = score_mean(INSTRUMENTS["peg"], [5, None, 5])
    assert score.value is None
    assert score.missing == (2,)


def test_promis_needs_all_four_items() -> None:
    """The table turns sums of four answers into T-scores and nothing else."""
    score = score_t(INSTRUMENTS["promis_pain_interference_4a"], [3, 3, None, 3])
    assert score.value is None
    assert Flag.UNVERIFIED_TABLE in score.flags


def test_an_instrument_is_scored_only_by_its_own_method() -> None:
    """The mean of ten ODI sections is a number too, and a wrong one."""
    with pytest.raises(ValueError, match="odi is scored as percent_of_answered, not as mean"):
        score_mean(INSTRUMENTS["odi"], [1] * 10)


def test_psfs_takes_the_mean_of_the_activities_that_were_rated() -> None:
    """A patient who cannot rate an activity today has not become unable to do it."""
    score = score_activities(INSTRUMENTS["psfs"], {"walk": 4, "sit": None, "lift": 6})
    assert score.value == 5
    assert score.missing == (2,)
    assert score.flags == {Flag.MISSING_ITEMS}


@pytest.mark.parametrize("number", [2, 6])
def test_psfs_needs_three_to_five_activities(number: int) -> None:
    """Its thresholds hold for the mean of three to five activities."""
    with pytest.raises(ValueError, match="psfs has 3 to 5 items"):
        score_activities(INSTRUMENTS["psfs"], dict.fromkeys("abcdef"[:number], 5))


def test_one_rated_activity_is_no_psfs_mean() -> None:
    """A single activity has a threshold of its own, kept under psfs_activity."""
    score = score_activities(INSTRUMENTS["psfs"], {"walk": 4, "sit": None, "lift": None})
    assert score.value is None


def test_psfs_is_compared_over_the_activities_rated_both_times() -> None:
    """Leaving the easy activity out of one mean only would look like getting worse."""
    before, after = score_activities_twice(
        INSTRUMENTS["psfs"], {"walk": 2, "sit": 2, "lift": 8}, {"walk": 2, "sit": 2}
    )
    assert before.value == 2
    assert after.value == 2
    assert before.missing == after.missing == (3,)
    seen = classify_change(INSTRUMENTS["psfs"], before, after)
    assert seen.label is ChangeLabel.UNCHANGED
    assert Flag.MISSING_ITEMS in seen.flags


def test_psfs_refuses_a_new_activity_without_naming_it() -> None:
    """New activities make a new baseline; and what a patient wrote stays out of errors."""
    with pytest.raises(ValueError, match="not named at baseline") as refusal:
        score_activities_twice(
            INSTRUMENTS["psfs"], {"walk": 2, "sit": 2, "lift": 8}, {"visiting my son": 3}
        )
    assert "son" not in str(refusal.value)


@pytest.mark.parametrize("when", ["baseline", "follow"])
def test_psfs_checks_even_the_ratings_it_leaves_out(when: str) -> None:
    """An impossible rating is a mistake somewhere, whether or not its activity is kept."""
    good = {"walk": 2, "sit": 2, "lift": 8}
    bad = {"walk": 2, "sit": 2, "lift": 88}
    gap: dict[str, Number | None] = {"walk": 2, "sit": 2, "lift": None}
    pair = (bad, gap) if when == "baseline" else (gap, bad)
    with pytest.raises(ValueError, match="psfs: item 3"):
        score_activities_twice(INSTRUMENTS["psfs"], *pair)
    assert score_activities_twice(INSTRUMENTS["psfs"], good, gap)[0].value == 2


# --- the STarT Back groups


def test_start_back_names_a_group_that_missing_answers_cannot_change() -> None:
    """Two positives and one unknown stay within the three of the low group."""
    prognosis = score_start_back(INSTRUMENTS["start_back"], [True, True, None] + [False] * 5, 1)
    assert prognosis.group is RiskGroup.LOW
    assert prognosis.total is None
    assert prognosis.missing == (3,)


def test_start_back_names_no_group_that_missing_answers_could_change() -> None:
    """A missing answer is not a no: three positives and an unknown may be four."""
    prognosis = score_start_back(INSTRUMENTS["start_back"], [True] * 3 + [None] + [False] * 4, 1)
    assert prognosis.group is None


def test_start_back_without_the_rated_item_is_incomplete() -> None:
    """The ninth item is part of total and distress."""
    prognosis = score_start_back(INSTRUMENTS["start_back"], [False] * 8, None)
    assert prognosis.missing == (9,)
    assert (prognosis.total, prognosis.distress, prognosis.group) == (None, None, RiskGroup.LOW)


def test_the_rated_item_stands_where_the_rule_says() -> None:
    """The place is data: were the rated item the first, the others would move up."""
    start_back = INSTRUMENTS["start_back"]
    assert start_back.start_back is not None
    rule = replace(start_back.start_back, rated_item=1)
    first = replace(start_back, start_back=rule)
    prognosis = score_start_back(first, [False] * 3 + [True] * 5, None)
    assert prognosis.missing == (1,)
    assert prognosis.distress == 5


@pytest.mark.parametrize("answer", [0, 6, 3.5, True])
def test_start_back_refuses_an_answer_off_its_scale(answer: Number) -> None:
    """The rated item has five answers."""
    with pytest.raises(ValueError, match="start_back: item 9"):
        score_start_back(INSTRUMENTS["start_back"], [False] * 8, answer)


def test_start_back_refuses_a_form_of_another_length() -> None:
    """A ninth agree item would shift the rated one."""
    with pytest.raises(ValueError, match="start_back has 9 items, 10 were given"):
        score_start_back(INSTRUMENTS["start_back"], [False] * 9, 1)
