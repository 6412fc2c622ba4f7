"""Approving a version with two people, and recalling one at once."""

from __future__ import annotations

from dataclasses import dataclass

from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.records.models import ProtocolApproval, ProtocolVersion
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.protocols.impact import Impact, impact_on_open_courses
from lumbalis.clinic.services.protocols.keeping import APPROVED, DRAFT, RECALLED
from lumbalis.clinic.services.protocols.proving import could_loosen, holds, is_current

PEOPLE_NEEDED = 2


@dataclass(frozen=True, slots=True)
class Approved:
    """The approval counts; `complete` when enough different people have given theirs."""

    complete: bool


@dataclass(frozen=True, slots=True)
class NotApproved:
    """The approval does not count.

    `recalled`, `own_twice`, `not_proved_yet`, `not_proved` or `looser_not_named`.
    """

    why: str


def approve(
    by: Acting, version: ProtocolVersion, *, accepts_looser: bool
) -> Approved | NotApproved:
    """Give one of the two approvals.

    Every claim has to be proved of it first. A version under which somebody on an open course,
    or anybody who could exist, would be judged more loosely needs each person to say that they
    accept that.
    """
    with whole(by):
        fresh = ProtocolVersion.objects.select_for_update().get(pk=version.pk)
        if fresh.status == RECALLED:
            return NotApproved("recalled")
        if fresh.approvals.filter(by_id=by.actor.user_id).exists():
            return NotApproved("own_twice")
        if not is_current(fresh):
            return NotApproved("not_proved_yet")
        if not holds(fresh):
            return NotApproved("not_proved")
        if not accepts_looser and (could_loosen(fresh) or _changes(by, fresh).looser):
            return NotApproved("looser_not_named")
        ProtocolApproval.objects.create(
            clinic=by.clinic,
            protocol_version=fresh,
            by_id=by.actor.user_id,
            at=by.at,
            accepts_looser=accepts_looser,
        )
        complete = fresh.approvals.count() >= PEOPLE_NEEDED
        if complete and fresh.status == DRAFT:
            fresh.status = APPROVED
            fresh.save(update_fields=["status"])
        audit.record(
            by,
            "protocol.approved",
            entity="protocol",
            entity_id=fresh.pk,
            accepts_looser=accepts_looser,
            complete=complete,
        )
        return Approved(complete)


def recall(by: Acting, version: ProtocolVersion) -> bool:
    """Recall a version at once; False if it was recalled before."""
    with whole(by):
        fresh = ProtocolVersion.objects.select_for_update().get(pk=version.pk)
        if fresh.status == RECALLED:
            return False
        fresh.status, fresh.recalled_at, fresh.recalled_by_id = RECALLED, by.at, by.actor.user_id
        fresh.save(update_fields=["status", "recalled_at", "recalled_by"])
        audit.record(by, "protocol.recalled", entity="protocol", entity_id=fresh.pk)
        return True


def _changes(by: Acting, version: ProtocolVersion) -> Impact:
    if version.sha256 == protocol().sha256:
        return Impact(())
    return impact_on_open_courses(version, by.at)
