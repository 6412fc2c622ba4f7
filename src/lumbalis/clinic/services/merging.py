"""Merging two records of one person: proposed by one, approved by another, undone at any time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet

from lumbalis.clinic.records.models import Course, Invitation, Merge, Patient
from lumbalis.clinic.services import audit, screening
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.patients import index, locked, was_screened


class WhyNot(StrEnum):
    """Why a merge cannot be done now."""

    SAME_RECORD = "same_record"
    ALREADY_MERGED = "already_merged"
    HAS_OTHERS = "has_others"
    ERASED = "erased"
    RESTRICTED = "restricted"
    OPEN_COURSE = "open_course"
    SAME_PERSON = "same_person"
    NOT_WAITING = "not_waiting"
    NOT_MERGED = "not_merged"


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was changed."""

    why: WhyNot


def propose(by: Acting, kept: Patient, absorbed: Patient) -> Merge | Refused:
    """Propose that two records are about one person; the same proposal again changes nothing."""
    with whole(by):
        why = _hindrance(locked(kept.pk), locked(absorbed.pk))
        if why is not None:
            return Refused(why)
        waiting = waiting_merges().filter(kept=kept, absorbed=absorbed).first()
        if waiting is not None:
            return waiting
        merge = Merge.objects.create(
            clinic=by.clinic,
            kept=kept,
            absorbed=absorbed,
            proposed_by_id=by.actor.user_id,
            proposed_at=by.at,
        )
        _note(by, "merge.proposed", merge)
        return merge


def approve(by: Acting, merge: UUID) -> Merge | Refused:
    """Merge, as a second person; the one record is screened anew on what both say."""
    with whole(by):
        found = _locked_merge(merge)
        why = _not_approvable(by, found)
        if why is not None:
            return Refused(why)
        found.approved_by_id, found.approved_at = by.actor.user_id, by.at
        found.save()
        _link(by, found)
        _note(by, "merge.approved", found)
        if was_screened(found.kept) or was_screened(found.absorbed):
            screening.rescreen(by, found.kept, "merge")
        return found


def decline(by: Acting, merge: UUID) -> Merge | Refused:
    """Say that a proposal is about two different people."""
    with whole(by):
        found = _locked_merge(merge)
        if found.approved_at is not None or found.undone_at is not None:
            return Refused(WhyNot.NOT_WAITING)
        found.undone_by_id, found.undone_at = by.actor.user_id, by.at
        found.save()
        _note(by, "merge.declined", found)
        return found


def undo(by: Acting, merge: UUID) -> Merge | Refused:
    """Take two records apart again; each says what it said before, and both are screened anew."""
    with whole(by):
        found = _locked_merge(merge)
        if found.approved_at is None or found.undone_at is not None:
            return Refused(WhyNot.NOT_MERGED)
        found.undone_by_id, found.undone_at = by.actor.user_id, by.at
        found.save()
        _unlink(found)
        _note(by, "merge.undone", found)
        for one in (found.kept, found.absorbed):
            if was_screened(one):
                screening.rescreen(by, one, "merge")
        return found


def waiting_merges() -> QuerySet[Merge]:
    """List the proposals that nobody has decided on."""
    waiting = Merge.objects.filter(approved_at=None, undone_at=None)
    return waiting.select_related("kept", "absorbed", "proposed_by").order_by("proposed_at", "pk")


def merges_of(patient: Patient) -> QuerySet[Merge]:
    """List the merges and proposals that stand and have to do with a patient."""
    theirs = Merge.objects.filter(Q(kept=patient) | Q(absorbed=patient), undone_at=None)
    return theirs.select_related("kept", "absorbed").order_by("proposed_at", "pk")


def _hindrance(kept: Patient, absorbed: Patient) -> WhyNot | None:
    """Say what stands against making one record of two."""
    both = (kept, absorbed)
    stands = {
        WhyNot.SAME_RECORD: kept.pk == absorbed.pk,
        WhyNot.ALREADY_MERGED: any(one.merged_into_id for one in both),
        WhyNot.ERASED: any(one.erased_at for one in both),
        WhyNot.RESTRICTED: any(one.restricted_at for one in both),
        WhyNot.HAS_OTHERS: Patient.objects.filter(merged_into=absorbed).exists(),
        WhyNot.OPEN_COURSE: Course.objects.filter(patient=absorbed, closed_at=None).exists(),
    }
    return next((why for why, holds in stands.items() if holds), None)


def _not_approvable(by: Acting, merge: Merge) -> WhyNot | None:
    if merge.approved_at is not None or merge.undone_at is not None:
        return WhyNot.NOT_WAITING
    if merge.proposed_by_id is None or merge.proposed_by_id == by.actor.user_id:
        return WhyNot.SAME_PERSON
    return _hindrance(merge.kept, merge.absorbed)


def _locked_merge(merge: UUID) -> Merge:
    found = Merge.objects.select_for_update().get(pk=merge)
    found.kept, found.absorbed = locked(found.kept_id), locked(found.absorbed_id)
    return found


def _link(by: Acting, merge: Merge) -> None:
    """Let the absorbed record point to the kept one; nobody answers into it any more."""
    merge.absorbed.merged_into = merge.kept
    Invitation.objects.filter(patient=merge.absorbed, revoked_at=None, finished_at=None).update(
        revoked_at=by.at
    )
    _save_both(merge)


def _unlink(merge: Merge) -> None:
    merge.absorbed.merged_into = None
    _save_both(merge)


def _save_both(merge: Merge) -> None:
    for one in (merge.absorbed, merge.kept):
        one.version += 1
        one.save()
    index(merge.kept)


def _note(by: Acting, action: str, merge: Merge) -> None:
    for one in (merge.kept, merge.absorbed):
        audit.record(by, action, entity="merge", entity_id=merge.pk, patient=one)
