"""Late and doubtful notes, runs of one session on two tablets, and the tablets of a clinic."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from lumbalis.clinic import wording
from lumbalis.clinic.policy import Action, Resource, can
from lumbalis.clinic.records.models import Device, RunEvent, SessionRun
from lumbalis.clinic.services.couch import devices, runs
from lumbalis.clinic.services.couch import quarantine as waiting
from lumbalis.clinic.services.couch.quarantine import NotReviewed, Unusable
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.couch.lines import event_lines
from lumbalis.clinic.web.templatetags.clinic import language

_SHOWN: Final = 50
_TOO_LARGE: Final = 5_000_000


@guarded(Action.COUCH_REVIEW_READ)
def quarantine(request: ClinicRequest) -> HttpResponse:
    """Show what waits for somebody to look at it; each look at a patient is written down."""
    rows = list(waiting.waiting()[:_SHOWN])
    waiting.note_look(request.by, rows)
    context = {
        "lines": event_lines(rows, language()),
        "count": waiting.waiting().count(),
        "doubles": runs.doubles(),
        "may_review": can(
            request.by.actor, Action.COUCH_REVIEW, Resource(request.clinic.pk)
        ).allowed,
    }
    return render(request, "couch/quarantine.html", context)


@guarded(Action.COUCH_REVIEW, methods=("POST",))
def review(request: ClinicRequest, event_id: UUID) -> HttpResponse:
    """Decide about one event."""
    row = RunEvent.objects.filter(pk=event_id).select_related("patient", "run", "device").first()
    if row is None:
        raise Http404
    decision, reason = request.POST.get("decision", ""), request.POST.get("reason", "")
    outcome = waiting.review(request.by, row, decision, reason)
    key = outcome.value if isinstance(outcome, NotReviewed) else decision
    return _back(request, f"couch.review.done.{key}")


@guarded(Action.COUCH_REVIEW, methods=("POST",))
def review_run(request: ClinicRequest, run_id: UUID) -> HttpResponse:
    """Note that a physician looked at both runs of a session."""
    run = SessionRun.objects.filter(pk=run_id).select_related("course", "patient").first()
    if run is None:
        raise Http404
    runs.review(request.by, run)
    return _back(request, "couch.review.done.run")


@guarded(Action.COUCH_REVIEW, methods=("POST",))
def import_file(request: ClinicRequest) -> HttpResponse:
    """Take in a file that somebody carried here from a tablet."""
    sent = request.FILES.get("file")
    if sent is None or sent.size is None or sent.size > _TOO_LARGE:
        return _back(request, "couch.imported.not_a_file")
    found = waiting.read_file(sent.read())
    taken = (
        found
        if isinstance(found, Unusable)
        else waiting.import_file(request.clinic, found, request.by)
    )
    if isinstance(taken, Unusable):
        return _back(request, f"couch.imported.{taken.value}")
    return _back(request, "couch.imported.taken", n=len(taken.acked), held=len(taken.held))


@guarded(Action.TABLETS_MANAGE)
def tablets(request: ClinicRequest) -> HttpResponse:
    """Show every enrolment, when it was last heard of, and what of it has not come in."""
    return render(request, "couch/tablets.html", {"tablets": devices.listed()})


@guarded(Action.TABLETS_MANAGE, methods=("POST",))
def revoke(request: ClinicRequest, device_id: UUID) -> HttpResponse:
    """Revoke an enrolment, as of a tablet that was lost."""
    device = Device.objects.filter(pk=device_id).first()
    if device is None:
        raise Http404
    devices.revoke(request.by, device)
    return redirect("couch:tablets", clinic=request.clinic.slug)


def _back(request: ClinicRequest, key: str, **values: object) -> HttpResponse:
    messages.info(request, wording.say(language(), key, **values))
    return redirect("couch:quarantine", clinic=request.clinic.slug)
