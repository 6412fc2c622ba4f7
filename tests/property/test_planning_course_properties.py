"""What must hold of every course, whatever is ordered."""

from __future__ import annotations

from hypothesis import event, given
from hypothesis import strategies as st

from lumbalis.domain.plan import Course
from lumbalis.domain.planning import CannotPlan, Order, Why, plan_course
from lumbalis.domain.screening import Verdict
from planning_fixtures import POINTS, PROTOCOL, in_remission
from planning_strategies import verdicts


@given(verdicts(), st.integers(-1, 30), st.integers(-1, 4), st.sampled_from(["mild", "high", None]))
def test_every_course_keeps_its_limits(
    verdict: Verdict, sessions: int, extensions: int, severity: str | None
) -> None:
    """Whatever is ordered: never beyond the hard stop, never too close, never too steep."""
    order = Order(severity=severity, sessions=sessions, extension_orders=extensions)
    course = plan_course(verdict, PROTOCOL, order)
    event("planned" if isinstance(course, Course) else f"refused: {course.why.value}")
    if isinstance(course, CannotPlan):
        countable = extensions >= 0 and 1 <= sessions <= min(25, 15 + 5 * extensions)
        assert (course.why in (Why.NO_SESSIONS, Why.HARD_STOP, Why.NEW_ORDER)) is not countable
        return
    indexes = [planned.index for planned in course.timeline]
    assert indexes == list(range(1, sum(course.blocks) + 1)) == list(range(1, sessions + 1))
    assert len(indexes) <= min(25, 15 + 5 * extensions)
    assert course.reviews[-1] == sessions
    levels = [planned.level for planned in course.timeline]
    for n, planned in enumerate(course.timeline):
        nrs = verdict.facts["nrs_move"]
        highest = PROTOCOL.dose.ceiling(verdict.phase, n + 1, nrs if isinstance(nrs, int) else None)
        assert planned.level <= planned.ceiling <= highest
        assert n == 0 or planned.spacing_least_h >= (48 if n < 3 else 24)
        assert n == 0 or planned.level <= levels[n - 1] + 1
        assert n < 2 or planned.level <= levels[n - 2] + 1
    assert [s.level for s in course.sessions] == levels
    assert levels[0] <= (2 if verdict.phase == "REMISSION" else 1)


@given(st.sampled_from(["cupping_silicone", "acupressure", "combined"]), st.data())
def test_special_sessions_wait_and_keep_their_distance(special: str, data: st.DataObject) -> None:
    """C02, A10, A19: from session four, two days apart, with cups three, six times, two a week."""
    wished = data.draw(st.lists(st.integers(1, 15), min_size=1, max_size=8, unique=True))
    order = Order(
        severity="high", special=special, special_sessions=tuple(wished), points=POINTS,
        device_present=True,
    )  # fmt: skip
    course = plan_course(in_remission(1), PROTOCOL, order)
    if isinstance(course, CannotPlan):
        assert min(wished) < 4 or len(wished) > 6
        return
    assert min(wished) >= 4
    hours, at = 0, []
    for planned in course.timeline:
        hours += planned.spacing_least_h
        if planned.script == special:
            at.append(hours)
            assert planned.spacing_least_h >= (72 if "cupping" in special else 48)
    assert len(at) == len(wished)
    if "cupping" in special:
        assert all(later - first >= 168 for first, later in zip(at, at[2:], strict=False))
