"""The door of every page: who asks, for which clinic and patient, and may they.

Whatever is not for somebody looks to them as if it were not there: an unknown clinic, a foreign
one, a patient of another house, an act of another role, all give the same page after the same
steps. What was refused is written down, and so is every look at a patient.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from lumbalis.clinic.policy import Action, Actor, Decision, Resource, can
from lumbalis.clinic.records.models import Clinic, Patient
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.people import working_in
from lumbalis.clinic.services.people.passwords import note_stranger
from lumbalis.clinic.web.proof import wanting
from lumbalis.clinic.web.tokens import token_version

SAFE: Final = frozenset({"GET", "HEAD"})
_CONFLICT, _FINE = 409, 400
_NOT_TYPED = ("csrfmiddlewaretoken", "form_token")
P = ParamSpec("P")
View = Callable[..., HttpResponse]


class ClinicRequest(HttpRequest):
    """A request that came through the door."""

    clinic: Clinic
    by: Acting
    form_version: str


def public(reason: str) -> Callable[[View], View]:
    """Mark a page that anybody may open, and say why."""

    def mark(view: View) -> View:
        view.public_because = reason  # type: ignore[attr-defined]  # read by the route test
        return view

    return mark


def guarded(
    action: Action,
    *,
    methods: Collection[str] = ("GET",),
    post: Action | None = None,
    step_up: bool = False,
) -> Callable[[Callable[Concatenate[Any, P], HttpResponse]], View]:
    """Let a page through only to those who may do `action` (and `post` for sending it).

    The view gets `request.clinic`, `request.by`, and `patient` if the address names one.
    """
    allowed = tuple(methods) + (("POST",) if post and "POST" not in methods else ())

    def guard(view: Callable[Concatenate[Any, P], HttpResponse]) -> View:
        @wraps(view)
        def entered(request: Any, *, clinic: str, **given: Any) -> HttpResponse:  # noqa: ANN401 - Django's
            elsewhere = _sign_in_first(request)
            if elsewhere is not None:
                return elsewhere
            asked = post if post and request.method not in SAFE else action
            _enter(request, clinic, asked)
            try:
                with in_clinic(request.clinic), timezone.override(request.clinic.timezone):
                    answer = _within(request, view, asked, given, allowed, step_up=step_up)
            except Http404:
                answer = None
            if answer is None:  # only now: raised inside, it would undo the entry of the refusal
                del request.clinic, request.by  # the page that says so tells nothing of the clinic
                raise Http404
            answer.headers["Cache-Control"] = "no-store"
            return answer

        entered.guarded_by = (action, post or action, allowed)  # type: ignore[attr-defined]  # read by the route test
        return entered

    return guard


def _sign_in_first(request: HttpRequest) -> HttpResponse | None:
    """Send away whoever is not signed in, or has yet to choose a password of their own."""
    user = request.user
    if user.is_authenticated and not user.must_change_password:
        return None
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})  # the whole page then goes there
    if user.is_authenticated:
        return redirect("account_change_password")
    back = request.get_full_path() if request.method in SAFE else "/"
    return redirect_to_login(back)


def _enter(request: Any, slug: str, asked: Action) -> None:  # noqa: ANN401 - a ClinicRequest in the making
    """Find out what somebody is in the clinic now; the address says which, the record says what."""
    at = timezone.now()
    working = working_in(request.user, slug, at)
    if working is None:
        note_stranger(request.user, slug, at, asked.value)
        raise Http404
    actor = Actor(user_id=request.user.pk, clinic_id=working.clinic.pk, roles=working.roles)
    request.clinic, request.by = working.clinic, Acting(actor, working.clinic, at)


def _within(
    request: Any,  # noqa: ANN401 - a ClinicRequest
    view: View,
    asked: Action,
    given: dict[str, Any],
    allowed: Collection[str],
    *,
    step_up: bool,
) -> HttpResponse | None:
    key = given.pop("patient_id", None)
    patient = _patient(key)
    decision = _decide(request.by, asked, key, patient)
    if not decision.allowed:
        _note_denied(request.by, asked, patient, decision.why)
        return None
    if request.method not in {*allowed, "HEAD"}:
        return HttpResponseNotAllowed(allowed)
    if patient is not None and patient.merged_into_id is not None:
        return _of_the_kept(request, patient, patient.merged_into_id)
    if patient is not None:
        given["patient"] = patient
    if request.method not in SAFE:
        return _send(request, patient, decision, step_up=step_up) or view(request, **given)
    response = view(request, **given)
    if patient is not None and response.status_code < _FINE:
        _note_read(request.by, asked, patient)  # last: PostgreSQL lets others wait from here on
    return response


def _of_the_kept(request: Any, patient: Patient, kept: UUID) -> HttpResponse:  # noqa: ANN401 - a ClinicRequest
    """Lead from a record that became part of another to the same page of that; keep nothing."""
    found = request.resolver_match
    address = reverse(found.view_name, kwargs={**found.kwargs, "patient_id": kept})
    if request.method in SAFE:
        return redirect(f"{address}?from={patient.pk}")
    shown = {"typed": _typed(request), "kept": kept}
    return render(request, "ui/merged_page.html", shown, status=_CONFLICT)


def _decide(by: Acting, asked: Action, key: UUID | None, patient: Patient | None) -> Decision:
    resource = Resource(
        clinic_id=by.clinic.pk,
        patient_id=patient.pk if patient else None,
        restricted=bool(patient and patient.restricted_at),
    )
    decision = can(by.actor, asked, resource)
    if decision.allowed and key is not None and patient is None:
        return Decision(allowed=False, why="unknown")
    return decision


def _send(
    request: Any,  # noqa: ANN401 - a ClinicRequest
    patient: Patient | None,
    decision: Decision,
    *,
    step_up: bool,
) -> HttpResponse | None:
    """Give the page that stands in the way of a form, or None if it may be done."""
    version = token_version(request, patient)
    if version is None:
        context = {"patient": patient, "typed": _typed(request)}
        return render(request, "ui/conflict_page.html", context, status=_CONFLICT)
    request.form_version = version
    if step_up or decision.step_up:
        return wanting(request, second_factor=decision.second_factor)
    return None


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Give what was typed, so that it can be copied from the page that refuses it."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in _NOT_TYPED and "password" not in name and str(value).strip()
    ]


def _patient(key: UUID | None) -> Patient | None:
    if key is None:
        return None
    return Patient.objects.select_related("clinic").filter(pk=key).first()


def _note_read(by: Acting, asked: Action, patient: Patient) -> None:
    with whole(by):
        audit.record(
            by, f"read.{asked.value}", entity="patient", entity_id=patient.pk, patient=patient
        )


def _note_denied(by: Acting, asked: Action, patient: Patient | None, why: str) -> None:
    with whole(by):
        audit.record(by, f"denied.{asked.value}", patient=patient, outcome="denied", why=why)
