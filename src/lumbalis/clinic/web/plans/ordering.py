"""Ordering a course, with the body drawn from the measures as they are typed."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from lumbalis.clinic import wording
from lumbalis.clinic.policy import Action
from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.services.answers import Refused
from lumbalis.clinic.services.bodies import measures_of
from lumbalis.clinic.services.plans.ordering import give_order, latest_order, wishes_of
from lumbalis.clinic.services.screening import current_verdict
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.plans.body_picture import BodyPicture, body_picture
from lumbalis.clinic.web.plans.forms import OrderForm
from lumbalis.clinic.web.templatetags.clinic import language
from lumbalis.domain.screening import Verdict

_UNUSABLE, _CONFLICT = 422, 409


@guarded(Action.ORDER_GIVE, post=Action.ORDER_GIVE)
def order(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Show the form of an order, or keep it and go to planning."""
    before = dict(measures_of(patient) or {})
    if request.method != "POST":
        return _page(request, patient, _form(request, patient, before))
    if request.form_version != _version(patient):
        return _page(request, patient, _form(request, patient, before), _CONFLICT)
    form = _bound(request, patient)
    if not form.is_valid():
        return _page(request, patient, form, _UNUSABLE)
    outcome = give_order(
        request.by,
        patient,
        form.wishes,
        feasible=form.cleaned_data["feasible"],
        measures=form.measures(before),
    )
    if isinstance(outcome, Refused):
        form.add_error(None, wording.say(language(), "plans.order.refused"))
        return _page(request, patient, form, _UNUSABLE)
    return redirect("plans:show", clinic=request.clinic.slug, patient_id=patient.pk)


@guarded(Action.ORDER_GIVE)
def body(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Say what can be drawn from the measures typed so far, and where the picture is."""
    picture = _picture(request, patient)
    context = {"patient": patient, "picture": picture, "query": request.GET.urlencode()}
    return render(request, "plans/body.html", context)


@guarded(Action.ORDER_GIVE)
def body_svg(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Draw the body of the measures typed so far."""
    picture = _picture(request, patient)
    if picture.svg is None:
        raise Http404
    return HttpResponse(picture.svg, content_type="image/svg+xml")


def _picture(request: ClinicRequest, patient: Patient) -> BodyPicture:
    form = OrderForm(request.GET, language=language(), verdict=_verdict(request, patient))
    form.is_valid()
    measures = form.measures(dict(measures_of(patient) or {}))
    return body_picture(patient, request.by.at, measures, language())


def _version(patient: Patient) -> str:
    known = latest_order(patient)
    return str(known.number if known else 0)


def _verdict(request: ClinicRequest, patient: Patient) -> Verdict:
    return current_verdict(patient, request.by.at)


def _bound(request: ClinicRequest, patient: Patient) -> OrderForm:
    return OrderForm(request.POST, language=language(), verdict=_verdict(request, patient))


def _form(request: ClinicRequest, patient: Patient, before: dict[str, object]) -> OrderForm:
    known = latest_order(patient)
    wishes = wishes_of(patient, known) if known else None
    first = wishes.written() if wishes else {"methods": ["manual_classical", "oil"]}
    landmarks = before.get("landmarks")
    l4 = landmarks.get("L4") if isinstance(landmarks, dict) else None
    usual = {"build": patient.sex if patient.sex in {"female", "male"} else ""}
    confirmed = isinstance(l4, dict) and l4.get("trust") == "confirmed"
    initial = {**usual, **first, **before, "l4_confirmed": confirmed}
    return OrderForm(initial=initial, language=language(), verdict=_verdict(request, patient))


def _page(
    request: ClinicRequest, patient: Patient, form: OrderForm, status: int = 200
) -> HttpResponse:
    measures = dict(measures_of(patient) or {})
    if form.is_bound and form.is_valid():
        measures = form.measures(measures)
    context = {
        "patient": patient,
        "form": form,
        "version": _version(patient),
        "conflict": status == _CONFLICT,
        "query": urlencode(_typed(measures)),
        "picture": body_picture(patient, request.by.at, measures, language()),
    }
    return render(request, "plans/order.html", context, status=status)


def _typed(measures: dict[str, object]) -> dict[str, str]:
    """Give measures as the form would send them."""
    typed = {
        name: str(measures[name])
        for name in ("build", "stature_cm", "mass_kg")
        if measures.get(name)
    }
    landmarks = measures.get("landmarks")
    if isinstance(landmarks, dict) and "L4" in landmarks:
        typed["l4_confirmed"] = "on"
    return typed
