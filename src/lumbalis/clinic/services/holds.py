"""Holding open courses when a verdict does not allow a session any more."""

from __future__ import annotations

from lumbalis.clinic.records.models import Course, Patient
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting
from lumbalis.domain.screening import Verdict

ON_HOLD = "on_hold"


def apply(by: Acting, patient: Patient, verdict: Verdict) -> None:
    """Put the patient's open courses on hold unless the verdict allows a session."""
    if verdict.category.allows_session:
        return
    reasons = sorted({reason.rule for reason in verdict.reasons if not reason.set_aside_by})
    for course in Course.objects.filter(patient=patient, closed_at=None).exclude(state=ON_HOLD):
        course.state_before_hold, course.state = course.state, ON_HOLD
        course.hold_reasons, course.held_at = reasons, by.at
        course.version += 1
        course.save()
        audit.record(by, "course.held", entity="course", entity_id=course.pk, patient=patient)
