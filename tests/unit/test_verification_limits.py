"""Every limit is inclusive: at the limit a plan passes, one step beyond it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from lumbalis.domain.plan import Cups, PointHold, Seconds, Session, Step
from lumbalis.domain.verification import SessionHistory, verify_course, verify_session
from verification_fixtures import PROTOCOL, REMISSION, SUBSIDING, verdict
from verification_sessions import GOOD, course

Change = Callable[[int], Session]


def kinds(name: str, session: Session, before: SessionHistory | None = None) -> set[str]:
    """Name the objections to a changed session in its own circumstances."""
    good, history = GOOD[name]
    today = verdict(good.phase, good.index)
    result = verify_session(session, today, PROTOCOL, before or history)
    return {violation.kind for violation in result.violations}


def with_seconds(name: str, chosen: Callable[[Step], bool], seconds: int) -> Session:
    """Give every chosen step so many seconds."""
    good, _ = GOOD[name]
    steps = (replace(s, seconds=Seconds(seconds)) if chosen(s) else s for s in good.steps)
    return replace(good, steps=tuple(steps))


def total(name: str, seconds: int) -> Session:
    """Stretch or shrink the last step so that the session lasts so long."""
    good, _ = GOOD[name]
    last = good.steps[-1]
    rest = good.hands_on_s - last.seconds
    steps = (*good.steps[:-1], replace(last, seconds=Seconds(seconds - rest)))
    return replace(good, steps=steps)


def step_named(name: str) -> Callable[[Step], bool]:
    """Choose steps by the beginning of their id."""
    return lambda step: step.step.startswith(name)


def points_held(count: int, part: int) -> Session:
    """Hold so many points for four parts each."""
    good, _ = GOOD["points"]
    names = [hold.point for step in good.steps for hold in step.points]
    first = next(i for i, step in enumerate(good.steps) if step.points)
    holds = tuple(
        PointHold(name, Seconds(part), Seconds(part), Seconds(part), Seconds(part))
        for name in (names * 2)[:count]
    )
    changed = replace(good.steps[first], points=holds)
    kept = [step for step in good.steps[first:] if not step.points]
    return replace(good, steps=(*good.steps[:first], changed, *kept))


def cups_of(count: int = 2, size: int = 50) -> Session:
    """Use so many moving cups of that size."""
    good, _ = GOOD["cups_later"]
    cups = Cups(count, size, "moving")
    moved = (
        replace(s, cups=cups) if s.cups is not None and s.cups.mode == "moving" else s
        for s in good.steps
    )
    return replace(good, steps=tuple(moved))


def prepared_for(seconds: int) -> Session:
    """Shrink everything before the lumbar work of the short script to so many seconds."""
    good, _ = GOOD["points"]
    first = with_seconds("points", step_named("flat"), seconds - 100)
    assert sum(s.seconds for s in first.steps[:3]) == seconds
    return replace(first, index=good.index)


AT_THE_LIMIT: list[tuple[str, str, Change, int, int]] = [
    ("session_too_short", "first", lambda n: total("first", n), 900, 899),
    ("session_too_long", "first", lambda n: total("first", n), 1500, 1501),
    ("session_unit_suspect", "first", lambda n: total("first", n), 300, 299),
    ("session_unit_suspect", "first", lambda n: total("first", n), 3600, 3601),
    ("preparation_too_short", "points", prepared_for, 120, 119),
    ("step_unit_suspect", "first", lambda n: with_seconds("first", step_named("pat"), n), 3, 2),
    (
        "step_unit_suspect",
        "first",
        lambda n: with_seconds("first", step_named("flat"), n),
        600,
        601,
    ),
    (
        "vibration_high_too_long",
        "later",
        lambda n: with_seconds("later", step_named("high"), n),
        60,
        61,
    ),
    (
        "cup_moving_too_long",
        "cups_first",
        lambda n: with_seconds("cups_first", step_named("circles"), n),
        180,
        181,
    ),
    (
        "cup_moving_too_long",
        "cups_later",
        lambda n: with_seconds("cups_later", step_named("circles"), n),
        300,
        301,
    ),
    (
        "cup_static_too_long",
        "cups_first",
        lambda n: with_seconds("cups_first", step_named("place"), n),
        300,
        301,
    ),
    (
        "cup_static_too_long",
        "cups_later",
        lambda n: with_seconds("cups_later", step_named("place"), n),
        600,
        601,
    ),
    (
        "cup_time_absolute",
        "cups_later",
        lambda n: with_seconds("cups_later", step_named("place"), n - 10 - 70 - 40),
        600,
        601,
    ),
    (
        "cup_not_tested",
        "cups_first",
        lambda n: with_seconds("cups_first", step_named("test"), n),
        10,
        9,
    ),
    ("cup_count", "cups_later", lambda n: cups_of(count=n), 2, 3),
    ("cup_count", "cups_later", lambda n: cups_of(count=n), 1, 0),
    ("cup_size", "cups_later", lambda n: cups_of(size=n), 30, 29),
    ("cup_size", "cups_later", lambda n: cups_of(size=n), 60, 61),
    ("point_count", "points", lambda n: points_held(n, 30), 5, 6),
    ("point_too_long", "points", lambda n: points_held(1, n), 45, 46),
    ("points_total_too_long", "points", lambda n: points_held(n, 45), 4, 5),
    ("point_unit_suspect", "points", lambda n: points_held(1, n), 15, 14),
    ("point_unit_suspect", "points", lambda n: points_held(1, n), 60, 61),
    (
        "device_too_long",
        "device",
        lambda n: with_seconds("device", step_named("back"), n - 60),
        150,
        151,
    ),
    (
        "rest_unit_suspect",
        "first",
        lambda n: replace(GOOD["first"][0], rest_s=Seconds(n)),
        600,
        599,
    ),
    (
        "rest_unit_suspect",
        "first",
        lambda n: replace(GOOD["first"][0], rest_s=Seconds(n)),
        7200,
        7201,
    ),
]


@pytest.mark.parametrize(
    ("kind", "name", "change", "inside", "outside"),
    AT_THE_LIMIT,
    ids=[f"{kind}-{name}-{outside}" for kind, name, _, _, outside in AT_THE_LIMIT],
)
def test_the_limit_itself_is_allowed_and_the_next_number_is_not(
    kind: str, name: str, change: Change, inside: int, outside: int
) -> None:
    """A limit off by one would either refuse good plans or let the first bad one through."""
    assert kind not in kinds(name, change(inside))
    assert kind in kinds(name, change(outside))


def _absorbed(seconds: int) -> Session:
    good, _ = GOOD["first"]
    return total("first", good.hands_on_s + seconds)


def test_a_stage_takes_no_more_than_its_own_script_gives_it() -> None:
    """The opening may grow by less than the protocol lets any stage grow."""
    good, _ = GOOD["first"]
    for seconds, objected in ((30, False), (31, True)):
        opened = replace(good.steps[0], seconds=Seconds(good.steps[0].seconds + seconds))
        found = kinds("first", replace(good, steps=(opened, *good.steps[1:])))
        assert ("stage_absorbed_too_much" in found) is objected


def test_no_stage_takes_more_than_the_protocol_lets_any() -> None:
    """The closing may grow by the limit, though its script would give it more."""
    assert "stage_absorbed_too_much" not in kinds("first", _absorbed(60))
    assert "stage_absorbed_too_much" in kinds("first", _absorbed(61))
    assert "stage_grew" not in kinds("first", _absorbed(60))


@pytest.mark.parametrize(("days", "level_too_high"), [(7.0, False), (7.1, True), (14.0, True)])
def test_a_week_is_no_gap_and_more_is(days: float, *, level_too_high: bool) -> None:
    """The level stays after seven days and falls by one after more."""
    good, before = GOOD["later"]
    waited = replace(before, days_since_last=days)
    assert ("gap_not_lowered" in kinds("later", good, waited)) is level_too_high


@pytest.mark.parametrize(("days", "allowed"), [(14.0, 2), (14.1, 1)])
def test_two_weeks_lower_the_level_and_more_starts_again(days: float, allowed: int) -> None:
    """After fourteen days one level less, after more the first level."""
    good, before = GOOD["later"]
    waited = replace(before, days_since_last=days)
    lower = verify_session(good, verdict(SUBSIDING, 7), PROTOCOL, waited)
    found = next(v for v in lower.violations if v.kind == "gap_not_lowered")
    assert found.allowed == f"≤ {allowed}"


@pytest.mark.parametrize(("hours", "too_soon"), [(72.0, False), (71.9, True)])
def test_three_days_between_cuppings_are_enough(hours: float, *, too_soon: bool) -> None:
    """The interval is inclusive."""
    good, before = GOOD["cups_later"]
    waited = replace(before, hours_since_cupping=hours)
    assert ("cup_interval_too_short" in kinds("cups_later", good, waited)) is too_soon


@pytest.mark.parametrize(("done", "full"), [(5, False), (6, True)])
def test_the_sixth_cupping_of_a_course_is_the_last(done: int, *, full: bool) -> None:
    """Five before it leave room for one."""
    good, before = GOOD["cups_later"]
    assert ("cup_course_full" in kinds("cups_later", good, replace(before, cuppings=done))) is full


@pytest.mark.parametrize(("done", "full"), [(1, False), (2, True)])
def test_the_second_cupping_of_a_week_is_the_last(done: int, *, full: bool) -> None:
    """One before it leaves room for one."""
    good, before = GOOD["cups_later"]
    week = replace(before, cuppings_last_week=done)
    assert ("cup_week_full" in kinds("cups_later", good, week)) is full


@pytest.mark.parametrize(("nrs", "in_pain"), [(4, False), (5, True)])
def test_patting_stops_at_pain_of_five(nrs: int, *, in_pain: bool) -> None:
    """Below the limit pats are allowed, at it they are not."""
    good, before = GOOD["first"]
    result = verify_session(good, verdict(facts={"nrs_rest": nrs}), PROTOCOL, before)
    assert ("patting_in_pain" in {v.kind for v in result.violations}) is in_pain


@pytest.mark.parametrize(("nrs", "in_pain"), [(3, False), (4, True)])
def test_wide_vibration_stops_above_pain_of_three(nrs: int, *, in_pain: bool) -> None:
    """At the limit it is allowed."""
    good, before = GOOD["later"]
    result = verify_session(good, verdict(SUBSIDING, 7, {"nrs_rest": nrs}), PROTOCOL, before)
    assert ("vibration_high_in_pain" in {v.kind for v in result.violations}) is in_pain


@pytest.mark.parametrize("index", [3, 4])
def test_wide_vibration_and_cups_start_with_the_fourth_session(index: int) -> None:
    """Not in the third."""
    vibration = replace(GOOD["later"][0], index=index)
    assert ("vibration_high_too_early" in kinds("later", vibration)) is (index == 3)
    cups = replace(GOOD["cups_first"][0], index=index)
    assert ("technique_too_early" in kinds("cups_first", cups)) is (index == 3)


@pytest.mark.parametrize("index", [5, 6])
def test_vigorous_cups_start_with_the_sixth_session(index: int) -> None:
    """Not in the fifth."""
    good, _ = GOOD["cups_later"]
    vigorous = tuple(
        replace(s, manner="energetic") if s.step.startswith("lines") else s for s in good.steps
    )
    found = kinds("cups_later", replace(good, steps=vigorous, index=index))
    assert ("energetic_too_early" in found) is (index == 5)


def test_vigorous_pats_start_at_the_third_level() -> None:
    """On the buttocks, at the level of the session."""
    for name, unlocked in (("second", False), ("later", True)):
        good, _ = GOOD[name]
        vigorous = tuple(
            replace(s, manner="energetic") if s.stage == "gluteal" and "pat" in s.step else s
            for s in good.steps
        )
        found = kinds(name, replace(good, steps=vigorous))
        assert ("energetic_too_early" not in found) is unlocked


def test_a_device_may_pause_for_a_moment() -> None:
    """Standing still is judged by its time."""
    good, _ = GOOD["device"]
    for seconds, objected in ((10, False), (11, True)):
        paused = tuple(
            replace(s, direction="in_place", seconds=Seconds(seconds))
            if s.step == "back_left"
            else s
            for s in good.steps
        )
        found = kinds("device", replace(good, steps=paused))
        assert ("device_standing_still" in found) is objected


@pytest.mark.parametrize(("hours", "suspect"), [(12, False), (11, True), (336, False), (337, True)])
def test_hours_between_sessions_have_a_window(hours: int, *, suspect: bool) -> None:
    """From half a day to two weeks."""
    good = course(REMISSION)
    rows = (*good.timeline[:-1], replace(good.timeline[-1], spacing_usual_h=hours))
    result = verify_course(replace(good, timeline=rows), verdict(REMISSION), PROTOCOL)
    assert ("spacing_unit_suspect" in {v.kind for v in result.violations}) is suspect


def test_a_fifth_week_session_fits_when_it_is_ordered_close() -> None:
    """Seven days hold as many sessions as the least spacing lets in, counted from first to last."""
    good = course(SUBSIDING)
    for hours, fits in ((84, True), (85, False)):
        rows = tuple(
            replace(r, spacing_least_h=hours, spacing_usual_h=hours) if r.index > 1 else r
            for r in good.timeline
        )
        result = verify_course(replace(good, timeline=rows), verdict(), PROTOCOL)
        found = {v.kind for v in result.violations}
        assert ("per_week_out_of_reach" not in found) is fits
