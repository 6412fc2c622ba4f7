"""A course goes on, is reviewed or ends by its average pain and its number of sessions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adaptation_samples import RULES
from lumbalis.domain.adaptation import CourseState, CourseStep, decide_course, improvement_percent
from lumbalis.domain.truth import Truth

AFTER_FIVE = CourseState(
    done=5,
    ordered=10,
    baseline=6,
    average=3,
    average_after=5,
    weeks=2,
    missed_in_row=0,
)
AT_END = replace(
    AFTER_FIVE,
    done=10,
    average_after=10,
    responder=Truth.TRUE,
    recovered=Truth.FALSE,
    symptomatic=Truth.TRUE,
    new_order=Truth.TRUE,
)
STRICTEST_FIRST = list(CourseStep)


def step_of(state: CourseState, **changes: Any) -> tuple[CourseStep, str]:  # noqa: ANN401
    """Decide a changed course; give the step and the last word of its reason."""
    found = decide_course(replace(state, **changes), RULES)
    return found.step, found.because.partition(".")[2]


@pytest.mark.parametrize(
    ("changes", "step", "because"),
    [
        ({"average": Fraction(42, 10)}, CourseStep.CONTINUE, "good_gain"),
        ({"average": Fraction(43, 10)}, CourseStep.CONTINUE_WITH_NOTE, "some_gain"),
        ({"average": Fraction(51, 10)}, CourseStep.CONTINUE_WITH_NOTE, "some_gain"),
        ({"average": Fraction(52, 10)}, CourseStep.CONTINUE_WITH_NOTE, "little_gain_yet"),
        ({"average": 6, "done": 6}, CourseStep.REVIEW_DUE, "review_window"),
        ({"average": 6, "done": 6, "average_after": 6}, CourseStep.REVIEW_DIAGNOSIS, "no_gain"),
        ({"average": 6, "weeks": 4}, CourseStep.REVIEW_DIAGNOSIS, "no_gain"),
        ({"average": 6, "weeks": None}, CourseStep.REVIEW_DIAGNOSIS, "no_gain"),
        (
            {"average": Fraction(51, 10), "done": 6, "average_after": 6},
            CourseStep.CONTINUE_WITH_NOTE,
            "some_gain",
        ),
        ({"average": 8}, CourseStep.STOP_FOR_PHYSICIAN, "worse"),
        (
            {"baseline": 5, "average": Fraction(65, 10)},
            CourseStep.STOP_FOR_PHYSICIAN,
            "worse",
        ),
        ({"average": 7}, CourseStep.CONTINUE_WITH_NOTE, "little_gain_yet"),
        ({"baseline": 3, "average": 4}, CourseStep.STOP_FOR_PHYSICIAN, "worse"),
        ({"baseline": 4, "average": 5}, CourseStep.CONTINUE_WITH_NOTE, "little_gain_yet"),
        ({"baseline": 0, "average": 0}, CourseStep.CONTINUE_WITH_NOTE, "no_pain_at_start"),
        ({"baseline": 0, "average": 2}, CourseStep.STOP_FOR_PHYSICIAN, "worse"),
        ({"average": None, "average_after": None}, CourseStep.REVIEW_DUE, "review_window"),
        ({"baseline": None}, CourseStep.REVIEW_DUE, "review_window"),
        ({"done": 7}, CourseStep.CONTINUE, "good_gain"),
        ({"average": None, "average_after": None, "done": 4}, CourseStep.CONTINUE, "before_review"),
        (
            {"average": None, "average_after": None, "done": 7},
            CourseStep.REVIEW_OVERDUE,
            "review_window",
        ),
        ({"missed_in_row": 2}, CourseStep.CONTINUE, "good_gain"),
        ({"missed_in_row": 3}, CourseStep.CONTACT, "missed_in_row"),
    ],
    ids=str,
)
def test_the_review_decides_as_the_reference_says(
    changes: dict[str, Any], step: CourseStep, because: str
) -> None:
    """30 per cent, 15 per cent, 6 sessions, 2 points or 30 per cent worse, 3 missed in a row."""
    assert step_of(AFTER_FIVE, **changes) == (step, because)


@pytest.mark.parametrize(
    ("changes", "step", "because"),
    [
        ({}, CourseStep.EXTEND, "extension_ordered"),
        ({"new_order": Truth.FALSE}, CourseStep.ORDER_NEEDED, "extension_possible"),
        ({"new_order": Truth.UNKNOWN}, CourseStep.ORDER_NEEDED, "extension_possible"),
        ({"responder": Truth.FALSE}, CourseStep.END, "no_responder"),
        ({"responder": Truth.UNKNOWN}, CourseStep.MEASURE_RESULT, "result_unknown"),
        ({"symptomatic": Truth.FALSE}, CourseStep.END, "without_symptoms"),
        ({"recovered": Truth.TRUE}, CourseStep.END, "without_symptoms"),
        ({"symptomatic": Truth.UNKNOWN}, CourseStep.MEASURE_RESULT, "result_unknown"),
        ({"average": 6}, CourseStep.REVIEW_DIAGNOSIS, "no_gain"),
        ({"average": 9}, CourseStep.STOP_FOR_PHYSICIAN, "worse"),
        ({"done": 25, "ordered": 30}, CourseStep.END, "hard_stop"),
    ],
    ids=str,
)
@pytest.mark.hazard("H22")
def test_a_course_is_extended_only_for_a_responder_with_symptoms_and_an_order(
    changes: dict[str, Any], step: CourseStep, because: str
) -> None:
    """All three, and known; otherwise it ends, is measured, or waits for the physician."""
    assert step_of(AT_END, **changes) == (step, because)


@pytest.mark.parametrize(("done", "may_add"), [(10, 5), (20, 5), (22, 3), (24, 1)])
def test_an_extension_never_passes_the_hard_stop(done: int, may_add: int) -> None:
    """Five at a time, and never beyond the twenty-fifth session."""
    state = replace(AT_END, done=done, ordered=done, average_after=done)
    assert decide_course(state, RULES).may_add == may_add


def test_a_block_ends_with_a_review_and_not_with_the_next_session() -> None:
    """In a course of 10 and 5, the reading of session 5 does not stand for that of session 10."""
    state = replace(AFTER_FIVE, done=10, ordered=15, block_reviews=(10,))
    assert step_of(state) == (CourseStep.REVIEW_OVERDUE, "block_ended")
    assert step_of(state, average_after=10) == (CourseStep.CONTINUE, "good_gain")


def test_a_physicians_decision_settles_the_readings_before_it() -> None:
    """Decided after session 6, the course goes on; a later reading asks anew."""
    state = replace(AFTER_FIVE, average=6, done=6, average_after=6, decided_after=6)
    assert step_of(state) == (CourseStep.CONTINUE_WITH_NOTE, "little_gain_yet")
    later = replace(state, done=8, average_after=8)
    assert step_of(later) == (CourseStep.REVIEW_DIAGNOSIS, "no_gain")


def test_a_course_that_gets_worse_is_stopped_at_any_time() -> None:
    """Nobody waits for the review window with growing pain."""
    state = replace(AFTER_FIVE, done=2, average=8, average_after=2)
    found = decide_course(state, RULES)
    assert (found.step, found.rule) == (CourseStep.STOP_FOR_PHYSICIAN, "X27")
    assert not found.step.session_may_follow


def test_improvement_is_exact_and_not_computable_from_zero() -> None:
    """A limit of 30 per cent must not hang on a binary fraction."""
    state = replace(AFTER_FIVE, baseline=Fraction(33, 10), average=Fraction(231, 100))
    assert improvement_percent(state) == 30
    assert improvement_percent(replace(state, baseline=0)) is None
    assert improvement_percent(replace(state, average=None)) is None


@given(
    state=st.builds(
        CourseState,
        done=st.integers(0, 26),
        ordered=st.sampled_from((10, 15, 20)),
        baseline=st.none() | st.integers(0, 10),
        average=st.integers(0, 10),
        average_after=st.just(0),
        weeks=st.integers(0, 12),
        missed_in_row=st.integers(0, 4),
        responder=st.sampled_from(Truth),
        recovered=st.sampled_from(Truth),
        symptomatic=st.sampled_from(Truth),
        new_order=st.sampled_from(Truth),
    ),
    measured=st.integers(0, 26),
)
def test_more_pain_never_lets_a_course_go_on_that_less_pain_would_not(
    state: CourseState, measured: int
) -> None:
    """A point more on the same day may stop a course, never restart it."""
    state = replace(state, average_after=min(measured, state.done))
    worse = replace(state, average=min(10, int(state.average or 0) + 1))
    now, then = (decide_course(one, RULES).step.session_may_follow for one in (state, worse))
    assert now or not then


@given(
    done=st.integers(0, 26),
    average=st.integers(0, 10),
    forgotten=st.sampled_from(("baseline", "average", "responder", "symptomatic", "new_order")),
)
def test_forgetting_an_answer_never_extends_a_course(
    done: int, average: int, forgotten: str
) -> None:
    """Neither a result nor an order may come about by silence."""
    state = replace(AT_END, done=done, average=average, average_after=done)
    nothing: Any = None if forgotten in ("baseline", "average") else Truth.UNKNOWN
    silent = decide_course(replace(state, **{forgotten: nothing}), RULES)
    known = decide_course(state, RULES)
    if forgotten in ("responder", "symptomatic", "new_order"):
        assert silent.step is not CourseStep.EXTEND or known.step is CourseStep.EXTEND
        assert STRICTEST_FIRST.index(silent.step) <= STRICTEST_FIRST.index(known.step)


@pytest.mark.parametrize(
    "wrong",
    [{"done": -1}, {"weeks": -1}, {"baseline": 11}, {"average": -1}, {"average_after": 6}],
    ids=str,
)
def test_an_impossible_course_is_refused(wrong: dict[str, Any]) -> None:
    """A pain measured after a session still to come belongs to another course."""
    with pytest.raises(ValueError, match=";"):
        decide_course(replace(AFTER_FIVE, **wrong), RULES)
