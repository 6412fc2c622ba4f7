"""Taking an act back: what was there before travels sealed with the patient's own key."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from cryptography.exceptions import InvalidTag
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.records.sealing import ErasedError, seal, unseal
from lumbalis.clinic.web.access import ClinicRequest
from lumbalis.clinic.web.patients.forms import as_typed

LONGEST = 4000


def to_page(request: ClinicRequest, patient: Patient, **told: str) -> HttpResponse:
    """Go to the page of a patient and tell it what was done; nothing in it names anybody."""
    address = reverse(
        "patients:show", kwargs={"clinic": request.clinic.slug, "patient_id": patient.pk}
    )
    return redirect(f"{address}?{urlencode(told)}" if told else address)


def undo_of_change(
    patient: Patient, before: Mapping[str, object], fields: Sequence[str]
) -> dict[str, str]:
    """Say that the register was changed, and seal what it said before."""
    if not fields:
        return {"done": "same"}
    was = {name: as_typed(before[name]) for name in fields}
    return {"done": "changed", "was": sealed(patient, {"fields": was, "version": patient.version})}


def sealed(patient: Patient, value: object) -> str:
    """Seal what an undo needs; only this patient's key opens it."""
    return base64.urlsafe_b64encode(seal(patient, value)).decode().rstrip("=")


def opened(patient: Patient, text: str) -> Mapping[str, object]:
    """Open what `sealed` made; nothing if it is not ours or not this patient's."""
    try:
        raw = base64.urlsafe_b64decode(text[:LONGEST] + "=" * (-len(text) % 4))
        value = unseal(patient, raw)
    except (binascii.Error, ValueError, InvalidTag, ErasedError, json.JSONDecodeError):
        return {}
    return value if isinstance(value, Mapping) else {}
