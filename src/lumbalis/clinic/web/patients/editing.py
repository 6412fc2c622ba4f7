"""Registering a patient and changing what the register says of them."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render

from lumbalis.clinic.policy import Action
from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.services import patients
from lumbalis.clinic.services.patients import Changed, LooksKnown, Registered, Stale, Unusable
from lumbalis.clinic.services.register_fields import FIELDS, clean
from lumbalis.clinic.services.resemblance import suspects
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.patients.forms import (
    NumberForm,
    PatientForm,
    differences,
    initial_of,
)
from lumbalis.clinic.web.patients.undoing import to_page, undo_of_change
from lumbalis.clinic.web.templatetags.clinic import language

_UNPROCESSABLE, _CONFLICT = 422, 409


@guarded(Action.PATIENT_CREATE, methods=("GET", "POST"))
def new(request: ClinicRequest) -> HttpResponse:
    """Register somebody, after showing who may be the same person."""
    if request.method != "POST":
        return _new(request, PatientForm(initial={"language": language()}), NumberForm())
    form, number = PatientForm(request.POST), NumberForm(request.POST)
    outcome = patients.register(
        request.by,
        form.typed(),
        identifiers=[number.typed()],
        despite_duplicates=request.POST.get("another") == "yes",
    )
    match outcome:
        case Registered(patient=patient):
            return to_page(request, patient, done="registered")
        case LooksKnown(similar=similar):
            shown = {"similar": similar, "stopped": True, "typed": _typed(form)}
            return _new(request, form, number, status=_CONFLICT, **shown)
        case Unusable(problems=problems):
            form.blame(problems)
            number.blame(problems)
            return _new(request, form, number, status=_UNPROCESSABLE)


@guarded(Action.PATIENT_CREATE, methods=("POST",))
def similar(request: ClinicRequest) -> HttpResponse:
    """Show who looks like the person being typed."""
    form, number = PatientForm(request.POST), NumberForm(request.POST)
    described = clean(form.typed(), request.by.at.date()).fields
    found = suspects(described, [number.typed()[1]])
    return render(request, "patients/similar.html", {"similar": found})


@guarded(Action.PATIENT_READ, methods=("GET", "POST"), post=Action.PATIENT_EDIT)
def edit(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Change names and contact; a change made meanwhile is shown, and nothing typed is lost."""
    if request.method != "POST":
        return _edit(request, patient, PatientForm(initial=initial_of(patient)))
    form = PatientForm(request.POST)
    before = {name: getattr(patient, name) for name in FIELDS}
    version = int(request.form_version) if request.form_version.isdecimal() else 0
    outcome = patients.change(request.by, patient, form.typed(), version=version)
    match outcome:
        case Changed(patient=fresh, fields=fields):
            return to_page(request, fresh, **undo_of_change(fresh, before, fields))
        case Stale(patient=fresh):
            shown = {"rows": differences(fresh, form.typed())}
            return _edit(request, fresh, form, status=_CONFLICT, conflict=True, **shown)
        case Unusable(problems=problems):
            form.blame(problems)
            return _edit(request, patient, form, status=_UNPROCESSABLE)


def _typed(form: PatientForm) -> Mapping[str, object]:
    """Give what was typed, ready to stand beside somebody who looks alike."""
    described = form.typed()
    names = (str(described.get(name, "")) for name in ("family_name", "given_name", "patronymic"))
    return {**described, "name": " ".join(name for name in names if name)}


def _new(
    request: ClinicRequest,
    form: PatientForm,
    number: NumberForm,
    status: int = 200,
    **shown: object,
) -> HttpResponse:
    context = {"form": form, "number": number, **shown}
    return render(request, "patients/new.html", context, status=status)


def _edit(
    request: ClinicRequest, patient: Patient, form: PatientForm, status: int = 200, **shown: object
) -> HttpResponse:
    context = {"patient": patient, "form": form, **shown}
    return render(request, "patients/edit.html", context, status=status)
