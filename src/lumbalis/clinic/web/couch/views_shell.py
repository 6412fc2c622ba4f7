"""The page of a tablet, and the service worker that keeps the shell of the couch on it."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse

from lumbalis.clinic import wording
from lumbalis.clinic.policy import Action
from lumbalis.clinic.services.couch import limits
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.couch.shell import worker_script
from lumbalis.clinic.web.templatetags.clinic import language

_PAGE_WORDS = ("saved", "tablet")


@guarded(Action.COUCH_USE)
def tablet(request: ClinicRequest) -> HttpResponse:
    """Show the page of a tablet; nothing on it is about anybody, so that it may be kept there."""
    context = _shell(request, _PAGE_WORDS) | {"pin_digits": limits.told()["pin_digits"]}
    return render(request, "couch/tablet.html", context)


@guarded(Action.COUCH_USE)
def run(request: ClinicRequest) -> HttpResponse:
    """Show the page of the guided session; who it is about comes from what the tablet keeps."""
    return render(request, "couch/run.html", _shell(request, ("saved", "tablet", "view")))


def _shell(request: ClinicRequest, areas: Sequence[str]) -> dict[str, object]:
    get_token(request)  # the cookie comes with the page: two first questions would draw two
    known = wording.area(language(), "couch")
    return {
        "words": {name: known[name] for name in areas},
        "base": reverse("couch:tablet", kwargs={"clinic": request.clinic.slug})[: -len("tablet/")],
        "late": reverse("couch_late"),
    }


@guarded(Action.COUCH_USE)
def worker(request: ClinicRequest) -> HttpResponse:
    """Give the service worker; it reaches as far as its own address does."""
    script = worker_script(request.clinic.slug, language())
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")
