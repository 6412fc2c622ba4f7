"""The truth type: three values that cannot be mistaken for two."""

from __future__ import annotations

import pytest

from lumbalis.domain.truth import Truth, all_of, any_of, truth_of


@pytest.mark.parametrize("truth", Truth)
def test_truth_refuses_to_stand_alone_in_an_if(truth: Truth) -> None:
    """`if truth:` would silently file UNKNOWN under yes or no."""
    with pytest.raises(TypeError, match="three possible values"):
        bool(truth)


def test_nothing_asked_is_true_for_all_and_false_for_any() -> None:
    """The neutral elements, so that folding an empty list changes nothing."""
    assert all_of([]) is Truth.TRUE
    assert any_of([]) is Truth.FALSE


def test_no_answer_becomes_unknown() -> None:
    """None is the absence of an answer, never a "no"."""
    assert [truth_of(value) for value in (True, False, None)] == [
        Truth.TRUE,
        Truth.FALSE,
        Truth.UNKNOWN,
    ]
