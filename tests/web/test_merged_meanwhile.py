"""A page that was opened before a merge and sent after it harms nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from clinic_people import House
from lumbalis.clinic.records.models import Course, Merge, Patient
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import merging
from lumbalis.clinic.services.bodies import keep_measures
from lumbalis.clinic.services.plans import drafting, proposing
from lumbalis.clinic.services.plans.opening import open_course
from lumbalis.clinic.services.plans.ordering import give_order, latest_order
from lumbalis.clinic.services.plans.proposing import Made, Overtaken, propose
from lumbalis.clinic.services.plans.wishes import Wishes
from lumbalis.clinic.services.screening import latest_verdict
from lumbalis.exchange.bodies import WhyNot
from verdict_people import AT, answer, fit_patient, qualify, signed_course

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H05")]
LATER = AT + timedelta(minutes=5)
WISHES = Wishes(methods=("manual_classical", "oil"), severity="moderate", sessions=1)


@pytest.fixture
def pair(house: House) -> tuple[Patient, Patient]:
    """Give the record that will be kept and the one that will become part of it."""
    qualify(house)
    return fit_patient(house), house.patient("north", AT, family_name="Kovalenko")


def as_read_now(house: House, patient: Patient) -> Patient:
    """Read a patient as the door of a page does."""
    with in_clinic(house.north):
        return Patient.objects.select_related("clinic").get(pk=patient.pk)


def merge(house: House, kept: Patient, absorbed: Patient) -> None:
    """Merge two records as two people do."""
    proposal = merging.propose(house.acting("north", "receptionist", LATER), kept, absorbed)
    assert isinstance(proposal, Merge)
    done = merging.approve(house.acting("north", "physician", LATER), proposal.pk)
    assert isinstance(done, Merge), done


@pytest.mark.hazard("H01")
def test_a_yes_into_the_record_that_is_gone_holds_the_course(
    house: House, pair: tuple[Patient, Patient]
) -> None:
    """The answer is about the person, whose course is in the other record."""
    kept, absorbed = pair
    course = signed_course(house, kept)
    before = as_read_now(house, absorbed)
    merge(house, kept, absorbed)
    answer(house, before, LATER + timedelta(seconds=1), calf_swelling_one_sided=True)
    with in_clinic(house.north):
        assert Course.objects.get(pk=course.pk).state == "on_hold"
        newest = latest_verdict(kept)
        assert newest is not None
        assert newest.category == "EMERGENCY"


def test_no_course_is_opened_in_the_record_that_is_gone(
    house: House, pair: tuple[Patient, Patient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody would screen it again, and nobody would find it."""
    monkeypatch.setattr(drafting, "body_for", lambda *_: WhyNot(()))
    absorbed, kept = pair
    by = house.acting("north", "physician", LATER)
    give_order(by, absorbed, WISHES, feasible=True)
    before = as_read_now(house, absorbed)
    merge(house, kept, absorbed)
    with in_clinic(house.north):
        order = latest_order(before)
    assert order is not None
    outcome = propose(by, before, order)
    assert not isinstance(outcome, Made), outcome
    with in_clinic(house.north):
        assert open_course(before) is None


def test_planning_that_a_merge_overtook_keeps_nothing(
    house: House, pair: tuple[Patient, Patient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planning takes seconds, in which two people may bring records together."""
    monkeypatch.setattr(drafting, "body_for", lambda *_: WhyNot(()))
    absorbed, kept = pair
    by = house.acting("north", "physician", LATER)
    order = give_order(by, absorbed, WISHES, feasible=True)
    usual = drafting.draft_course

    def slow(ground: drafting.Ground) -> object:
        merge(house, kept, absorbed)
        return usual(ground)

    monkeypatch.setattr(proposing, "draft_course", slow)
    outcome = propose(by, as_read_now(house, absorbed), order)  # type: ignore[arg-type]  # given
    assert outcome == Overtaken()


def test_measures_into_the_record_that_is_gone_are_screened_where_the_person_is(
    house: House, pair: tuple[Patient, Patient]
) -> None:
    """A verdict kept in the absorbed record would be seen by nobody."""
    kept, absorbed = pair
    before = as_read_now(house, absorbed)
    merge(house, kept, absorbed)
    by = house.acting("north", "physician", LATER + timedelta(seconds=1))
    keep_measures(by, before, {"stature_cm": 178, "mass_kg": 76, "build": "male"})
    with in_clinic(house.north):
        newest = latest_verdict(kept)
        assert newest is not None
        assert newest.cause == "body"
