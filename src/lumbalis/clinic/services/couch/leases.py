"""The lease of a session: who has it runs the session; whoever takes it over has a higher number.

A lease needs the clinic within reach. Without it a run goes on all the same, and if two tablets
treated one session, both notes are kept and a physician looks at them (`runs`).
"""

from __future__ import annotations

from dataclasses import dataclass

from lumbalis.clinic.records.models import Course, Device, SessionLease
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.couch.limits import LEASE


@dataclass(frozen=True, slots=True)
class Leased:
    """The session is this tablet's until the lease ends."""

    lease: SessionLease


@dataclass(frozen=True, slots=True)
class HeldElsewhere:
    """Another tablet has the session."""

    lease: SessionLease


@dataclass(frozen=True, slots=True)
class NotLeased:
    """There is no such course or tablet, or the tablet is not theirs any more."""


def take(
    by: Acting, device: Device, course: Course, session: int, *, over: bool = False
) -> Leased | HeldElsewhere | NotLeased:
    """Take the lease of a session, prolong one's own, or take over another's if `over`."""
    if device.user_id != by.actor.user_id or device.revoked_at is not None:
        return NotLeased()
    with whole(by):
        last = newest(course, session)
        lives = last is not None and last.released_at is None and last.expires_at > by.at
        if last is not None and lives and last.device_id == device.pk:
            return _prolonged(by, last)
        if last is not None and lives and not over:
            return HeldElsewhere(last)
        return _written(by, device, course, session, 1 + (last.number if last else 0))


def release(by: Acting, device: Device, course: Course, session: int) -> bool:
    """Give a lease back; False if this tablet does not have it."""
    with whole(by):
        last = newest(course, session)
        if last is None or last.device_id != device.pk or last.released_at is not None:
            return False
        last.released_at = by.at
        last.save(update_fields=["released_at"])
        return True


def newest(course: Course, session: int) -> SessionLease | None:
    """Give the lease with the highest number."""
    found = SessionLease.objects.filter(course=course, session=session)
    return found.select_related("device__user").order_by("-number").first()


def _prolonged(by: Acting, lease: SessionLease) -> Leased:
    lease.expires_at = by.at + LEASE
    lease.save(update_fields=["expires_at"])
    return Leased(lease)


def _written(by: Acting, device: Device, course: Course, session: int, number: int) -> Leased:
    made = SessionLease.objects.create(
        clinic=by.clinic, patient=course.patient, course=course, session=session, number=number,
        device=device, taken_at=by.at, expires_at=by.at + LEASE,
    )  # fmt: skip
    audit.record(
        by, "lease.taken", entity="course", entity_id=course.pk, patient=course.patient,
        session=session, number=number,
    )  # fmt: skip
    return Leased(made)
