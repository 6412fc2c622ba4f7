"""No answer is undone by not knowing, nor a clinician's by a patient who knows less."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from clinic_people import House, answers_of
from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.answers import Given, give_answers
from lumbalis.clinic.services.screening import current_verdict
from lumbalis.domain.screening import Verdict

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H01")]
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LATER = AT + timedelta(minutes=10)

GRAVE: Mapping[str, object] = {
    "spinal_injection_date": "2026-11-18",
    "respiratory_recovery_date": "2026-11-19",
    "inflammatory_features": 3,
    "inr": 4.5,
    "phase_physician": "exacerbation",
    "nrs_move": 8,
    "temperature_c": 38.4,
    "bp_sys": 190,
    "menstruation_heavy_now": True,
}


def said(
    house: House,
    patient: Patient,
    at: datetime,
    values: Mapping[str, object],
    who: str = "physician",
) -> Verdict:
    """Write answers down as those of somebody, and read the verdict of that moment."""
    by = house.acting("north", "physician", at)
    given = give_answers(by, patient, values, author_kind=who, origin="office")
    assert isinstance(given, Given), given
    with in_clinic(house.north):
        return current_verdict(Patient.objects.get(pk=patient.pk), at)


@pytest.fixture
def ready(house: House) -> Patient:
    """Somebody whom nothing stands against."""
    patient = house.patient("north", AT, birth_date="1980-04-01", sex="female")
    told = {
        k: v for k, v in answers_of("ready-for-session").items() if k not in {"age_years", "sex"}
    }
    said(house, patient, AT, told)
    return patient


@pytest.mark.parametrize("fact", GRAVE)
def test_a_grave_answer_stands_when_somebody_no_longer_knows(
    fact: str, house: House, ready: Patient
) -> None:
    """Where silence has no effect of its own, forgetting would otherwise set a rule aside."""
    grave = said(house, ready, AT + timedelta(minutes=5), {fact: GRAVE[fact]})
    forgotten = said(house, ready, LATER, {fact: None})
    assert forgotten.category.value >= grave.category.value or not forgotten.category.allows_session
    assert forgotten.caps.session <= grave.caps.session


def test_a_harmless_answer_does_not_stand_against_not_knowing(house: House, ready: Patient) -> None:
    """Pain that nobody can tell today is not yesterday's little pain."""
    before = said(house, ready, AT + timedelta(minutes=5), {"nrs_move": 2})
    forgotten = said(house, ready, LATER, {"nrs_move": None})
    assert before.category.allows_session
    assert not forgotten.category.allows_session


def test_a_new_answer_takes_the_old_one_back(house: House, ready: Patient) -> None:
    """Only not knowing keeps the old answer; knowing better does not."""
    said(house, ready, AT + timedelta(minutes=3), {"inflammatory_features": 3})
    said(house, ready, AT + timedelta(minutes=5), {"inflammatory_features": None})
    assert said(house, ready, LATER, {"inflammatory_features": 0}).category.allows_session


def test_a_patient_does_not_undo_what_a_clinician_found_out(house: House, ready: Patient) -> None:
    """Whoever was never told of their aneurysm says no, and means it."""
    said(house, ready, AT + timedelta(minutes=5), {"known_aneurysm": True})
    assert not said(
        house, ready, LATER, {"known_aneurysm": False}, "patient"
    ).category.allows_session
    corrected = said(house, ready, LATER + timedelta(minutes=5), {"known_aneurysm": False})
    assert corrected.category.allows_session


def test_a_patient_says_how_they_are_today(house: House, ready: Patient) -> None:
    """Pain that a physician wrote down in the morning is the patient's to tell at noon."""
    worse = said(house, ready, AT + timedelta(minutes=5), {"nrs_move": 8})
    assert not worse.category.allows_session
    assert said(house, ready, LATER, {"nrs_move": 3}, "patient").category.allows_session


def test_a_patient_who_knows_of_more_is_believed(house: House, ready: Patient) -> None:
    """The stricter of two answers counts, whoever gave it."""
    said(house, ready, AT + timedelta(minutes=5), {"known_aneurysm": False})
    assert not said(
        house, ready, LATER, {"known_aneurysm": True}, "patient"
    ).category.allows_session
