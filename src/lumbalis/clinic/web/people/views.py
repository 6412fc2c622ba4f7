"""The list of colleagues, and the page of one of them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from lumbalis.clinic.policy import Action
from lumbalis.clinic.services.people.joining import open_links
from lumbalis.clinic.services.people.listing import Colleague, colleague, colleagues
from lumbalis.clinic.services.people.passwords import asks_second_factor
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.people.forms import CredentialForm, RoleForm
from lumbalis.clinic.web.people.lines import (
    credential_lines,
    person_line,
    role_lines,
    role_word,
    say,
)


@guarded(Action.PEOPLE_READ)
def index(request: ClinicRequest) -> HttpResponse:
    """Show everybody who works here, and the links that are still out."""
    found = [person_line(request.clinic, one) for one in colleagues(request.clinic, request.by.at)]
    links = open_links(request.by.at).select_related("user").order_by("expires_at")
    context = {
        "people": [one for one in found if one.roles],
        "gone": [one for one in found if not one.roles],
        "links": [(one, ", ".join(role_word(role) for role in one.roles)) for one in links],
        "relaxed": not asks_second_factor(request.clinic),
    }
    return render(request, "people/index.html", context)


@guarded(Action.PEOPLE_READ)
def show(request: ClinicRequest, user_id: UUID) -> HttpResponse:
    """Show one colleague."""
    return page(request, known(request, user_id))


def known(request: ClinicRequest, user_id: UUID) -> Colleague:
    """Give a colleague of this clinic, or nothing of anybody else."""
    found = colleague(request.clinic, user_id, request.by.at)
    if found is None:
        raise Http404
    return found


def page(
    request: ClinicRequest, one: Colleague, *, status: int = 200, **shown: object
) -> HttpResponse:
    """Write the page of a colleague."""
    done = str(request.GET.get("done", ""))
    context = {
        "colleague": one,
        "own": one.user.pk == request.by.actor.user_id,
        "roles": role_lines(request.clinic, one.roles),
        "past": role_lines(request.clinic, one.past),
        "credentials": credential_lines(one.credentials),
        "role_form": RoleForm(),
        "credential_form": CredentialForm(),
        "done": say(f"done.{done}") if done in _DONE else "",
        **shown,
    }
    return render(request, "people/show.html", context, status=status)


_DONE = ("role_given", "role_ended", "all_ended", "recorded", "withdrawn", "unchanged")
