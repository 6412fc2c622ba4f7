"""What the verifier says of good plans, and how it reads a verdict, a history and an order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lumbalis.domain.plan import LeftOut, Seconds, Session
from lumbalis.domain.protocol import Category
from lumbalis.domain.verification import (
    NOTHING_BEFORE,
    Ordered,
    Verification,
    all_kinds,
    verify_course,
    verify_session,
)
from verification_fixtures import PROTOCOL, REMISSION, SUBSIDING, verdict
from verification_sessions import CHOSEN, GOOD, ceiling, course, history, session


def kinds(result: Verification) -> set[str]:
    """Name what a verification objects to."""
    return {violation.kind for violation in result.violations}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_session_passes_under_its_own_verdict(name: str) -> None:
    """A checker that objects to everything is as useless as one that objects to nothing."""
    good, before = GOOD[name]
    result = verify_session(good, verdict(good.phase, good.index), PROTOCOL, before)
    assert result.violations == ()
    assert result.accepted


@pytest.mark.parametrize("name", GOOD)
def test_a_good_session_passes_as_a_forecast(name: str) -> None:
    """A course is planned before its first session, under the verdict of that day."""
    good, before = GOOD[name]
    assert verify_session(good, verdict(good.phase, 1), PROTOCOL, before).violations == ()


@pytest.mark.parametrize(
    ("phase", "severity"),
    [(SUBSIDING, "moderate"), (SUBSIDING, "high"), (REMISSION, "moderate"), (REMISSION, "high")],
)
def test_a_good_course_passes(phase: str, severity: str) -> None:
    """Ten sessions, or ten and five; with cups in remission."""
    today = verdict(phase, facts={"severity": severity})
    result = verify_course(course(phase, severity), today, PROTOCOL)
    assert result.violations == ()
    assert result.accepted


def test_every_check_is_named_in_the_result() -> None:
    """Whoever reads "no objections" may ask what was looked at."""
    result = verify_course(course(SUBSIDING), verdict(), PROTOCOL)
    assert set(result.checks) == set(all_kinds())
    assert len(all_kinds()) == len(set(all_kinds()))


def test_a_verification_without_checks_accepts_nothing() -> None:
    """An empty list of objections means nothing if nobody looked."""
    assert not Verification((), {}, ()).accepted


def test_margins_come_smallest_first_and_are_right() -> None:
    """The reader's eye goes to what is nearest to its limit."""
    good, before = GOOD["cups_first"]
    margins = verify_session(good, verdict(REMISSION, 4), PROTOCOL, before).margins
    assert list(margins.values()) == sorted(margins.values())
    assert margins["session_maximum_s"] == 1500 - 1200
    assert margins["cup_moving_s"] == 180 - (70 + 40)
    assert margins["cups_per_course_sessions"] == 5
    assert margins["session_level_levels"] == 3 - 2


def test_a_broken_limit_shows_as_a_negative_margin() -> None:
    """Margins and violations tell the same story."""
    good, before = GOOD["device"]
    steps = [
        replace(s, seconds=Seconds(s.seconds + 7)) if s.technique == "device" else s
        for s in good.steps
    ]
    result = verify_session(
        replace(good, steps=tuple(steps)), verdict(REMISSION, 6), PROTOCOL, before
    )
    assert "device_too_long" in kinds(result)
    assert result.margins["device_s"] == -14


def test_a_violation_names_place_finding_limit_and_source() -> None:
    """A therapist must find the step, a physician the reason."""
    good, before = GOOD["first"]
    steps = (replace(good.steps[0], zones=("spine",)), *good.steps[1:])
    result = verify_session(replace(good, steps=steps), verdict(), PROTOCOL, before)
    found = next(v for v in result.violations if v.kind == "zone_forbidden")
    assert found.where == "1/opening/1"
    assert (found.found, found.allowed) == ("spine", "0 s")
    assert "R030" in found.source


def test_numbers_that_are_no_numbers_are_judged_no_further() -> None:
    """Arithmetic with fractions of seconds would hide what is wrong behind what is not."""
    good, before = GOOD["first"]
    broken = replace(good, target_s="1200")  # type: ignore[arg-type]
    result = verify_session(broken, verdict(), PROTOCOL, before)
    assert kinds(result) == {"seconds_not_whole"}
    assert not result.accepted


class TestExclusions:
    """Time of left-out work goes to gentle stroking, then the session gets shorter."""

    def _without_patting(self) -> Session:
        good, _ = GOOD["later"]
        kept = [s for s in good.steps if s.stage != "patting"]
        kept[0] = replace(kept[0], seconds=Seconds(kept[0].seconds + 30))
        left = LeftOut("patting", Seconds(30), ("X31",))
        return replace(good, steps=tuple(kept), left_out=(left,))

    def test_time_given_back_to_the_opening_passes(self) -> None:
        """Half a minute more of the lightest stroking, with its reason."""
        _, before = GOOD["later"]
        result = verify_session(self._without_patting(), verdict(SUBSIDING, 7), PROTOCOL, before)
        assert result.violations == ()
        assert result.margins["absorb_s"] == 30

    def test_the_same_time_without_a_reason_does_not(self) -> None:
        """What was left out, and why, belongs to the plan."""
        _, before = GOOD["later"]
        silent = replace(self._without_patting(), left_out=())
        found = kinds(verify_session(silent, verdict(SUBSIDING, 7), PROTOCOL, before))
        assert found == {"left_out_too_little"}

    def test_an_excluded_side_frees_the_other_from_balance(self) -> None:
        """Left and right are equal only where both may be worked."""
        good, before = GOOD["later"]
        kept = [s for s in good.steps if not any(z.startswith("knee_left") for z in s.zones)]
        lost = good.hands_on_s - sum(s.seconds for s in kept)
        short = replace(
            good,
            steps=tuple(kept),
            zone_caps={**good.zone_caps, "knee_left": 0},
            shortened_s=Seconds(lost),
            left_out=(LeftOut("knee", Seconds(lost), ("S09b",)),),
        )
        today = verdict(SUBSIDING, 7)
        wounded = replace(today, excluded_zones=frozenset({"knee_left"}))
        assert verify_session(short, wounded, PROTOCOL, before).violations == ()
        assert kinds(verify_session(short, today, PROTOCOL, before)) == {"sides_unequal"}


class TestHistory:
    """Levels rise slowly, fall after gaps, and what nobody knows is read the strict way."""

    def test_an_unknown_number_of_cuppings_is_the_first_and_too_many(self) -> None:
        """Neither the longer times nor another cupping without knowing."""
        good, _ = GOOD["cups_later"]
        before = replace(history(2, 2, 2, 2, 2, 2), cuppings=None, cuppings_last_week=None)
        found = kinds(verify_session(good, verdict(REMISSION, 7), PROTOCOL, before))
        assert found == {"cup_interval_too_short", "cup_week_full", "cup_course_full"}

    def test_the_longer_time_is_for_later_cuppings(self) -> None:
        """The same minutes are too long the first time and not the second."""
        good, _ = GOOD["cups_later"]
        steps = [
            replace(s, seconds=Seconds(150)) if s.step.startswith("lines") else s
            for s in good.steps
        ]
        steps = [
            replace(s, seconds=Seconds(s.seconds - 160)) if s.step == "smooth" else s for s in steps
        ]
        longer = replace(good, steps=tuple(steps))
        today = verdict(REMISSION, 7)
        later = verify_session(longer, today, PROTOCOL, history(2, 2, 2, 2, 2, 2, cuppings=2))
        first = verify_session(longer, today, PROTOCOL, history(2, 2, 2, 2, 2, 2))
        assert "cup_moving_too_long" not in kinds(later)
        assert "cup_moving_too_long" in kinds(first)

    def test_after_a_long_gap_the_ramp_starts_again(self) -> None:
        """The first level is right again after three weeks, the old one is not."""
        again = session("classical", 7, SUBSIDING, 1, 3)
        before = replace(history(1, 1, 2, 2, 3, 3), days_since_last=21.0)
        assert verify_session(again, verdict(SUBSIDING, 7), PROTOCOL, before).violations == ()

    def test_a_first_session_has_nothing_before(self) -> None:
        """The empty history is complete knowledge."""
        good, _ = GOOD["first"]
        assert verify_session(good, verdict(), PROTOCOL, NOTHING_BEFORE).violations == ()


class TestOrders:
    """What goes beyond the dose needs somebody's order."""

    def test_points_of_a_course_need_a_choice(self) -> None:
        """No preset acts by itself in a course either."""
        good = course(REMISSION)
        pressed = replace(session("acupressure", 8, REMISSION, 2, ceiling(REMISSION, 8)))
        sessions = (*good.sessions[:7], pressed, *good.sessions[8:])
        row = replace(good.timeline[7], script="acupressure")
        timeline = (*good.timeline[:7], row, *good.timeline[8:])
        changed = replace(good, sessions=sessions, timeline=timeline)
        today = verdict(REMISSION)
        chosen = Ordered(points_chosen=CHOSEN)
        assert verify_course(changed, today, PROTOCOL, chosen).violations == ()
        assert kinds(verify_course(changed, today, PROTOCOL)) == {"point_not_chosen"}

    def test_fewer_sessions_need_an_order(self) -> None:
        """Eight sessions are a decision, not a rounding."""
        good = course(SUBSIDING)
        shorter = replace(
            good,
            timeline=(*good.timeline[:7], replace(good.timeline[7], review_after=True)),
            sessions=good.sessions[:8],
            blocks=(8,),
            reviews=(5, 8),
        )
        assert verify_course(shorter, verdict(), PROTOCOL, Ordered(sessions=8)).violations == ()
        assert kinds(verify_course(shorter, verdict(), PROTOCOL)) == {"sessions_not_as_dosed"}

    def test_a_closer_rhythm_needs_an_order(self) -> None:
        """Five sessions a week only when a physician says so."""
        often = replace(course(SUBSIDING), per_week=5)
        assert verify_course(often, verdict(), PROTOCOL, Ordered(often=True)).violations == ()
        assert kinds(verify_course(often, verdict(), PROTOCOL)) == {"per_week_too_many"}

    def test_an_assumed_severity_gets_the_strictest_spacing(self) -> None:
        """The number of sessions may be moderate, the pauses may not."""
        unknown = replace(verdict(), assumed={"severity": "moderate"})
        loose = replace(course(SUBSIDING), severity_assumed=True)
        assert kinds(verify_course(loose, unknown, PROTOCOL)) == {"spacing_too_short"}
        rows = tuple(
            replace(row, spacing_least_h=48) if row.index > 1 else row for row in loose.timeline
        )
        strict = replace(loose, timeline=rows)
        assert verify_course(strict, unknown, PROTOCOL).violations == ()


def test_a_refused_verdict_refuses_every_session_of_a_course() -> None:
    """No plan is good enough for somebody who may not be massaged today."""
    refused = replace(verdict(), category=Category.EMERGENCY)
    result = verify_course(course(SUBSIDING), refused, PROTOCOL)
    assert sum(v.kind == "verdict_refuses" for v in result.violations) == 10


def test_a_protocol_without_a_limit_stops_the_verifier() -> None:
    """A check that cannot be asked must not count as passed."""
    bare = replace(PROTOCOL, limits={k: v for k, v in PROTOCOL.limits.items() if k != "cup_test"})
    good, before = GOOD["cups_first"]
    with pytest.raises(KeyError, match="cup_test"):
        verify_session(good, verdict(REMISSION, 4), bare, before)
