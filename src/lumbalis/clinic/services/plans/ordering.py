"""A physician's order: kept, told to the screening, and the measures that came with it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Max

from lumbalis.clinic.records.models import OrderRecord, Patient
from lumbalis.clinic.records.sealing import seal, unseal
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.answers import Refused, give_answers
from lumbalis.clinic.services.bodies import keep_measures, measures_of
from lumbalis.clinic.services.plans.wishes import Wishes, read_wishes


def give_order(
    by: Acting,
    patient: Patient,
    wishes: Wishes,
    *,
    feasible: bool,
    measures: Mapping[str, object] | None = None,
) -> OrderRecord | Refused:
    """Keep an order and what it says about the patient, and screen again, in one transaction.

    `feasible` is the physician's word that massage suits this patient. `measures` are those
    of the body, read successfully before.
    """
    with whole(by):
        given = give_answers(
            by,
            patient,
            {
                "order_present": True,
                "order_date": by.at.date().isoformat(),
                "physician_feasibility_ok": feasible,
                "methods_allowed": list(wishes.methods),
            },
            author_kind="physician",
            origin="office",
        )
        if isinstance(given, Refused):
            return given
        if measures and dict(measures) != dict(measures_of(patient) or {}):
            keep_measures(by, patient, measures)
        return _keep(by, patient, wishes)


def latest_order(patient: Patient) -> OrderRecord | None:
    """Give the newest order of a patient."""
    return OrderRecord.objects.filter(patient=patient).order_by("-number").first()


def wishes_of(patient: Patient, order: OrderRecord) -> Wishes:
    """Open what an order says."""
    return read_wishes(unseal(patient, order.contents))


def _keep(by: Acting, patient: Patient, wishes: Wishes) -> OrderRecord:
    last = OrderRecord.objects.filter(patient=patient).aggregate(n=Max("number"))["n"] or 0
    kept = OrderRecord.objects.create(
        clinic=by.clinic,
        patient=patient,
        number=last + 1,
        contents=seal(patient, wishes.written()),
        at=by.at,
        by_id=by.actor.user_id,
    )
    audit.record(by, "order.given", entity="order", entity_id=kept.pk, patient=patient)
    return kept
