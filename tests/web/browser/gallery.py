"""A page with everything the design system has, served only to the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import path
from django.utils import timezone

from lumbalis.clinic.policy import Action
from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.urls import urlpatterns as ours
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.domain.protocol import Category

PAGE = Path(__file__).with_name("gallery.html")
_OTHERWISE = {"429": "429.html", "507": "health/no_room.html"}
"""Pages of trouble that lie where whoever shows them looks for them."""
NAMES = ("people", "phone", "plan", "back", "done", "search", "door", "pages")
PICTURES = tuple(f"picture-{name}" for name in NAMES)
CHOICES = (("yes", "Yes"), ("no", "No"), ("unknown", "I don't know"))


class Everything(forms.Form):
    """One field of each kind, two of them wrong."""

    name = forms.CharField(label="Family name", help_text="As in the passport")
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    born = forms.DateField(label="Birth date", required=False)
    sure = forms.BooleanField(label="I have read it")
    answer = forms.ChoiceField(label="Does it hurt", choices=CHOICES, widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(
        label="Where", choices=CHOICES, widget=forms.CheckboxSelectMultiple, required=False
    )
    one = forms.ChoiceField(label="Language", choices=CHOICES, required=False)


@guarded(Action.HOME)
def gallery(request: ClinicRequest) -> HttpResponse:
    """Show every part, some in trouble."""
    told: dict[str, Any] = {
        "categories": list(Category),
        "people": list(Patient.objects.all()[:3]),
        "many": Paginator(range(95), 30).page(2),
        "form": Everything({"name": "", "born": "yesterday", "answer": "yes", "sure": "on"}),
        "rows": [("Phone", "+380 44 111 11 11", "+380 44 222 22 22")],
        "now": timezone.now(),
        "pictures": PICTURES,
    }
    page = engines["django"].from_string(PAGE.read_text())
    return HttpResponse(page.render(told, request))


def broken(request: HttpRequest) -> HttpResponse:
    """Fail, as a fault of ours would."""
    del request
    raise RuntimeError


def trouble(request: HttpRequest, name: str) -> HttpResponse:
    """Show a page of trouble without the trouble."""
    return render(request, _OTHERWISE.get(name, f"errors/{name}.html"))


urlpatterns = [
    path("c/<slug:clinic>/gallery/", gallery),
    path("broken/", broken),
    path("trouble/<slug:name>/", trouble),
    *ours,
]
handler400 = "lumbalis.clinic.web.errors.bad_request"
handler403 = "lumbalis.clinic.web.errors.forbidden"
handler404 = "lumbalis.clinic.web.errors.not_found"
handler500 = "lumbalis.clinic.web.errors.broken"
