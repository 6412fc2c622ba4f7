"""Whatever happens at the couch and on the way, the account is the same and claims no time."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from guided_samples import MORNING_MS
from lumbalis.domain.guided import account_of
from lumbalis.domain.guided.events import (
    Entry,
    Event,
    Finished,
    Outcome,
    PainScored,
    Paused,
    RestEnded,
    RestStarted,
    Resumed,
    StepEntered,
    StepExtended,
    StepLeft,
    StepLighter,
    Stopped,
    When,
)
from on_body_plan_samples import first_session

SESSION = first_session()
NUMBERS = st.integers(-1, len(SESSION.steps))
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(StepEntered, NUMBERS),
    st.builds(StepLeft, NUMBERS, st.sampled_from(Outcome)),
    st.builds(StepExtended, NUMBERS, st.integers(1, 60)),
    st.builds(StepLighter, NUMBERS, st.integers(1, 5)),
    st.builds(Paused),
    st.builds(Resumed),
    st.builds(PainScored, st.sampled_from(When), st.none() | st.integers(0, 10)),
    st.builds(Stopped, st.just(("patient_says_stop",))),
    st.builds(RestStarted, st.just(1800)),
    st.builds(RestEnded),
    st.builds(Finished, st.just("same")),
)


@st.composite
def stories(draw: st.DrawFn) -> list[Entry]:
    """Give what one or two devices wrote; clocks may stand still or go back."""
    entries = []
    for device in draw(st.sampled_from([["a"], ["a", "b"]])):
        at = MORNING_MS
        for seq, event in enumerate(draw(st.lists(EVENTS, max_size=25))):
            at += draw(st.integers(-2_000, 90_000))
            entries.append(Entry(f"{device}{seq}", device, seq, at, event))
    return entries


@given(stories(), st.integers(0, 2**32))
def test_the_order_of_arrival_changes_nothing(story: list[Entry], seed: int) -> None:
    """Events come late, twice and mixed; the note may not depend on it."""
    arrived = [*story, *story[::2]]
    Random(seed).shuffle(arrived)  # noqa: S311 - an order needs no secret
    assert account_of(SESSION, arrived) == account_of(SESSION, story)


@given(stories())
def test_no_second_is_counted_twice(story: list[Entry]) -> None:
    """One pair of hands works one step at a time, so all steps last no longer than the story."""
    moments = [entry.at_ms for entry in story]
    forward = sum(max(0, later.at_ms - one.at_ms) for one, later in pairwise(story))
    account = account_of(SESSION, story)
    if len({entry.device for entry in story}) == 1:
        worked = sum(one.ms for step in account.steps for one in step.stretches)
        assert worked <= forward
    assert all(one.ms >= 0 for step in account.steps for one in step.stretches)
    assert len(account.steps) == len(SESSION.steps)
    assert not moments or account.finished_ms is None or account.finished_ms in moments
