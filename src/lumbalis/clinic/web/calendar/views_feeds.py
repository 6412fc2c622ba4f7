"""Calendar files: one of a whole course, and private feeds a phone subscribes to."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from lumbalis.clinic.policy import Action
from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.booking import calendar_files, feeds
from lumbalis.clinic.services.plans.opening import open_course
from lumbalis.clinic.web.access import ClinicRequest, guarded, public
from lumbalis.clinic.web.calendar.lines import say
from lumbalis.clinic.web.templatetags.clinic import language

_TYPE = "text/calendar; charset=utf-8"


@public("a phone reads its calendar by a secret address, without anybody signed in")
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give the calendar of a private address; any other address is not there."""
    del request
    clinic = feeds.clinic_of(token)
    if clinic is None:
        raise Http404
    with in_clinic(clinic):
        found = feeds.opened(token)
        body = None if found is None else calendar_files.feed_file(found, timezone.now())
    if body is None:
        raise Http404
    return HttpResponse(body, content_type=_TYPE, headers={"Cache-Control": "private, max-age=300"})


@guarded(Action.CALENDAR_BOOK)
def course_file(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Give the whole course as one calendar file."""
    del request
    found = open_course(patient)
    if found is None:
        raise Http404
    body = calendar_files.course_file(found, patient.language)
    headers = {"Content-Disposition": 'attachment; filename="appointments.ics"'}
    return HttpResponse(body, content_type=_TYPE, headers=headers)


@guarded(Action.CALENDAR_BOOK, methods=("POST",))
def patient_feed(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Make, or take back, the private address of a patient's calendar."""
    if request.POST.get("do") == "revoke":
        feeds.revoke(request.by, patient=patient)
        messages.success(request, say("done.feed_revoked"))
    else:
        token = feeds.make(request.by, patient=patient, language=patient.language)
        messages.success(request, say("done.feed", address=_address(request, token)))
    return redirect("calendar:course", clinic=request.clinic.slug, patient_id=patient.pk)


@guarded(Action.CALENDAR_READ, post=Action.CALENDAR_READ)
def own_feed(request: ClinicRequest) -> HttpResponse:
    """Make, or take back, the private address of one's own calendar."""
    if request.method == "POST" and request.by.actor.user_id is not None:
        own = request.by.actor.user_id
        if request.POST.get("do") == "revoke":
            feeds.revoke(request.by, user=own)
            messages.success(request, say("done.feed_revoked"))
        else:
            token = feeds.make(request.by, user=own, language=language())
            messages.success(request, say("done.feed", address=_address(request, token)))
    return redirect("calendar:week", clinic=request.clinic.slug)


def _address(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("calendar_feed", kwargs={"token": token}))
