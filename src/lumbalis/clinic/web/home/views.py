"""The first page of the day, the door to the clinics, and how the reader wants pages to look."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from lumbalis.clinic.policy import Action
from lumbalis.clinic.services import home
from lumbalis.clinic.web.access import ClinicRequest, guarded, public
from lumbalis.clinic.web.home.sections import sections
from lumbalis.clinic.web.templatetags.shell import LOOK_COOKIE, LOOKS

_YEAR = int(timedelta(days=365).total_seconds())


@guarded(Action.HOME)
def show(request: ClinicRequest) -> HttpResponse:
    """Show what waits for this reader."""
    return render(request, "home/show.html", sections(request.by))


@public("leads to the sign-in, or to the clinics of whoever is signed in")
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Go to the only clinic of the reader, or let them choose among theirs."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    held = home.memberships_of(request.user, timezone.now())
    clinics = {one.clinic.slug: one.clinic for one in held}
    if len(clinics) == 1 and "choose" not in request.GET:
        return redirect("home:show", clinic=next(iter(clinics)))
    return render(request, "home/clinics.html", {"held": held})


@public("keeps a choice of the reader's browser and nothing else")
@require_POST
def choose_look(request: HttpRequest) -> HttpResponse:
    """Remember whether the reader wants light or dark pages, and go back."""
    back = request.POST.get("next", "/")
    ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    answer = redirect(back if ours else "/")
    chosen = request.POST.get("look", "")
    if chosen in LOOKS:
        answer.set_cookie(
            LOOK_COOKIE,
            chosen,
            max_age=_YEAR,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    else:
        answer.delete_cookie(LOOK_COOKIE)
    return answer
