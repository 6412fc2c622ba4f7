"""Links for colleagues: made, shown once, taken back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lumbalis.clinic.policy import Action
from lumbalis.clinic.services.people import joining
from lumbalis.clinic.services.people.joining import Refused, Sent
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.people.forms import InviteForm
from lumbalis.clinic.web.people.lines import role_word, say
from lumbalis.clinic.web.people.views import known, page

_UNPROCESSABLE, _CONFLICT = 422, 409


@guarded(Action.PEOPLE_MANAGE, methods=("GET", "POST"))
def invite(request: ClinicRequest) -> HttpResponse:
    """Invite somebody to work here, and show the link once."""
    if request.method != "POST":
        return _form(request, InviteForm(initial={"language": request.clinic.language}))
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _form(request, form, status=_UNPROCESSABLE)
    outcome = joining.invite(request.by, form.newcomer(request.clinic))
    if isinstance(outcome, Refused):
        form.add_error("until", say(f"refused.{outcome.why.value}"))
        return _form(request, form, status=_UNPROCESSABLE)
    return _sent(request, outcome)


@guarded(Action.PEOPLE_MANAGE, methods=("POST",))
def renew_password(request: ClinicRequest, user_id: UUID) -> HttpResponse:
    """Make a link for a new password, and show it once."""
    one = known(request, user_id)
    outcome = joining.renew_password(request.by, one.user)
    if isinstance(outcome, Refused):
        refused = say(f"refused.{outcome.why.value}")
        return page(request, one, status=_CONFLICT, refused=refused)
    return _sent(request, outcome)


@guarded(Action.PEOPLE_MANAGE, methods=("POST",))
def take_back(request: ClinicRequest, invitation_id: UUID) -> HttpResponse:
    """Make a link useless."""
    joining.take_back(request.by, invitation_id)
    return redirect("people:index", clinic=request.clinic.slug)


def _form(request: ClinicRequest, form: InviteForm, status: int = 200) -> HttpResponse:
    return render(request, "people/invite.html", {"form": form}, status=status)


def _sent(request: ClinicRequest, sent: Sent) -> HttpResponse:
    address = reverse("join", kwargs={"token": sent.token})
    context = {
        "invitation": sent.invitation,
        "roles": ", ".join(role_word(role) for role in sent.invitation.roles),
        "link": request.build_absolute_uri(address),
    }
    return render(request, "people/sent.html", context)
