"""Pages of the installation's health."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from lumbalis.clinic.policy import Action
from lumbalis.clinic.services import health
from lumbalis.clinic.services.clocks import zone_of
from lumbalis.clinic.web.access import ClinicRequest, guarded, public
from lumbalis.clinic.web.health.lines import Reader, job_lines, lines
from lumbalis.clinic.web.templatetags.clinic import language

_UNAVAILABLE = 503


@public("machines ask whether the server lives; the answer holds nothing of anybody")
def liveness(request: HttpRequest) -> HttpResponse:
    """Say whether the server and its database answer."""
    del request
    well = health.database_answers()
    answer = JsonResponse({"alive": True, "database": well}, status=200 if well else _UNAVAILABLE)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@guarded(Action.HEALTH_READ)
def show(request: ClinicRequest) -> HttpResponse:
    """Show how the installation is."""
    found = health.facts(request.clinic, request.by.at)
    reader = Reader(language(), zone_of(request.clinic))
    told = {
        "worst": f"health.summary.{health.worst(found).value}",
        "state": health.worst(found).value,
        "lines": lines(found, reader),
        "jobs": job_lines(health.jobs(request.clinic), reader),
    }
    return render(request, "health/show.html", told)
