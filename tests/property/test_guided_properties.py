"""Whatever happens at the couch and on the way, the account is the same and claims no time."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from guided_stories import story
from lumbalis.domain.guided import account_of
from on_body_plan_samples import first_session

SESSION = first_session()
SEEDS = st.integers(0, 2**32)


@given(SEEDS)
def test_the_order_of_arrival_changes_nothing(seed: int) -> None:
    """Events come late, twice and mixed; the note may not depend on it."""
    told = story(seed, len(SESSION.steps))
    arrived = [*told, *told[::2]]
    Random(seed).shuffle(arrived)  # noqa: S311 - an order needs no secret
    assert account_of(SESSION, arrived) == account_of(SESSION, told)


@given(SEEDS)
def test_no_second_is_counted_twice(seed: int) -> None:
    """One pair of hands works one step at a time, so all steps last no longer than the story."""
    told = [one for one in story(seed, len(SESSION.steps)) if one.device == "a"]
    told.sort(key=lambda one: one.seq)
    forward = sum(max(0, later.at_ms - one.at_ms) for one, later in pairwise(told))
    account = account_of(SESSION, told)
    worked = [one.ms for step in account.steps for one in step.stretches]
    assert sum(worked) <= forward
    assert min(worked, default=0) >= 0
    assert len(account.steps) == len(SESSION.steps)
