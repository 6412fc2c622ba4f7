"""The measures of a patient's body, as the answers object writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from lumbalis.clinic.records.models import BodyRecord, Patient
from lumbalis.clinic.records.sealing import fingerprint, seal, unseal
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.precedence import united_measures
from lumbalis.clinic.services.uniting import Person, person_of


def measures_of(patient: Patient) -> Mapping[str, object] | None:
    """Give the newest measures of a patient, or None; of merged records every lesion counts."""
    return measures_of_person(person_of(patient))


def measures_of_person(person: Person) -> Mapping[str, object] | None:
    """Give the newest measures of a person whose records were brought together before."""
    newest = [found for one in person.records if (found := _newest_of(one))]
    newest.sort(key=lambda found: found[0], reverse=True)
    if newest and (person.since is None or newest[0][0] > person.since):
        return newest[0][1]
    return united_measures([measures for _, measures in newest])


def _newest_of(patient: Patient) -> tuple[datetime, Mapping[str, object]] | None:
    """Give the newest measures of one record and when they were taken."""
    newest = BodyRecord.objects.filter(patient=patient).order_by("-at", "-pk").first()
    if newest is None or patient.wrapped_key() is None:
        return None
    opened = unseal(patient, newest.measures)
    return (newest.at, opened) if isinstance(opened, Mapping) else None


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
