"""Proposals on a page: each patient who has to be called, every change in words, one tick each."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages

from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import whole
from lumbalis.clinic.services.booking import proposals
from lumbalis.clinic.services.booking.clock_words import clock
from lumbalis.clinic.services.booking.days import Window
from lumbalis.clinic.services.booking.proposals import Call, Proposal
from lumbalis.clinic.web.access import ClinicRequest
from lumbalis.clinic.web.calendar.lines import day_words, say
from lumbalis.domain.scheduling.booked import BookedVisit
from lumbalis.domain.scheduling.grid import TICK_MIN
from lumbalis.domain.scheduling.replanning.changes import Change


@dataclass(frozen=True, slots=True)
class CallLine:
    """One patient who has to be called; `value` is empty where no place is left for a visit."""

    patient: Patient
    changes: tuple[tuple[str, str, str], ...]
    value: str


def proposal_lines(found: Proposal) -> dict[str, object]:
    """Give what a page says of a proposal."""
    calls = [call_line(one, found.window) for one in found.calls]
    return {
        "calls": calls,
        "people": len({one.patient.pk for one in found.calls}),
        "saving": found.saving,
        "stopped": found.stopped,
        "helpless": found.helpless,
        "any": any(one.value for one in calls),
    }


def call_line(one: Call, window: Window) -> CallLine:
    """Say one call."""
    return CallLine(
        patient=one.patient,
        changes=tuple(_change(change, window) for change in one.changes),
        value=f"{one.course.pk}/{one.token}" if one.token else "",
    )


def _change(one: Change, window: Window) -> tuple[str, str, str]:
    """Say a change: what was, what becomes, and of what kind it is."""
    return _when(one.before, window), _when(one.after, window), say(f"changes.{one.kind.value}")


def _when(visit: BookedVisit | None, window: Window) -> str:
    if visit is None:
        return "–"
    return f"{day_words(window.date(visit.day))}, {clock(visit.start * TICK_MIN)}"


def note_reads(request: ClinicRequest, found: Proposal) -> None:
    """Write down whose appointments were looked at."""
    patients = {one.patient.pk: one.patient for one in found.calls}
    patients |= {one.patient_id: one.patient for one in found.helpless}
    with whole(request.by):
        for patient in patients.values():
            audit.record(
                request.by, "read.calendar_absence", entity="patient",
                entity_id=patient.pk, patient=patient,
            )  # fmt: skip


def carry_out(request: ClinicRequest, act: str) -> None:
    """Carry out what was ticked, and say how much of it was done."""
    wanted = []
    for said in request.POST.getlist("call"):
        course, _, token = str(said).partition("/")
        try:
            wanted.append((UUID(course), token))
        except ValueError:
            continue
    moved, failed = proposals.carry_out(request.by, wanted, act)
    if moved:
        messages.success(request, say("done.repaired", n=moved))
    if failed or not wanted:
        messages.warning(request, say("done.not_repaired", n=max(failed, 1)))
