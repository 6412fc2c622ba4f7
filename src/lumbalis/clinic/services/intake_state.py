"""How far each patient's intake is, for the front desk: one look for a whole list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import OuterRef, Subquery

from lumbalis.clinic.records.models import Invitation, Patient, VerdictRecord
from lumbalis.clinic.services.invitations import INTAKE
from lumbalis.domain.protocol import Category


class Standing(StrEnum):
    """What the front desk has to know, the most pressing first."""

    EMERGENCY = "emergency"
    """An answer calls for a hospital now. Stands until somebody screens otherwise."""
    ANSWERING = "answering"
    """The link was opened; questions are left."""
    INVITED = "invited"
    """The link waits to be opened."""
    LAPSED = "lapsed"
    """The link ran out, was locked or revoked before the end."""
    ANSWERED = "answered"
    """The questions were answered to the end."""
    SCREENED = "screened"
    """Answers were given without a link."""
    NOT_SCREENED = "not_screened"
    """Nobody has asked anything yet."""


@dataclass(frozen=True, slots=True)
class IntakeState:
    """Where an intake stands, and since when; `urgent_at` also where it was taken back."""

    standing: Standing
    since: datetime | None = None
    urgent_at: datetime | None = None


def state_of(patients: Sequence[Patient], at: datetime | None = None) -> Mapping[UUID, IntakeState]:
    """Tell how far the intake of each patient is, in two queries for any number of them.

    Without `at` a link is not looked at for having run out.
    """
    keys = [patient.pk for patient in patients]
    links = Invitation.objects.filter(purpose=INTAKE)
    newest = links.filter(patient=OuterRef("patient")).order_by("-created_at", "-pk")
    invitations = {
        one.patient_id: one
        for one in links.filter(patient__in=keys, pk=Subquery(newest.values("pk")[:1]))
    }
    last = VerdictRecord.objects.filter(patient=OuterRef("patient")).order_by("-number")
    verdicts = dict(
        VerdictRecord.objects.filter(
            patient__in=keys, pk=Subquery(last.values("pk")[:1])
        ).values_list("patient_id", "category")
    )
    return {key: _state(invitations.get(key), verdicts.get(key), at) for key in keys}


def _state(invitation: Invitation | None, category: str | None, at: datetime | None) -> IntakeState:
    urgent = invitation.emergency_at if invitation else None
    if category == Category.EMERGENCY.name:
        return IntakeState(Standing.EMERGENCY, urgent, urgent)
    if invitation is None:
        screened = Standing.SCREENED if category else Standing.NOT_SCREENED
        return IntakeState(screened)
    standing, since = _of_link(invitation, at)
    return IntakeState(standing, since, urgent)


def _of_link(invitation: Invitation, at: datetime | None) -> tuple[Standing, datetime]:
    if invitation.finished_at is not None:
        return Standing.ANSWERED, invitation.finished_at
    if invitation.revoked_at is not None:
        return Standing.LAPSED, invitation.revoked_at
    if invitation.tries_left == 0 or (at is not None and invitation.expires_at <= at):
        return Standing.LAPSED, invitation.expires_at
    if invitation.opened_at is not None:
        return Standing.ANSWERING, invitation.opened_at
    return Standing.INVITED, invitation.created_at
