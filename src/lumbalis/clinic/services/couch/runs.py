"""Runs of sessions, as their events tell them; two runs of one session wait for a physician."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from lumbalis.clinic.policy import Role
from lumbalis.clinic.records.models import Course, Device, Patient, PlanRecord, RunEvent, SessionRun
from lumbalis.clinic.records.models.couch import RUN_STATES
from lumbalis.clinic.records.sealing import unseal
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.couch.told import Told

TREATING: Final = frozenset({"run.started", "step.entered"})
"""Kinds that mean hands on the patient; a run without them did nothing to anybody."""

_LEADS_TO: Final = {
    **dict.fromkeys(TREATING, "running"),
    "run.stopped": "stopped",
    "run.finished": "finished",
}


def known(told: Told) -> SessionRun | None:
    """Give the run an event names, with its patient, if it is of the same session."""
    rows = SessionRun.objects.select_related("patient").filter(pk=told.run)
    found = rows.first()
    about = told.about
    same = (about.patient, about.course, about.session)
    if found is None or (found.patient_id, found.course_id, found.session) != same:
        return None
    return found


def open_for(by: Acting, told: Told, patient: Patient, device: Device) -> SessionRun | None:
    """Open the run an event belongs to, whichever of its events comes first.

    None if the event names a course that is not the patient's, or its run is of another session.
    """
    about = told.about
    course = (
        Course.objects.filter(pk=about.course, patient=patient).first() if about.course else None
    )
    if course is None:
        return None
    plan = PlanRecord.objects.filter(pk=about.plan, course=course).first() if about.plan else None
    try:
        with transaction.atomic():
            return SessionRun.objects.create(
                pk=told.run, clinic=by.clinic, patient=patient, course=course, plan=plan,
                session=about.session, device=device, lease_number=about.lease,
                first_at=told.at, received_at=by.at,
            )  # fmt: skip
    except IntegrityError:  # the number belongs to another clinic, which is not told
        return None


def follow(by: Acting, run: SessionRun, kind: str, device: Device | None) -> None:
    """Let a run follow one of its events; in whatever order they come, the end is the same."""
    state = max(run.state, _LEADS_TO.get(kind, run.state), key=RUN_STATES.index)
    treated = run.treated or kind in TREATING
    foreign = device is not None and device.pk != run.device_id
    begins = treated and not run.treated
    if (state, treated) != (run.state, run.treated):
        run.state, run.treated = state, treated
        run.save(update_fields=["state", "treated"])
    if foreign:
        _mark(by, SessionRun.objects.filter(pk=run.pk))
    if begins:
        _mark_if_double(by, run)


def to_review(course: Course) -> QuerySet[SessionRun]:
    """Give the concurrent runs of a course nobody has looked at."""
    return SessionRun.objects.filter(course=course, concurrent=True, reviewed_at=None)


def doubles() -> list[SessionRun]:
    """Give one run of each session that two tablets treated and nobody has looked at."""
    rows = SessionRun.objects.filter(concurrent=True, reviewed_at=None)
    found = rows.select_related("patient", "course").order_by("received_at")
    return list({(one.course_id, one.session): one for one in found}.values())


def in_the_way(course: Course) -> dict[str, bool]:
    """Say what from the couch stands between a course and its next session."""
    from lumbalis.clinic.services.couch.quarantine import waiting_for

    return {
        "run_to_review": to_review(course).exists(),
        "note_to_review": waiting_for(course.patient),
    }


def next_session(course: Course) -> int:
    """Give the number of the session that comes next: the first nobody has been treated in."""
    treated = SessionRun.objects.filter(course=course, treated=True)
    done = set(treated.values_list("session", flat=True))
    return next(number for number in count(1) if number not in done)


def review(by: Acting, run: SessionRun) -> bool:
    """Let a physician have looked at all runs of one session; False if there is nothing to do."""
    if Role.PHYSICIAN not in by.actor.roles:
        return False
    with whole(by):
        same = to_review(run.course).filter(session=run.session)
        done = same.update(reviewed_at=by.at, reviewed_by=by.actor.user_id)
        if done:
            audit.record(
                by, "run.reviewed", entity="run", entity_id=run.pk, patient=run.patient, runs=done
            )
        return bool(done)


def counting(events: QuerySet[RunEvent]) -> QuerySet[RunEvent]:
    """Keep the events that count: accepted at once, or by somebody who looked at them."""
    return events.filter(Q(standing="accepted") | Q(reviews__decision="accepted"))


def events_of(run: SessionRun) -> tuple[Mapping[str, object], ...]:
    """Open the events of a run that count, in the order they were written.

    Raises
    ------
    ErasedError
        If the patient was erased.
    """
    rows = counting(RunEvent.objects.filter(run=run)).order_by("device_key", "seq")
    opened = (unseal(run.patient, row.body) for row in rows)
    return tuple(one for one in opened if isinstance(one, Mapping))


def _mark_if_double(by: Acting, run: SessionRun) -> None:
    same = SessionRun.objects.filter(course=run.course_id, session=run.session, treated=True)
    if same.exclude(pk=run.pk).exists():
        _mark(by, same)


def _mark(by: Acting, runs: QuerySet[SessionRun]) -> None:
    """Mark runs as concurrent; a run marked after it was looked at has to be looked at again."""
    for run in runs.filter(concurrent=False).select_related("patient"):
        run.concurrent = True
        run.save(update_fields=["concurrent"])
        audit.record(by, "run.concurrent", entity="run", entity_id=run.pk, patient=run.patient)
