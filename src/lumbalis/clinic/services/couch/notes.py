"""The notes of a person: what each session came to, who signed it, and what was added since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4, uuid5

from django.db.models import Max, QuerySet

from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.records.models import Patient, PlanRecord, RunEvent, SessionRun
from lumbalis.clinic.records.sealing import ErasedError, fingerprint, seal, unseal
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.couch import packs, quarantine, runs
from lumbalis.clinic.services.outcomes.reports import entries_of
from lumbalis.clinic.services.plans.opening import latest_plan, open_plan
from lumbalis.domain.guided import Account, Deviation, account_of, deviations
from lumbalis.domain.guided.given import as_given, began
from lumbalis.domain.plan import Session
from lumbalis.exchange.errors import InputError

_ADDED, _SIGNED = "note.addendum", "run.finished"
_WORTH_A_LINE_S: Final = 15
"""Seconds by which a step may differ from its plan without a sentence in the note."""


@dataclass(frozen=True, slots=True)
class Added:
    """An addition to a signed note."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """One run of a session; `planned` is None where its plan cannot be read any more.

    `waiting` counts what came too late or in doubt and waits for a physician; it is not in
    `account`. `let_in` counts what a physician let into the note.
    """

    run: SessionRun
    sessions: int
    planned: Session | None
    account: Account | None
    differences: tuple[Deviation, ...]
    signed_by: str
    signed_at: datetime | None
    added: tuple[Added, ...]
    waiting: int = 0
    let_in: int = 0


def runs_of(patient: Patient) -> list[SessionRun]:
    """List every run of somebody's sessions, the newest first."""
    rows = SessionRun.objects.filter(patient=patient).exclude(state="opened", treated=False)
    return list(rows.select_related("device__user", "course").order_by("-first_at", "pk"))


def note_of(run: SessionRun, at: datetime) -> Note:
    """Put the note of a run together from its events."""
    entries = list(entries_of(run))
    plan = _plan_of(run)
    sessions = () if plan is None else plan
    start = began(entries)
    number = start.planned if start is not None and start.planned is not None else run.session
    found = next((one for one in sessions if one.index == number), None)
    planned = None if found is None else as_given(found, entries, protocol())
    account = None if planned is None else account_of(planned, entries)
    signed = _events(run, _SIGNED).first()
    return Note(
        run=run,
        sessions=len(sessions),
        planned=planned,
        account=account,
        differences=differences(planned, account, at),
        signed_by=signed.author.name if signed is not None and signed.author else "",
        signed_at=None if signed is None else signed.at,
        added=tuple(_added(run, row) for row in _events(run, _ADDED)),
        waiting=_late(run).filter(reviews=None).count(),
        let_in=_late(run).filter(reviews__decision="accepted").count(),
    )


def add(by: Acting, run: SessionRun, text: str) -> RunEvent | None:
    """Add to a note; None where there is nothing to add. Nothing that was written changes."""
    if not text.strip():
        return None
    with whole(by):
        place = uuid5(by.clinic.pk, f"desk {by.actor.user_id}")
        last = RunEvent.objects.filter(device_key=place).aggregate(n=Max("seq"))["n"]
        event, seq = uuid4(), 0 if last is None else last + 1
        told = {
            "id": str(event), "device": str(place), "seq": seq, "run": str(run.pk), "kind": _ADDED,
            "at": packs.ms(by.at), "offset_ms": 0, "body": {"text": text.strip()},
        }  # fmt: skip
        sha256 = fingerprint(told)
        row = RunEvent.objects.create(
            pk=uuid5(by.clinic.pk, f"{event} {sha256}"), clinic=by.clinic, patient=run.patient,
            run=run, event=event, run_key=run.pk, device_key=place, seq=seq, kind=_ADDED,
            body=seal(run.patient, told), sha256=sha256, at=by.at, offset_ms=0,
            received_at=by.at, author_id=by.actor.user_id, standing="accepted",
        )  # fmt: skip
        audit.record(
            by, "note.added", entity="run", entity_id=run.pk, patient=run.patient, event=str(event)
        )
        return row


def run_of(patient: Patient, run: UUID) -> SessionRun | None:
    """Find a run of somebody's sessions."""
    rows = SessionRun.objects.select_related("patient__clinic", "course__patient", "device__user")
    return rows.filter(pk=run, patient=patient).first()


def _events(run: SessionRun, kind: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a query set
    rows = runs.counting(RunEvent.objects.filter(run=run, kind=kind))
    return rows.select_related("author").order_by("received_at", "seq")


def _late(run: SessionRun) -> QuerySet[RunEvent]:
    return RunEvent.objects.filter(run=run, standing__in=quarantine.ACCEPTABLE)


def _added(run: SessionRun, row: RunEvent) -> Added:
    whole_event = unseal(run.patient, row.body)
    body = whole_event.get("body") if isinstance(whole_event, dict) else None
    text = str(body.get("text", "")) if isinstance(body, dict) else ""
    return Added(text, row.author.name if row.author else "", row.at)


def _plan_of(run: SessionRun) -> tuple[Session, ...] | None:
    rows = PlanRecord.objects.filter(pk=run.plan_id) if run.plan_id else PlanRecord.objects.none()
    record = rows.first() or latest_plan(run.course)
    if record is None:
        return None
    try:
        return open_plan(run.patient, record).course.sessions
    except (InputError, ErasedError, KeyError, ValueError):
        return None


def differences(
    planned: Session | None, account: Account | None, at: datetime
) -> tuple[Deviation, ...]:
    """List what went another way than planned, as far as it is worth a line."""
    if planned is None or account is None:
        return ()
    return deviations(planned, account, tolerance_s=_WORTH_A_LINE_S, now_ms=packs.ms(at))
