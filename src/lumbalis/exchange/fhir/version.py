"""Which FHIR this is: only R4 (4.0) is read, and nothing whose meaning may be reversed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from lumbalis.exchange.errors import InputError, show_name

if TYPE_CHECKING:
    from lumbalis.exchange.fields import Fields

_OTHER_PROFILE = re.compile(
    r"/(?:R5|R6|R4B|STU3|DSTU2|DSTU1)(?:/|\Z)"
    r"|hl7\.org/fhir/(?:1\.0|3\.0|4\.[13]|5\.0|6\.0)(?:[./]|\Z)"
    r"|hl7\.org/fhir/StructureDefinition/[^|]*\|(?!4\.0)"
)
_R4 = re.compile(r"4\.0(?:\.\d+)?\Z")

_NEWER: Mapping[str, frozenset[str]] = {
    "AllergyIntolerance": frozenset({"participant"}),
    "Appointment": frozenset(
        {"account", "cancellationDate", "cancellationReason", "class", "note", "occurrenceChanged"}
        | {"originatingAppointment", "previousAppointment", "reason", "recurrenceId"}
        | {"recurrenceTemplate", "replaces", "subject", "virtualService"}
    ),
    "Condition": frozenset({"participant"}),
    "MedicationRequest": frozenset({"medication", "device", "effectiveDosePeriod"}),
    "MedicationStatement": frozenset({"medication", "adherence", "relatedClinicalInformation"}),
    "Observation": frozenset({"triggeredBy", "instantiatesCanonical", "bodyStructure"}),
    "Procedure": frozenset(
        {
            "occurrenceDateTime",
            "occurrencePeriod",
            "occurrenceString",
            "reportedBoolean",
            "recorded",
        }
    ),
}
"""Elements that came with a later version than R4."""

_OLDER: Mapping[str, frozenset[str]] = {
    "AllergyIntolerance": frozenset({"assertedDate", "substance"}),
    "Appointment": frozenset({"incomingReferral", "indication"}),
    "Condition": frozenset({"assertedDate", "context", "dateRecorded", "patient"}),
    "MedicationRequest": frozenset({"context", "definition"}),
    "MedicationStatement": frozenset({"taken", "wasNotTaken", "patient"}),
    "Observation": frozenset({"comment", "comments", "context", "related"}),
    "Patient": frozenset({"animal", "careProvider"}),
    "Procedure": frozenset({"context", "definition", "notDone", "notPerformed"}),
    "QuestionnaireResponse": frozenset({"context", "group", "parent"}),
}
"""Elements that R4 no longer has."""

_CODED_SINCE_R4 = ("clinicalStatus", "verificationStatus")
_OLDER_TYPES = frozenset({"MedicationOrder", "DiagnosticOrder", "ProcedureRequest", "BodySite"})


def refuse_other_version(resource: Fields, kind: str) -> None:
    """Refuse a resource that is written in another version of FHIR than R4.

    Raises
    ------
    InputError
        If a profile, a stated version or an element tells of another version.
    """
    if kind in _OLDER_TYPES or _has_any(resource, _OLDER.get(kind, frozenset())):
        raise _other(resource, kind, "an older FHIR version")
    if _has_any(resource, _NEWER.get(kind, frozenset())):
        raise _other(resource, kind, "a newer FHIR version")
    if kind in ("Condition", "AllergyIntolerance"):
        _refuse_other_shape(resource, kind)
    for profile in resource.below("meta").texts("profile"):
        if _OTHER_PROFILE.search(profile):
            raise _other(resource, kind, "another FHIR version")
    _refuse_stated_version(resource, kind)


def _has_any(resource: Fields, names: frozenset[str]) -> bool:
    return not names.isdisjoint(resource.tree)


def _refuse_other_shape(resource: Fields, kind: str) -> None:
    """Tell versions apart where an element kept its name and changed its shape."""
    if any(isinstance(resource.tree.get(name), str) for name in _CODED_SINCE_R4):
        raise _other(resource, kind, "an older FHIR version")
    if isinstance(resource.tree.get("type"), dict):
        raise _other(resource, kind, "a newer FHIR version")


def _refuse_stated_version(resource: Fields, kind: str) -> None:
    stated = resource.tree.get("fhirVersion")
    if kind == "Parameters":
        for parameter in resource.each("parameter"):
            if parameter.tree.get("name") == "fhirVersion":
                stated = parameter.tree.get("valueString") or parameter.tree.get("valueCode")
    if isinstance(stated, str) and not _R4.match(stated):
        raise _other(resource, kind, "another FHIR version")


def _other(resource: Fields, kind: str, version: str) -> InputError:
    what = f"this {show_name(kind)} is written in {version}"
    return InputError(_place(resource), what, "export the record again as FHIR R4 (4.0.1)")


def refuse_modifiers(resource: Fields, kind: str) -> None:
    """Refuse what may change the meaning of a resource in a way nobody here understands.

    Raises
    ------
    InputError
        If the resource has implicit rules, or a modifier extension anywhere in it.
    """
    if "implicitRules" in resource.tree:
        raise _not_understood(resource, kind, "implicit rules")
    waiting: list[object] = [resource.tree]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            if item.get("modifierExtension"):
                raise _not_understood(resource, kind, "a modifier extension")
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def _not_understood(resource: Fields, kind: str, thing: str) -> InputError:
    what = f"this {show_name(kind)} has {thing} that may reverse its meaning"
    return InputError(_place(resource), what, "remove the resource or enter it by hand")


def _place(resource: Fields) -> str:
    return f"{resource.file}, {resource.path}" if resource.path else resource.file
