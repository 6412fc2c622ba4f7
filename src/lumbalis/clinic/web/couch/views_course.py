"""The page on which a physician reviews a course: what happened, and whether it goes on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import protocol, texts
from lumbalis.clinic.policy import Action, Resource, can
from lumbalis.clinic.records.models import Course, Patient
from lumbalis.clinic.services.couch import reviewing
from lumbalis.clinic.services.couch.reviewing import CourseCase, Happened, NotDecided
from lumbalis.clinic.services.outcomes.reviewed import END, EventSeen
from lumbalis.clinic.services.outcomes.rules import adaptation_rules
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.couch.course_lines import event_cards, session_rows
from lumbalis.clinic.web.templatetags.clinic import language
from lumbalis.domain.truth import Truth

_TRUTH: Final = {"yes": Truth.TRUE, "no": Truth.FALSE}
_LONGEST_H: Final = 9999


@guarded(Action.COUCH_REVIEW_READ)
def course(request: ClinicRequest, patient: Patient, course_id: UUID) -> HttpResponse:
    """Show what happened in a course, and ask a physician to decide."""
    found = _found(patient, course_id)
    case = reviewing.case_of(found, request.by.at)
    return render(request, "couch/course.html", _context(request, patient, case))


@guarded(Action.COUCH_REVIEW, methods=("POST",))
def decide(request: ClinicRequest, patient: Patient, course_id: UUID) -> HttpResponse:
    """Keep the decision about a course."""
    found = _found(patient, course_id)
    case = reviewing.case_of(found, request.by.at)
    seen = tuple(_seen(request, one) for one in case.events)
    version, decision = request.form_version, request.POST.get("decision", "")
    reason = request.POST.get("reason", "")
    outcome = reviewing.decide(
        request.by, found, int(version) if version.isdigit() else -1, decision, reason, seen
    )
    if isinstance(outcome, NotDecided):
        messages.error(request, _say(f"done.{outcome.value}"))
        return render(
            request, "couch/course.html", _context(request, patient, case, reason), status=422
        )
    messages.success(request, _say("done.end" if decision == END else "done.go_on"))
    if outcome.still_held:
        why = wording.say(language(), f"verdicts.hold.why.{outcome.still_held}")
        messages.warning(request, why)
    return redirect(
        "couch:course", clinic=request.clinic.slug, patient_id=patient.pk, course_id=found.pk
    )


def _found(patient: Patient, course_id: UUID) -> Course:
    rows = Course.objects.select_related("patient__clinic", "order")
    found = rows.filter(pk=course_id, patient=patient).first()
    if found is None:
        raise Http404
    return found


def _context(
    request: ClinicRequest, patient: Patient, case: CourseCase, reason: str = ""
) -> dict[str, object]:
    allowed = can(request.by.actor, Action.COUCH_REVIEW, Resource(request.clinic.pk)).allowed
    return {
        "patient": patient,
        "case": case,
        "reason": reason,
        "sessions": session_rows(case, language()),
        "events": event_cards(case, language()),
        "causes": list(_causes()),
        "says": _decision(case),
        "may_decide": allowed and case.course.closed_at is None,
    }


def _decision(case: CourseCase) -> list[str]:
    """Say how the course stands by its own rules."""
    if case.decision is None or not case.told:
        return []
    if case.hold is not None and case.decision.step.session_may_follow:
        return []
    known = texts(language())
    keys = (f"course.{case.decision.step.value}", case.decision.because)
    return [known.get("adaptation", *one.split(".")) for one in keys]


def _causes() -> Iterator[tuple[str, str]]:
    """List what may have caused an event: the techniques, then that it was none of them."""
    known = texts(language())
    for name in protocol().techniques:
        yield name, known.get("screening", "techniques", name)
    yield reviewing.NOT_BY_MASSAGE, _say("other_cause")


def _seen(request: ClinicRequest, one: Happened) -> EventSeen:
    """Read what the form says of one event; what was left open stays open."""
    own = f"event-{one.session}-{one.place}"
    features = adaptation_rules().grades.features
    cause, hours = request.POST.get(f"{own}-cause", ""), request.POST.get(f"{own}-hours", "")
    causes = {*protocol().techniques, reviewing.NOT_BY_MASSAGE}
    return EventSeen(
        session=one.session,
        place=one.place,
        kind=one.event.kind,
        features={name: _truth(request, f"{own}-{name}") for name in sorted(features)},
        resolved=_truth(request, f"{own}-resolved"),
        cause=cause if cause in causes else None,
        duration_h=_hours(hours),
    )


def _hours(said: str) -> int | None:
    fits = said.isascii() and said.isdigit() and int(said) <= _LONGEST_H
    return int(said) if fits else None


def _truth(request: ClinicRequest, name: str) -> Truth:
    return _TRUTH.get(request.POST.get(name, ""), Truth.UNKNOWN)


def _say(key: str) -> str:
    return wording.say(language(), f"couch.course.{key}")
