"""Changes and bands say what the scores allow and no more."""

import math
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from lumbalis.domain.outcomes.bands import band_of, band_of_score
from lumbalis.domain.outcomes.change import (
    Change,
    ChangeLabel,
    classify_change,
    classify_rating,
    group_difference_is_meaningful,
)
from lumbalis.domain.outcomes.exact import Number
from lumbalis.domain.outcomes.scores import Flag, Score
from lumbalis.domain.outcomes.scoring import (
    recorded_score,
    score_count,
)
from lumbalis.domain.outcomes.thresholds import Band, BandSet
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


# --- changes


@pytest.mark.parametrize(
    ("instrument", "baseline", "follow", "label"),
    [
        ("nrs", 10, 7, ChangeLabel.RESPONDER),
        ("nrs", 8, 6, ChangeLabel.IMPROVED),
        ("nrs", 5, 4, ChangeLabel.UNCHANGED),
        ("nrs", 5, 5, ChangeLabel.UNCHANGED),
        ("nrs", 5, 6, ChangeLabel.UNCHANGED),
        ("nrs", 3, 4, ChangeLabel.WORSE),
        ("nrs", 5, 7, ChangeLabel.WORSE),
        ("nrs", 0, 0, ChangeLabel.NOT_COMPUTABLE),
        ("nrs", 0, 1, ChangeLabel.NOT_COMPUTABLE),
        ("nrs", 0, 2, ChangeLabel.WORSE),
        ("nrs", None, 3, ChangeLabel.NOT_COMPUTABLE),
        ("nrs", 3, None, ChangeLabel.NOT_COMPUTABLE),
        ("psfs", 0, 4, ChangeLabel.RESPONDER),
        ("psfs", 5, 3, ChangeLabel.WORSE),
        ("psfs_activity", 5, 7, ChangeLabel.UNCHANGED),
        ("psfs_activity", 5, 8, ChangeLabel.RESPONDER),
        ("peg", "5", "3.5", ChangeLabel.RESPONDER),
        ("peg", "5", "3.6", ChangeLabel.UNCHANGED),
        ("peg", "5", "6", ChangeLabel.WORSE),
        ("promis_pain_interference_4a", "65.2", "62.5", ChangeLabel.UNCHANGED),
        ("promis_pain_interference_4a", "65.2", "61.2", ChangeLabel.RESPONDER),
        ("promis_pain_interference_4a", "59.9", "62.5", ChangeLabel.WORSE),
    ],
)
def test_a_change_has_its_label(
    instrument: str, baseline: Number | str | None, follow: Number | str | None, label: ChangeLabel
) -> None:
    """A table of changes on both sides of every threshold, and of changes nobody can compute."""
    pair = (Fraction(value) if isinstance(value, str) else value for value in (baseline, follow))
    assert change(instrument, *pair).label is label


def test_thirty_per_cent_of_a_decimal_baseline_is_reached_exactly() -> None:
    """In binary arithmetic 3.3 to 2.31 misses the 30 % by a hair."""
    assert (3.3 - 2.31) / 3.3 * 100 < 30
    assert change("vas100", 3.3, 2.31).responder is Truth.TRUE


def test_a_t_score_has_no_percentage() -> None:
    """A T-score has no true zero, so a share of it means nothing."""
    assert change("promis_pain_interference_4a", 65.2, 61.2).percent is None


@pytest.mark.parametrize(
    ("baseline", "follow", "label"),
    [
        (3, 2, ChangeLabel.NOT_INTERPRETABLE),
        (3, 3, ChangeLabel.NOT_INTERPRETABLE),
        (3, 9, ChangeLabel.WORSE),
        (4, 2, ChangeLabel.RESPONDER),
        (20, 20, ChangeLabel.UNCHANGED),
        (21, 21, ChangeLabel.NOT_INTERPRETABLE),
        (21, 24, ChangeLabel.NOT_INTERPRETABLE),
        (21, 10, ChangeLabel.RESPONDER),
        (21, 16, ChangeLabel.IMPROVED),
        (0, 0, ChangeLabel.NOT_COMPUTABLE),
    ],
)
def test_an_rmdq_baseline_near_an_end_makes_a_change_unreadable(
    baseline: int, follow: int, label: ChangeLabel
) -> None:
    """Below 4 improvement cannot show, above 20 worsening cannot; what does show is said."""
    assert change("rmdq24", baseline, follow).label is label


def test_an_unreadable_change_still_shows_its_numbers() -> None:
    """The caveat stands beside the figures; it does not hide them."""
    seen = change("rmdq24", 3, 2)
    assert seen.points == 1
    assert seen.responder is Truth.TRUE
    assert seen.improvement_interpretable is Truth.FALSE


def test_missing_answers_that_could_undo_an_improvement_leave_it_open() -> None:
    """Six ticked and none open is half of twelve; six ticked and six open may be none."""
    before = rmdq(ticked=12)
    rules = INSTRUMENTS["rmdq24"]
    assert classify_change(rules, before, rmdq(ticked=6)).responder is Truth.TRUE
    seen = classify_change(rules, before, rmdq(ticked=6, unanswered=6))
    assert seen.responder is Truth.UNKNOWN
    assert seen.label is ChangeLabel.NOT_COMPUTABLE


def test_missing_answers_that_cannot_undo_an_improvement_leave_it_standing() -> None:
    """Two ticked and two open are at most four, still far below twelve; the flag stays."""
    seen = classify_change(INSTRUMENTS["rmdq24"], rmdq(ticked=12), rmdq(ticked=2, unanswered=2))
    assert seen.label is ChangeLabel.RESPONDER
    assert Flag.MISSING_ITEMS in seen.flags


def test_scores_of_two_instruments_are_not_compared() -> None:
    """Both run from 0 to 10, and one is better when higher."""
    with pytest.raises(ValueError, match="score of psfs cannot be read as one of nrs"):
        classify_change(INSTRUMENTS["nrs"], total("nrs", 5), total("psfs", 5))


@pytest.mark.parametrize("instrument", ["start_back", "pgic"])
def test_a_prognosis_or_a_rating_of_change_measures_no_change(instrument: str) -> None:
    """Subtracting two prognoses, or two changes, says nothing about a patient."""
    with pytest.raises(ValueError, match="does not measure change by two readings"):
        change(instrument, 3, 2)


@pytest.mark.parametrize(
    ("rating", "label"),
    [
        (1, ChangeLabel.IMPROVED),
        (2, ChangeLabel.IMPROVED),
        (3, ChangeLabel.UNCHANGED),
        (5, ChangeLabel.UNCHANGED),
        (6, ChangeLabel.WORSE),
        (7, ChangeLabel.WORSE),
        (None, ChangeLabel.NOT_COMPUTABLE),
    ],
)
def test_a_global_rating_counts_from_much_onwards(rating: int | None, label: ChangeLabel) -> None:
    """Much or very much, in either direction; a little is within what people misremember."""
    assert classify_rating(INSTRUMENTS["pgic"], total("pgic", rating)) is label


def test_a_score_that_rates_no_change_is_not_read_as_one() -> None:
    """A pain of 2 is not a great improvement."""
    with pytest.raises(ValueError, match="nrs does not rate a change"):
        classify_rating(INSTRUMENTS["nrs"], total("nrs", 2))


@pytest.mark.parametrize(("difference", "meaningful"), [("1.5", True), ("1.49", False)])
def test_a_group_difference_at_its_threshold_is_meaningful(
    difference: str, *, meaningful: bool
) -> None:
    """The threshold itself is enough, as for one patient."""
    threshold = RULES.group_thresholds["symptom_bothersomeness"]
    assert group_difference_is_meaningful(threshold, Fraction(difference)) is meaningful


def test_a_group_difference_that_is_no_number_is_refused() -> None:
    """NaN from an empty group must not read as no difference."""
    with pytest.raises(ValueError, match="roland_disability: the difference"):
        group_difference_is_meaningful(RULES.group_thresholds["roland_disability"], math.nan)


# --- bands


@pytest.mark.parametrize(
    ("value", "band"), [(20, "minimal"), ("20.5", "moderate"), (21, "moderate")]
)
def test_a_value_between_two_bands_belongs_to_the_worse_one(value: Number | str, band: str) -> None:
    """Published bands are whole numbers; a shrunken denominator gives values in between."""
    assert band_of(INSTRUMENTS["odi"], Fraction(value)).label == f"disability_{band}"


@pytest.mark.parametrize(("value", "band"), [(6, "low"), ("6.5", "low"), (7, "high")])
def test_the_worse_band_is_the_lower_one_where_higher_is_better(
    value: Number | str, band: str
) -> None:
    """Between two bands the stricter reading depends on the direction of the scale."""
    psfs = INSTRUMENTS["psfs"]
    ends = ((0, 6, "low"), (7, 10, "high"))
    bands = tuple(Band(Fraction(low), Fraction(high), name) for low, high, name in ends)
    banded = replace(psfs, band_sets=(BandSet("two", bands, psfs.provenance),))
    assert band_of(banded, Fraction(value)).label == band


def test_bands_end_where_the_scale_ends() -> None:
    """A value off the scale has no band."""
    with pytest.raises(ValueError, match="nrs: the value lies outside 0 to 10"):
        band_of(INSTRUMENTS["nrs"], 11)


def test_an_unknown_band_set_is_refused() -> None:
    """A misspelt scheme must not fall back on another one in silence."""
    with pytest.raises(ValueError, match="nrs has no such band set"):
        band_of(INSTRUMENTS["nrs"], 3, "boonstra")


def test_a_score_without_value_has_no_band() -> None:
    """No answer is not the lowest band."""
    assert band_of_score(INSTRUMENTS["nrs"], total("nrs", None)) is None
    band = band_of_score(INSTRUMENTS["nrs"], total("nrs", 0))
    assert band is not None
    assert band.label == "pain_none"
