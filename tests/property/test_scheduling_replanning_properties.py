"""Whatever is lost, and whenever a search ends: nothing is booked twice or against a request."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from lumbalis.domain.scheduling.effort import Effort
from lumbalis.domain.scheduling.replanning.means import Means
from lumbalis.domain.scheduling.replanning.repair import repair
from lumbalis.domain.scheduling.replanning.replan import replan
from lumbalis.domain.scheduling.replanning.rescue import rescue
from replanning_samples import (
    MEANS,
    away,
    claims_of,
    filled,
    request,
    twice_taken,
    wrongs,
)

RESOURCES = ("therapist-0", "therapist-1", "couch-0", "couch-2", "rest-1", "a/bay-1", "cups-0")
absences = st.lists(
    st.tuples(st.sampled_from((*RESOURCES, "patient-2")), st.integers(0, 12), st.integers(1, 6)),
    min_size=1,
    max_size=3,
)
seeds = st.integers(0, 10_000)


def short(steps: int) -> Means:
    """Give the means with few steps."""
    return replace(MEANS, steps=steps)


@settings(max_examples=25)
@given(seed=seeds, lost=absences, courses=st.integers(2, 14), steps=st.integers(0, 40))
def test_a_repair_never_books_twice(
    seed: int, lost: list[tuple[str, int, int]], courses: int, steps: int
) -> None:
    """Nor against a request, nor below its bound; and only who is called has moved."""
    calendar, pairs = filled(seed, courses)
    gone = [claim for one in lost for claim in away(*one)]
    found = repair(calendar, pairs, gone, short(steps), seed=seed)
    once = {*gone}
    assert twice_taken([*claims_of(found.courses), *once]) - twice_taken(once) == set()
    assert found.bound <= found.cost
    called = {call.course for call in found.calls}
    for (asked, old), new in zip(pairs, found.courses, strict=True):
        assert wrongs(asked, new.visits, calendar.clinic) == []
        assert (len(new.visits) < len(old.visits)) == (asked.id in found.cut_short)
        times = [(one.day, one.start, one.therapist) for one in new.visits]
        before = [(one.day, one.start, one.therapist) for one in old.visits]
        assert (times != before) == (asked.id in called)


@settings(max_examples=15)
@given(seed=seeds, stop=st.integers(0, 30), booked=st.booleans())
def test_planning_anew_never_books_twice(seed: int, stop: int, *, booked: bool) -> None:
    """Wherever the listener ends it."""
    calendar, pairs = filled(seed, 10)
    courses = [(asked, old if booked else None) for asked, old in pairs]
    if not booked:
        calendar = replace(calendar, booked=())
    found = replan(calendar, courses, short(40), Effort(progress=lambda done, _: done < stop), seed)
    assert twice_taken(claims_of(found.courses)) == set()
    assert found.bound <= found.cost <= found.floor
    for (asked, _), new in zip(courses, found.courses, strict=True):
        assert new is None or wrongs(asked, new.visits, calendar.clinic) == []


@settings(max_examples=15)
@given(seed=seeds, visits=st.integers(3, 6), courses=st.integers(8, 26))
def test_a_rescue_never_books_twice(seed: int, visits: int, courses: int) -> None:
    """One therapist and many courses: most have to make room."""
    calendar, pairs = filled(seed, courses, therapists=1)
    found = rescue(calendar, pairs, request(90, visits), short(20))
    if found is None:
        return
    moved = {course.course: course for course in found.moved}
    now = [moved.get(old.course, old) for _, old in pairs]
    assert found.people <= 2
    assert twice_taken(claims_of([*now, found.course])) == set()
    for (asked, _), new in zip(pairs, now, strict=True):
        assert wrongs(asked, new.visits, calendar.clinic) == []
