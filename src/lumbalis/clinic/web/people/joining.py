"""The page behind a colleague's link: join with an account, make one, or choose a password."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from lumbalis.clinic import wording
from lumbalis.clinic.policy import Actor
from lumbalis.clinic.records.models import StaffInvitation, User
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.people import joining
from lumbalis.clinic.services.people.joining import Refused
from lumbalis.clinic.web.access import public
from lumbalis.clinic.web.people.forms import NewAccountForm, PasswordForm
from lumbalis.clinic.web.people.lines import role_word, say

_NOT_FOUND, _UNPROCESSABLE = 404, 422


@public("a colleague comes with a secret link, and often without an account")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Open a colleague's link."""
    at = timezone.now()
    clinic = joining.clinic_of(token)
    if clinic is None:
        return _private(_closed(request))
    with in_clinic(clinic):
        invitation = joining.opened(token, at)
        if invitation is None:
            return _private(_closed(request))
        _speak(request, invitation)
        actor = Actor(user_id=request.user.pk, clinic_id=clinic.pk, roles=frozenset())
        return _private(_opened(request, Acting(actor, clinic, at), invitation))


def _opened(request: HttpRequest, by: Acting, invitation: StaffInvitation) -> HttpResponse:
    account = joining.account_of(invitation)
    if request.user.is_authenticated and request.user != account:
        return _page(request, invitation, "people/join_other.html")
    if invitation.user is not None:
        return _with_password(request, by, invitation, invitation.user)
    if account is None:
        return _newly(request, by, invitation)
    if not request.user.is_authenticated:
        return _page(request, invitation, "people/join_known.html")
    return _with_account(request, by, invitation, account)


def _with_account(
    request: HttpRequest, by: Acting, invitation: StaffInvitation, user: User
) -> HttpResponse:
    if request.method != "POST":
        return _page(request, invitation, "people/join_account.html")
    outcome = joining.join_as(by, invitation, user)
    if isinstance(outcome, Refused):
        return _closed(request)
    return redirect("home:show", clinic=by.clinic.slug)


def _newly(request: HttpRequest, by: Acting, invitation: StaffInvitation) -> HttpResponse:
    nobody = User(email=invitation.email, name=invitation.name)
    sent = request.POST if request.method == "POST" else None
    form = NewAccountForm(sent, user=nobody, initial={"name": invitation.name})
    if not form.is_valid():
        return _form(request, invitation, form, "people/join_new.html")
    name, password = form.cleaned_data["name"].strip(), form.cleaned_data["password"]
    return _to_sign_in(request, joining.join_newly(by, invitation, name, password))


def _with_password(
    request: HttpRequest, by: Acting, invitation: StaffInvitation, user: User
) -> HttpResponse:
    form = PasswordForm(request.POST if request.method == "POST" else None, user=user)
    if not form.is_valid():
        return _form(request, invitation, form, "people/join_password.html")
    chosen = form.cleaned_data["password"]
    return _to_sign_in(request, joining.choose_anew(by, invitation, chosen))


def _to_sign_in(request: HttpRequest, outcome: User | Refused) -> HttpResponse:
    if isinstance(outcome, Refused):
        return _closed(request)
    messages.success(request, say("join.done"))
    return redirect("account_login")


def _form(
    request: HttpRequest, invitation: StaffInvitation, form: PasswordForm, template: str
) -> HttpResponse:
    status = _UNPROCESSABLE if form.is_bound else 200
    return _page(request, invitation, template, status=status, form=form)


def _page(
    request: HttpRequest,
    invitation: StaffInvitation,
    template: str,
    *,
    status: int = 200,
    **shown: Any,  # noqa: ANN401 - a context
) -> HttpResponse:
    roles = ", ".join(role_word(role) for role in invitation.roles)
    context = {"invitation": invitation, "roles": roles, **shown}
    return render(request, template, context, status=status)


def _closed(request: HttpRequest) -> HttpResponse:
    return render(request, "people/join_closed.html", status=_NOT_FOUND)


def _speak(request: HttpRequest, invitation: StaffInvitation) -> None:
    """Speak the language of the invitation, unless this browser has chosen one."""
    if "language" not in request.COOKIES:
        spoken = wording.spoken(invitation.language)
        translation.activate(spoken)
        request.LANGUAGE_CODE = spoken  # as Django sets it


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the secret in the address out of caches and search engines."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
