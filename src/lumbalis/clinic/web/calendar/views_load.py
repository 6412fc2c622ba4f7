"""The load of every therapist over some weeks, against the norm the clinic counts by."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from lumbalis.clinic.policy import Action
from lumbalis.clinic.services.booking import board
from lumbalis.clinic.services.booking.load import loads
from lumbalis.clinic.services.booking.rules import norm_of
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.calendar.views_day import chosen_day

_WEEKS = (1, 4)


@guarded(Action.CALENDAR_LOAD)
def load(request: ClinicRequest) -> HttpResponse:
    """Show the report."""
    said = request.GET.get("weeks", "")
    weeks = int(said) if said in {str(one) for one in _WEEKS} else _WEEKS[0]
    first = board.monday_of(chosen_day(request))
    context = {
        "first": first,
        "weeks": weeks,
        "choices": _WEEKS,
        "rows": loads(request.clinic, first, weeks * 7, request.by.at),
        "norm": norm_of(request.clinic),
    }
    return render(request, "calendar/load.html", context)
