"""Somebody is away or something broke: who has to be called, and what can be offered to each."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from lumbalis.clinic.policy import Action
from lumbalis.clinic.records.models import Absence, Place
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import whole
from lumbalis.clinic.services.booking import absences, repairing
from lumbalis.clinic.services.booking.absences import REASONS, Away
from lumbalis.clinic.services.booking.clock_words import clock, minutes_of
from lumbalis.clinic.services.booking.floor import therapists_of
from lumbalis.clinic.services.booking.repairing import RepairLine
from lumbalis.clinic.services.booking.setting import SettingError
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.calendar.lines import day_words, say

_DAY_MIN = 24 * 60


@guarded(Action.CALENDAR_ABSENCE, methods=("GET", "POST"))
def index(request: ClinicRequest) -> HttpResponse:
    """Show who and what is away, and note another absence."""
    if request.method == "POST":
        return _noted(request)
    return _page(request)


def _page(request: ClinicRequest, status: int = 200) -> HttpResponse:
    rows = absences.current(request.by)
    context = {
        "rows": [(one, absences.who_or_what(one), len(absences.affected(one))) for one in rows],
        "people": therapists_of(request.clinic, request.by.at),
        "places": Place.objects.filter(retired_at=None).order_by("kind", "name"),
        "reasons": [(one, say(f"away.{one}")) for one in REASONS],
        "typed": request.POST,
        "today": request.by.at.date().isoformat(),
    }
    return render(request, "calendar/absences.html", context, status=status)


def _noted(request: ClinicRequest) -> HttpResponse:
    try:
        row = absences.note(request.by, _away(request))
    except SettingError as error:
        messages.error(request, say(f"wrong.{error.where}"))
        return _page(request, 422)
    messages.success(request, say("done.absence"))
    return redirect("calendar:absence", clinic=request.clinic.slug, absence_id=row.pk)


def _away(request: ClinicRequest) -> Away:
    kind, _, key = request.POST.get("who", "").partition(":")
    try:
        first = date.fromisoformat(request.POST.get("first", ""))
        last = date.fromisoformat(request.POST.get("last", "") or first.isoformat())
    except ValueError as error:
        raise SettingError(where="last_day") from error
    known = {str(one.pk) for one in therapists_of(request.clinic, request.by.at)}
    known |= {str(one) for one in Place.objects.values_list("pk", flat=True)}
    if key not in known:
        raise SettingError(where="who")
    return Away(
        first=first,
        last=last,
        reason=request.POST.get("reason", ""),
        user=UUID(key) if kind == "user" else None,
        place=UUID(key) if kind == "place" else None,
        starts_min=_minute(request.POST.get("from", ""), 0),
        ends_min=_minute(request.POST.get("until", ""), _DAY_MIN),
    )


def _minute(said: str, usual: int) -> int:
    if not said.strip():
        return usual
    found = minutes_of(said)
    if found is None:
        raise SettingError(where="hours")
    return found


def _found(absence_id: UUID) -> Absence:
    rows = Absence.objects.select_related("user", "place").filter(withdrawn_at=None)
    row = rows.filter(pk=absence_id).first()
    if row is None:
        raise Http404
    return row


@guarded(Action.CALENDAR_ABSENCE)
def absence(request: ClinicRequest, absence_id: UUID) -> HttpResponse:
    """Show who is affected by an absence, and the repair that disturbs the fewest."""
    row = _found(absence_id)
    repair = repairing.propose(request.by, row)
    with whole(request.by):
        for one in repair.lines:
            audit.record(
                request.by, f"read.{Action.CALENDAR_ABSENCE.value}", entity="patient",
                entity_id=one.visit.patient_id, patient=one.visit.patient,
            )  # fmt: skip
    context = {
        "row": row,
        "who": absences.who_or_what(row),
        "repair": repair,
        "lines": [_shown(one) for one in repair.lines],
    }
    return render(request, "calendar/absence.html", context)


def _shown(one: RepairLine) -> dict[str, object]:
    """Say where a visit was and where it goes."""
    was = f"{day_words(one.visit.day)}, {clock(one.visit.starts_min)}"
    becomes = "" if one.day is None else f"{day_words(one.day)}, {one.time}"
    return {"line": one, "visit": one.visit, "was": was, "becomes": becomes}


@guarded(Action.CALENDAR_ABSENCE, methods=("POST",))
def repair(request: ClinicRequest, absence_id: UUID) -> HttpResponse:
    """Carry out what was proposed, for the visits that were ticked."""
    row = _found(absence_id)
    wanted = request.POST.getlist("spot")
    moved, failed = repairing.carry_out(request.by, row, wanted)
    if moved:
        messages.success(request, say("done.repaired", n=moved))
    if failed:
        messages.warning(request, say("done.not_repaired", n=failed))
    return redirect("calendar:absence", clinic=request.clinic.slug, absence_id=row.pk)


@guarded(Action.CALENDAR_ABSENCE, methods=("POST",))
def end(request: ClinicRequest, absence_id: UUID) -> HttpResponse:
    """Take an absence back."""
    absences.withdraw(request.by, _found(absence_id))
    messages.success(request, say("done.absence_ended"))
    return redirect("calendar:absences", clinic=request.clinic.slug)
