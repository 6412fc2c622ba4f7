"""Today's list: who comes, what is allowed, what was last, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import texts
from lumbalis.clinic.policy import Action, Resource, can
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import whole
from lumbalis.clinic.services.couch import today as listed
from lumbalis.clinic.services.couch.today import Line, State
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.templatetags.clinic import language
from lumbalis.domain.protocol import Category

_SIGNS = {
    State.UNDER_WAY: ("go", "go"),
    State.TO_REVIEW: ("physician", "physician"),
    State.WAITS: ("wait", "wait"),
    State.TO_SCREEN: ("unknown", "muted"),
    State.READY: ("go", "go"),
    State.DONE: ("go", "go"),
}


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
    pain: tuple[str, ...]
    level: int | None


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
    here = Resource(request.clinic.pk)
    context = {
        "cards": [_card(one) for one in lines],
        "may_treat": can(request.by.actor, Action.COUCH_USE, here).allowed,
        "may_review": can(request.by.actor, Action.COUCH_REVIEW_READ, here).allowed,
    }
    return render(request, "couch/today.html", context)


def _card(line: Line) -> Card:
    icon, tone = _SIGNS[line.state]
    last = line.so_far.told[-1].report if line.so_far and line.so_far.told else None
    scores = () if last is None else (last.nrs_before, last.nrs_after, last.nrs_24h)
    return Card(
        line=line,
        icon=icon,
        tone=tone,
        state=wording.say(language(), f"couch.today.states.{line.state.value}"),
        title="" if line.planned is None else _title(line.planned.script),
        why=tuple(wording.say(language(), f"plans.start.{one}") for one in line.obstacles),
        category=None if line.verdict is None else Category[line.verdict.category],
        pain=tuple("–" if one is None else str(one) for one in scores),
        level=None if last is None else last.level,
    )


def _title(script: str) -> str:
    return texts(language()).get("sessions", "scripts", script)
