"""The door of the link: which clinic, which invitation, which language, and is it the patient."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone, translation

from lumbalis.clinic import wording
from lumbalis.clinic.records.models import Clinic, Invitation
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.intake import holder
from lumbalis.clinic.services.invitations import INTAKE, Unusable, clinic_of, opened
from lumbalis.clinic.web.access import View, public

_COOKIE, _SALT, _REMEMBERED_S = "intake", "lumbalis.intake.phone", 12 * 3600
_NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class Way:
    """What a link is for: the purpose of its invitation, its first page, its folder."""

    purpose: str
    start: str
    folder: str


INTAKE_WAY = Way(INTAKE, "intake_start", "i")


class LinkRequest(HttpRequest):
    """A request by the holder of a link."""

    token: str
    clinic: Clinic
    invitation: Invitation
    by: Acting
    language: str
    way: Way


def by_link(
    *,
    recognised: bool = True,
    methods: tuple[str, ...] = ("GET", "POST"),
    way: Way = INTAKE_WAY,
) -> Callable[[View], View]:
    """Let the holder of a link in; `recognised`: only a phone that knew the date of birth."""

    def guard(view: View) -> View:
        @public("a patient comes with a secret link and their date of birth, not with an account")
        @wraps(view)
        def entered(request: Any, *, token: str, **given: Any) -> HttpResponse:  # noqa: ANN401 - Django's
            if request.method not in (*methods, "HEAD"):
                return HttpResponseNotAllowed(methods)
            clinic = clinic_of(token)
            if clinic is None:
                return _private(closed(request))
            with in_clinic(clinic):
                found = opened(token, timezone.now(), way.purpose)
                if isinstance(found, Unusable):
                    return _private(closed(request))
                request.way = way
                _welcome(request, token, clinic, found)
                if recognised and not is_recognised(request):
                    return _private(redirect(way.start, token=token))
                response = view(request, **given)
            return _private(_speaking(request, response))

        return entered

    return guard


def closed(request: HttpRequest) -> HttpResponse:
    """Show the one calm page of a link that opens nothing; it never says why."""
    if "language" in request.GET:
        translation.activate(wording.spoken(request.GET["language"]))
    return render(request, "intake/closed.html", status=_NOT_FOUND)


def remember(request: LinkRequest, response: HttpResponse) -> HttpResponse:
    """Let this phone go on without asking for the date of birth again."""
    response.set_cookie(
        _COOKIE,
        signing.dumps(str(request.invitation.pk), salt=_SALT),
        max_age=_REMEMBERED_S,
        path=_path(request),
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
    )
    return response


def is_recognised(request: LinkRequest) -> bool:
    """Tell whether this phone knew the date of birth."""
    try:
        known = signing.loads(request.COOKIES.get(_COOKIE, ""), salt=_SALT, max_age=_REMEMBERED_S)
    except signing.BadSignature:
        return False
    return bool(known == str(request.invitation.pk))


def _welcome(request: LinkRequest, token: str, clinic: Clinic, found: Invitation) -> None:
    request.token, request.clinic, request.invitation = token, clinic, found
    request.by = holder(found, timezone.now())
    asked = request.POST.get("speak") or request.GET.get("language")
    usual = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) or found.language
    request.language = wording.spoken(asked or usual)
    translation.activate(request.language)
    request.LANGUAGE_CODE = request.language


def _speaking(request: LinkRequest, response: HttpResponse) -> HttpResponse:
    """Keep the language chosen on this link's pages."""
    if "speak" in request.POST or "language" in request.GET:
        name = settings.LANGUAGE_COOKIE_NAME
        response.set_cookie(name, request.language, path=_path(request), samesite="Lax")
    return response


def _path(request: LinkRequest) -> str:
    return f"/{request.way.folder}/{request.token}/"


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the secret in the address out of caches, histories of others and search engines."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
