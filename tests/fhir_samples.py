"""Small FHIR R4 resources about one patient who does not exist, and how the tests read them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from lumbalis.domain.expressions import Value
from lumbalis.exchange.fhir.bundle import read_bundle
from lumbalis.exchange.fhir.claiming import Setting
from lumbalis.exchange.fhir.person import Person
from lumbalis.exchange.fhir.report import Why
from lumbalis.knowledge.files import KnowledgeFiles
from lumbalis.knowledge.terminologies import read_terminology
from lumbalis.knowledge.terminology import Terminology
from patients import AT
from protocols import shipped_protocol

Resource = dict[str, Any]

SNOMED = "http://snomed.info/sct"
ICD10 = "http://hl7.org/fhir/sid/icd-10"
LOINC = "http://loinc.org"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ATC = "http://www.whocc.no/atc"
UCUM = "http://unitsofmeasure.org"
NOW = "2026-11-22T09:30:00+03:00"
ME = {"reference": "Patient/p1"}
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


@cache
def shipped_terminology() -> Terminology:
    """Load the code lists that ship with the project."""
    protocol = shipped_protocol()
    files = KnowledgeFiles(use_cache=False)
    return read_terminology(files, protocol.vocabulary, protocol.limits)


def setting(terminology: Terminology | None = None) -> Setting:
    """Give the setting of a reading at the time of the tests."""
    return Setting(AT, shipped_protocol().vocabulary, terminology or shipped_terminology())


def concept(system: str, code: str, display: str = "") -> Resource:
    """Make a concept of one coding."""
    return {"coding": [{"system": system, "code": code, "display": display or code}]}


def patient(**changes: object) -> Resource:
    """Make a Patient of 46 years."""
    basic = {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1980-05-14"}
    return {**basic, **changes}


def condition(
    code: str,
    /,
    clinical: str | None = "active",
    verification: str | None = "confirmed",
    system: str = SNOMED,
    **more: object,
) -> Resource:
    """Make a Condition about the patient."""
    made: Resource = {"resourceType": "Condition", "code": concept(system, code), "subject": ME}
    if clinical is not None:
        made["clinicalStatus"] = concept("condition-clinical", clinical)
    if verification is not None:
        made["verificationStatus"] = concept("condition-ver-status", verification)
    return {**made, **more}


def allergy(code: str, system: str = SNOMED, **more: object) -> Resource:
    """Make an active, confirmed AllergyIntolerance."""
    return {
        "resourceType": "AllergyIntolerance",
        "code": concept(system, code),
        "clinicalStatus": concept("allergyintolerance-clinical", "active"),
        "verificationStatus": concept("allergyintolerance-verification", "confirmed"),
        "patient": ME,
        "recordedDate": "2026-11-01",
        **more,
    }


def procedure(code: str, status: str = "completed", **more: object) -> Resource:
    """Make a Procedure."""
    coded = concept(SNOMED, code)
    return {"resourceType": "Procedure", "status": status, "code": coded, "subject": ME, **more}


def medicine(
    code: str, status: str = "active", system: str = ATC, kind: str = "Request", **more: object
) -> Resource:
    """Make a MedicationRequest, or with kind "Statement" a MedicationStatement."""
    return {
        "resourceType": f"Medication{kind}",
        "status": status,
        "medicationCodeableConcept": concept(system, code),
        "subject": ME,
        **more,
    }


def quantity(value: float, unit: str) -> Resource:
    """Make a Quantity with a UCUM code."""
    return {"value": value, "unit": unit, "system": UCUM, "code": unit}


def observation(code: str, value: float, unit: str, at: str = NOW, **more: object) -> Resource:
    """Make a final Observation with a number."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": concept(LOINC, code),
        "subject": ME,
        "effectiveDateTime": at,
        "valueQuantity": quantity(value, unit),
        **more,
    }


def response(
    *items: Resource, at: str = NOW, author: str = "Patient/p1", **more: object
) -> Resource:
    """Make a completed QuestionnaireResponse."""
    return {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "subject": ME,
        "authored": at,
        "author": {"reference": author},
        "item": list(items),
        **more,
    }


def item(link: str, *answers: Resource) -> Resource:
    """Make one item of a response."""
    return {"linkId": link, "answer": list(answers)}


def yes_no(link: str, *, value: bool) -> Resource:
    """Make an item answered with yes or no."""
    return item(link, {"valueBoolean": value})


def bundle(*resources: Resource, kind: str = "collection", **more: object) -> Resource:
    """Make a Bundle of the resources as they are."""
    entries = [{"resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": kind, "entry": entries, **more}


def read(*resources: Resource, terminology: Terminology | None = None) -> Person:
    """Read the patient with these resources."""
    return read_bundle(bundle(patient(), *resources), "record.json", setting(terminology))


def values(person: Person) -> Mapping[str, Value | None]:
    """Give what is known about a person beside age and sex."""
    found = {name: answer.value for name, answer in person.answers.by_fact.items()}
    return {name: value for name, value in found.items() if name not in ("age_years", "sex")}


def noted(person: Person, why: Why) -> set[tuple[str | None, str | None]]:
    """Give code and fact of every line of one kind in a person's report."""
    return {(line.code, line.fact) for line, _ in person.report.only(why)}
