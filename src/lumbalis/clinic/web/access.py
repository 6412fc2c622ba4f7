"""The door of every page: who asks, for which clinic and patient, and may they."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from lumbalis.clinic.policy import Action, Actor, Decision, Resource, Role, can
from lumbalis.clinic.records.models import Clinic, Membership, Patient, User
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.web.tokens import token_version

_SAFE = frozenset({"GET", "HEAD"})
_CONFLICT = 409
_CHART = frozenset({"CHART_READ", "VERDICT_READ", "PLAN_READ", "PATIENT_READ", "PATIENT_EXPORT"})
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
    Strangers, other clinics and those who may not all get the same 404.
    """
    allowed = tuple(methods) + (("POST",) if post and "POST" not in methods else ())

    def guard(view: Callable[Concatenate[Any, P], HttpResponse]) -> View:
        @wraps(view)
        def entered(request: Any, *, clinic: str, **given: Any) -> HttpResponse:  # noqa: ANN401 - Django's
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            asked = post if post and request.method not in _SAFE else action
            at = timezone.now()
            request.clinic, actor = _membership(request.user, clinic, at)
            if request.method not in allowed and request.method != "HEAD":
                return HttpResponseNotAllowed(allowed)
            request.by = Acting(actor, request.clinic, at)
            with in_clinic(request.clinic):
                answer = _within(request, view, asked, given, step_up=step_up)
            if answer is None:
                raise Http404    # only now: raised inside, it would undo the entry of the refusal
            return answer

        entered.guarded_by = (action, post or action, allowed)  # type: ignore[attr-defined]  # read by the route test
        return entered

    return guard


def _within(
    request: Any,  # noqa: ANN401 - a ClinicRequest in the making
    view: View,
    asked: Action,
    given: dict[str, Any],
    *,
    step_up: bool,
) -> HttpResponse | None:
    patient = _patient(given.pop("patient_id", None))
    decision = can(request.by.actor, asked, _resource(request.clinic, patient))
    if not decision.allowed:
        _note_denied(request.by, asked, patient)
        return None
    if patient is not None:
        given["patient"] = patient
    if request.method not in _SAFE:
        stopped = _check_sending(request, patient, decision, step_up=step_up)
        if stopped is not None:
            return stopped
    response = view(request, **given)
    if request.method in _SAFE and patient is not None and asked.name in _CHART:
        _note_read(request.by, asked, patient)    # last: PostgreSQL lets others wait from here on
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _check_sending(
    request: Any,  # noqa: ANN401 - a ClinicRequest
    patient: Patient | None,
    decision: Decision,
    *,
    step_up: bool,
) -> HttpResponse | None:
    version = token_version(request, patient)
    if version is None:
        return render(request, "ui/conflict_page.html", {"patient": patient}, status=_CONFLICT)
    request.form_version = version
    if step_up or decision.step_up:
        return _step_up(request)
    return None


def _step_up(request: HttpRequest) -> HttpResponse | None:
    """Ask who they are again, unless they said so within the last minutes."""
    from allauth.account.internal.flows import reauthentication

    if reauthentication.did_recently_reauthenticate(request):
        return None
    response: HttpResponse = reauthentication.suspend_request(
        request, reverse("account_reauthenticate")
    )
    return response


def _membership(user: User, slug: str, at: datetime) -> tuple[Clinic, Actor]:
    held = [
        one
        for one in Membership.objects.filter(
            user=user, clinic__slug=slug, revoked_at=None, valid_from__lte=at
        ).select_related("clinic")
        if one.valid_until is None or one.valid_until > at
    ]
    if not held or not user.is_active:
        raise Http404
    clinic = held[0].clinic
    roles = frozenset(Role(one.role) for one in held)
    return clinic, Actor(user_id=user.pk, clinic_id=clinic.pk, roles=roles)


def _patient(key: UUID | None) -> Patient | None:
    if key is None:
        return None
    patient = Patient.objects.select_related("clinic").filter(pk=key).first()
    if patient is None:
        raise Http404
    return patient


def _resource(clinic: Clinic, patient: Patient | None) -> Resource:
    return Resource(
        clinic_id=clinic.pk,
        patient_id=patient.pk if patient else None,
        restricted=bool(patient and patient.restricted_at),
    )


def _note_read(by: Acting, asked: Action, patient: Patient) -> None:
    with whole(by):
        audit.record(
            by, f"read.{asked.value}", entity="patient", entity_id=patient.pk, patient=patient
        )


def _note_denied(by: Acting, asked: Action, patient: Patient | None) -> None:
    with whole(by):
        audit.record(by, f"denied.{asked.value}", patient=patient, outcome="denied")
