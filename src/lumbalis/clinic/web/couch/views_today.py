"""Today's list: who comes, what is allowed, what was last, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import texts
from lumbalis.clinic.policy import Action, Resource, can
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import whole
from lumbalis.clinic.services.booking.clock_words import clock
from lumbalis.clinic.services.couch import notes
from lumbalis.clinic.services.couch import today as listed
from lumbalis.clinic.services.couch.today import Line, State
from lumbalis.clinic.services.outcomes.reports import SessionTold
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.templatetags.clinic import language
from lumbalis.domain.adaptation import SessionReport
from lumbalis.domain.plan import Session
from lumbalis.domain.protocol import Category
from lumbalis.surfaces.couch_steps import ceilings_in_words
from lumbalis.surfaces.note import reason_in_words

_SIGNS = {
    State.UNDER_WAY: ("go", "go"),
    State.TO_REVIEW: ("physician", "physician"),
    State.WAITS: ("wait", "wait"),
    State.TO_SCREEN: ("unknown", "muted"),
    State.READY: ("go", "go"),
    State.DONE: ("go", "go"),
}
_NO_LONGER = frozenset({"not_screened", "stale", "verdict_changed"})
"""What makes the last verdict one of another day."""

_MAY_COME = frozenset({State.UNDER_WAY, State.TO_SCREEN, State.READY})
"""Only beside these is it said what the plan allows; nobody else is to be treated now."""


@dataclass(frozen=True, slots=True)
class Last:
    """The session before: pain, level, what differed, what went wrong, what was said."""

    pain: tuple[str, ...]
    level: int | None
    known: bool
    differences: int
    events: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One person as the page shows them."""

    line: Line
    icon: str
    tone: str
    state: str
    title: str
    why: tuple[str, ...]
    category: Category | None
    ceiling: int | None
    ceilings: tuple[str, ...]
    last: Last | None
    hour: str


@guarded(Action.NOTE_READ)
def today(request: ClinicRequest) -> HttpResponse:
    """Show today's list; each look at a patient is written down."""
    lines = listed.today(request.by)
    with whole(request.by):
        for one in lines:
            audit.record(
                request.by, f"read.{Action.NOTE_READ.value}", entity="patient",
                entity_id=one.patient.pk, patient=one.patient,
            )  # fmt: skip
    mine, room = request.GET.get("who") == "mine", request.GET.get("room", "")
    rooms = sorted({name for one in lines if (name := room_of(one))})
    here = Resource(request.clinic.pk)
    context = {
        "cards": [
            _card(request, one)
            for one in lines
            if (one.mine or not mine) and (not room or room_of(one) == room)
        ],
        "mine": mine,
        "rooms": rooms,
        "room": room,
        "may_treat": can(request.by.actor, Action.COUCH_USE, here).allowed,
        "may_review": can(request.by.actor, Action.COUCH_REVIEW_READ, here).allowed,
    }
    return render(request, "couch/today.html", context)


def room_of(line: Line) -> str:
    """Name the room, or else the couch, in which somebody is treated today."""
    if line.visit is None:
        return ""
    couch = line.visit.couch
    return couch.room.name if couch.room else couch.name


def _card(request: ClinicRequest, line: Line) -> Card:
    icon, tone = _SIGNS[line.state]
    told = line.so_far.told if line.so_far else ()
    goes = line.planned if line.state in _MAY_COME else None
    return Card(
        line=line,
        icon=icon,
        tone=tone,
        state=wording.say(language(), f"couch.today.states.{line.state.value}"),
        title="" if line.planned is None else _title(line.planned.script),
        why=tuple(wording.say(language(), f"plans.start.{one}") for one in line.obstacles),
        category=category_of(line),
        ceiling=None if goes is None else goes.ceiling,
        ceilings=() if goes is None else tuple(_ceilings(goes)),
        last=_last(request, told[-1]) if told else None,
        hour="" if line.visit is None else clock(line.visit.starts_min),
    )


def category_of(line: Line) -> Category | None:
    """Give the category of today; one that no longer holds is not shown as if it did."""
    if line.verdict is None or _NO_LONGER & set(line.obstacles):
        return None
    return Category[line.verdict.category]


def _ceilings(session: Session) -> Iterator[str]:
    """Say what stays untouched and what is only touched lightly."""
    for level, zones in ceilings_in_words(session, texts(language())).items():
        key = "up_to" if int(level) else "untouched"
        yield wording.say(language(), f"couch.today.{key}", n=level, zones=zones)


def _last(request: ClinicRequest, told: SessionTold) -> Last:
    report, account = told.report, told.account
    scores = (report.nrs_before, report.nrs_after, report.nrs_24h)
    return Last(
        pain=tuple("–" if one is None else str(one) for one in scores),
        level=report.level,
        known=account is not None,
        differences=len(notes.differences(told.given, account, request.by.at)),
        events=", ".join(_events(report)),
        remarks=() if account is None else (*account.notes, *account.added),
    )


def _events(report: SessionReport) -> Iterator[str]:
    """Name each sign and reason once, whether it was reported, or the work ended for it."""
    known = [one.kind for one in report.events or ()]
    for one in dict.fromkeys((*known, *sorted(report.stopped_for or ()))):
        yield reason_in_words(one, texts(language()))


def _title(script: str) -> str:
    return texts(language()).get("sessions", "scripts", script)
