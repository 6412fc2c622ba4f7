"""A day is a day of the clinic: nothing ends, or is allowed, a day early by Greenwich."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from clinic_people import House, answers_of
from lumbalis.clinic.records.models import Answer, Patient
from lumbalis.clinic.records.sealing import unseal
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.answers import Given, Refused, answers_object, give_answers
from lumbalis.clinic.services.plans.ordering import give_order
from lumbalis.clinic.services.plans.wishes import Wishes
from lumbalis.clinic.services.screening import current_verdict
from lumbalis.domain.protocol import Category
from lumbalis.domain.screening import Verdict

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H12")]
EVENING = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
"""Eight in the evening of the 20th in New York."""
MORNING = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
"""Half past eleven in the morning of the 21st in Auckland."""


def acting(house: House, zone: str, at: datetime) -> Acting:
    """Give the physician of a clinic somewhere."""
    house.north.timezone = zone
    house.north.save()
    return house.acting("north", "physician", at)


def ready(house: House, by: Acting, **changes: object) -> Patient:
    """Register somebody whom nothing stops, some answers changed."""
    patient = house.patient("north", by.at, birth_date="1980-04-01", sex="female")
    told = {**answers_of("ready-for-session"), "order_date": "2026-11-10", **changes}
    told = {fact: value for fact, value in told.items() if fact not in {"age_years", "sex"}}
    told["exam_physician_date"] = "2026-11-10"
    given = give_answers(by, patient, told, author_kind="physician", origin="office")
    assert isinstance(given, Given), given
    return patient


def verdict(by: Acting, patient: Patient, at: datetime) -> Verdict:
    """Screen at a moment."""
    with in_clinic(by.clinic):
        return current_verdict(patient, at)


def test_days_of_waiting_are_not_over_an_evening_early(house: House) -> None:
    """Five days after an infection are five of the clinic's days, not four and an evening."""
    by = acting(house, "America/New_York", EVENING)
    patient = ready(house, by, respiratory_recovery_date="2026-11-16")
    assert not verdict(by, patient, EVENING).category.allows_session
    next_day = EVENING + timedelta(hours=4)
    assert verdict(by, patient, next_day).category is not Category.POSTPONE


def test_a_day_that_has_not_come_is_refused(house: House) -> None:
    """Greenwich is already there, the clinic is not."""
    by = acting(house, "America/New_York", EVENING)
    patient = ready(house, by)
    told = {"respiratory_recovery_date": "2026-11-21"}
    given = give_answers(by, patient, told, author_kind="physician", origin="office")
    assert isinstance(given, Refused)


def test_today_can_be_answered_before_greenwich_wakes(house: House) -> None:
    """Whoever recovered this morning says so, and waits from this day on."""
    by = acting(house, "Pacific/Auckland", MORNING)
    patient = ready(house, by, respiratory_recovery_date="2026-11-21")
    assert not verdict(by, patient, MORNING).category.allows_session


def test_an_order_is_of_the_day_it_was_given(house: House) -> None:
    """It runs out counted from there."""
    by = acting(house, "Pacific/Auckland", MORNING)
    patient = ready(house, by)
    give_order(by, patient, Wishes(methods=("manual_classical", "oil")), feasible=True)
    with in_clinic(by.clinic):
        newest = Answer.objects.filter(patient=patient, fact="order_date").latest("number")
        assert unseal(patient, newest.value) == "2026-11-21"


def test_somebody_is_of_age_by_the_clinics_calendar(house: House) -> None:
    """Not an evening before their birthday."""
    by = acting(house, "America/New_York", EVENING)
    patient = house.patient("north", by.at, birth_date="2008-11-21", sex="female")
    with in_clinic(by.clinic):
        known = answers_object(patient, EVENING)["answers"]
    assert isinstance(known, dict)
    assert known["age_years"]["value"] == 17
