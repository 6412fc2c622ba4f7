"""Patients whose verdicts the tests know: fit for a gentle session, changed answer by answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from clinic_people import House
from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.records.models import Course, Credential, OrderRecord, Patient
from lumbalis.clinic.records.sealing import seal
from lumbalis.clinic.services.acting import whole
from lumbalis.clinic.services.answers import Given, give_answers
from lumbalis.exchange.verdict_json import plain
from patients import AT as _AT
from patients import ordinary_values

AT = _AT.astimezone(UTC)
QUALIFIED = ("medical_education", "massage", "cupping", "acupressure_certified", "device")


def qualify(house: House, clinic: str = "north") -> None:
    """Give the therapist of a clinic every qualification."""
    by = house.acting(clinic, "administrator", AT)
    with whole(by):
        for kind in QUALIFIED:
            Credential.objects.create(
                clinic=by.clinic,
                user=house.people[clinic]["therapist"],
                kind=kind,
                valid_from=date(2026, 1, 1),
                recorded_at=by.at,
            )


def fit_patient(
    house: House, clinic: str = "north", at: datetime = AT, **changes: object
) -> Patient:
    """Register somebody and answer everything the ordinary way, some answers changed.

    A change to None leaves the fact unanswered.
    """
    patient = house.patient(clinic, at - timedelta(minutes=5), family_name="Kovalenko")
    values = {name: plain(value) for name, value in ordinary_values(protocol().vocabulary).items()}
    told = {name: value for name, value in {**values, **changes}.items() if value is not None}
    outcome = give_answers(
        house.acting(clinic, "physician", at), patient, told, author_kind="physician",
        origin="office",
    )  # fmt: skip
    assert isinstance(outcome, Given), outcome
    return patient


def answer(house: House, patient: Patient, at: datetime, **values: object) -> None:
    """Let the physician of the north answer something."""
    by = house.acting("north", "physician", at)
    outcome = give_answers(by, patient, values, author_kind="physician", origin="office")
    assert isinstance(outcome, Given), outcome


def signed_course(house: House, patient: Patient, at: datetime = AT) -> Course:
    """Open a course that was signed."""
    by = house.acting("north", "physician", at)
    with whole(by):
        order = OrderRecord.objects.create(
            clinic=by.clinic, patient=patient, number=1, contents=seal(patient, {}), at=at,
            by_id=by.actor.user_id,
        )  # fmt: skip
        return Course.objects.create(
            clinic=by.clinic, patient=patient, order=order, state="signed", opened_at=at
        )
