"""What happens at night without anybody asking: screening again, and ending links that ran out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from lumbalis.clinic.policy import Actor
from lumbalis.clinic.records.models import Clinic, Course, Invitation, Patient, VerdictRecord
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.screening import rescreen

NIGHTLY, NOT_SCREENED = "nightly", "not_screened"
_ON_HOLD = "on_hold"


def nobody(clinic: Clinic, at: datetime) -> Acting:
    """Give the acting of the application itself: no person and no role."""
    return Acting(Actor(user_id=None, clinic_id=clinic.pk, roles=frozenset()), clinic, at)


def on_course(clinic: Clinic) -> tuple[UUID, ...]:
    """List the patients of a clinic with an open course, always in the same order."""
    with in_clinic(clinic):
        found = Course.objects.filter(closed_at=None, patient__erased_at=None)
        return tuple(sorted(set(found.values_list("patient_id", flat=True))))


def screened_since(clinic: Clinic, moment: datetime) -> frozenset[UUID]:
    """Name the patients on a course who were screened by night since a moment."""
    with in_clinic(clinic):
        found = VerdictRecord.objects.filter(
            cause=NIGHTLY, at__gte=moment, patient__in=_patients_on_course()
        )
        return frozenset(found.values_list("patient_id", flat=True))


def latest_categories(clinic: Clinic, patients: Iterable[UUID]) -> dict[UUID, str]:
    """Give the category of the verdict kept last, for those who have one."""
    with in_clinic(clinic):
        rows = VerdictRecord.objects.filter(patient__in=list(patients)).order_by("number")
        return dict(rows.values_list("patient_id", "category"))


def rescreen_one(clinic: Clinic, patient: UUID, at: datetime) -> VerdictRecord:
    """Screen one patient again."""
    by = nobody(clinic, at)
    with whole(by):
        return rescreen(by, Patient.objects.select_related("clinic").get(pk=patient), NIGHTLY)


def hold_unscreened(clinic: Clinic, patient: UUID, at: datetime) -> None:
    """Put the course of somebody who could not be screened on hold: nobody knows what is true."""
    hold_all(clinic, at, NOT_SCREENED, patient)


def hold_all(clinic: Clinic, at: datetime, reason: str, patient: UUID | None = None) -> int:
    """Put open courses on hold for a reason of the house, and say how many."""
    by = nobody(clinic, at)
    with whole(by):
        found = Course.objects.select_related("patient").filter(closed_at=None)
        rows = [
            row
            for row in (found.filter(patient_id=patient) if patient else found)
            if reason not in row.hold_reasons
        ]
        for row in rows:
            _hold(by, row, reason)
        return len(rows)


def end_invitations(at: datetime) -> int:
    """Revoke the links that ran out unanswered, clinic by clinic."""
    return sum(_end_in(clinic, at) for clinic in Clinic.objects.order_by("slug"))


def _end_in(clinic: Clinic, at: datetime) -> int:
    by = nobody(clinic, at)
    with whole(by):
        ended = Invitation.objects.filter(
            expires_at__lte=at, finished_at=None, revoked_at=None
        ).update(revoked_at=at)
        if ended:
            audit.record(by, "invitations.ended", entity="invitation", count=ended)
        return ended


def _hold(by: Acting, course: Course, reason: str) -> None:
    if course.state != _ON_HOLD:
        course.state_before_hold, course.state, course.held_at = course.state, _ON_HOLD, by.at
    course.hold_reasons = [*course.hold_reasons, reason]
    course.version += 1
    course.save()
    audit.record(
        by,
        "course.held",
        entity="course",
        entity_id=course.pk,
        patient=course.patient,
        reason=reason,
    )


def _patients_on_course() -> list[UUID]:
    return list(Course.objects.filter(closed_at=None).values_list("patient_id", flat=True))
