"""The clinic's report, and the official wordings it has entered."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import texts
from lumbalis.clinic.policy import Action, Resource, can
from lumbalis.clinic.services.outcomes import clinic_report
from lumbalis.clinic.services.outcomes import forms as wordings
from lumbalis.clinic.services.outcomes.rules import instrument_of
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.outcomes.report_lines import tally_lines
from lumbalis.clinic.web.templatetags.clinic import language
from lumbalis.knowledge.locales import LANGUAGES

_UNFIT = 422


@guarded(Action.OUTCOMES_REPORT)
def report(request: ClinicRequest) -> HttpResponse:
    """Show completion, responders and adverse events of a period; names nobody treated."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isdecimal() else 0
    days = days if days in clinic_report.PERIODS else clinic_report.PERIODS[0]
    seen = clinic_report.courses_since(request.by.at, days)
    context = {
        "days": days,
        "periods": clinic_report.PERIODS,
        "tally": tally_lines(clinic_report.tally(seen), language()),
        "few": clinic_report.FEW,
    }
    resource = Resource(request.clinic.pk)
    if can(request.by.actor, Action.OUTCOMES_BY_THERAPIST, resource).allowed:
        context["therapists"] = [
            (name, tally_lines(tally, language()))
            for name, tally in clinic_report.by_therapist(seen)
        ]
    return render(request, "outcomes/report.html", context)


@guarded(Action.INSTRUMENTS_MANAGE, methods=("GET", "POST"))
def forms(request: ClinicRequest) -> HttpResponse:
    """Show which official wordings are here, and take a new one."""
    if request.method != "POST":
        return _forms(request)
    sent = request.POST
    fault = wordings.add(
        request.by,
        sent.get("instrument", ""),
        sent.get("language", ""),
        sent.get("statements", ""),
        sent.get("origin", ""),
    )
    if fault:
        return _forms(request, fault)
    messages.success(request, wording.say(language(), "outcomes.forms.kept"))
    return redirect("outcomes:forms", clinic=request.clinic.slug)


def _forms(request: ClinicRequest, fault: str = "") -> HttpResponse:
    said = texts(language())
    names = wordings.enterable(request.by)
    rows = [
        {
            "name": said.get("outcomes", "instruments", name, "name"),
            "language": spoken,
            "text": text,
        }
        for (name, spoken), text in wordings.standing(request.by).items()
    ]
    context = {
        "rows": rows,
        "instruments": [
            (name, said.get("outcomes", "instruments", name, "name")) for name in names
        ],
        "languages": LANGUAGES,
        "count": max((instrument_of(name).items.at_least for name in names), default=0),
        "fault": fault,
        "sent": request.POST,
    }
    return render(request, "outcomes/forms.html", context, status=_UNFIT if fault else 200)
