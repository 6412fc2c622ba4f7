"""What the calendar lets go of when a person is erased: wishes, notes, messages, coming visits."""

from __future__ import annotations

from lumbalis.clinic.records.models import (
    Appointment,
    BookingWishes,
    CalendarFeed,
    OutboxMessage,
    Patient,
    Waiting,
)
from lumbalis.clinic.records.models.booking import STANDING
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.booking import claiming


def forget(by: Acting, patient: Patient) -> None:
    """Free what is booked, withdraw what was to be told, and drop what was wished and noted."""
    rows = Appointment.objects.filter(patient=patient, state__in=STANDING)
    claiming.give_back(rows)
    rows.update(state="cancelled", reason="not_needed", changed_at=by.at)
    BookingWishes.objects.filter(patient=patient).delete()
    Waiting.objects.filter(patient=patient).update(note="", closed_at=by.at)
    waiting = OutboxMessage.objects.filter(patient=patient, sent_at=None, withdrawn_at=None)
    waiting.update(withdrawn_at=by.at)
    CalendarFeed.objects.filter(patient=patient, revoked_at=None).update(revoked_at=by.at)
