"""What a verdict of one session says about another: the patient's caps last, the day's pass."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lumbalis.domain.screening import Caps, TechniqueVerdict
from lumbalis.domain.verification import Verification, verify_session
from verification_fixtures import PROTOCOL, REMISSION, SUBSIDING, reason, verdict
from verification_sessions import GOOD, history, session


def kinds(result: Verification) -> set[str]:
    """Name what a verification objects to."""
    return {violation.kind for violation in result.violations}


def test_a_gentle_cap_ends_with_the_gentle_sessions() -> None:
    """The rule is asked again for the later session."""
    good, before = GOOD["later"]
    first = verdict(SUBSIDING, 1, fired=("gentle",))
    assert verify_session(good, first, PROTOCOL, before).violations == ()


def test_a_cap_from_the_patient_lasts() -> None:
    """Age does not pass with the session number."""
    good, before = GOOD["remission"]
    frail = verdict(REMISSION, 1, fired=("frail",))
    assert "ceiling_above_verdict" in kinds(verify_session(good, frail, PROTOCOL, before))


def test_a_cap_nobody_can_explain_lasts() -> None:
    """A verdict may know more than its reasons show; the strict reading holds."""
    good, before = GOOD["later"]
    unexplained = verdict(SUBSIDING, 1, cap=1)
    assert "ceiling_above_verdict" in kinds(verify_session(good, unexplained, PROTOCOL, before))


def test_masked_pain_lowers_every_ceiling_by_one() -> None:
    """A painkiller hides what the level rests on."""
    good, before = GOOD["later"]
    masked = verdict(SUBSIDING, 1, fired=("masked",), cap=1)
    lower = session("classical", 7, SUBSIDING, 2, 2)
    assert verify_session(lower, masked, PROTOCOL, before).violations == ()
    assert "ceiling_above_verdict" in kinds(verify_session(good, masked, PROTOCOL, before))


def test_a_rule_set_aside_counts_as_overridden() -> None:
    """A physician's override leaves only what the rule says remains."""
    good, before = GOOD["remission"]
    frail = replace(verdict(REMISSION, 8), reasons=(reason("frail", set_aside_by="Dr Example"),))
    assert verify_session(good, frail, PROTOCOL, before).violations == ()


@pytest.mark.parametrize("rule", ["legs", "leg"])
def test_a_zone_cap_from_a_rule_lasts(rule: str) -> None:
    """Numb legs stay numb in session seven, though session one could not show it."""
    good, before = GOOD["later"]
    today = verdict(SUBSIDING, 1, {"leg_pain": True, "leg_side": "right"}, (rule,))
    found = verify_session(good, today, PROTOCOL, before).violations
    assert {"level_above_zone_cap", "zone_cap_too_high"} <= {v.kind for v in found}


@pytest.mark.parametrize("rules", [("legs", "calves"), ("calves", "legs")])
def test_of_two_caps_on_a_zone_the_lower_holds(rules: tuple[str, ...]) -> None:
    """In whatever order the rules stand."""
    good, before = GOOD["later"]
    today = verdict(SUBSIDING, 1, fired=rules)
    calf = replace(good, zone_caps={"lower_leg_left": 2})
    found = verify_session(calf, today, PROTOCOL, before).violations
    too_high = [(v.found, v.allowed) for v in found if v.kind == "zone_cap_too_high"]
    assert too_high == [("lower_leg_left 2", "≤ 1")]


def test_the_kidney_ceiling_stays_below_the_session_ceiling() -> None:
    """Under a ceiling of three the kidney gets one, not its maximum of two."""
    good, before = GOOD["later"]
    for cap, objected in ((1, False), (2, True)):
        stated = replace(good, zone_caps={**good.zone_caps, "kidney_right": cap})
        result = verify_session(stated, verdict(SUBSIDING, 7), PROTOCOL, before)
        assert ("zone_cap_too_high" in kinds(result)) is objected


def test_a_generous_verdict_lifts_nothing() -> None:
    """A cap above the dose table's does not become the ceiling."""
    good, before = GOOD["first"]
    generous = replace(verdict(), caps=Caps(4, {}))
    lifted = replace(good, ceiling=4)
    found = kinds(verify_session(lifted, generous, PROTOCOL, before))
    assert {"ceiling_above_verdict", "ceiling_above_dose", "verdict_above_dose"} <= found


def test_a_zone_cap_nobody_can_explain_lasts() -> None:
    """The same strict reading for a single zone."""
    good, before = GOOD["later"]
    today = verdict(SUBSIDING, 1)
    capped = replace(today, caps=Caps(2, {**today.caps.zones, "gluteal_left": 1}))
    assert "level_above_zone_cap" in kinds(verify_session(good, capped, PROTOCOL, before))


def test_not_yet_is_no_refusal_for_a_later_session() -> None:
    """Cups wait for the fourth session; other reasons against them do not pass."""
    good, before = GOOD["cups_first"]
    first = verdict(REMISSION, 1)
    assert verify_session(good, first, PROTOCOL, before).violations == ()
    refused = TechniqueVerdict(allowed=False, rules=("T-session", "X16"))
    never = replace(first, techniques={**first.techniques, "cupping_silicone": refused})
    assert "technique_not_allowed" in kinds(verify_session(good, never, PROTOCOL, before))


def test_not_yet_is_a_refusal_for_the_session_itself() -> None:
    """The verdict of the day has the last word about the day."""
    good, before = GOOD["cups_first"]
    today = verdict(REMISSION, 4)
    refused = TechniqueVerdict(allowed=False, rules=("T-level",))
    not_today = replace(today, techniques={**today.techniques, "cupping_silicone": refused})
    assert "technique_not_allowed" in kinds(verify_session(good, not_today, PROTOCOL, before))


def test_a_painful_leg_is_worked_more_lightly() -> None:
    """One level below the other leg, on the side that hurts."""
    _, before = GOOD["later"]
    lighter = session("classical", 7, SUBSIDING, 3, 3, hurts="left")
    today = verdict(SUBSIDING, 7, {"leg_pain": True, "leg_side": "left"})
    assert verify_session(lighter, today, PROTOCOL, before).violations == ()
    other = verdict(SUBSIDING, 7, {"leg_pain": True, "leg_side": "right"})
    assert kinds(verify_session(lighter, other, PROTOCOL, before)) == {"symptomatic_leg_too_hard"}


def test_pain_on_movement_lowers_the_dose() -> None:
    """Between the gentle sessions and the seventh, pain keeps the ceiling down."""
    good, before = session("classical", 5, SUBSIDING, 3, 3), history(1, 1, 2, 2)
    hurting = verdict(SUBSIDING, 5, {"nrs_move": 5})
    assert "ceiling_above_dose" in kinds(verify_session(good, hurting, PROTOCOL, before))
    unknown = verdict(SUBSIDING, 5, {"nrs_move": None})
    assert "ceiling_above_dose" in kinds(verify_session(good, unknown, PROTOCOL, before))
