"""A course that ended: what still stands of it is cancelled, freed, and told."""

from __future__ import annotations

from lumbalis.clinic.records.models import Appointment, Course, Waiting
from lumbalis.clinic.records.models.booking import STANDING
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.booking import claiming, messages
from lumbalis.clinic.services.booking.keeping import touch


def end(by: Acting, course: Course) -> int:
    """Cancel every visit that still stands; give how many there were."""
    rows = list(Appointment.objects.filter(course=course, state__in=STANDING))
    claiming.give_back(rows)
    for row in rows:
        row.state, row.reason = "cancelled", "not_needed"
        touch(by, row)
    Waiting.objects.filter(course=course, closed_at=None).update(closed_at=by.at)
    if rows:
        messages.tell(by, course)
    return len(rows)
