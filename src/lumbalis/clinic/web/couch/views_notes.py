"""The notes of a person: a list, one note to be read and printed, and what is added to it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import texts
from lumbalis.clinic.policy import Action, Resource, can
from lumbalis.clinic.records.models import Patient, SessionRun
from lumbalis.clinic.services.couch import notes as written
from lumbalis.clinic.services.couch.notes import Note
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.templatetags.clinic import language
from lumbalis.domain.guided import PainScore, When, work_by_zone
from lumbalis.drawing.naming import words_from
from lumbalis.knowledge.wording import upper_first
from lumbalis.surfaces.note import Told, note_lines
from lumbalis.surfaces.note_facts import note_facts

_A_MINUTE_S = 60
_LONGEST = 4000


@guarded(Action.NOTE_READ)
def notes(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """List the sessions that were noted."""
    found = written.runs_of(patient)
    return render(request, "couch/notes.html", {"patient": patient, "runs": found})


@guarded(Action.NOTE_READ)
def note(request: ClinicRequest, patient: Patient, run_id: UUID) -> HttpResponse:
    """Show the note of one run."""
    return render(request, "couch/note.html", _context(request, patient, _found(patient, run_id)))


@guarded(Action.NOTE_ADD, methods=("POST",))
def add(request: ClinicRequest, patient: Patient, run_id: UUID) -> HttpResponse:
    """Add to a note."""
    run = _found(patient, run_id)
    kept = written.add(request.by, run, request.POST.get("text", "")[:_LONGEST])
    if kept is None:
        messages.error(request, wording.say(language(), "couch.note.empty"))
        return render(request, "couch/note.html", _context(request, patient, run), status=422)
    messages.success(request, wording.say(language(), "couch.note.kept"))
    return redirect("couch:note", clinic=request.clinic.slug, patient_id=patient.pk, run_id=run.pk)


def _found(patient: Patient, run_id: UUID) -> SessionRun:
    found = written.run_of(patient, run_id)
    if found is None:
        raise Http404
    return found


def _context(request: ClinicRequest, patient: Patient, run: SessionRun) -> dict[str, object]:
    found = written.note_of(run, request.by.at)
    told = _told(found)
    may_add = can(request.by.actor, Action.NOTE_ADD, Resource(request.clinic.pk)).allowed
    return {
        "patient": patient,
        "note": found,
        "lines": _lines(told),
        "facts": _facts(told),
        "pain": _pain(told),
        "zones": _zones(found),
        "may_add": may_add,
    }


def _told(found: Note) -> Told | None:
    """Give what was signed; an addition stands beside it and is no sentence of it."""
    if found.planned is None or found.account is None:
        return None
    signed = replace(found.account, added=())
    return Told(found.planned, found.sessions, signed, found.differences)


def _lines(told: Told | None) -> tuple[str, ...]:
    return () if told is None else note_lines(told, texts(language()))


def _facts(told: Told | None) -> list[tuple[str, tuple[str, ...]]]:
    if told is None:
        return []
    known = note_facts(told, texts(language()))
    return [(wording.say(language(), f"couch.facts.{key}"), said) for key, said in known.items()]


def _pain(told: Told | None) -> list[tuple[str, str, str]]:
    """Give every score; a time nobody asked at stands there without numbers."""
    if told is None:
        return []
    scores = told.account.pain
    rows = [one for when in When for one in _of(scores, when)]
    return [(_when(when), _score(one, "rest"), _score(one, "moving")) for when, one in rows]


def _of(scores: tuple[PainScore, ...], when: When) -> list[tuple[When, PainScore | None]]:
    known: list[tuple[When, PainScore | None]]
    known = [(when, one) for one in scores if one.when is when]
    return known or ([] if when is When.DURING else [(when, None)])


def _when(when: When) -> str:
    return wording.say(language(), f"couch.facts.{when.value}")


def _score(score: PainScore | None, which: str) -> str:
    value = None if score is None else getattr(score, which)
    return "–" if value is None else str(value)


def _zones(found: Note) -> list[dict[str, object]]:
    """Give the work by zone in words, in minutes with one decimal."""
    if found.planned is None or found.account is None:
        return []
    words = words_from(texts(language()))
    return [
        {
            "zone": upper_first(words.name("zone", one.zone)),
            "planned": round(one.planned_s / _A_MINUTE_S, 1),
            "done": round(one.done_s / _A_MINUTE_S, 1),
            "highest": one.highest,
        }
        for one in work_by_zone(found.planned, found.account)
    ]
