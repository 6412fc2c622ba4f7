"""Registering patients and changing what the register says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lumbalis.clinic.records.models import Patient, PatientKey
from lumbalis.clinic.records.sealing import new_wrapped_key
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole


@dataclass(frozen=True, slots=True)
class Registered:
    """The patient is in the register."""

    patient: Patient


@dataclass(frozen=True, slots=True)
class LooksKnown:
    """Nothing was stored: these people may be the same person."""

    similar: tuple[Patient, ...]


def register(
    by: Acting, fields: Mapping[str, object], *, despite_duplicates: bool = False
) -> Registered | LooksKnown:
    """Put a patient into the register, with a key of their own."""
    del despite_duplicates
    with whole(by):
        patient = Patient.objects.create(
            clinic=by.clinic, created_at=by.at, created_by_id=by.actor.user_id, **fields
        )
        PatientKey.objects.create(
            clinic=by.clinic,
            patient=patient,
            wrapped=new_wrapped_key(patient.pk),
            made_at=by.at,
        )
        audit.record(
            by, "patient.registered", entity="patient", entity_id=patient.pk, patient=patient
        )
        return Registered(patient)
