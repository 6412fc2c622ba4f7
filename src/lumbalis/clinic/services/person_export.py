"""One ZIP with everything about one person: our own JSON and a FHIR R4 Bundle."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass

from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.audit_fhir import resource
from lumbalis.clinic.services.booking.fhir_visits import visits_of
from lumbalis.clinic.services.person_bundle import bundle
from lumbalis.clinic.services.person_record import accesses, everything
from lumbalis.clinic.services.uniting import people_of

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The date of every file in the archive, so that the same record gives the same bytes."""
_PLAIN_FILE = 0o600 << 16


@dataclass(frozen=True, slots=True)
class Exported:
    """The archive; its name tells nothing about the person."""

    name: str
    content: bytes


def export(by: Acting, patient: Patient) -> Exported:
    """Write down everything about a person, and that it was handed out."""
    with whole(by):
        told = everything(patient, by.at)
        people = people_of(patient)
        more = [
            *visits_of(by.clinic, [one.pk for one in people]),
            *(resource(event) for event in accesses(people)),
        ]
        files = {"everything.json": told, "bundle.json": bundle(told, more)}
        content = _zipped({name: _written(value) for name, value in files.items()})
        audit.record(
            by, "patient.exported", entity="patient", entity_id=patient.pk, patient=patient,
            bytes=len(content),
        )  # fmt: skip
    return Exported(f"record-{str(patient.pk)[:8]}.zip", content)


def _written(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False).encode()


def _zipped(files: dict[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _PLAIN_FILE
            out.writestr(entry, content)
    return archive.getvalue()
