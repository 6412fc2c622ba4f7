"""Clocks that go back, and acts that waited for each other, take no answer away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from clinic_people import House
from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.answers import answers_object
from lumbalis.clinic.services.screening import current_verdict
from verdict_people import AT, answer, fit_patient, qualify

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H01")]
MOMENT = timedelta(seconds=2)


@pytest.fixture
def patient(house: House) -> Patient:
    """Give somebody fit for a session."""
    qualify(house)
    return fit_patient(house)


def test_whoever_waited_for_somebody_elses_answer_is_not_turned_away(
    house: House, patient: Patient
) -> None:
    """The moment of an act is when it was asked for; it may be written after a later one."""
    answer(house, patient, AT + MOMENT, temperature_c=36.7)
    answer(house, patient, AT + MOMENT / 2, calf_swelling_one_sided=True)
    with in_clinic(house.north):
        assert not current_verdict(patient, AT + MOMENT).category.allows_session


def test_an_answer_after_a_clock_went_back_still_is_the_newest(
    house: House, patient: Patient
) -> None:
    """The order of answers is that in which they were given, whatever a clock says."""
    answer(house, patient, AT + 30 * MOMENT, calf_swelling_one_sided=False)
    answer(house, patient, AT + 20 * MOMENT, calf_swelling_one_sided=True)
    with in_clinic(house.north):
        told = answers_object(patient, AT + 40 * MOMENT)["answers"]
    assert isinstance(told, dict)
    assert told["calf_swelling_one_sided"]["value"] is True


def test_an_answer_of_the_far_future_lets_nobody_start(house: House, patient: Patient) -> None:
    """A clock that was days ahead would keep answers fresh for days; they count as none."""
    ahead = AT + timedelta(days=2)
    answer(house, patient, ahead, temperature_c=36.6)
    with in_clinic(house.north):
        assert not current_verdict(patient, AT + timedelta(minutes=5)).category.allows_session
