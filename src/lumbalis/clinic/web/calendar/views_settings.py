"""What the calendar stands on: opening hours, rooms, couches, shifts, closures, the norm."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from lumbalis.clinic.policy import Action
from lumbalis.clinic.records.models import Closure, OpeningHours, Place, Room, WorkingHours
from lumbalis.clinic.services.booking import misfits, setting
from lumbalis.clinic.services.booking.clock_words import clock, minutes_of
from lumbalis.clinic.services.booking.floor import therapists_of
from lumbalis.clinic.services.booking.rules import norm_of, norm_sets
from lumbalis.clinic.services.booking.setting import SettingError, Shift
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.calendar.lines import say
from lumbalis.clinic.web.calendar.typed import whole

_WEEKDAYS = range(7)
_KINDS = ("room", "couch", "rest_place", "equipment")
_SPANS = 2
"""So many spans of work a weekday the form asks for: a break lies between them."""


@guarded(Action.CALENDAR_SETTINGS)
def settings(request: ClinicRequest) -> HttpResponse:
    """Show everything the calendar stands on."""
    return _page(request)


def _page(request: ClinicRequest, status: int = 200) -> HttpResponse:
    hours = {row.weekday: row for row in OpeningHours.objects.all()}
    places = Place.objects.filter(retired_at=None).select_related("room")
    people, today = therapists_of(request.clinic, request.by.at), request.by.at.date()
    context = {
        "hours": [
            (
                number, say(f"weekdays.{number}"),
                clock(hours[number].opens_min) if number in hours else "",
                clock(hours[number].closes_min) if number in hours else "",
            )
            for number in _WEEKDAYS
        ],
        "rooms": Room.objects.filter(retired_at=None).order_by("name"),
        "places": [(one, say(f"kinds.{one.kind}")) for one in places.order_by("kind", "name")],
        "kinds": [(one, say(f"kinds.{one}")) for one in _KINDS],
        "equipment": [(one, say(f"equipment.{one}")) for one in setting.equipment_kinds()],
        "people": [(one, list(_week_of(one.pk))) for one in people],
        "closures": Closure.objects.filter(last_day__gte=today).order_by("first_day"),
        "norms": [(one.id, one) for one in norm_sets().values()],
        "norm": norm_of(request.clinic),
    }  # fmt: skip
    return render(request, "calendar/settings.html", context, status=status)


def _week_of(user: UUID) -> Iterator[tuple[int, str, str, list[tuple[int, str, str]]]]:
    """Give for every weekday its name, which weeks it holds in, and its spans of work."""
    rows = list(WorkingHours.objects.filter(user=user).order_by("weekday", "starts_min"))
    for number in _WEEKDAYS:
        own = [row for row in rows if row.weekday == number]
        spans = [(clock(row.starts_min), clock(row.ends_min)) for row in own][:_SPANS]
        spans += [("", "")] * (_SPANS - len(spans))
        week = own[0].week if own else "every"
        yield number, say(f"weekdays.{number}"), week, [(n, *span) for n, span in enumerate(spans)]


def _kept(request: ClinicRequest, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except SettingError as error:
        messages.error(request, say(f"wrong.{error.where}"))
        return _page(request, 422)
    messages.success(request, say(f"done.{done}"))
    hit = len(misfits.misfits(request.by))
    if hit:
        messages.warning(request, say("done.misfits", n=hit))
    return redirect("calendar:settings", clinic=request.clinic.slug)


def _minute(said: str) -> int:
    found = minutes_of(said.strip())
    if found is None:
        raise SettingError(where="hours")
    return found


@guarded(Action.CALENDAR_SETTINGS, methods=("POST",))
def hours(request: ClinicRequest) -> HttpResponse:
    """Keep the opening hours."""
    return _kept(request, lambda: setting.set_hours(request.by, list(_hours(request))), "hours")


def _hours(request: ClinicRequest) -> Iterator[tuple[int, int, int]]:
    for number in _WEEKDAYS:
        opens, closes = (request.POST.get(f"{key}-{number}", "") for key in ("opens", "closes"))
        if opens.strip() or closes.strip():
            yield number, _minute(opens), _minute(closes)


@guarded(Action.CALENDAR_SETTINGS, methods=("POST",))
def add_place(request: ClinicRequest) -> HttpResponse:
    """Add a room, couch, rest place or piece of equipment."""
    kind, name = request.POST.get("kind", ""), request.POST.get("name", "")
    if kind == "room":
        at_once = whole(request.POST.get("at_once", "").strip())
        return _kept(request, lambda: setting.add_room(request.by, name, at_once), "place")
    room = request.POST.get("room", "")
    rooms = {str(one.pk): one.pk for one in Room.objects.filter(retired_at=None)}
    return _kept(
        request,
        lambda: setting.add_place(
            request.by, kind, name, rooms.get(room), request.POST.get("equipment", "")
        ),
        "place",
    )


@guarded(Action.CALENDAR_SETTINGS, methods=("POST",))
def retire(request: ClinicRequest, place_id: UUID) -> HttpResponse:
    """Take a room or place out of use."""
    row: Room | Place | None = Place.objects.filter(pk=place_id, retired_at=None).first()
    row = row or Room.objects.filter(pk=place_id, retired_at=None).first()
    if row is None:
        raise Http404
    kept = row
    return _kept(request, lambda: setting.retire(request.by, kept), "retired")


@guarded(Action.CALENDAR_SETTINGS, methods=("POST",))
def shifts(request: ClinicRequest, user_id: UUID) -> HttpResponse:
    """Keep when somebody works."""
    if user_id not in {one.pk for one in therapists_of(request.clinic, request.by.at)}:
        raise Http404
    since = request.by.at.date()
    return _kept(
        request,
        lambda: setting.set_shifts(request.by, user_id, list(_shifts(request)), since),
        "shifts",
    )


def _shifts(request: ClinicRequest) -> Iterator[Shift]:
    for number in _WEEKDAYS:
        week = request.POST.get(f"week-{number}", "every")
        for place in range(_SPANS):
            first = request.POST.get(f"from-{number}-{place}", "")
            last = request.POST.get(f"to-{number}-{place}", "")
            if first.strip() or last.strip():
                yield Shift(number, _minute(first), _minute(last), week)


@guarded(Action.CALENDAR_SETTINGS, methods=("POST",))
def closure(request: ClinicRequest) -> HttpResponse:
    """Close the clinic for some days."""
    return _kept(request, lambda: _close(request), "closure")


def _close(request: ClinicRequest) -> None:
    try:
        first = date.fromisoformat(request.POST.get("first", ""))
        last = date.fromisoformat(request.POST.get("last", "") or first.isoformat())
    except ValueError as error:
        raise SettingError(where="last_day") from error
    kind = "holiday" if request.POST.get("kind") == "holiday" else "closure"
    setting.close(request.by, first, last, request.POST.get("name", ""), kind)


@guarded(Action.CALENDAR_SETTINGS, methods=("POST",))
def reopen(request: ClinicRequest, closure_id: UUID) -> HttpResponse:
    """Take a closure back."""
    row = Closure.objects.filter(pk=closure_id).first()
    if row is None:
        raise Http404
    return _kept(request, lambda: setting.open_again(request.by, row), "reopened")


@guarded(Action.CALENDAR_SETTINGS, methods=("POST",))
def norm(request: ClinicRequest) -> HttpResponse:
    """Choose the norm by which the load is counted."""
    chosen = request.POST.get("norm", "")
    return _kept(request, lambda: setting.choose_norm(request.by, chosen), "norm")
