"""A course: how many sessions, how far apart, reviewed when, and the forecast of its levels."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lumbalis.domain.plan import Course
from lumbalis.domain.planning import Order, Why, plan_course, suggest_severity
from planning_fixtures import (
    PROTOCOL,
    capped,
    in_pain,
    in_remission,
    planned_course,
    refused_course,
    set_aside,
    with_limit,
    without,
)


def test_ten_sessions_for_most() -> None:
    """R021, C04: ten sessions, reviewed after five and at the end."""
    course = planned_course(in_pain())
    assert (course.blocks, course.reviews, course.per_week) == ((10,), (5, 10), 3)
    assert [p.index for p in course.timeline] == list(range(1, 11))
    assert [s.index for s in course.sessions] == list(range(1, 11))
    assert [p.index for p in course.timeline if p.review_after] == [5, 10]


def test_fifteen_sessions_in_two_blocks_when_severe() -> None:
    """R023, A09: ten, a review, and five."""
    course = planned_course(in_pain(), Order(severity="high"))
    assert (course.blocks, course.reviews) == ((10, 5), (5, 10, 15))
    assert [p.block for p in course.timeline] == [1] * 10 + [2] * 5
    assert {p.spacing_least_h for p in course.timeline[1:]} == {48}


def test_the_first_sessions_are_two_days_apart() -> None:
    """A10: 48 hours before the second and the third, then every other day as a rule."""
    course = planned_course(in_pain())
    assert [p.spacing_least_h for p in course.timeline[:5]] == [0, 48, 48, 24, 24]
    assert {p.spacing_usual_h for p in course.timeline[1:]} == {48}


def test_an_unstated_severity_gets_the_strictest_spacing() -> None:
    """A missing answer is never the easy one; the course says that it was assumed."""
    course = planned_course(in_pain(severity=None))
    assert (course.severity, course.severity_assumed) == ("moderate", True)
    assert course.blocks == (10,)
    assert {p.spacing_least_h for p in course.timeline[1:]} == {48}
    assert planned_course(in_pain()).severity_assumed is False


def test_the_physician_sets_the_severity() -> None:
    """A04: the order counts, whatever was assumed."""
    course = planned_course(in_pain(severity=None), Order(severity="mild"))
    assert (course.severity, course.severity_assumed) == ("mild", False)


@pytest.mark.parametrize(
    ("order", "blocks", "reviews"),
    [
        (Order(sessions=1), (1,), (1,)),
        (Order(sessions=7), (7,), (5, 7)),
        (Order(sessions=12), (10, 2), (5, 10, 12)),
        (Order(sessions=15), (10, 5), (5, 10, 15)),
        (Order(extension_orders=1), (10, 5), (5, 10, 15)),
        (Order(severity="high", extension_orders=2), (10, 5, 5, 5), (5, 10, 15, 20, 25)),
        (Order(sessions=17, extension_orders=1), (10, 5, 2), (5, 10, 15, 17)),
    ],
)
def test_the_physician_orders_more_or_fewer(
    order: Order, blocks: tuple[int, ...], reviews: tuple[int, ...]
) -> None:
    """Every block ends with a review, and nothing follows the last one unreviewed."""
    course = planned_course(in_pain(), order)
    assert (course.blocks, course.reviews) == (blocks, reviews)


@pytest.mark.parametrize(
    ("order", "why"),
    [
        (Order(sessions=0), Why.NO_SESSIONS),
        (Order(extension_orders=-1), Why.NO_SESSIONS),
        (Order(sessions=16), Why.NEW_ORDER),
        (Order(sessions=26, extension_orders=3), Why.HARD_STOP),
        (Order(extension_orders=4), Why.HARD_STOP),
        (Order(severity="extreme"), Why.UNKNOWN_SEVERITY),
        (Order(per_week=6), Why.PER_WEEK),
        (Order(per_week=0), Why.PER_WEEK),
        (Order(severity="high", per_week=4), Why.PER_WEEK),
        (Order(special="honey"), Why.UNKNOWN_SCRIPT),
        (Order(special="cupping_silicone"), Why.TECHNIQUE),
        (Order(special="cupping_silicone", special_sessions=(3,)), Why.SPECIAL_SESSIONS),
        (Order(special="cupping_silicone", special_sessions=(11,)), Why.SPECIAL_SESSIONS),
        (Order(special="cupping_silicone", special_sessions=()), Why.SPECIAL_SESSIONS),
    ],
)
def test_what_cannot_be_ordered(order: Order, why: Why) -> None:
    """An order beyond the limits is refused, never trimmed in silence."""
    assert refused_course(in_pain(), order).why is why


def test_levels_climb_no_faster_than_the_ladder() -> None:
    """2 sessions at a level, then one more, never above the ceiling (R039-R041)."""
    course = planned_course(in_pain())
    assert [p.level for p in course.timeline] == [1, 1, 2, 2, 3, 3, 3, 3, 3, 3]
    assert [p.ceiling for p in course.timeline] == [2, 2, 2, 3, 3, 3, 3, 3, 3, 3]
    assert [p.gentle for p in course.timeline] == [True] * 3 + [False] * 7
    calm = planned_course(in_remission(1))
    assert [p.level for p in calm.timeline] == [2, 2, 3, 3, 3, 4, 4, 4, 4, 4]
    assert [p.gentle for p in calm.timeline] == [True] * 2 + [False] * 8


def test_a_lasting_rule_caps_every_session() -> None:
    """X28 caps the course of an old patient; S30 caps only its first sessions."""
    course = planned_course(in_remission(1, age_years=80))
    assert max(p.ceiling for p in course.timeline) == 3
    assert max(s.level for s in course.sessions) == 3


def test_what_a_physician_set_aside_still_caps_the_course() -> None:
    """X07 set aside leaves level 2 behind, in the tenth session as in the first."""
    course = planned_course(set_aside({"steroid_systemic_3mo": True}, "X07"))
    assert {p.ceiling for p in course.timeline} == {2}


def test_an_excluded_zone_stays_excluded() -> None:
    """The forecast does not forget what is left out today."""
    course = planned_course(without(in_pain(), "legs"))
    for session in course.sessions:
        assert not any("thigh" in zone for step in session.steps for zone in step.zones)


def test_levels_wait_for_the_gentle_sessions() -> None:
    """A03: were five sessions gentle, the first rise would be in the fifth."""
    course = plan_course(in_pain(), with_limit("gentle_sessions", 5), Order())
    assert isinstance(course, Course)
    assert [p.level for p in course.timeline[:6]] == [1, 1, 1, 1, 2, 2]


def test_a_cap_nobody_explains_is_kept() -> None:
    """Where the rules behind the verdict do not tell why, the strict reading holds."""
    course = planned_course(capped(in_pain(5), 1))
    assert {p.ceiling for p in course.timeline} == {1}


def test_a_zone_cap_lasts() -> None:
    """A leg that may only be stroked today is only stroked in the forecast."""
    course = planned_course(capped(in_remission(1), 2, thigh_left=1))
    for session in course.sessions:
        touching = [s for s in session.steps if "thigh_left" in s.zones]
        assert {s.level for s in touching} == {1}


def test_cups_alternate_with_hands() -> None:
    """C02, A19: from session four on, three days apart, at most six, first at level 2."""
    course = planned_course(in_remission(1, severity="high"), Order(special="cupping_silicone"))
    cups = [p for p in course.timeline if p.script == "cupping_silicone"]
    assert [p.index for p in cups] == [4, 6, 8, 10, 12, 14]
    assert {p.spacing_least_h for p in cups} == {72}
    assert cups[0].level == 2
    after = [course.timeline[p.index] for p in cups]
    assert {p.spacing_least_h for p in after} == {48}


def test_cups_in_a_row_are_at_most_two_a_week() -> None:
    """Three cup sessions need more than seven days."""
    order = Order(special="cupping_silicone", special_sessions=(4, 5, 6))
    course = planned_course(in_remission(1), order)
    assert [p.spacing_least_h for p in course.timeline[3:6]] == [72, 84, 84]


def test_more_than_six_sessions_with_cups_are_refused() -> None:
    """The course may not have a seventh, however it is spread."""
    order = Order(special="cupping_silicone", special_sessions=tuple(range(4, 11)))
    assert refused_course(in_remission(1), order).why is Why.CUPS_PER_COURSE


def test_points_and_devices_are_two_days_apart() -> None:
    """A10: 48 hours around every session with points or a device."""
    for special in ("acupressure", "combined"):
        order = Order(special=special, points=("BL23", "BL25", "BL26"), device_present=True)
        course = planned_course(in_remission(1), order)
        assert {p.spacing_least_h for p in course.timeline[3:]} == {48}


def test_points_must_be_confirmed_by_a_person() -> None:
    """A08: an order for acupressure without points is no order for points."""
    assert refused_course(in_remission(1), Order(special="acupressure")).why is Why.NO_POINTS


def test_the_course_is_refused_with_the_verdict() -> None:
    """Where screening says no, there is no course either."""
    verdict = in_pain(temperature_c=38.5)
    answer = refused_course(verdict, Order())
    assert (answer.why, answer.category) == (Why.VERDICT, verdict.category)


def test_a_phase_without_a_dose_is_refused() -> None:
    """Nothing is planned for a phase the dose table does not know."""
    answer = refused_course(replace(in_pain(), phase="EXACERBATION"), Order())
    assert answer.why is Why.NO_DOSE


def test_a_session_of_the_course_that_cannot_be_planned_stops_it() -> None:
    """No course is handed out with a hole in it; the refusal names the session."""
    answer = refused_course(without(in_pain(), "legs", "gluteal", "sacrum"), Order())
    assert (answer.why, answer.session) == (Why.TOO_SHORT, 1)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ((None, None), None),
        ((0, None), "mild"),
        ((6, 20.0), "mild"),
        ((7, None), "moderate"),
        ((None, 21.0), "moderate"),
        ((13, 40.0), "moderate"),
        ((14, None), "high"),
        ((0, 41.0), "high"),
        ((0, 0.0, "multiple", 2), "mild"),
        ((0, 0.0, "multiple", 3), "high"),
        ((0, 0.0, "few", 12), "mild"),
        ((None, None, "multiple", None), None),
    ],
)
def test_severity_is_only_suggested(
    scores: tuple[int | None, float | None], expected: str | None
) -> None:
    """A04: scores suggest the highest severity any of them reaches; silence suggests nothing."""
    assert suggest_severity(PROTOCOL.dose, *scores) == expected
