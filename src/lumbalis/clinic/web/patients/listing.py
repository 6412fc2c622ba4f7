"""Finding a patient: one box, an answer at every letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from lumbalis.clinic.policy import Action, Resource, can
from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.desk import DeskState, state_of
from lumbalis.clinic.services.finding import LONGEST_QUERY, Query, found, read_query
from lumbalis.clinic.services.merging import waiting_merges
from lumbalis.clinic.web.access import ClinicRequest, guarded

ROWS = 30
_LAST_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """One patient of the list; `state` is None for those who may not know it."""

    patient: Patient
    state: DeskState | None
    sounds: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page of what was found; nobody counts what nobody reads."""

    rows: tuple[Row, ...]
    number: int
    has_next: bool


@guarded(Action.PATIENT_LIST, methods=("GET", "POST"))
def index(request: ClinicRequest) -> HttpResponse:
    """Show the register. What is looked for is sent in the body: a name belongs in no address."""
    typed = str(request.POST.get("q", ""))[:LONGEST_QUERY]
    shown = {
        "q": typed,
        "page": page_of(request.by, read_query(typed), _number(request.POST.get("page"))),
        "sees_state": may(request.by, Action.SCREENED_STATE_READ),
    }
    if request.headers.get("HX-Request"):
        return render(request, "patients/found.html", shown)
    if may(request.by, Action.PATIENT_MERGE_APPROVE):
        shown["merges"] = waiting_merges().count()
    return render(request, "patients/index.html", shown)


def page_of(by: Acting, query: Query, number: int) -> Page:
    """Read one page of patients with their state, in a fixed number of queries."""
    start = (number - 1) * ROWS
    people = list(found(query).select_related("clinic")[start : start + ROWS + 1])
    shown = people[:ROWS]
    states: Mapping[UUID, DeskState] = (
        state_of(shown, by.at) if may(by, Action.SCREENED_STATE_READ) else {}
    )
    rows = tuple(Row(one, states.get(one.pk), bool(getattr(one, "place", 0))) for one in shown)
    return Page(rows, number, len(people) > ROWS)


def may(by: Acting, action: Action) -> bool:
    """Tell whether whoever acts may do something in the clinic."""
    return can(by.actor, action, Resource(clinic_id=by.clinic.pk)).allowed


def _number(raw: str | None) -> int:
    return max(1, min(int(raw), _LAST_PAGE)) if raw and raw.isdecimal() else 1
