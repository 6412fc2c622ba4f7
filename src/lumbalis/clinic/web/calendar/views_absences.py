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
from lumbalis.clinic.services.booking import absences, misfits, repairing
from lumbalis.clinic.services.booking.absences import REASONS, Away
from lumbalis.clinic.services.booking.clock_words import minutes_of
from lumbalis.clinic.services.booking.floor import therapists_of
from lumbalis.clinic.services.booking.misfits import Misfit
from lumbalis.clinic.services.booking.setting import SettingError
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.calendar.calls import carry_out, note_reads, proposal_lines
from lumbalis.clinic.web.calendar.lines import say

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
        "misfits": _misfits(request),
    }
    return render(request, "calendar/absences.html", context, status=status)


def _misfits(request: ClinicRequest) -> list[tuple[Misfit, str, str]]:
    """Say what stands and no longer fits; each look at a patient is written down."""
    found = misfits.misfits(request.by)
    with whole(request.by):
        for one in found:
            audit.record(
                request.by, f"read.{Action.CALENDAR_ABSENCE.value}", entity="patient",
                entity_id=one.course.patient_id, patient=one.course.patient,
            )  # fmt: skip
    return [
        (one, ", ".join(map(str, one.sessions)), "; ".join(_why(key) for key in one.why))
        for one in found
    ]


def _why(key: str) -> str:
    return say(key if key.startswith("shut.") else f"refusal.groups.{key}")


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
    found = repairing.propose(request.by, row)
    note_reads(request, found)
    context = {
        "row": row,
        "who": absences.who_or_what(row),
        "hit": len(absences.affected(row)),
        **proposal_lines(found),
    }
    return render(request, "calendar/absence.html", context)


@guarded(Action.CALENDAR_ABSENCE, methods=("POST",))
def repair(request: ClinicRequest, absence_id: UUID) -> HttpResponse:
    """Carry out what was proposed, for the patients that were ticked."""
    row = _found(absence_id)
    carry_out(request, "booking.repaired")
    return redirect("calendar:absence", clinic=request.clinic.slug, absence_id=row.pk)


@guarded(Action.CALENDAR_ABSENCE, methods=("GET", "POST"))
def anew(request: ClinicRequest) -> HttpResponse:
    """Plan every course that still stands anew, and carry out what was ticked."""
    if request.method == "POST":
        carry_out(request, "booking.replanned")
        return redirect("calendar:anew", clinic=request.clinic.slug)
    asked = request.GET.get("look") == "yes"
    found = repairing.propose_anew(request.by) if asked else None
    if found is not None:
        note_reads(request, found)
    lines = {} if found is None else proposal_lines(found)
    return render(request, "calendar/anew.html", {"asked": asked, **lines})


@guarded(Action.CALENDAR_ABSENCE, methods=("POST",))
def end(request: ClinicRequest, absence_id: UUID) -> HttpResponse:
    """Take an absence back."""
    absences.withdraw(request.by, _found(absence_id))
    messages.success(request, say("done.absence_ended"))
    return redirect("calendar:absences", clinic=request.clinic.slug)
