"""From an order to a signed plan: what a signature rests on, and everything that undoes it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from clinic_people import House, answers_of
from lumbalis.clinic.records.models import Course, Patient, PlanRecord, ProtocolVersion, Signature
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.answers import Given, give_answers
from lumbalis.clinic.services.plans import drafting, proposing
from lumbalis.clinic.services.plans.editing import Deed, Edit, NotEdited, edit_plan
from lumbalis.clinic.services.plans.opening import latest_plan, open_course, open_plan
from lumbalis.clinic.services.plans.ordering import give_order, latest_order
from lumbalis.clinic.services.plans.proposing import HeldBack, Made, Overtaken, propose
from lumbalis.clinic.services.plans.signing import (
    Against,
    NotSigned,
    Signed,
    sign,
    withdraw,
)
from lumbalis.clinic.services.plans.starting import startable
from lumbalis.clinic.services.plans.wishes import Wishes
from lumbalis.clinic.services.protocols.approving import recall
from lumbalis.clinic.services.protocols.keeping import keep_running_version
from lumbalis.exchange.bodies import WhyNot
from lumbalis.exchange.plan_json import plan_hash

WISHES = Wishes(methods=("manual_classical", "oil"), severity="moderate", sessions=3)


def ready(house: House, **changes: object) -> tuple[Acting, Patient]:
    """Register somebody whom nothing stops, and give their physician."""
    patient = house.patient("north")
    by = house.acting("north", "physician")
    answers = {**answers_of("ready-for-session"), **changes}
    given = give_answers(by, patient, answers, author_kind="physician", origin="office")
    assert isinstance(given, Given), given
    return by, patient


def planned(house: House, wishes: Wishes = WISHES) -> tuple[Acting, Patient, PlanRecord]:
    """Order and plan a course."""
    by, patient = ready(house)
    order = give_order(by, patient, wishes, feasible=True)
    made = propose(by, patient, order)  # type: ignore[arg-type]  # nothing was refused
    assert isinstance(made, Made), made
    return by, patient, made.plan


@pytest.fixture(autouse=True)
def on_paper(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the body out except where a test is about it: laying strokes takes seconds."""
    if "on_the_body" in request.keywords:
        return
    monkeypatch.setattr(drafting, "body_for", lambda *_: WhyNot(()))


def course_of(by: Acting, patient: Patient) -> Course:
    """Give the open course."""
    with in_clinic(by.clinic):
        course = open_course(patient)
    assert course is not None
    return course


def test_an_order_becomes_a_plan_that_is_kept_and_can_be_opened(house: House) -> None:
    """The physician's order is also an answer: without it screening stops everything."""
    by, patient, plan = planned(house)
    assert plan.accepted
    with in_clinic(by.clinic):
        assert latest_order(patient) is not None
        opened = open_plan(patient, plan)
        assert len(opened.course.sessions) == 3
        assert plan_hash(opened.course)


def test_a_verdict_that_stops_stops_the_plan(house: House) -> None:
    """Nothing is planned for somebody with a fever."""
    by, patient = ready(house, temp_site="axillary", temperature_c=38.4)
    order = give_order(by, patient, WISHES, feasible=True)
    outcome = propose(by, patient, order)  # type: ignore[arg-type]  # nothing was refused
    assert isinstance(outcome, HeldBack)
    with in_clinic(by.clinic):
        assert open_course(patient) is None


def test_an_answer_that_comes_in_between_keeps_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planning takes seconds; whatever changes meanwhile counts."""
    by, patient = ready(house)
    order = give_order(by, patient, WISHES, feasible=True)
    usual = drafting.draft_course

    def slow(ground: drafting.Ground) -> object:
        give_answers(by, patient, {"nrs_move": 2}, author_kind="patient", origin="intake")
        return usual(ground)

    monkeypatch.setattr(proposing, "draft_course", slow)
    assert propose(by, patient, order) == Overtaken()  # type: ignore[arg-type]  # as above


@pytest.mark.hazard("H09")
def test_a_step_made_longer_is_kept_and_shown_to_be_wrong(house: House) -> None:
    """The editor never hides what the verifier says, and such a plan cannot be signed."""
    by, patient, plan = planned(house)
    course = course_of(by, patient)
    made = edit_plan(by, course, Edit(Deed.SECONDS, session=1, step=3, amount=60), plan.number)
    assert isinstance(made, Made)
    assert not made.plan.accepted
    outcome = sign(by, made.plan, "I order this course.")
    assert isinstance(outcome, NotSigned)
    assert Against.VIOLATIONS in outcome.against


def test_a_step_made_shorter_is_accepted(house: House) -> None:
    """Less is allowed, and says who took it."""
    by, patient, plan = planned(house)
    edit = Edit(Deed.SECONDS, session=1, step=3, amount=-10)
    made = edit_plan(by, course_of(by, patient), edit, plan.number)
    assert isinstance(made, Made)
    assert made.plan.accepted


def test_a_stale_tab_edits_nothing(house: House) -> None:
    """Two people at one plan: the second sees that it changed."""
    by, patient, plan = planned(house)
    course = course_of(by, patient)
    edit = Edit(Deed.SECONDS, session=1, step=3, amount=-10)
    assert isinstance(edit_plan(by, course, edit, plan.number), Made)
    assert edit_plan(by, course, edit, plan.number) == NotEdited("version")


def test_an_older_version_comes_back(house: House) -> None:
    """Undo is a new version with the old content; nothing is lost."""
    by, patient, plan = planned(house)
    course = course_of(by, patient)
    edit_plan(by, course, Edit(Deed.REMOVE, session=1, step=3), plan.number)
    back = edit_plan(by, course, Edit(Deed.RESTORE, session=1, amount=1), plan.number + 1)
    assert isinstance(back, Made)
    assert back.plan.plan_sha256 == plan.plan_sha256


@pytest.mark.parametrize("amount", [-9, 9])
def test_no_level_above_the_ceiling_can_be_chosen(house: House, amount: int) -> None:
    """What must not be is not offered and not taken either."""
    by, patient, plan = planned(house)
    edit = Edit(Deed.LEVEL, session=1, step=3, amount=amount)
    assert edit_plan(by, course_of(by, patient), edit, plan.number) == NotEdited("not_possible")


def test_a_signature_pins_everything_it_rests_on(house: House) -> None:
    """Later anybody can tell what was signed."""
    by, patient, plan = planned(house)
    outcome = sign(by, plan, "I order this course.")
    assert isinstance(outcome, Signed), outcome
    signature = outcome.signature
    assert signature.plan_sha256 == plan.plan_sha256
    assert signature.protocol_sha256 == plan.protocol_sha256
    assert course_of(by, patient).state == "signed"
    with in_clinic(by.clinic):
        assert startable(course_of(by, patient), by.at) == ()


def test_an_edit_takes_the_signature_away(house: House) -> None:
    """What was signed is not what lies there now."""
    by, patient, plan = planned(house)
    sign(by, plan, "I order this course.")
    edit = Edit(Deed.SECONDS, session=1, step=3, amount=-10)
    edit_plan(by, course_of(by, patient), edit, plan.number)
    with in_clinic(by.clinic):
        assert "not_signed" in startable(course_of(by, patient), by.at)


def test_a_therapist_cannot_sign(house: House) -> None:
    """Also where the page would let them."""
    _, _, plan = planned(house)
    outcome = sign(house.acting("north", "therapist"), plan, "I order this course.")
    assert isinstance(outcome, NotSigned)
    assert Against.NOT_A_PHYSICIAN in outcome.against


def test_a_withdrawn_signature_stops_the_start(house: House) -> None:
    """Taking a name away is as good as never having given it."""
    by, patient, plan = planned(house)
    signed = sign(by, plan, "I order this course.")
    assert isinstance(signed, Signed)
    assert withdraw(by, signed.signature)
    assert not withdraw(by, signed.signature)
    with in_clinic(by.clinic):
        assert "not_signed" in startable(course_of(by, patient), by.at)


@pytest.mark.hazard("H01")
def test_a_new_contraindication_holds_a_signed_course(house: House) -> None:
    """It is held in the same transaction as the answer."""
    by, patient, plan = planned(house)
    sign(by, plan, "I order this course.")
    give_answers(
        by,
        patient,
        {"temp_site": "axillary", "temperature_c": 38.4},
        author_kind="therapist",
        origin="couch",
    )
    course = course_of(by, patient)
    assert course.state == "on_hold"
    with in_clinic(by.clinic):
        assert {"on_hold", "verdict"} <= set(startable(course, by.at))


@pytest.mark.hazard("H02")
def test_stale_answers_stop_signing_and_starting(house: House) -> None:
    """A plan of last month is no plan for today."""
    by, patient, plan = planned(house)
    later = house.acting("north", "physician", by.at + timedelta(days=40))
    outcome = sign(later, plan, "I order this course.")
    assert isinstance(outcome, NotSigned)
    assert Against.VERDICT in outcome.against
    with in_clinic(by.clinic):
        assert "verdict" in startable(course_of(by, patient), later.at)


@pytest.mark.hazard("H15")
def test_a_recalled_protocol_stops_signing_and_starting(house: House) -> None:
    """A recall counts at once."""
    by, patient, plan = planned(house)
    lead = house.acting("north", "lead")
    with in_clinic(by.clinic):
        version = keep_running_version(lead)
    recall(lead, version)
    outcome = sign(by, plan, "I order this course.")
    assert isinstance(outcome, NotSigned)
    assert Against.PROTOCOL_RECALLED in outcome.against
    with in_clinic(by.clinic):
        assert "protocol_recalled" in startable(course_of(by, patient), by.at)
        assert ProtocolVersion.objects.get().status == "recalled"


def test_a_plan_of_another_content_cannot_be_signed(house: House) -> None:
    """A record whose hash names something else was tampered with."""
    by, patient, plan = planned(house)
    course = course_of(by, patient)
    with whole(by):
        forged = PlanRecord.objects.create(
            clinic=by.clinic,
            course=course,
            number=plan.number + 1,
            contents=plan.contents,
            plan_sha256="0" * 64,
            protocol_version=plan.protocol_version,
            protocol_sha256=plan.protocol_sha256,
            verdict=plan.verdict,
            accepted=True,
            cause="edited",
            made_at=by.at,
        )
    outcome = sign(by, forged, "I order this course.")
    assert isinstance(outcome, NotSigned)
    assert outcome.against == (Against.PLAN_CHANGED,)
    with in_clinic(by.clinic):
        assert not Signature.objects.exists()


@pytest.mark.on_the_body
def test_a_plan_on_the_body_can_have_its_strokes_moved(house: House) -> None:
    """Moving a stroke onto the spine is kept, shown to be wrong, and cannot be signed."""
    by, patient = ready(house)
    order = give_order(
        by,
        patient,
        Wishes(methods=("manual_classical", "oil"), severity="moderate", sessions=1),
        feasible=True,
        measures={"build": "male", "stature_cm": 178, "mass_kg": 76},
    )
    made = propose(by, patient, order)  # type: ignore[arg-type]  # nothing was refused
    assert isinstance(made, Made), made
    assert isinstance(sign(by, made.plan, "I order this course."), Signed)
    with in_clinic(by.clinic):
        laid = open_plan(patient, made.plan).strokes[1]
    step = next(one.step for one in laid.strokes if one.zone.startswith("paravertebral"))
    course = course_of(by, patient)
    edit = Edit(Deed.MOVE, session=1, step=step, out_mm=-60.0)
    moved = edit_plan(by, course, edit, made.plan.number)
    assert isinstance(moved, Made)
    assert not moved.plan.accepted
    with in_clinic(by.clinic):
        newest = latest_plan(course)
        assert newest is not None
        assert newest.body_sha256
