"""The page on which a patient draws where it hurts, by finger, by keyboard or by name."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from lumbalis.clinic.services import intake, pain_drawings
from lumbalis.clinic.web.intake.body_picture import body_picture
from lumbalis.clinic.web.intake.door import LinkRequest, by_link
from lumbalis.clinic.web.intake.reading import Fault
from lumbalis.clinic.web.intake.views import onward, page

_SCALE = range(1, 11)


@never_cache
@by_link()
def drawing(request: LinkRequest) -> HttpResponse:
    """Show the body, and keep what was drawn on it."""
    if not intake.terms_accepted(request.invitation.patient) or request.invitation.finished_at:
        return onward(request)
    asked = intake.asked_at(request.invitation, request.by.at)
    if asked.question is not None:
        return redirect("intake_question", token=request.token, number=asked.number)
    if request.method == "POST" and "speak" not in request.POST:
        return _kept(request)
    return _drawing_page(request, asked.number, pain_drawings.usual_rating(asked.said))


def _kept(request: LinkRequest) -> HttpResponse:
    if request.POST.get("act") != "skip":
        drawn = pain_drawings.Drawn(
            marks=request.POST.get("marks", ""),
            zones=tuple(request.POST.getlist("zone")),
            elsewhere=tuple(request.POST.getlist("elsewhere")),
            rating=request.POST.get("rating", ""),
        )
        outcome = pain_drawings.keep(request.by, request.invitation, drawn)
        if outcome is not None:
            asked = intake.asked_at(request.invitation, request.by.at)
            rating = pain_drawings.usual_rating(asked.said)
            return _drawing_page(request, asked.number, rating, Fault(f"faults.{outcome}"))
    intake.finish(request.by, request.invitation)
    return redirect("intake_done", token=request.token)


def _drawing_page(
    request: LinkRequest, number: int, rating: int, fault: Fault | None = None
) -> HttpResponse:
    resent = request.POST
    body = pain_drawings.body_of(request.invitation.patient, request.by.at)
    return page(
        request,
        "drawing",
        fault=fault,
        picture=body_picture(body),
        zones=pain_drawings.NAMED_ZONES,
        elsewhere=pain_drawings.ELSEWHERE,
        ticked=[*resent.getlist("zone"), *resent.getlist("elsewhere")],
        marks=resent.get("marks", ""),
        rating=int(resent["rating"]) if resent.get("rating", "").isdecimal() else rating,
        scale=_SCALE,
        back=number - 1 if number else None,
    )
