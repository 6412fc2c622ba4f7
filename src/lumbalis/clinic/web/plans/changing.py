"""Changing a session by hand, one small change at a time, judged at once."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from lumbalis.clinic import wording
from lumbalis.clinic.policy import Action
from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.services.plans.editing import Deed, Edit, NotEdited, edit_plan
from lumbalis.clinic.services.plans.opening import open_course
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.plans.views import session_page
from lumbalis.clinic.web.templatetags.clinic import language

_FARTHEST_MM = 300
_MOST_S = 600
_STROKE = 24
_CONFLICT, _UNUSABLE = 409, 422


class EditForm(forms.Form):
    """One change, as the buttons and the handles of the page send it."""

    deed = forms.ChoiceField(choices=[(one.value, one.value) for one in Deed])
    step = forms.IntegerField(min_value=0, max_value=500, required=False)
    amount = forms.IntegerField(min_value=-_MOST_S, max_value=100_000, required=False)
    up_mm = forms.FloatField(min_value=-_FARTHEST_MM, max_value=_FARTHEST_MM, required=False)
    out_mm = forms.FloatField(min_value=-_FARTHEST_MM, max_value=_FARTHEST_MM, required=False)

    stroke = forms.CharField(max_length=_STROKE, required=False)

    def edit_of(self, session: int) -> Edit:
        """Give the change; only for a valid form."""
        given = self.cleaned_data
        return Edit(
            deed=Deed(given["deed"]),
            session=session,
            step=given["step"] or 0,
            amount=given["amount"] or 0,
            up_mm=given["up_mm"] or 0.0,
            out_mm=given["out_mm"] or 0.0,
            stroke=given["stroke"],
        )


@guarded(Action.PLAN_EDIT, methods=("POST",))
def edit(request: ClinicRequest, patient: Patient, session: int) -> HttpResponse:
    """Change a session and show what both verifiers say of it."""
    course = open_course(patient)
    if course is None:
        raise Http404
    form = EditForm(_sent(request))
    if not form.is_valid():
        said = wording.say(language(), "plans.edit.unreadable")
        return session_page(request, patient, session, said=said, status=_UNUSABLE)
    version = int(request.form_version) if request.form_version.isdigit() else 0
    outcome = edit_plan(request.by, course, form.edit_of(session), version)
    if isinstance(outcome, NotEdited):
        said = wording.say(language(), f"plans.edit.{outcome.why}")
        status = _CONFLICT if outcome.why == "version" else _UNUSABLE
        return session_page(request, patient, session, said=said, status=status)
    if request.headers.get("HX-Request") == "true":
        return session_page(request, patient, session)
    given = {"clinic": request.clinic.slug, "patient_id": patient.pk, "session": session}
    stage = urlencode({"stage": request.POST["stage"]}) if request.POST.get("stage") else ""
    return redirect(f"{reverse('plans:session', kwargs=given)}{'?' if stage else ''}{stage}")


def _sent(request: ClinicRequest) -> dict[str, str]:
    """Take a change apart: `deed:step:amount`, or `move:step:up:out:stroke`."""
    if "change" not in request.POST:
        return {name: request.POST.get(name, "") for name in EditForm.base_fields}
    deed, *numbers = request.POST["change"].split(":")
    step, first, second, stroke, *_ = [*numbers, "", "", "", ""]
    if deed == Deed.MOVE.value:
        return {"deed": deed, "step": step, "up_mm": first, "out_mm": second, "stroke": stroke}
    return {"deed": deed, "step": step, "amount": first}
