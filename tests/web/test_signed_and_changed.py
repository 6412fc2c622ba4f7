"""A signature is under one order, verdict, body and protocol; if one changes, nothing starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from clinic_people import House, answers_of
from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.records.models import Course, Patient, PlanRecord
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.answers import Given, give_answers
from lumbalis.clinic.services.bodies import keep_measures
from lumbalis.clinic.services.plans import drafting, signing, starting
from lumbalis.clinic.services.plans.opening import open_course, open_plan
from lumbalis.clinic.services.plans.ordering import give_order
from lumbalis.clinic.services.plans.proposing import Made, propose
from lumbalis.clinic.services.plans.scenes import look
from lumbalis.clinic.services.plans.signing import Against, NotSigned, Signed, sign
from lumbalis.clinic.services.plans.starting import startable
from lumbalis.clinic.services.plans.wishes import Wishes
from lumbalis.exchange.bodies import WhyNot

WISHES = Wishes(methods=("manual_classical", "oil"), severity="moderate", sessions=1)
LEFT_OUT = replace(WISHES, leave_out=("paravertebral_left",))
MEASURES: dict[str, object] = {"build": "male", "stature_cm": 178, "mass_kg": 76}


@pytest.fixture(autouse=True)
def on_paper(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the body out except where a test is about it: laying strokes takes seconds."""
    if "on_the_body" not in request.keywords:
        monkeypatch.setattr(drafting, "body_for", lambda *_: WhyNot(()))


def planned(
    house: House, wishes: Wishes = WISHES, measures: Mapping[str, object] | None = None
) -> tuple[Acting, Patient, PlanRecord]:
    """Order and plan a course for somebody whom nothing stops."""
    patient, by = house.patient("north"), house.acting("north", "physician")
    told = answers_of("ready-for-session")
    assert isinstance(
        give_answers(by, patient, told, author_kind="physician", origin="office"), Given
    )
    order = give_order(by, patient, wishes, feasible=True, measures=measures)
    made = propose(by, patient, order)  # type: ignore[arg-type]  # nothing was refused
    assert isinstance(made, Made), made
    return by, patient, made.plan


def signed(
    house: House, wishes: Wishes = WISHES, measures: Mapping[str, object] | None = None
) -> tuple[Acting, Patient, PlanRecord]:
    """Order, plan and sign a course; it may start."""
    by, patient, plan = planned(house, wishes, measures)
    assert isinstance(sign(by, plan, "I order this course."), Signed)
    assert waiting(by, patient) == ()
    return by, patient, plan


def waiting(by: Acting, patient: Patient) -> tuple[str, ...]:
    """Name what stands between a course and its next session."""
    with in_clinic(by.clinic):
        return startable(course_of(patient), by.at)


def course_of(patient: Patient) -> Course:
    """Give the open course."""
    course = open_course(Patient.objects.get(pk=patient.pk))
    assert course is not None
    return course


def state_of(by: Acting, patient: Patient) -> str:
    """Give the state of the open course."""
    with in_clinic(by.clinic):
        return course_of(patient).state


def against(by: Acting, plan: PlanRecord) -> tuple[Against, ...]:
    """Try to sign, and name what stands against it."""
    outcome = sign(by, plan, "I order this course.")
    assert isinstance(outcome, NotSigned)
    return outcome.against


@pytest.mark.hazard("H09")
def test_a_newer_order_stops_what_was_signed_for_the_older(house: House) -> None:
    """The physician has just said to leave a zone out; the signed plan presses on it."""
    by, patient, _ = signed(house)
    give_order(by, patient, LEFT_OUT, feasible=True)
    assert "order_changed" in waiting(by, patient)


@pytest.mark.hazard("H09")
def test_a_plan_for_an_older_order_is_not_signed(house: House) -> None:
    """Planning for the new order may have failed, and the old plan is still the newest."""
    by, patient, plan = planned(house)
    give_order(by, patient, LEFT_OUT, feasible=True)
    assert Against.ORDER_CHANGED in against(by, plan)


@pytest.mark.hazard("H01")
def test_a_verdict_that_allows_less_stops_what_was_signed_under_more(house: House) -> None:
    """A session is still possible, but not this one."""
    by, patient, _ = signed(house)
    give_answers(by, patient, {"easy_bruising": True}, author_kind="physician", origin="office")
    assert state_of(by, patient) == "signed"
    assert "verdict_changed" in waiting(by, patient)


@pytest.mark.hazard("H01")
def test_an_answer_the_plan_hangs_on_stops_what_was_signed_without_it(house: House) -> None:
    """The verdict says the same word for word; what may be patted hangs on the pain itself."""
    by, patient, _ = signed(house, replace(WISHES, sessions=6))
    give_answers(by, patient, {"nrs_rest": 5}, author_kind="patient", origin="intake")
    assert "violations" in waiting(by, patient)


@pytest.mark.on_the_body
@pytest.mark.hazard("H09")
def test_another_body_stops_what_was_signed_for_this_one(house: House) -> None:
    """Strokes lie where the kidneys and the spine of the measured body are not."""
    by, patient, _ = signed(house, measures=MEASURES)
    later = replace(by, at=by.at + timedelta(minutes=1))
    keep_measures(later, patient, {**MEASURES, "stature_cm": 160})
    assert "body_changed" in waiting(later, patient)


@pytest.mark.hazard("H15")
def test_another_protocol_stops_what_was_signed_under_this_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has looked at the plan under the rules that are in force."""
    by, patient, _ = signed(house)
    newer = replace(protocol(), sha256="0" * 64)
    for module in (signing, starting):
        monkeypatch.setattr(module, "protocol", lambda: newer, raising=False)
    assert "protocol_changed" in waiting(by, patient)


@pytest.mark.hazard("H09")
def test_the_page_of_a_plan_shows_what_an_answer_made_wrong(house: House) -> None:
    """What was found out before the answer is not shown after it."""
    by, patient, plan = signed(house, replace(WISHES, sessions=6))
    assert objections(by, patient, plan) == 0
    give_answers(by, patient, {"nrs_rest": 5}, author_kind="patient", origin="intake")
    assert objections(by, patient, plan) > 0


def objections(by: Acting, patient: Patient, plan: PlanRecord) -> int:
    """Count what the page of a plan shows against it."""
    with in_clinic(by.clinic):
        return look(course_of(patient), open_plan(patient, plan), by.at).draft.violations
