"""When hands come off at once, how an event is graded, and when the clinic is alarmed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from adaptation_samples import HARMLESS, MINOR, RULES
from lumbalis.domain.adaptation import (
    AdverseEvent,
    Grade,
    Observations,
    SafetyCount,
    at_least,
    grade,
    open_questions,
    safety_monitor,
    stop_now,
)
from lumbalis.domain.truth import Truth

MEASURED = {"pain_high", "pain_rise_stays", "guarding"}
OBSERVED = [name for name in RULES.stop.signs if name not in MEASURED]
CALM = Observations(
    signs=dict.fromkeys(OBSERVED, Truth.FALSE),
    pain=3,
    pain_before=3,
    guarding=0,
)


def seen(**signs: Truth) -> Observations:
    """Observe a calm moment but for some signs."""
    return replace(CALM, signs={**CALM.signs, **signs})


def test_a_calm_moment_is_no_reason_to_stop() -> None:
    """With every sign looked for and none there, the work goes on."""
    found = stop_now(CALM, RULES)
    assert (found.stop, found.present, found.unclear) == (Truth.FALSE, (), ())
    assert (found.steps, found.ask, found.lighten) == ((), (), False)


@pytest.mark.hazard("H24")
@pytest.mark.parametrize("sign", OBSERVED)
def test_every_sign_by_itself_stops_the_session(sign: str) -> None:
    """No sign needs a second one beside it, even if nothing else has been looked at."""
    found = stop_now(seen(**{sign: Truth.TRUE}), RULES)
    assert (found.stop, found.present) == (Truth.TRUE, (sign,))
    assert found.steps == (
        "take_hands_off",
        "position",
        "vital_signs",
        "emergency_questions",
        "record_event",
    )
    assert stop_now(Observations(signs={sign: Truth.TRUE}), RULES).stop is Truth.TRUE


@pytest.mark.parametrize("sign", OBSERVED)
def test_a_sign_nobody_has_looked_for_is_no_permission(sign: str) -> None:
    """Silence is neither a stop nor leave to go on."""
    found = stop_now(seen(**{sign: Truth.UNKNOWN}), RULES)
    assert (found.stop, found.unclear) == (Truth.UNKNOWN, (sign,))


def test_having_looked_at_nothing_is_no_permission() -> None:
    """An empty observation leaves every sign open."""
    found = stop_now(Observations(), RULES)
    assert (found.stop, found.unclear) == (Truth.UNKNOWN, tuple(RULES.stop.signs))


@pytest.mark.parametrize(
    ("changes", "stop", "lighten"),
    [
        ({"pain": 6, "pain_before": 6}, Truth.FALSE, False),
        ({"pain": 7, "pain_before": 7}, Truth.TRUE, False),
        ({"pain": 4}, Truth.FALSE, False),
        ({"pain": 5}, Truth.UNKNOWN, True),
        ({"pain": 5, "lightened_for_s": 29}, Truth.UNKNOWN, True),
        ({"pain": 5, "lightened_for_s": 30}, Truth.TRUE, False),
        ({"pain": 4, "lightened_for_s": 30}, Truth.FALSE, False),
        ({"pain": None}, Truth.UNKNOWN, True),
        ({"pain_before": None}, Truth.UNKNOWN, True),
        ({"guarding": 2}, Truth.FALSE, False),
        ({"guarding": 3}, Truth.TRUE, False),
        ({"guarding": None}, Truth.UNKNOWN, False),
    ],
    ids=str,
)
def test_pain_and_guarding_stop_at_their_limits(
    changes: dict[str, Any], stop: Truth, *, lighten: bool
) -> None:
    """Pain of 7, guarding of 3, or a rise of 2 that 30 seconds of lighter work do not end."""
    found = stop_now(replace(CALM, **changes), RULES)
    assert (found.stop, found.lighten) == (stop, lighten)


def test_a_stop_leads_to_the_emergency_questions_of_its_sign() -> None:
    """Whoever cannot hold urine is asked about the nerves of the bladder, not about the heart."""
    assert stop_now(seen(bladder_or_bowel_loss=Truth.TRUE), RULES).ask == ("E01",)
    assert stop_now(seen(chest_pain=Truth.TRUE), RULES).ask == ("E04", "E09")


def test_only_the_patients_own_wish_needs_no_event_on_record() -> None:
    """Every other stop asks for an adverse event; nobody has to justify a wish to stop."""
    without = {name for name, sign in RULES.stop.signs.items() if not sign.needs_event}
    assert without == {"patient_says_stop"}
    assert not stop_now(seen(patient_says_stop=Truth.TRUE), RULES).needs_event
    assert stop_now(seen(pallor=Truth.TRUE), RULES).needs_event


@pytest.mark.parametrize(
    "wrong",
    [
        {"signs": {"boredom": Truth.TRUE}},
        {"signs": {"pain_high": Truth.TRUE}},
        {"pain": 11},
        {"pain_before": -1},
        {"guarding": 4},
        {"lightened_for_s": -1},
    ],
    ids=str,
)
def test_an_impossible_observation_is_refused(wrong: dict[str, Any]) -> None:
    """A sign nobody reads would be a sign nobody acts on."""
    with pytest.raises(ValueError, match=";"):
        stop_now(replace(CALM, **wrong), RULES)


def event(**changes: Any) -> AdverseEvent:  # noqa: ANN401 - as many types as an event has fields
    """Change a minor event of which everything is known."""
    features = {name: changes.pop(name) for name in tuple(changes) if name in HARMLESS}
    return replace(MINOR, features={**HARMLESS, **features}, **changes)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (event(), Grade.MINOR),
        (event(duration_h=48), Grade.MINOR),
        (event(duration_h=Fraction(481, 10)), Grade.MODERATE),
        (event(duration_h=None), Grade.MODERATE),
        (event(duration_h=20, resolved=Truth.FALSE), Grade.MODERATE),
        (event(duration_h=20, resolved=Truth.UNKNOWN), Grade.MODERATE),
        (event(limits_activity=Truth.TRUE), Grade.MODERATE),
        (event(needs_first_aid=Truth.TRUE), Grade.MODERATE),
        (event(more_than_mild=Truth.TRUE), Grade.MODERATE),
        (event(limits_activity=Truth.UNKNOWN), Grade.MODERATE),
        (event(hospital_or_emergency=Truth.TRUE), Grade.SERIOUS),
        (event(hospital_or_emergency=Truth.UNKNOWN), Grade.SERIOUS),
        (event(neurological_deficit=Truth.TRUE), Grade.SERIOUS),
        (event(fracture=Truth.TRUE), Grade.SERIOUS),
        (event(deep_burn=Truth.TRUE), Grade.SERIOUS),
        (event(injury_from_fainting=Truth.TRUE), Grade.SERIOUS),
        (event(expanding_haematoma=Truth.TRUE), Grade.SERIOUS),
        (event(anaphylaxis=Truth.TRUE), Grade.SERIOUS),
        (event(burn=Truth.TRUE, blister_mm=20), Grade.MINOR),
        (event(burn=Truth.TRUE, blister_mm=21), Grade.SERIOUS),
        (event(burn=Truth.TRUE, blister_mm=None), Grade.SERIOUS),
        (event(burn=Truth.FALSE, blister_mm=None), Grade.MINOR),
        (AdverseEvent(kind="soreness"), Grade.SERIOUS),
    ],
)
def test_events_are_graded_as_defined_and_silence_as_the_worse_answer(
    one: AdverseEvent, expected: Grade
) -> None:
    """Up to 48 hours, mild and without limits is minor; a short event that goes on is not over."""
    assert grade(one, RULES) is expected


def test_a_grade_by_silence_is_told_apart_from_a_grade_by_fact() -> None:
    """Only a fact ends a course; a silence asks."""
    open_one = event(fracture=Truth.UNKNOWN)
    assert at_least(open_one, Grade.SERIOUS, RULES) is Truth.UNKNOWN
    assert open_questions(open_one, RULES) == ("fracture",)
    known = event(fracture=Truth.TRUE, anaphylaxis=Truth.UNKNOWN, duration_h=None)
    assert at_least(known, Grade.SERIOUS, RULES) is Truth.TRUE
    assert open_questions(known, RULES) == ()


def test_the_open_questions_of_an_event_are_those_that_matter() -> None:
    """A blister is asked about in a burn only, and a duration as long as it may still grow."""
    assert open_questions(event(burn=Truth.TRUE, blister_mm=None), RULES) == ("blister_mm",)
    assert open_questions(event(blister_mm=None), RULES) == ()
    assert open_questions(event(resolved=Truth.FALSE), RULES) == ("duration_h",)
    both = event(fracture=Truth.UNKNOWN, needs_first_aid=Truth.UNKNOWN)
    assert open_questions(both, RULES) == ("fracture", "needs_first_aid")
    certain = event(duration_h=60, limits_activity=Truth.UNKNOWN)
    assert open_questions(certain, RULES) == ()


@pytest.mark.parametrize("field", ["duration_h", "onset_h", "blister_mm"])
def test_a_negative_time_or_size_is_refused(field: str) -> None:
    """Minus three hours is a slip of the pen and not a short event."""
    slip: dict[str, Any] = {field: -1}
    with pytest.raises(ValueError, match="below zero"):
        replace(MINOR, **slip)


def test_an_unknown_feature_is_refused() -> None:
    """A misspelt answer must not count as no answer."""
    with pytest.raises(ValueError, match="bruise"):
        grade(replace(MINOR, features={"bruise": Truth.TRUE}), RULES)


@pytest.mark.parametrize(
    ("counts", "because"),
    [
        ((0, 0, 0, 0), ()),
        ((100, 36, 0, 0), ()),
        ((100, 37, 0, 0), ("monitor.event_rate",)),
        ((100, 30, 0, 7), ("monitor.event_rate",)),
        ((100, 0, 1, 0), ("monitor.serious_event",)),
        ((100, 50, 1, 0), ("monitor.serious_event", "monitor.event_rate")),
    ],
)
def test_the_clinic_is_alarmed_above_36_percent_or_by_one_serious_event(
    counts: tuple[int, int, int, int], because: tuple[str, ...]
) -> None:
    """The upper bound of the trials (Carnes 2010); a session without a record counts as one."""
    alarm = safety_monitor(SafetyCount(*counts), RULES)
    assert (alarm.raised, alarm.because) == (bool(because), because)


@pytest.mark.parametrize("counts", [(10, 6, 5, 0), (10, -1, 0, 0), (1, 1, 1, 0)])
def test_counts_that_cannot_be_true_are_refused(counts: tuple[int, int, int, int]) -> None:
    """A session counted twice would lower or raise the rate without anybody noticing."""
    with pytest.raises(ValueError, match="count each session once"):
        SafetyCount(*counts)
