"""Giving and ending roles, recording and withdrawing qualifications."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from lumbalis.clinic.policy import Action, Role
from lumbalis.clinic.services.people import memberships, qualifying
from lumbalis.clinic.services.people.listing import Colleague
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.people.forms import CredentialForm, RoleForm
from lumbalis.clinic.web.people.lines import end_of, say
from lumbalis.clinic.web.people.views import known, page

_UNPROCESSABLE, _CONFLICT = 422, 409


@guarded(Action.PEOPLE_MANAGE, methods=("POST",))
def give_role(request: ClinicRequest, user_id: UUID) -> HttpResponse:
    """Give a colleague another role."""
    one, form = known(request, user_id), RoleForm(request.POST)
    if not form.is_valid():
        return page(request, one, status=_UNPROCESSABLE, role_form=form)
    until = form.cleaned_data["until"]
    last = end_of(until, request.clinic) if until else None
    outcome = memberships.give_role(request.by, one.user, Role(form.cleaned_data["role"]), last)
    if isinstance(outcome, memberships.Refused):
        refused = say(f"refused.{outcome.why.value}")
        return page(request, one, status=_CONFLICT, role_form=form, refused=refused)
    return _back(request, one, "role_given")


@guarded(Action.PEOPLE_MANAGE, methods=("POST",))
def end_role(request: ClinicRequest, user_id: UUID, membership_id: UUID) -> HttpResponse:
    """End a role of a colleague, at once."""
    one = known(request, user_id)
    if membership_id not in {role.pk for role in (*one.roles, *one.past)}:
        raise Http404
    return _ended(request, one, memberships.end_role(request.by, membership_id), "role_ended")


@guarded(Action.PEOPLE_MANAGE, methods=("POST",))
def end_all(request: ClinicRequest, user_id: UUID) -> HttpResponse:
    """End everything a colleague may do here, at once."""
    one = known(request, user_id)
    return _ended(request, one, memberships.end_all(request.by, one.user), "all_ended")


@guarded(Action.CREDENTIAL_MANAGE, methods=("POST",))
def record_credential(request: ClinicRequest, user_id: UUID) -> HttpResponse:
    """Record a qualification of a colleague."""
    one, form = known(request, user_id), CredentialForm(request.POST)
    if not form.is_valid():
        return page(request, one, status=_UNPROCESSABLE, credential_form=form)
    outcome = qualifying.record_credential(request.by, one.user, form.credential())
    if isinstance(outcome, qualifying.Refused):
        form.add_error("valid_until", say(f"refused.{outcome.why.value}"))
        return page(request, one, status=_UNPROCESSABLE, credential_form=form)
    return _back(request, one, "recorded")


@guarded(Action.CREDENTIAL_MANAGE, methods=("POST",))
def withdraw_credential(request: ClinicRequest, user_id: UUID, credential_id: UUID) -> HttpResponse:
    """Withdraw a qualification of a colleague."""
    one = known(request, user_id)
    if credential_id not in {held.credential.pk for held in one.credentials}:
        return _back(request, one, "unchanged")
    done = qualifying.withdraw_credential(request.by, credential_id)
    return _back(request, one, "withdrawn" if done else "unchanged")


def _ended(request: ClinicRequest, one: Colleague, outcome: object, done: str) -> HttpResponse:
    if isinstance(outcome, memberships.Refused):
        if outcome.why is memberships.WhyNot.OVER:
            return _back(request, one, "unchanged")
        refused = say(f"refused.{outcome.why.value}")
        return page(request, one, status=_CONFLICT, refused=refused)
    return _back(request, one, done)


def _back(request: ClinicRequest, one: Colleague, done: str) -> HttpResponse:
    where = {"clinic": request.clinic.slug, "user_id": one.user.pk}
    return redirect(f"{reverse('people:show', kwargs=where)}?done={done}")
