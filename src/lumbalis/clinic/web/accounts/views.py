"""Pages of signing in that differ from allauth's, and those that are not there."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account import views as allauth_views
from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lumbalis.clinic.web.access import public


@public("asks somebody who is signed in who they are; anybody else is sent to the sign-in")
def reauthenticate(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor if there is one, else for the password."""
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    if methods and methods[0]["id"] != "reauthenticate":
        back = request.GET.get("next") or request.POST.get("next") or ""
        rest = f"?{urlencode({'next': back})}" if back else ""
        return redirect(f"{methods[0]['url']}{rest}")
    response: HttpResponse = allauth_views.reauthenticate(request)
    return response


@public("says who can help with a lost password, and asks for nothing")
def lost_password(request: HttpRequest) -> HttpResponse:
    """Say that an administrator makes a link for a new password."""
    return render(request, "people/lost_password.html")


@public("is not there, for anybody")
def not_here(request: HttpRequest, **given: object) -> HttpResponse:
    """Hide what allauth offers and this house does not."""
    del request, given
    raise Http404
