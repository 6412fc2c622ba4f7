"""Making a plan, signing it, taking a signature back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import texts
from lumbalis.clinic.policy import Action
from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.services.plans.opening import latest_plan, open_course
from lumbalis.clinic.services.plans.ordering import latest_order
from lumbalis.clinic.services.plans.proposing import HeldBack, Overtaken, propose
from lumbalis.clinic.services.plans.signing import NotSigned, sign, signature_of, withdraw
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.templatetags.clinic import language
from lumbalis.domain.planning import CannotPlan
from lumbalis.domain.planning.on_body import CannotDraw
from lumbalis.domain.treatment import PlannerDefectError
from lumbalis.exchange.errors import InputError

_CONFLICT, _HELD = 409, 409


@guarded(Action.PLAN_MAKE, methods=("POST",))
def make(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Plan a course for the newest order."""
    order = latest_order(patient)
    if order is None:
        raise Http404
    try:
        outcome = propose(request.by, patient, order)
    except PlannerDefectError:
        return _back(request, patient, "plans.make.defect")
    if isinstance(outcome, HeldBack):
        context = {
            "patient": patient,
            "verdict": outcome.verdict,
            "category": outcome.verdict.category.name,
            "obstacle": _obstacle(outcome),
        }
        return render(request, "plans/held.html", context, status=_HELD)
    if isinstance(outcome, Overtaken):
        return _back(request, patient, "plans.make.overtaken")
    return redirect("plans:show", clinic=request.clinic.slug, patient_id=patient.pk)


@guarded(Action.PLAN_SIGN, methods=("POST",), step_up=True)
def signing(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Sign the newest version of the plan, which the form names."""
    course = open_course(patient)
    plan = latest_plan(course) if course else None
    if plan is None:
        raise Http404
    if request.form_version != str(plan.number):
        return _back(request, patient, "plans.sign.not_the_newest")
    statement = wording.say(language(), "plans.sign.statement")
    outcome = sign(request.by, plan, statement)
    if isinstance(outcome, NotSigned):
        for one in outcome.against:
            messages.warning(request, wording.say(language(), f"plans.sign.{one.value}"))
        return redirect("plans:show", clinic=request.clinic.slug, patient_id=patient.pk)
    messages.success(request, wording.say(language(), "plans.sign.done"))
    return redirect("plans:show", clinic=request.clinic.slug, patient_id=patient.pk)


@guarded(Action.PLAN_SIGN, methods=("POST",))
def withdrawing(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Take the signature under the newest version back."""
    course = open_course(patient)
    plan = latest_plan(course) if course else None
    signature = signature_of(plan) if plan else None
    if signature is None:
        raise Http404
    withdraw(request.by, signature)
    messages.success(request, wording.say(language(), "plans.sign.withdrawn"))
    return redirect("plans:show", clinic=request.clinic.slug, patient_id=patient.pk)


def _back(request: ClinicRequest, patient: Patient, key: str) -> HttpResponse:
    messages.warning(request, wording.say(language(), key))
    return redirect("plans:show", clinic=request.clinic.slug, patient_id=patient.pk)


def _obstacle(held: HeldBack) -> str:
    """Say why nothing could be planned although the verdict allows a session."""
    said = texts(language())
    match held.obstacle:
        case CannotPlan() as cannot:
            return said.find("sessions", "cannot_plan", cannot.why.value) or cannot.why.value
        case CannotDraw() as cannot:
            return said.get("onbody", "no_place", session=cannot.session_index)
        case InputError() as error:
            return str(error)
        case None:
            return ""
