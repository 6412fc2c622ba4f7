"""What the front desk may know of a verdict: whether somebody is screened, and no reason why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery

from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.records.models import Course, Patient, PatientKey, VerdictRecord
from lumbalis.clinic.services.freshness import snapshot_of
from lumbalis.clinic.services.holds import ON_HOLD, hold_of
from lumbalis.domain.protocol import Category


class DeskState(StrEnum):
    """All that the front desk is told."""

    NOT_YET = "not_yet"
    SCREENED = "screened"
    ON_HOLD = "on_hold"
    CALL_PHYSICIAN = "call_physician"


def state_of(patients: Sequence[Patient], at: datetime) -> dict[UUID, DeskState]:
    """Tell where each patient stands, in the same number of queries for one as for many.

    Only a verdict of the clinic's day counts: yesterday's is not yet screened.
    """
    ids = [patient.pk for patient in patients]
    kept, held = _newest(ids), _holds(ids)
    _bring_keys(patients)
    return {one.pk: _state(one, kept.get(one.pk), at, held=held.get(one.pk)) for one in patients}


def _state(
    patient: Patient, kept: VerdictRecord | None, at: datetime, *, held: bool | None
) -> DeskState:
    category = Category.INCOMPLETE if kept is None else _standing(patient, kept)
    today = kept is not None and _is_of_today(patient, kept, at)
    grave = category.value > Category.POSTPONE.value
    if held or (grave and (today or category in _LASTING)):
        return DeskState.CALL_PHYSICIAN
    if held is not None:
        return DeskState.ON_HOLD
    if not today or category is Category.INCOMPLETE:
        return DeskState.NOT_YET
    return DeskState.SCREENED if category.allows_session else DeskState.ON_HOLD


_LASTING = frozenset({Category.CONTRAINDICATED, Category.EMERGENCY})
"""What does not end with the day."""


def _standing(patient: Patient, kept: VerdictRecord) -> Category:
    """Give what stands on answers; what fires only on missing ones is not yet screened."""
    category = Category[kept.category]
    if category.allows_session or category in _LASTING or patient.wrapped_key() is None:
        return category
    reasons = snapshot_of(patient, kept).get("reasons")
    told = reasons if isinstance(reasons, list) else []
    certain = [Category[one["category"]] for one in told if _stands_on_answers(one)]
    return max([Category.INCOMPLETE, *certain], key=lambda one: one.value)


def _stands_on_answers(reason: Mapping[str, object]) -> bool:
    """Tell a reason somebody's answer led to from one that only waits for an answer."""
    because = reason.get("because")
    facts = protocol().vocabulary.facts
    return (
        "unknown" not in reason
        and isinstance(because, Mapping)
        and any(fact in facts for fact in because)
    )


def _bring_keys(patients: Sequence[Patient]) -> None:
    """Read the keys of all patients at once."""
    rows = PatientKey.objects.filter(patient__in=patients, destroyed_at=None)
    keys = {row.patient_id: bytes(row.wrapped) for row in rows if row.wrapped}
    for patient in patients:
        patient._wrapped = keys.get(patient.pk)  # noqa: SLF001 - what wrapped_key() would read


def _is_of_today(patient: Patient, kept: VerdictRecord, at: datetime) -> bool:
    """Tell whether a verdict is of the clinic's day, and of the protocol in force."""
    return kept.protocol_sha256 == protocol().sha256 and _same_day(patient, kept.at, at)


def _same_day(patient: Patient, one: datetime, other: datetime) -> bool:
    zone = ZoneInfo(patient.clinic.timezone)
    return abs(other - one) < timedelta(days=1) and (
        one.astimezone(zone).date() == other.astimezone(zone).date()
    )


def _newest(ids: Sequence[UUID]) -> dict[UUID, VerdictRecord]:
    last = VerdictRecord.objects.filter(patient=OuterRef("patient")).order_by("-number")
    rows = VerdictRecord.objects.filter(patient__in=ids, pk=Subquery(last.values("pk")[:1]))
    return {row.patient_id: row for row in rows}


def _holds(ids: Sequence[UUID]) -> dict[UUID, bool]:
    """Tell of each patient on hold whether a physician has to release it."""
    rows = Course.objects.filter(patient__in=ids, closed_at=None, state=ON_HOLD)
    return {row.patient_id: hold_of(row).needs_physician for row in rows}
