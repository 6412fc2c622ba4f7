"""Small acts on a patient's page, each of which can be taken back."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse

from lumbalis.clinic.policy import Action
from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.services import consents, patients
from lumbalis.clinic.services.patients import Changed, Unusable
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.patients.forms import NumberForm
from lumbalis.clinic.web.patients.showing import page
from lumbalis.clinic.web.patients.undoing import opened, sealed, to_page

_UNPROCESSABLE = 422


@guarded(Action.PATIENT_EDIT, methods=("POST",))
def add_number(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Add a number the patient is known by."""
    form = NumberForm(request.POST)
    kept = patients.add_identifier(request.by, patient, *form.typed())
    if isinstance(kept, Unusable):
        form.blame(kept.problems)
        return page(request, patient, status=_UNPROCESSABLE, number=form)
    return to_page(request, patient, done="number_added", which=str(kept.pk))


@guarded(Action.PATIENT_EDIT, methods=("POST",))
def remove_number(request: ClinicRequest, patient: Patient, identifier_id: UUID) -> HttpResponse:
    """Take a number away."""
    taken = patients.remove_identifier(request.by, patient, identifier_id)
    if taken is None:
        return to_page(request, patient, done="unchanged")
    was = sealed(patient, {"system": taken[0], "value": taken[1]})
    return to_page(request, patient, done="number_removed", was=was)


@guarded(Action.PATIENT_EDIT, methods=("POST",))
def undo(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Give names, contact or a number back as they were."""
    was = opened(patient, str(request.GET.get("was", "")))
    fields, version = was.get("fields"), was.get("version")
    if isinstance(fields, dict) and isinstance(version, int):
        outcome = patients.change(request.by, patient, fields, version=version)
        return to_page(
            request, patient, done="undone" if isinstance(outcome, Changed) else "unchanged"
        )
    if "system" in was and "value" in was:
        patients.add_identifier(request.by, patient, str(was["system"]), str(was["value"]))
        return to_page(request, patient, done="undone")
    return to_page(request, patient, done="unchanged")


@guarded(Action.CONSENT_RECORD, methods=("POST",))
def give_consent(request: ClinicRequest, patient: Patient, kind: str) -> HttpResponse:
    """Keep that the patient agreed to a text, in the language it was read."""
    spoken = str(request.POST.get("language") or request.GET.get("language") or patient.language)
    if consents.give(request.by, patient, kind, language=spoken) is None:
        raise Http404
    return to_page(request, patient, done="consent_given", kind=kind)


@guarded(Action.CONSENT_RECORD, methods=("POST",))
def withdraw_consent(request: ClinicRequest, patient: Patient, kind: str) -> HttpResponse:
    """End a consent at once."""
    ended = consents.withdraw(request.by, patient, kind)
    if ended is None:
        return to_page(request, patient, done="unchanged")
    return to_page(request, patient, done="consent_withdrawn", kind=kind, language=ended.language)
