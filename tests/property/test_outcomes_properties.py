"""Whatever the answers, scores and changes keep the laws that readers rely on."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from lumbalis.domain.outcomes.bands import band_of
from lumbalis.domain.outcomes.change import ChangeLabel, classify_change
from lumbalis.domain.outcomes.course import course_result
from lumbalis.domain.outcomes.instruments import Direction, Instrument, MissingPolicy
from lumbalis.domain.outcomes.prognosis import score_start_back
from lumbalis.domain.outcomes.scores import Score
from lumbalis.domain.outcomes.scoring import (
    recorded_score,
    score_activities_twice,
    score_count,
    score_percent,
)
from lumbalis.domain.truth import Truth, any_of
from lumbalis.knowledge.outcomes import outcome_rules_from

KNOWLEDGE = Path(__file__).parents[2] / "src" / "lumbalis" / "knowledge"
OUTCOMES = KNOWLEDGE / "protocols" / "lumbar_osteochondrosis" / "outcomes.yaml"
RULES = outcome_rules_from(yaml.safe_load(OUTCOMES.read_text(encoding="utf-8")))
INSTRUMENTS = RULES.instruments
MEASURES_CHANGE = sorted(n for n, one in INSTRUMENTS.items() if one.important_change is not None)
BANDED = sorted(n for n, one in INSTRUMENTS.items() if one.band_sets)
RATIONAL = sorted({"nrs", "vas100", "rmdq24", "odi", "peg"})
RMDQ = INSTRUMENTS["rmdq24"]
ODI = INSTRUMENTS["odi"]


@st.composite
def value_of(draw: st.DrawFn, instrument: Instrument) -> Fraction:
    """Draw a value the instrument can have."""
    lowest, highest = instrument.range.minimum, instrument.range.maximum
    steps = 1 if instrument.range.whole_numbers else 20
    return lowest + Fraction(draw(st.integers(0, int((highest - lowest) * steps))), steps)


@st.composite
def two_scores(draw: st.DrawFn, names: list[str]) -> tuple[Instrument, Score, Score]:
    """Draw an instrument and two scores of it."""
    instrument = INSTRUMENTS[draw(st.sampled_from(names))]
    first, second = draw(value_of(instrument)), draw(value_of(instrument))
    return instrument, recorded_score(instrument, first), recorded_score(instrument, second)


RMDQ_FORM = st.lists(st.sampled_from([True, False, None]), min_size=24, max_size=24)
ODI_FORM = st.lists(st.one_of(st.integers(0, 5), st.none()), min_size=10, max_size=10)


@given(two_scores(MEASURES_CHANGE))
def test_nobody_is_a_responder_and_worse(drawn: tuple[Instrument, Score, Score]) -> None:
    """One of the two would be a lie."""
    seen = classify_change(*drawn)
    better = any_of(t for t in (seen.improved_abs, seen.improved_rel) if t is not None)
    assert (seen.worse & better) is not Truth.TRUE
    assert (seen.worse & seen.responder) is not Truth.TRUE


@given(two_scores(MEASURES_CHANGE))
def test_no_change_is_no_improvement_and_no_worsening(
    drawn: tuple[Instrument, Score, Score],
) -> None:
    """The same answers twice never make anybody better or worse."""
    instrument, score, _ = drawn
    seen = classify_change(instrument, score, score)
    assert seen.worse is Truth.FALSE
    assert Truth.TRUE not in (seen.improved_abs, seen.improved_rel, seen.responder)


@given(two_scores(RATIONAL))
def test_turning_the_scale_round_turns_the_verdict_round(
    drawn: tuple[Instrument, Score, Score],
) -> None:
    """What is worse on a scale is improved on the same scale read the other way."""
    instrument, before, after = drawn
    thresholds = instrument.important_change
    assert thresholds is not None
    even = replace(thresholds, worsening=thresholds.improvement)
    downwards = replace(instrument, important_change=even)
    upwards = replace(downwards, direction=Direction.HIGHER_IS_BETTER)
    down, up = classify_change(downwards, before, after), classify_change(upwards, before, after)
    assert down.points is not None
    assert up.points == -down.points
    assert up.percent == (None if down.percent is None else -down.percent)
    if before.value != 0:
        better = [t for t in (up.improved_abs, up.improved_rel) if t is not None]
        assert down.worse is any_of(better)


@given(two_scores(MEASURES_CHANGE), st.data())
def test_a_better_follow_up_never_reads_worse(
    drawn: tuple[Instrument, Score, Score], data: st.DataObject
) -> None:
    """From the same baseline, more improvement never loses a verdict nor gains a worse one."""
    instrument, before, after = drawn
    other = recorded_score(instrument, data.draw(value_of(instrument)))
    one, two = (classify_change(instrument, before, score) for score in (after, other))
    assert one.points is not None
    assert two.points is not None
    low, high = sorted((one, two), key=lambda change: change.points or Fraction(0))
    assert high.responder.value >= low.responder.value
    assert high.worse.value <= low.worse.value


@given(two_scores(MEASURES_CHANGE))
def test_worse_is_always_said(drawn: tuple[Instrument, Score, Score]) -> None:
    """No caveat about the scale hides a worsening."""
    seen = classify_change(*drawn)
    assert (seen.label is ChangeLabel.WORSE) == (seen.worse is Truth.TRUE)


@given(RMDQ_FORM, RMDQ_FORM)
def test_no_way_of_filling_the_gaps_overturns_a_firm_rmdq_verdict(
    before: list[bool | None], after: list[bool | None]
) -> None:
    """A firm verdict from a form with gaps is the verdict of every completed form."""
    scores = score_count(RMDQ, before), score_count(RMDQ, after)
    assume(all(score.value is not None for score in scores))
    seen = classify_change(RMDQ, *scores)
    for first in (True, False):
        for second in (True, False):
            filled = classify_change(
                RMDQ,
                score_count(RMDQ, [first if t is None else t for t in before]),
                score_count(RMDQ, [second if t is None else t for t in after]),
            )
            assert seen.responder in (Truth.UNKNOWN, filled.responder)
            assert seen.worse in (Truth.UNKNOWN, filled.worse)


@given(RMDQ_FORM, st.integers(0, 23))
def test_erasing_an_rmdq_answer_never_erases_a_flag(form: list[bool | None], place: int) -> None:
    """Knowing less is never shown as less doubt, and never lifts the count of yes."""
    score = score_count(RMDQ, form)
    poorer = score_count(RMDQ, [*form[:place], None, *form[place + 1 :]])
    assert poorer.flags >= score.flags
    assert place + 1 in poorer.missing
    if score.value is not None and poorer.value is not None:
        assert poorer.value <= score.value
        assert poorer.worst_case is not None
        assert score.worst_case is not None
        assert poorer.worst_case >= score.worst_case


@given(
    ODI_FORM,
    st.integers(0, 9),
    st.sampled_from([MissingPolicy.REDUCE_DENOMINATOR, MissingPolicy.MAX_ONE]),
)
def test_erasing_an_odi_answer_never_erases_a_flag(
    form: list[int | None], place: int, policy: MissingPolicy
) -> None:
    """Once refused, a form with fewer answers stays refused."""
    score = score_percent(ODI, form, policy)
    poorer = score_percent(ODI, [*form[:place], None, *form[place + 1 :]], policy)
    assert poorer.flags >= score.flags
    assert score.value is not None or poorer.value is None


@given(ODI_FORM)
def test_the_two_odi_policies_differ_by_rounding_only(form: list[int | None]) -> None:
    """The mean of the others and the smaller denominator are the same ratio."""
    exact_score = score_percent(ODI, form)
    whole = score_percent(ODI, form, MissingPolicy.MAX_ONE)
    if whole.value is not None:
        assert exact_score.value is not None
        assert abs(whole.value - exact_score.value) <= Fraction(1, 2)


@given(ODI_FORM)
def test_an_odi_score_stays_on_its_scale(form: list[int | None]) -> None:
    """Whatever is missing, a share of the possible is between nothing and all."""
    value = score_percent(ODI, form).value
    assert value is None or 0 <= value <= 100


@given(
    st.lists(st.sampled_from([True, False, None]), min_size=8, max_size=8),
    st.one_of(st.none(), st.integers(1, 5)),
    st.data(),
)
def test_a_start_back_group_survives_every_completion(
    agreed: list[bool | None], bothered: int | None, data: st.DataObject
) -> None:
    """A group that was named is the group of every form the missing answers could make."""
    rules = INSTRUMENTS["start_back"]
    named = score_start_back(rules, agreed, bothered)
    filled = score_start_back(
        rules,
        [data.draw(st.booleans()) if answer is None else answer for answer in agreed],
        data.draw(st.integers(1, 5)) if bothered is None else bothered,
    )
    assert filled.group is not None
    assert named.group in (None, filled.group)
    assert named.total in (None, filled.total)
    assert named.distress in (None, filled.distress)


@given(
    st.dictionaries(st.sampled_from("abcde"), st.integers(0, 10), min_size=3, max_size=5),
    st.data(),
)
def test_leaving_activities_out_never_makes_a_change_of_none(
    ratings: dict[str, int], data: st.DataObject
) -> None:
    """Rating some activities as before and skipping the others is no change."""
    again = {n: data.draw(st.sampled_from([r, None])) for n, r in ratings.items()}
    before, after = score_activities_twice(INSTRUMENTS["psfs"], dict(ratings), again)
    assert before == after


@given(st.sampled_from(BANDED), st.data())
def test_every_value_has_a_band_and_bands_keep_the_order(name: str, data: st.DataObject) -> None:
    """No gap in any scheme, and a worse value never has a milder name."""
    instrument = INSTRUMENTS[name]
    low, high = sorted(data.draw(value_of(instrument)) for _ in range(2))
    for scheme in instrument.band_sets:
        lower, upper = (band_of(instrument, value, scheme.id) for value in (low, high))
        assert lower.lower <= upper.lower
        assert low <= lower.upper


@given(st.integers(0, 10), st.integers(0, 24), st.integers(0, 10), st.integers(0, 24))
def test_measuring_less_at_the_end_never_makes_a_recovery(
    nrs: int, rmdq: int, nrs_end: int, rmdq_end: int
) -> None:
    """Without the second instrument the course may be open, but not better than it was."""
    before = {
        "nrs": recorded_score(INSTRUMENTS["nrs"], nrs),
        "rmdq24": recorded_score(RMDQ, rmdq),
    }
    after = {
        "nrs": recorded_score(INSTRUMENTS["nrs"], nrs_end),
        "rmdq24": recorded_score(RMDQ, rmdq_end),
    }
    full = course_result(RULES, before, after)
    for left in ("nrs", "rmdq24"):
        part = course_result(RULES, before, {left: after[left]})
        assert part.recovered in (Truth.UNKNOWN, full.recovered)
        assert part.recovered is not Truth.TRUE
        assert part.responder in (Truth.UNKNOWN, full.responder)
        assert part.worse in (Truth.UNKNOWN, full.worse)
