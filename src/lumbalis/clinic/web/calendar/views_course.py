"""A patient's course in the calendar: wishes, three offers, the strip of visits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from lumbalis.clinic.policy import Action
from lumbalis.clinic.records.models import Course, Patient, Waiting
from lumbalis.clinic.services.booking import (
    board,
    closing_up,
    feeds,
    keeping,
    rescuing,
    undoing,
)
from lumbalis.clinic.services.booking import messages as outbox
from lumbalis.clinic.services.booking.asking import Shut, ask_for
from lumbalis.clinic.services.booking.days import ahead
from lumbalis.clinic.services.booking.floor import therapists_of
from lumbalis.clinic.services.booking.keeping import Booked
from lumbalis.clinic.services.booking.offering import Offers, offers_for
from lumbalis.clinic.services.booking.wishes import WishError, keep_wishes, wishes_of
from lumbalis.clinic.services.plans.opening import open_course
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.calendar.calls import call_line, carry_out
from lumbalis.clinic.web.calendar.lines import Line, lines_of, say
from lumbalis.clinic.web.calendar.sentences import offer_lines, refusal_lines
from lumbalis.clinic.web.calendar.wish_form import read_form, shown_form


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit on the strip of a course, and the days since the one before that stands."""

    line: Line
    gap: int | None


@guarded(Action.CALENDAR_BOOK)
def course(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Show the course of a patient in the calendar, and offers where something is left to book."""
    return _page(request, patient)


def _page(
    request: ClinicRequest, patient: Patient, status: int = 200, *, offers_too: bool = False
) -> HttpResponse:
    found = open_course(patient)
    lines = (
        [] if found is None else lines_of(board.of_course(request.clinic, found.pk, request.by.at))
    )
    standing = [one for one in lines if one.stands]
    wants = offers_too or request.GET.get("again") == "yes" or not standing
    offers = offers_for(request.by, found) if found is not None and wants else None
    context = {
        "patient": patient,
        "course": found,
        "stops": _stops(lines),
        "standing": standing,
        "gap": None if found is None else _gap(request, found),
        "offers": offer_lines(offers) if isinstance(offers, Offers) else [],
        "refusal": refusal_lines(offers) if isinstance(offers, Offers) else [],
        "rescue": _rescue(request, found, offers),
        "shut": say(f"shut.{offers.value}") if isinstance(offers, Shut) else "",
        "wishes": shown_form(wishes_of(patient), therapists_of(request.clinic, request.by.at)),
        "message": None if found is None else outbox.waiting_for(found),
        "channel": outbox.channel_of(patient),
        "waits": found is not None
        and Waiting.objects.filter(course=found, closed_at=None).exists(),
        "undoable": bool(request.session.get("calendar_undo")),
        "has_feed": feeds.has_feed(patient=patient),
    }
    return render(request, "calendar/course.html", context, status=status)


def _rescue(
    request: ClinicRequest, found: Course | None, offers: Offers | Shut | None
) -> dict[str, object] | None:
    """Say how others could make room, where a course does not fit and somebody asks for it."""
    asked = request.GET.get("rescue") == "yes"
    if found is None or not isinstance(offers, Offers) or offers.refusal is None or not asked:
        return None
    way = rescuing.look(request.by, found)
    if way is None:
        return {"none": True}
    window = way.ask.window
    first, last = window.date(way.starts_on), window.date(way.ends_on)
    calls = [call_line(one, window) for one in way.calls]
    return {
        "title": say("offer.title", n=len(way.ask.request.visits), first=first, last=last),
        "calls": calls,
        "values": [f"{found.pk}/{way.token}", *(one.value for one in calls)],
    }


def _stops(lines: list[Line]) -> list[Stop]:
    stops, last = [], None
    for line in sorted(lines, key=lambda one: (one.shown.row.day, one.shown.row.starts_min)):
        day = line.shown.row.day
        stops.append(Stop(line, None if last is None else (day - last).days))
        last = day if line.stands or line.shown.row.state == "done" else last
    return stops


def _gap(request: ClinicRequest, found: Course) -> int | None:
    ask = ask_for(found, ahead(request.clinic, request.by.at), request.by.at)
    return None if isinstance(ask, Shut) else closing_up.gap_in(found, ask)


@guarded(Action.CALENDAR_BOOK, methods=("POST",))
def wishes(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Keep when a patient can come, and what they would like."""
    try:
        said = read_form(request.POST)
        kept = keep_wishes(request.by, patient, replace(said, version=_version(request)))
    except WishError as error:
        messages.error(request, say(f"wrong.{error.where}"))
        return _page(request, patient, 422)
    if kept is None:
        messages.error(request, say("not_moved.stale"))
        return _page(request, patient, 409)
    messages.success(request, say("done.wishes"))
    again = "?again=yes" if request.POST.get("again") else ""
    return redirect(_address(request, patient) + again)


def _version(request: ClinicRequest) -> int:
    said = request.form_version
    return int(said) if said.isdigit() else -1


@guarded(Action.CALENDAR_BOOK, methods=("POST",))
def book(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Take up an offer; if somebody else was faster, other offers stand there at once."""
    found = open_course(patient)
    if found is None:
        messages.error(request, say("shut.closed"))
        return _page(request, patient, 409)
    before = undoing.picture_of(found.pk)
    booked = keeping.book(request.by, found, request.POST.get("offer", ""))
    if not isinstance(booked, Booked):
        messages.error(request, say(f"not_booked.{booked.value}"))
        return _page(request, patient, 409, offers_too=True)
    return _booked(request, patient, found, before, len(booked.appointments))


@guarded(Action.CALENDAR_BOOK, methods=("POST",))
def rescue(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Book a course for which others make room, with everybody who moves, or nothing."""
    found = open_course(patient)
    if found is None:
        messages.error(request, say("shut.closed"))
    else:
        carry_out(request, "booking.rescued")
    return redirect(_address(request, patient))


@guarded(Action.CALENDAR_BOOK, methods=("POST",))
def close_up(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Let later visits keep their times and move up in number; what is left over is booked."""
    found = open_course(patient)
    if found is None:
        messages.error(request, say("shut.closed"))
        return _page(request, patient, 409)
    before = undoing.picture_of(found.pk)
    booked = closing_up.close_up(request.by, found)
    if not isinstance(booked, Booked):
        messages.error(request, say(f"not_booked.{booked.value}"))
        return _page(request, patient, 409, offers_too=True)
    return _booked(request, patient, found, before, len(booked.appointments))


def _booked(
    request: ClinicRequest, patient: Patient, found: Course, before: undoing.Picture, visits: int
) -> HttpResponse:
    outbox.tell(request.by, found)
    request.session["calendar_undo"] = undoing.undo_token(found.pk, before)
    messages.success(request, say("done.booked", n=visits))
    return redirect(_address(request, patient))


def _address(request: ClinicRequest, patient: Patient) -> str:
    from django.urls import reverse

    given = {"clinic": request.clinic.slug, "patient_id": patient.pk}
    return reverse("calendar:course", kwargs=given)


def day_or_none(said: str) -> date | None:
    """Read a day of a form."""
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
