"""Screening in its details: overrides, staleness, contradictions, credentials, circumstances."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from lumbalis.domain.expressions import Value
from lumbalis.domain.facts import (
    Answer,
    Answers,
    ContradictionError,
    CourseSoFar,
    Encounter,
    Practitioner,
    Site,
    State,
)
from lumbalis.domain.protocol import Category
from lumbalis.domain.screening import Override, Verdict, screen
from patients import ANSWERED, AT, days_ago, encounter, ordinary_answers
from protocols import shipped_protocol

PROTOCOL = shipped_protocol()


Changes = dict[str, Value | None]


def verdict_of(changes: Changes, *overrides: Override, at: Encounter | None = None) -> Verdict:
    """Screen the ordinary patient with some answers changed."""
    answers = ordinary_answers(PROTOCOL.vocabulary, **changes)
    return screen(PROTOCOL, answers, at or encounter(), overrides)


def verdict(*overrides: Override, **changes: Value | None) -> Verdict:
    """Screen the ordinary patient at the first session."""
    return verdict_of(changes, *overrides)


def decision(rule: str, /, **changes: object) -> Override:
    """Make a valid decision of a physician, spoiled where asked."""
    valid = Override(
        rule=rule,
        by="Dr A. Example",
        role="physician",
        reason="Examined today",
        at=AT - timedelta(hours=1),
        until=AT + timedelta(days=20),
    )
    return replace(valid, **changes)  # type: ignore[arg-type]  # one field each, by name


def test_a_valid_override_turns_a_rule_into_precautions() -> None:
    """The rule stays among the reasons, with the name of who set it aside."""
    found = verdict(decision("X16"), anticoagulant="vka", inr=2.4)
    reason = next(reason for reason in found.reasons if reason.rule == "X16")
    assert found.category is Category.ELIGIBLE_PRECAUTIONS
    assert reason.set_aside_by == "Dr A. Example"
    assert found.caps.session <= 2


@pytest.mark.parametrize(
    ("spoiled", "why"),
    [
        ({"role": "therapist"}, "not_a_physician"),
        ({"by": " "}, "no_name_or_reason"),
        ({"reason": ""}, "no_name_or_reason"),
        ({"until": AT - timedelta(seconds=1)}, "expired"),
        ({"at": AT + timedelta(seconds=1)}, "not_yet"),
        ({"until": AT + timedelta(days=30)}, "too_long"),
        ({"rule": "X99"}, "no_such_rule"),
    ],
)
def test_an_override_that_does_not_count_is_refused_with_its_reason(
    spoiled: dict[str, object], why: str
) -> None:
    """A name, a role, a reason and a living date: without one of them the rule stands."""
    found = verdict(decision("X16", **spoiled), anticoagulant="vka", inr=2.4)
    assert found.category is Category.PHYSICIAN_DECISION
    assert [refused.why for refused in found.refused_overrides] == [why]


def test_a_reason_shows_the_value_it_fired_with() -> None:
    """A stale "yes" must not stand beside a rule that fired on the assumed "no"."""
    given = ordinary_answers(PROTOCOL.vocabulary)
    old = Answers({**given.by_fact, "can_lie_prone": Answer(True, AT - timedelta(days=1))})  # noqa: FBT003 - an answer
    found = screen(PROTOCOL, old, encounter())
    reason = next(reason for reason in found.reasons if reason.rule == "L04")
    assert dict(reason.because) == {"can_lie_prone": False}


def test_zones_named_in_an_override_are_left_out() -> None:
    """A physician who sets a tumour aside may also say where nobody works."""
    found = verdict(decision("S15", zones=("thigh_left", "sacrum")), benign_neoplasm=True)
    assert {"thigh_left", "sacrum"} <= found.excluded_zones


def test_an_override_counts_to_the_second_it_ends() -> None:
    """Until ten means until ten."""
    found = verdict(decision("X16", until=AT), anticoagulant="vka", inr=2.4)
    assert found.refused_overrides == ()


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("E01", {"saddle_sensory_change": True}),
        ("S11", {"phlebitis_now": True}),
        ("S13", {"tb_active": True}),
        ("S14", {"malignant_current": True, "cancer_now": True, "cancer_ever": True}),
        ("S16", {"sti_active": True}),
        ("S18.active", {"osteomyelitis": "active"}),
        ("S19", {"cv_acute": frozenset({"mi_acs"})}),
        ("S22", {"temperature_c": 38.0}),
        ("X15", {"known_aneurysm": True}),
    ],
)
def test_an_absolute_stop_has_no_override(rule: str, changes: Changes) -> None:
    """Whoever signs, these rules stand."""
    found = verdict_of(changes, decision(rule))
    assert not found.category.allows_session
    assert [refused.why for refused in found.refused_overrides] == ["never"]


def test_a_question_nobody_answered_cannot_be_overridden() -> None:
    """An override replaces a judgement, never an answer."""
    found = verdict(decision("S12"), thrombophilia=None)
    assert found.category is Category.REFER_FOR_EXAM


def test_missing_knowledge_never_rings_the_alarm_by_itself() -> None:
    """An unanswered POS fact asks for an examination where a "yes" would be an absolute stop."""
    found = verdict(tb_active=None)
    reason = next(reason for reason in found.reasons if reason.rule == "S13")
    assert (reason.category, reason.certain) == (Category.REFER_FOR_EXAM, False)
    assert reason.unknown == ("tb_active",)


@pytest.mark.parametrize(
    ("age", "missing"), [(timedelta(hours=2), False), (timedelta(hours=2, seconds=1), True)]
)
def test_an_answer_is_good_to_the_second_it_expires(age: timedelta, missing: bool) -> None:  # noqa: FBT001 - a table column
    """A temperature holds two hours; one second later nobody knows it."""
    given = ordinary_answers(PROTOCOL.vocabulary)
    old = Answers({**given.by_fact, "temperature_c": Answer(36.6, AT - age)})
    found = screen(PROTOCOL, old, encounter())
    stale = [item.fact for item in found.missing if item.state is State.STALE]
    assert (stale == ["temperature_c"]) is missing
    assert (found.category is Category.INCOMPLETE) is missing


def test_a_stale_warning_stays_in_force_where_silence_would_have_no_effect() -> None:
    """A blood pressure of 200 three hours ago is not forgotten because it is old."""
    given = ordinary_answers(PROTOCOL.vocabulary)
    old = Answers({**given.by_fact, "bp_sys": Answer(200, AT - timedelta(hours=3))})
    found = screen(PROTOCOL, old, encounter(session=8))
    assert found.category is Category.POSTPONE
    assert found.reasons[0].rule == "X20"


def test_a_stale_statement_of_remission_permits_nothing() -> None:
    """The stricter reading of an old permission is that it is gone."""
    remission: Changes = {"nrs_rest": 0, "nrs_move": 0, "symptom_free_days": 3}
    given = ordinary_answers(PROTOCOL.vocabulary, **remission, phase_physician="remission")
    old = Answers(
        {**given.by_fact, "phase_physician": Answer("remission", AT - timedelta(days=31))}
    )
    assert screen(PROTOCOL, given, encounter()).phase == "REMISSION"
    assert screen(PROTOCOL, old, encounter()).phase == "SUBSIDING"


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"sex": "male", "pregnancy": "t2"}, ("sex", "pregnancy")),
        ({"leg_pain": False, "leg_pain_below_knee": True}, ("leg_pain", "leg_pain_below_knee")),
        ({"cancer_now": True}, ("cancer_now", "malignant_current")),
        ({"cancer_ever": False, "cancer_clearance": True}, ("cancer_ever", "cancer_clearance")),
    ],
)
def test_answers_that_exclude_each_other_are_refused(
    changes: Changes, names: tuple[str, str]
) -> None:
    """Choosing one of two contradicting answers would be a guess."""
    with pytest.raises(ContradictionError) as caught:
        verdict_of(changes)
    assert all(name in str(caught.value) for name in names)


def test_what_follows_from_an_answer_need_not_be_asked() -> None:
    """A man is not asked whether he is pregnant."""
    found = verdict(sex="male", pregnancy=None, menstruation_heavy_now=None)
    assert found.category is Category.ELIGIBLE_PRECAUTIONS
    assert found.facts["pregnancy"] == "no"


def test_without_a_practitioner_nobody_can_give_the_session() -> None:
    """Unknown credentials are missing, neither there nor absent."""
    found = screen(PROTOCOL, ordinary_answers(PROTOCOL.vocabulary), encounter(practitioner=None))
    assert found.category is Category.INCOMPLETE
    assert [item.fact for item in found.missing] == ["credentials"]


def test_a_practitioner_without_medical_education_is_refused() -> None:
    """The article asks for a medical education; a massage course alone is not one."""
    unqualified = Practitioner(frozenset({"massage"}))
    answers = ordinary_answers(PROTOCOL.vocabulary)
    found = screen(PROTOCOL, answers, encounter(practitioner=unqualified))
    assert found.category is Category.POSTPONE
    assert found.reasons[0].rule == "S28"
    assert found.allowed_techniques == {"oil"}


def test_the_site_may_follow_guidelines_on_imaging() -> None:
    """Where the house says so, an examination by a physician stands without X-ray and MRI."""
    answers = ordinary_answers(PROTOCOL.vocabulary, imaging_xray="not_done", imaging_mri=None)
    strict = screen(PROTOCOL, answers, encounter())
    guided = screen(PROTOCOL, answers, replace(encounter(), site=Site("guideline")))
    assert strict.category is Category.REFER_FOR_EXAM
    assert guided.category is Category.ELIGIBLE_PRECAUTIONS


def test_fire_cups_need_the_house_the_hands_and_the_phase() -> None:
    """Glass cups are off unless the house has switched them on."""
    remission: Changes = {
        "nrs_rest": 0,
        "nrs_move": 0,
        "symptom_free_days": 20,
        "phase_physician": "remission",
        "methods_allowed": frozenset({"manual_classical", "cupping_glass"}),
    }
    hands = Practitioner(frozenset({"medical_education", "massage", "cupping", "fire"}))
    here = replace(encounter(session=6, practitioner=hands))
    answers = ordinary_answers(PROTOCOL.vocabulary, **remission)
    off = screen(PROTOCOL, answers, here).techniques["cupping_glass"]
    on = screen(PROTOCOL, answers, replace(here, site=Site(fire_cupping_enabled=True)))
    assert off.rules == ("T-site",)
    assert on.techniques["cupping_glass"].allowed


def test_no_ordered_technique_left_is_for_the_physician() -> None:
    """Cups alone, ordered for somebody who is not in remission, leave nothing to do."""
    found = verdict(methods_allowed=frozenset({"cupping_silicone"}))
    assert found.category is Category.PHYSICIAN_DECISION
    assert found.reasons[0].rule == "T-none"


def test_a_serious_event_earlier_in_the_course_suspends_it() -> None:
    """The next session waits for a physician, whatever the answers are."""
    here = replace(encounter(session=3), course=CourseSoFar(serious_adverse_event=True))
    assert verdict_of({}, at=here).category is Category.PHYSICIAN_DECISION


def test_six_sessions_without_gain_are_reviewed() -> None:
    """Ten per cent less pain after six sessions is a reason to think again."""
    course = CourseSoFar(sessions_done=6, pain_change_percent=10)
    found = verdict_of({}, at=replace(encounter(session=7), course=course))
    assert found.reasons[0].case == "X27.no_gain"


def test_an_unknown_side_counts_as_both_legs() -> None:
    """Who does not know which leg hurts has both worked lightly."""
    changes: Changes = {
        "leg_pain": True,
        "leg_pain_below_knee": True,
        "leg_side": None,
    }
    found = verdict_of(changes, decision("X13"))
    assert found.assumed == {"leg_side": "both"}
    assert found.caps.zones["lower_leg_left"] == found.caps.zones["lower_leg_right"] == 1


def test_zones_without_consent_are_left_out() -> None:
    """Consent is asked zone by zone."""
    back_only = frozenset({"lumbar", "sacral", "gluteal", "thoracic"})
    found = verdict(consent_zones=back_only)
    assert {"thigh_left", "knee_right", "lower_leg_left"} <= found.excluded_zones
    assert "paravertebral_left" not in found.excluded_zones


def test_a_mole_keeps_its_margin() -> None:
    """A cleared mole is worked around, at the widest margin any rule asks for."""
    found = verdict(moles_lumbar=True, mole_clearance_date=days_ago(90))
    assert found.margins_mm == {"mole": 20}


def test_the_analgesic_of_this_morning_lowers_the_ceiling() -> None:
    """Masked pain does not warn, so the hands are lighter."""
    plain = verdict_of({}, at=encounter(session=8))
    masked = verdict_of({"analgesic_last_8h": "nsaid"}, at=encounter(session=8))
    assert (plain.caps.session, masked.caps.session) == (3, 2)


def test_a_masked_pain_never_lowers_the_ceiling_to_nothing() -> None:
    """Level 1 is the gentlest there is; below it there would be no session to lighten."""
    changes: Changes = {"bleeding_disorder": True, "analgesic_last_8h": "nsaid"}
    assert verdict_of(changes, decision("X17")).caps.session == 1


def test_no_time_is_promised_while_one_reason_needs_a_person() -> None:
    """Tomorrow the fever may be gone; the fungus needs a dermatologist."""
    both = verdict(temperature_c=38.0, skin_infection=frozenset({"fungal"}))
    fever = verdict(temperature_c=38.0)
    assert (both.earliest, fever.earliest) == (None, AT + timedelta(hours=24))


def test_a_verdict_names_what_nobody_asked() -> None:
    """An optional question left open is listed, never read as "no"."""
    found = verdict(upper_motor_signs=None)
    assert found.not_asked == ("inr", "upper_motor_signs")


def test_answers_are_dated_when_they_were_given() -> None:
    """The helper of these tests must not give undated answers."""
    given = ordinary_answers(PROTOCOL.vocabulary)
    assert {answer.at for answer in given.by_fact.values()} == {ANSWERED}
