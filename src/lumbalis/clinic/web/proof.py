"""Proving who one is just before an act that asks for it, without losing what was typed.

Nobody can sit down at an open screen and sign: the proof is minutes old, and for whoever treats,
changes rules or lets people in it is more than a password.
"""

from __future__ import annotations

import json
from typing import Any, Final

from allauth.account.internal.flows import reauthentication
from allauth.core.internal.httpkit import deserialize_request, serialize_request
from cryptography.fernet import InvalidToken
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve

from lumbalis.clinic.services.people.passwords import asks_second_factor, has_second_factor
from lumbalis.clinic.web.accounts import keys

_KEPT_S: Final = 15 * 60
_FORBIDDEN: Final = 403
_OURS: Final = ("csrfmiddlewaretoken",)
_AGAIN: Final = "lumbalis.clinic.web.proof.go_on"


def wanting(request: Any, *, second_factor: bool) -> HttpResponse | None:  # noqa: ANN401 - a ClinicRequest
    """Give the page that asks for a proof, or None if there is one."""
    asked = second_factor and asks_second_factor(request.clinic)
    if asked and not has_second_factor(request.user):
        return _set_up(request)
    if not reauthentication.get_reauthentication_flows(request.user):
        return _set_up(request)  # nothing to prove themselves with: they come from elsewhere
    if reauthentication.did_recently_reauthenticate(request):
        return None
    return _suspend(request)


def _set_up(request: HttpRequest) -> HttpResponse:
    """Say how to get a second factor; the form goes on from there as it was typed."""
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in _OURS
    ]
    return render(request, "people/second_factor.html", {"typed": typed}, status=_FORBIDDEN)


def _suspend(request: HttpRequest) -> HttpResponse:
    """Keep the act, sealed, in the session, and ask who they are."""
    kept = json.dumps([str(request.user.pk), serialize_request(request)])
    state = {"sealed": keys.sealed(kept, keys.SUSPENDED)}
    answer: HttpResponse = reauthentication.stash_and_reauthenticate(request, state, _AGAIN)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": answer["Location"]})
    return answer


def go_on(request: HttpRequest, state: dict[str, str]) -> HttpResponse:
    """Do what was suspended, as the same person and within minutes; called by the sign-in."""
    try:
        kept = json.loads(keys.opened(state.get("sealed", ""), keys.SUSPENDED, _KEPT_S))
    except (InvalidToken, ValueError):
        return redirect("/")
    person, suspended = kept
    if person != str(request.user.pk):
        return redirect("/")
    again = deserialize_request(suspended, request)
    again.META = {name: value for name, value in again.META.items() if not _is_htmx(name)}
    vars(again).pop("headers", None)  # read anew from what was sent then
    found = resolve(again.path_info)
    again.resolver_match = found
    response: HttpResponse = found.func(again, *found.args, **found.kwargs)
    return response


def _is_htmx(name: str) -> bool:
    return name.startswith("HTTP_HX_")
