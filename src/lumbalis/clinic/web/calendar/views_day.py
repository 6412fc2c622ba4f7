"""A day with therapists, couches and rest places side by side; and a week at a glance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from lumbalis.clinic.policy import Action, Resource, can
from lumbalis.clinic.records.models import Clinic, Place, User
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import whole
from lumbalis.clinic.services.booking import board
from lumbalis.clinic.services.booking.clock_words import clock
from lumbalis.clinic.services.booking.days import window_of
from lumbalis.clinic.services.booking.floor import floor_of, of_place, of_user, therapists_of
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.calendar.lines import Block, Line, block, day_words, lines_of
from lumbalis.domain.scheduling import resources as model
from lumbalis.domain.scheduling.grid import TICK_MIN, Day

_HOUR_MIN = 60
_FAR_D = 366 * 20
_GONE = frozenset({"cancelled", "no_show"})


@dataclass(frozen=True, slots=True)
class Column:
    """One therapist, couch or rest place of a day."""

    kind: str
    id: str
    name: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class WeekDay:
    """One day of a week: its visits in order, and why it is closed if it is."""

    day: date
    name: str
    lines: tuple[Line, ...]
    closed: str
    here: bool


@guarded(Action.CALENDAR_READ)
def day(request: ClinicRequest) -> HttpResponse:
    """Show one day."""
    chosen = chosen_day(request)
    window = window_of(request.clinic, chosen, 1)
    one = window.horizon.days[0]
    lines = lines_of(board.between(request.clinic, chosen, chosen, request.by.at))
    _note(request, chosen, len(lines))
    floor = floor_of(request.clinic, window, request.by.at)
    context = {
        "day": chosen,
        "name": day_words(chosen),
        "before": chosen - timedelta(days=1),
        "after": chosen + timedelta(days=1),
        "today": request.by.at.date(),
        "closed": one.closed or ("" if one.opens < one.closes else "shut"),
        "columns": list(_columns(request, floor, one, lines)),
        "hours": [(clock(m), (m - one.opens * TICK_MIN) // TICK_MIN) for m in _hours(one)],
        "ticks": one.closes - one.opens,
        "last": max(0, one.closes - one.opens - 1),
        "opens_min": one.opens * TICK_MIN,
        "zero": UUID(int=0),
        "lines": lines,
        "gone": [line for line in lines if line.shown.row.state in _GONE],
        "ready": bool(floor.couches and floor.therapists),
        "may_book": _may(request, Action.CALENDAR_BOOK),
        "may_set": _may(request, Action.CALENDAR_SETTINGS),
    }
    return render(request, "calendar/day.html", context)


@guarded(Action.CALENDAR_READ)
def week(request: ClinicRequest) -> HttpResponse:
    """Show a week, of everybody or of one therapist."""
    first = board.monday_of(chosen_day(request))
    window = window_of(request.clinic, first, 7)
    people = therapists_of(request.clinic, request.by.at)
    who = next((one for one in people if str(one.pk) == request.GET.get("who")), None)
    found = board.between(request.clinic, first, window.last, request.by.at)
    lines = [one for one in lines_of(found) if who is None or one.shown.row.therapist_id == who.pk]
    _note(request, first, len(lines))
    context = {
        "first": first,
        "before": first - timedelta(days=7),
        "after": first + timedelta(days=7),
        "people": people,
        "who": who,
        "days": [
            WeekDay(
                window.date(number),
                day_words(window.date(number)),
                tuple(one for one in lines if one.shown.row.day == window.date(number)),
                one.closed or ("" if one.opens < one.closes else "shut"),
                window.date(number) == request.by.at.date(),
            )
            for number, one in enumerate(window.horizon.days)
        ],
    }
    return render(request, "calendar/week.html", context)


def chosen_day(request: ClinicRequest) -> date:
    """Read the day from the address; today where it is none, or further off than any calendar."""
    today = request.by.at.date()
    try:
        chosen = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today
    return chosen if abs((chosen - today).days) <= _FAR_D else today


def _note(request: ClinicRequest, chosen: date, count: int) -> None:
    with whole(request.by):
        audit.record(
            request.by, f"read.{Action.CALENDAR_READ.value}", entity="calendar",
            day=chosen.isoformat(), visits=count,
        )  # fmt: skip


def _may(request: ClinicRequest, action: Action) -> bool:
    return can(request.by.actor, action, Resource(request.clinic.pk)).allowed


def _hours(one: Day) -> Iterator[int]:
    first = -(-one.opens * TICK_MIN // _HOUR_MIN) * _HOUR_MIN
    yield from range(first, one.closes * TICK_MIN, _HOUR_MIN)


def _columns(
    request: ClinicRequest, floor: model.Clinic, one: Day, lines: Sequence[Line]
) -> Iterator[Column]:
    standing = [line for line in lines if line.shown.row.state not in _GONE]
    opens = one.opens * TICK_MIN
    names = _names(request.clinic, therapists_of(request.clinic, request.by.at))
    for therapist in floor.therapists:
        own = [*_off(therapist, one), *_away(floor, therapist.id, one)]
        own += _visits(therapist.id, standing, opens)
        yield Column("therapist", therapist.id, names[therapist.id], tuple(own))
    for couch in floor.couches:
        own = [*_away(floor, couch.id, one), *_on_couch(couch.id, standing, opens)]
        yield Column("couch", couch.id, names[couch.id], tuple(own))
    for place in floor.rest_places:
        own = [*_away(floor, place.id, one), *_resting(place.id, standing, opens)]
        yield Column("rest", place.id, names[place.id], tuple(own))


def _names(clinic: Clinic, people: Iterable[User]) -> dict[str, str]:
    places = Place.objects.filter(clinic=clinic).select_related("room")
    names = {
        of_place(one.pk): f"{one.room.name} · {one.name}" if one.room else one.name
        for one in places
    }
    return names | {of_user(one.pk): one.name for one in people}


def _off(therapist: model.Therapist, one: Day) -> Iterator[Block]:
    """Mark the hours in which a therapist does not work."""
    last = one.opens
    for span in [*therapist.shifts, None]:
        start = one.closes if span is None else max(one.opens, span.start)
        if start > last:
            yield Block("off", last - one.opens, start - last)
        last = one.closes if span is None else max(last, span.end)


def _away(floor: model.Clinic, name: str, one: Day) -> Iterator[Block]:
    for claim in floor.away:
        start, end = max(claim.span.start, one.opens), min(claim.span.end, one.closes)
        if claim.resource == name and start < end:
            yield Block("away", start - one.opens, end - start)


def _visits(name: str, lines: Iterable[Line], opens: int) -> Iterator[Block]:
    for line in lines:
        row, part = line.shown.row, line.shown.part
        if of_user(row.therapist_id) == name:
            minutes = part["check"] + part["hands_on"] + part["stays"]
            yield block("visit", opens, row.starts_min, minutes, line)


def _on_couch(name: str, lines: Iterable[Line], opens: int) -> Iterator[Block]:
    for line in lines:
        row, part = line.shown.row, line.shown.part
        if of_place(row.couch_id) == name:
            stays = part["rest"] if row.rest_place_id is None else 0
            yield block(
                "couch", opens, row.starts_min, part["check"] + part["hands_on"] + stays, line
            )


def _resting(name: str, lines: Iterable[Line], opens: int) -> Iterator[Block]:
    for line in lines:
        row = line.shown.row
        if row.rest_place_id is not None and of_place(row.rest_place_id) == name:
            yield block("rest", opens, line.shown.rests_min, line.shown.part["rest"], line)
