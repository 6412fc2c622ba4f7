"""The page of a patient: who they are, what was agreed, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from lumbalis.clinic.policy import Action
from lumbalis.clinic.records.models import Identifier, Patient
from lumbalis.clinic.services import consents, merging
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.desk import DeskState, state_of
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.patients.forms import LANGUAGE_NAMES, NumberForm, say
from lumbalis.clinic.web.patients.listing import may
from lumbalis.clinic.web.patients.undoing import LONGEST


@dataclass(frozen=True, slots=True)
class Next:
    """The act to do next: where it is, what it is called, why it is next."""

    url: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """What was just done, and the address that takes it back (or nothing)."""

    text: str
    undo: str = ""


_SCREEN = (
    (Action.INVITE, "intake:invitation", "invite"),
    (Action.ANSWERS_GIVE, "verdicts:first_answers", "answers"),
    (Action.OBSERVATIONS_GIVE, "verdicts:observations", "observations"),
)
_DECIDE = ((Action.VERDICT_READ, "verdicts:show", "verdict"),)
_TREAT = (
    (Action.ORDER_GIVE, "plans:show", "plan"),
    (Action.VERDICT_READ, "verdicts:show", "verdict"),
)
_ACTS: Mapping[DeskState, tuple[tuple[Action, str, str], ...]] = {
    DeskState.NOT_YET: _SCREEN,
    DeskState.SCREENED: _TREAT,
    DeskState.ON_HOLD: _DECIDE,
    DeskState.CALL_PHYSICIAN: _DECIDE,
}


@guarded(Action.PATIENT_READ)
def show(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Show a patient."""
    return page(request, patient)


def page(
    request: ClinicRequest, patient: Patient, *, status: int = 200, number: NumberForm | None = None
) -> HttpResponse:
    """Write the page of a patient."""
    if patient.erased_at is not None:
        return render(request, "patients/erased.html", {"patient": None, "gone": patient})
    state = None
    if may(request.by, Action.SCREENED_STATE_READ):
        state = state_of([patient], request.by.at)[patient.pk]
    context = {
        "patient": patient,
        "state": state,
        "next": next_act(request.by, patient, state),
        "numbers": Identifier.objects.filter(patient=patient).order_by("recorded_at", "pk"),
        "number": number or NumberForm(),
        "consents": consents.states_of(patient),
        "merges": [one for one in merging.merges_of(patient) if one.kept_id == patient.pk],
        "done": _done(request, patient),
        "came_from": request.GET.get("from", ""),
        "languages": LANGUAGE_NAMES,
    }
    return render(request, "patients/show.html", context, status=status)


def next_act(by: Acting, patient: Patient, state: DeskState | None) -> Next | None:
    """Choose what this reader does next for this patient."""
    if patient.restricted_at is not None:
        return None
    acts = (
        _ACTS[state]
        if state is not None
        else ((Action.PATIENT_RESTRICT, "patients:privacy", "privacy"),)
    )
    for action, route, words in acts:
        url = _address(by, patient, route)
        if may(by, action) and url:
            return Next(url, say(f"next.{words}"), say(f"next.{words}_text"))
    return None


def _address(by: Acting, patient: Patient, route: str) -> str:
    """Give the address of a route, or nothing where this installation has none."""
    try:
        return reverse(route, kwargs={"clinic": by.clinic.slug, "patient_id": patient.pk})
    except NoReverseMatch:
        return ""


def _done(request: ClinicRequest, patient: Patient) -> Done | None:
    """Say what was just done; the address carries only its kind and sealed text."""
    done, was = request.GET.get("done", ""), request.GET.get("was", "")[:LONGEST]
    kind, which = request.GET.get("kind", ""), request.GET.get("which", "")
    back = f"{_address(request.by, patient, 'patients:undo')}?{urlencode({'was': was})}"
    plain = {
        "registered": ("new.done", ""),
        "same": ("edit.same", ""),
        "undone": ("edit.done", ""),
        "unchanged": ("show.unchanged", ""),
        "changed": ("edit.done", back),
        "number_removed": ("show.removed", back),
        "number_added": (
            "show.added",
            _with(request, patient, "remove_number", identifier_id=which),
        ),
        "proposed": ("merge.proposed_done", ""),
        "merged": ("merge.approved_done", _without_patient(request, "undo_merge", merge_id=which)),
        "apart": ("merge.undone_done", ""),
    }
    if done in plain:
        words, undo = plain[done]
        return Done(say(words, name=patient.full_name), undo)
    return _done_consent(request, patient, done, kind)


def _done_consent(request: ClinicRequest, patient: Patient, done: str, kind: str) -> Done | None:
    backs = {"consent_given": "withdraw_consent", "consent_withdrawn": "give_consent"}
    if done not in backs or kind not in consents.KINDS:
        return None
    spoken = urlencode({"language": request.GET.get("language", "")})
    undo = f"{_with(request, patient, backs[done], kind=kind)}?{spoken}"
    words = f"consents.done_{done.removeprefix('consent_')}"
    return Done(say(words, kind=say(f"consents.kind.{kind}")), undo)


def _with(request: ClinicRequest, patient: Patient, route: str, **more: str) -> str:
    return _without_patient(request, route, patient_id=str(patient.pk), **more)


def _without_patient(request: ClinicRequest, route: str, **more: str) -> str:
    try:
        return reverse(f"patients:{route}", kwargs={"clinic": request.clinic.slug, **more})
    except NoReverseMatch:
        return ""
