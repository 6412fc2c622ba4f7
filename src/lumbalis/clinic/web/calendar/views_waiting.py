"""The wait list: longest wait first, each with the earlier gap that fits."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from lumbalis.clinic.policy import Action
from lumbalis.clinic.records.models import Patient, Waiting
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import whole
from lumbalis.clinic.services.booking import waiting
from lumbalis.clinic.services.booking.clock_words import clock
from lumbalis.clinic.services.booking.waiting import Fits
from lumbalis.clinic.services.plans.opening import open_course
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.calendar.lines import say
from lumbalis.domain.scheduling.grid import TICK_MIN


@guarded(Action.CALENDAR_BOOK)
def index(request: ClinicRequest) -> HttpResponse:
    """Show who waits, and what fits."""
    found = waiting.fitting(request.by)
    with whole(request.by):
        for one in found:
            audit.record(
                request.by, f"read.{Action.CALENDAR_BOOK.value}", entity="patient",
                entity_id=one.waiting.patient_id, patient=one.waiting.patient,
            )  # fmt: skip
    return render(request, "calendar/waiting.html", {"rows": [_row(one) for one in found]})


def _row(one: Fits) -> dict[str, object]:
    """Say one line: the visit now, and the gap."""
    row: dict[str, object] = {"fits": one, "patient": one.waiting.patient}
    if one.visit is not None:
        row["now"] = (one.visit.day, clock(one.visit.starts_min))
    if one.spot is not None and one.room is not None:
        day = one.room.ask.window.date(one.spot.day)
        time = clock(one.spot.start * TICK_MIN)
        row["gap"] = (day, time)
        row["value"] = f"{day.isoformat()}T{time}/{one.spot.therapist}"
    return row


@guarded(Action.CALENDAR_BOOK, methods=("POST",))
def put_on(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Put somebody on the wait list."""
    found = open_course(patient)
    if found is None:
        messages.error(request, say("shut.closed"))
    else:
        waiting.put_on(request.by, found, request.POST.get("note", ""))
        messages.success(request, say("done.waits"))
    return redirect("calendar:course", clinic=request.clinic.slug, patient_id=patient.pk)


@guarded(Action.CALENDAR_BOOK, methods=("POST",))
def take_off(request: ClinicRequest, waiting_id: UUID) -> HttpResponse:
    """Take somebody off the wait list."""
    row = Waiting.objects.select_related("patient").filter(pk=waiting_id, closed_at=None).first()
    if row is None:
        raise Http404
    waiting.take_off(request.by, row)
    messages.success(request, say("done.waits_no_more"))
    return redirect("calendar:waiting", clinic=request.clinic.slug)
