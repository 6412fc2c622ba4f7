"""The measures of a patient's body, as the answers object writes them."""

from __future__ import annotations

from collections.abc import Mapping

from lumbalis.clinic.records.models import BodyRecord, Patient
from lumbalis.clinic.records.sealing import fingerprint, seal, unseal
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole


def measures_of(patient: Patient) -> Mapping[str, object] | None:
    """Give the newest measures of a patient, or None."""
    newest = BodyRecord.objects.filter(patient=patient).order_by("-at", "-pk").first()
    if newest is None or patient.wrapped_key() is None:
        return None
    opened = unseal(patient, newest.measures)
    return opened if isinstance(opened, Mapping) else None


def keep_measures(by: Acting, patient: Patient, measures: Mapping[str, object]) -> BodyRecord:
    """Keep measures that were read successfully, and screen again in the same transaction."""
    from lumbalis.clinic.services.screening import rescreen

    with whole(by):
        kept = BodyRecord.objects.create(
            clinic=by.clinic,
            patient=patient,
            measures=seal(patient, dict(measures)),
            sha256=fingerprint(measures),
            at=by.at,
            by_id=by.actor.user_id,
        )
        audit.record(by, "body.measured", entity="body", entity_id=kept.pk, patient=patient)
        rescreen(by, patient, "body")
        return kept
