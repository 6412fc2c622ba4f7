"""The page of a tablet, and the service worker that keeps the shell of the couch on it."""

from __future__ import annotations

from django.http import HttpResponse
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
    known = wording.area(language(), "couch")
    context = {
        "words": {name: known[name] for name in _PAGE_WORDS},
        "base": reverse("couch:tablet", kwargs={"clinic": request.clinic.slug})[: -len("tablet/")],
        "late": reverse("couch_late"),
        "pin_digits": limits.told()["pin_digits"],
    }
    return render(request, "couch/tablet.html", context)


@guarded(Action.COUCH_USE)
def worker(request: ClinicRequest) -> HttpResponse:
    """Give the service worker; it reaches as far as its own address does."""
    script = worker_script(request.clinic.slug, language())
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")
