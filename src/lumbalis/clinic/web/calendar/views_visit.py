"""One visit: moving it, marking what became of it, and taking that back."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from lumbalis.clinic.policy import Action
from lumbalis.clinic.records.models import Appointment, Waiting
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import whole as in_one
from lumbalis.clinic.services.booking import board, moving, undoing
from lumbalis.clinic.services.booking import messages as outbox
from lumbalis.clinic.services.booking.asking import Shut
from lumbalis.clinic.services.booking.clock_words import clock, minutes_of
from lumbalis.clinic.services.booking.floor import of_user, therapists_of
from lumbalis.clinic.services.booking.keeping import appointment_of
from lumbalis.clinic.services.booking.moving import NotMoved, Room
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.calendar.lines import day_words, line_of, say
from lumbalis.clinic.web.calendar.typed import whole
from lumbalis.domain.scheduling.grid import TICK_MIN

_LONGEST_LATE = 240
_CLOSED = frozenset({"cancelled", "no_show", "done"})


def found(request: ClinicRequest, visit_id: UUID) -> Appointment:
    """Give a visit of this clinic, with the look at it written down; nothing of anybody else."""
    row = appointment_of(visit_id)
    if row is None or row.patient.erased_at is not None or row.patient.restricted_at is not None:
        raise Http404
    with in_one(request.by):
        audit.record(
            request.by, f"read.{Action.CALENDAR_BOOK.value}", entity="appointment",
            entity_id=row.pk, patient=row.patient,
        )  # fmt: skip
    return row


@guarded(Action.CALENDAR_BOOK)
def visit(request: ClinicRequest, visit_id: UUID) -> HttpResponse:
    """Show a visit and where it may go."""
    return _page(request, found(request, visit_id))


def _page(request: ClinicRequest, row: Appointment, status: int = 200) -> HttpResponse:
    room = None if row.state in _CLOSED else moving.room_for(request.by, row)
    context = {
        "visit": row,
        "patient": row.patient,
        "line": line_of(board.shown(request.clinic, [row], request.by.at)[0]),
        "days": _days(request, room, row) if isinstance(room, Room) else [],
        "shut": say(f"shut.{room.value}") if isinstance(room, Shut) else "",
        "waiting": outbox.waiting_for(row.course),
        "channel": outbox.channel_of(row.patient),
        "is_open": row.state not in _CLOSED,
        "reasons": [(one, say(f"reasons.{one}")) for one in ("patient", "clinic", "illness")],
    }
    return render(request, "calendar/visit.html", context, status=status)


def _days(
    request: ClinicRequest, room: Room, row: Appointment
) -> list[tuple[str, list[dict[str, Any]]]]:
    names = {of_user(one.pk): one.name for one in therapists_of(request.clinic, request.by.at)}
    days: defaultdict[date, list[dict[str, Any]]] = defaultdict(list)
    for one in room.listed:
        day = room.ask.window.date(one.day)
        if (day, one.start * TICK_MIN) == (row.day, row.starts_min):
            continue
        days[day].append(
            {
                "value": f"{day.isoformat()}T{clock(one.start * TICK_MIN)}/{one.therapist}",
                "time": clock(one.start * TICK_MIN),
                "with": names.get(one.therapist, ""),
            }
        )
    return [(day_words(day), times) for day, times in sorted(days.items())]


@guarded(Action.CALENDAR_BOOK)
def spots(request: ClinicRequest, visit_id: UUID) -> HttpResponse:
    """Give every start of one day to which a visit may be dragged, by therapist, as JSON."""
    row = found(request, visit_id)
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return JsonResponse({"starts": {}}, status=422)
    room = moving.room_for(request.by, row, days=(day,))
    starts: defaultdict[str, list[int]] = defaultdict(list)
    for one in room.spots if isinstance(room, Room) else ():
        starts[one.therapist].append(one.start * TICK_MIN)
    return JsonResponse({"starts": starts, "version": row.version})


@guarded(Action.CALENDAR_BOOK, methods=("POST",))
def move(request: ClinicRequest, visit_id: UUID) -> HttpResponse:
    """Move a visit."""
    row = found(request, visit_id)
    wanted = _wanted(request.POST.get("spot", ""))
    if wanted is None:
        messages.error(request, say("not_moved.no_choice"))
        return _page(request, row, 422)
    before = undoing.picture_of(row.course_id)
    moved = moving.move(request.by, row, _version(request), *wanted)
    return _after(request, row, moved, before, say("done.moved"))


def _wanted(said: str) -> tuple[date, int, str] | None:
    """Read a start: day, minute of the day, and whose hands."""
    moment, _, therapist = said.partition("/")
    day, _, time = moment.partition("T")
    minute = minutes_of(time)
    try:
        return None if minute is None else (date.fromisoformat(day), minute, therapist)
    except ValueError:
        return None


def _version(request: ClinicRequest) -> int:
    found = whole(request.POST.get("version", request.form_version))
    return -1 if found is None else found


@guarded(Action.CALENDAR_BOOK, methods=("POST",))
def mark(request: ClinicRequest, visit_id: UUID) -> HttpResponse:
    """Note that somebody is there, late, did not come, or that a visit is cancelled."""
    row = found(request, visit_id)
    before, version = undoing.picture_of(row.course_id), _version(request)
    match request.POST.get("mark", ""):
        case "arrived":
            minutes = min(whole(request.POST.get("late", "")) or 0, _LONGEST_LATE)
            kept = moving.arrived(request.by, row, version, minutes)
            done = say("done.arrived")
        case "no_show":
            kept, done = moving.no_show(request.by, row, version), say("done.no_show")
        case "cancel":
            kept = moving.cancel(request.by, row, version, request.POST.get("reason", ""))
            total = board.shown(request.clinic, [row], request.by.at)[0].of
            done = say("done.cancelled", n=row.session, all=total)
        case _:
            return _page(request, row, 422)
    return _after(request, row, kept, before, done)


def _after(
    request: ClinicRequest,
    row: Appointment,
    kept: Appointment | NotMoved,
    before: undoing.Picture,
    done: str,
) -> HttpResponse:
    if isinstance(kept, NotMoved):
        messages.error(request, say(f"not_moved.{kept.value}"))
        fresh = appointment_of(row.pk)
        return _page(request, fresh or row, 409)
    outbox.tell(request.by, row.course)
    messages.success(request, done)
    waits = Waiting.objects.filter(closed_at=None).exclude(course=row.course_id).count()
    if kept.state == "cancelled" and waits:
        messages.info(request, say("done.others_wait", n=waits))
    request.session["calendar_undo"] = undoing.undo_token(row.course_id, before)
    return redirect("calendar:course", clinic=request.clinic.slug, patient_id=row.patient_id)


@guarded(Action.CALENDAR_BOOK, methods=("POST",))
def undo(request: ClinicRequest) -> HttpResponse:
    """Take the last act of the calendar back."""
    token = str(request.session.pop("calendar_undo", ""))
    course = undoing.undo(request.by, token) if token else None
    if course is None:
        messages.error(request, say("not_undone"))
        return redirect("calendar:day", clinic=request.clinic.slug)
    messages.success(request, say("done.undone"))
    return redirect("calendar:course", clinic=request.clinic.slug, patient_id=course.patient_id)
