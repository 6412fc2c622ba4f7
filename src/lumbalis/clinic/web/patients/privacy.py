"""What a patient may ask for: a copy, a halt, and being forgotten."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from lumbalis.clinic.policy import Action
from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.services import person_export, privacy
from lumbalis.clinic.services.privacy import ERASURES, RESTRICTIONS, Refused
from lumbalis.clinic.services.search_key import words_of
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.patients.forms import say
from lumbalis.clinic.web.patients.undoing import to_page
from lumbalis.clinic.web.templatetags.clinic import day

_UNPROCESSABLE, _CONFLICT = 422, 409


@guarded(Action.PATIENT_RESTRICT)
def show(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Show what can be done with the record as a whole."""
    return _page(request, patient)


@guarded(Action.PATIENT_EXPORT, methods=("POST",))
def export(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Hand out everything about the person in one file."""
    written = person_export.export(request.by, patient)
    response = HttpResponse(written.content, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{written.name}"'
    return response


@guarded(Action.PATIENT_RESTRICT, methods=("POST",))
def restrict(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Restrict the use of the record."""
    outcome = privacy.restrict(request.by, patient, str(request.POST.get("reason", "")))
    if isinstance(outcome, Refused):
        return _page(request, patient, status=_UNPROCESSABLE, refused=_why(outcome))
    return _back(request, patient)


@guarded(Action.PATIENT_RESTRICT, methods=("POST",))
def release(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """End the restriction."""
    privacy.release(request.by, patient)
    return _back(request, patient)


@guarded(Action.PATIENT_ERASE, methods=("GET", "POST"))
def erase(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Erase the person for good, after the family name was typed."""
    if patient.erased_at is not None:
        return to_page(request, patient)
    if request.method != "POST":
        return _erase(request, patient)
    if words_of(str(request.POST.get("name", ""))) != words_of(patient.family_name):
        told = {"wrong_name": say("privacy.erase_mismatch")}
        return _erase(request, patient, status=_UNPROCESSABLE, **told)
    outcome = privacy.erase(request.by, patient, str(request.POST.get("reason", "")))
    if isinstance(outcome, Refused):
        return _erase(request, patient, status=_CONFLICT, refused=_why(outcome))
    return to_page(request, patient)


def _why(outcome: Refused) -> str:
    return say(f"privacy.refused.{outcome.why.value}", day=day(outcome.until))


def _back(request: ClinicRequest, patient: Patient) -> HttpResponse:
    return redirect("patients:privacy", clinic=request.clinic.slug, patient_id=patient.pk)


def _page(
    request: ClinicRequest, patient: Patient, status: int = 200, **shown: object
) -> HttpResponse:
    context = {
        "patient": patient,
        "reasons": RESTRICTIONS,
        "restriction": privacy.restriction_of(patient),
        "until": privacy.retained_until(patient),
        **shown,
    }
    return render(request, "patients/privacy.html", context, status=status)


def _erase(
    request: ClinicRequest, patient: Patient, status: int = 200, **shown: object
) -> HttpResponse:
    until = privacy.retained_until(patient)
    context = {
        "patient": patient,
        "until": until,
        "early": until is not None and request.by.at.date() < until,
        "reasons": ERASURES,
        "chosen": str(request.POST.get("reason", "")),
        **shown,
    }
    return render(request, "patients/erase.html", context, status=status)
