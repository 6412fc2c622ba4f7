"""One message for a whole course: written when it is sent, so it says how things stand then."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from lumbalis.clinic import wording
from lumbalis.clinic.policy import Actor
from lumbalis.clinic.records.models import Appointment, Clinic, Course, OutboxMessage, Patient
from lumbalis.clinic.records.models.booking import STANDING
from lumbalis.clinic.records.sealing import seal
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.booking import calendar_files
from lumbalis.clinic.services.booking.clock_words import clock
from lumbalis.clinic.services.booking.rules import scheduling_rules
from lumbalis.clinic.services.job_runs import Count

UNDO_S: Final = 600
"""So many seconds an act can be taken back; only then the patient is told."""
_TRIES: Final = 6
_AGAIN: Final = timedelta(minutes=15)
_LOG = logging.getLogger("lumbalis.messages")
Sms = Callable[[str, str], None]


def tell(by: Acting, course: Course) -> OutboxMessage | None:
    """Put one message about a course into the outbox, in place of one that still waits there.

    Nobody is told of a course that never had a visit, and who gave neither address nor number
    cannot be told: then there is no message, and the desk says it.
    """
    waiting = OutboxMessage.objects.filter(course=course, sent_at=None, withdrawn_at=None)
    waiting.update(withdrawn_at=by.at)
    channel = channel_of(course.patient)
    if channel is None or not _has_news(course):
        return None
    return OutboxMessage.objects.create(
        clinic=by.clinic, patient=course.patient, course=course, kind="course", channel=channel,
        language=course.patient.language, contents=b"", made_at=by.at,
        made_by_id=by.actor.user_id, due_at=by.at + timedelta(seconds=UNDO_S),
    )  # fmt: skip


def _has_news(course: Course) -> bool:
    """Tell whether there is something to say: visits that stand, or ones told of before."""
    standing = Appointment.objects.filter(course=course, state__in=STANDING)
    told = OutboxMessage.objects.filter(course=course).exclude(sent_at=None)
    return standing.exists() or told.exists()


def channel_of(patient: Patient) -> str | None:
    """Name how a patient is reached: by e-mail, else by a short message where one can be sent."""
    if patient.email and settings.SENDS_LETTERS:
        return "email"
    return "sms" if patient.phone and _gateway() is not None else None


def waiting_for(course: Course) -> OutboxMessage | None:
    """Give the message about a course that waits to be sent."""
    rows = OutboxMessage.objects.filter(course=course, sent_at=None, withdrawn_at=None)
    return rows.order_by("-made_at").first()


def went_out(course: Course, at: datetime) -> bool:
    """Tell whether what was last done with a course has been told already."""
    since = at - timedelta(seconds=UNDO_S)
    rows = OutboxMessage.objects.filter(course=course, made_at__gte=since)
    return rows.exclude(sent_at=None).exists()


def has_due(clinic: Clinic, now: datetime) -> bool:
    """Tell whether a message of a clinic is due."""
    with in_clinic(clinic):
        return _due(now).exists()


def _due(now: datetime) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(
        sent_at=None, withdrawn_at=None, due_at__lte=now, attempts__lt=_TRIES
    )


def send_due(clinic: Clinic, now: datetime) -> Count:
    """Send what is due in a clinic; one that fails stops no other and is tried again."""
    with in_clinic(clinic):
        keys = list(_due(now).order_by("due_at").values_list("pk", flat=True))
    sent = [_send(clinic, key, now) for key in keys]
    return Count(len(sent), sum(sent), len(sent) - sum(sent))


def _send(clinic: Clinic, key: UUID, now: datetime) -> bool:
    actor = Actor(user_id=None, clinic_id=clinic.pk, roles=frozenset())
    by = Acting(actor, clinic, now)
    with whole(by):
        rows = OutboxMessage.objects.select_for_update(of=("self",)).select_related(
            "patient__clinic", "course__patient__clinic"
        )
        row = rows.get(pk=key)
        if row.sent_at is not None or row.withdrawn_at is not None:
            return True
        if row.patient.erased_at is not None or row.patient.restricted_at is not None:
            row.withdrawn_at = now
            row.save()
            return True
        problem = _try(row)
        row.attempts += 1
        row.problem = problem
        row.due_at = now + _AGAIN * row.attempts if problem else row.due_at
        row.sent_at = None if problem else now
        row.save()
        act = "booking.message_failed" if problem else "booking.message_sent"
        audit.record(
            by, act, entity="message", entity_id=row.pk, patient=row.patient, problem=problem
        )
        return not problem


def _try(row: OutboxMessage) -> str:
    """Send one message; give the kind of problem, or nothing. No address gets into a log."""
    text = text_of(row.course, row.language)
    try:
        _hand_over(row, text)
    except Exception as error:  # noqa: BLE001 - whatever a mail server or gateway thinks of
        _LOG.warning("message not sent", extra={"told": {"why": type(error).__name__}})
        return type(error).__name__[:40]
    row.contents = seal(row.patient, {"text": text})
    return ""


def _hand_over(row: OutboxMessage, text: str) -> None:
    patient, language = row.patient, row.language
    if row.channel == "sms":
        gateway = _gateway()
        if gateway is None:
            msg = "no gateway"
            raise LookupError(msg)
        gateway(patient.phone, text)
        return
    subject = wording.say(language, "calendar.message.subject", clinic=patient.clinic.name)
    letter = EmailMessage(subject, text, to=[patient.email])
    letter.attach("appointments.ics", calendar_files.course_file(row.course, language),
                  "text/calendar; charset=utf-8; method=PUBLISH")  # fmt: skip
    letter.send()


def _gateway() -> Sms | None:
    """Give the function that sends a short message, by the name the installation has set."""
    name = str(getattr(settings, "SMS_GATEWAY", ""))
    found: Sms | None = import_string(name) if name else None
    return found


def text_of(course: Course, language: str) -> str:
    """Write what a patient is told: every visit with its hour and what to heed, no diagnosis."""
    return "\n".join(_lines(course, language))


def _lines(course: Course, language: str) -> Iterator[str]:
    rows = list(Appointment.objects.filter(course=course).order_by("session", "booked_at"))
    total = max((row.session for row in rows), default=0)
    standing = [row for row in rows if row.state in STANDING]
    clinic = course.patient.clinic.name
    yield wording.say(language, "calendar.message.opening", clinic=clinic, n=len(standing))
    yield ""
    for row in standing:
        yield _line(row, total, language)
    gone = [row for row in rows if row.state == "cancelled" and not _replaced(row, standing)]
    for row in gone:
        yield wording.say(
            language, "calendar.message.cancelled", n=row.session, all=total, day=row.day,
            time=clock(row.starts_min),
        )  # fmt: skip
    yield ""
    yield wording.say(language, "calendar.message.prepare")
    yield wording.say(language, "calendar.message.closing", clinic=clinic)


def _replaced(row: Appointment, standing: list[Appointment]) -> bool:
    return any(one.session == row.session for one in standing)


def _line(row: Appointment, total: int, language: str) -> str:
    fast = scheduling_rules().fasting_advised_min
    return wording.say(
        language, "calendar.message.visit", n=row.session, all=total, day=row.day,
        weekday=wording.say(language, f"calendar.weekdays.{row.day.weekday()}"),
        time=clock(row.starts_min), until=clock(row.starts_min - fast),
    )  # fmt: skip
