"""The patient's own page: their answers as pictures and in words, without a verdict on them."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from lumbalis.clinic.knowledge import texts
from lumbalis.clinic.services import audit, intake
from lumbalis.clinic.services.acting import whole
from lumbalis.clinic.services.outcomes import trends
from lumbalis.clinic.services.outcomes.courses import course_of
from lumbalis.clinic.web.intake.door import LinkRequest, by_link
from lumbalis.clinic.web.outcomes.phone import WAY, onward, page
from lumbalis.drawing.charts import ChartWords, trend_picture
from lumbalis.drawing.charts.describe import description_lines

_SVG = "image/svg+xml"


@never_cache
@by_link(methods=("GET",), way=WAY)
def mine(request: LinkRequest) -> HttpResponse:
    """Show how the course has gone by the patient's own answers."""
    course = course_of(request.invitation.patient)
    if not intake.terms_accepted(request.invitation.patient):
        return onward(request)
    if course is None:
        return redirect("outcomes_today", token=request.token)
    record = trends.record_for_patient(course, request.language)
    pair = trends.pain_pair(course, request.by.at)
    _note_look(request)
    return page(
        request,
        "mine",
        lines=description_lines(record, ChartWords(texts(request.language))),
        pain=pair,
        has_chart=bool(record.visits or record.tracks),
        pain_said="" if pair is None else trends.pain_said(pair, request.language),
    )


@by_link(methods=("GET",), way=WAY)
def trend(request: LinkRequest) -> HttpResponse:
    """Draw the patient's answers."""
    course = course_of(request.invitation.patient)
    if course is None:
        raise Http404
    record = trends.record_for_patient(course, request.language)
    words = ChartWords(texts(request.language))
    return HttpResponse(trend_picture(record, words, narrow=True, draft=False), content_type=_SVG)


@by_link(methods=("GET",), way=WAY)
def pain(request: LinkRequest, place: str) -> HttpResponse:
    """Draw one of the patient's own pain drawings."""
    course = course_of(request.invitation.patient)
    pair = None if course is None else trends.pain_pair(course, request.by.at)
    if pair is None or int(place) >= len(pair.visits):
        raise Http404
    drawn = trends.pain_drawn(pair, int(place), request.language)
    return HttpResponse(drawn, content_type=_SVG)


def _note_look(request: LinkRequest) -> None:
    """Write down that the patient looked at their own record."""
    patient = request.invitation.patient
    with whole(request.by):
        audit.record(
            request.by, "read.outcomes_read", entity="patient", entity_id=patient.pk,
            patient=patient,
        )  # fmt: skip
