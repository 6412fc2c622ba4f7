"""A FHIR R4 Bundle about exactly one patient."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lumbalis.exchange.errors import InputError, show_name
from lumbalis.exchange.fhir.concepts import Coding, codings
from lumbalis.exchange.fhir.patients import deceased_error
from lumbalis.exchange.fhir.person import READ, Gathering, Person
from lumbalis.exchange.fhir.references import SUBJECT, Target, reference_under, subject_of
from lumbalis.exchange.fhir.report import Why
from lumbalis.exchange.fhir.version import refuse_modifiers, refuse_other_version
from lumbalis.exchange.fields import Fields

if TYPE_CHECKING:
    from lumbalis.exchange.fhir.claiming import Setting

_TYPES = ("collection", "searchset", "document", "transaction")
_UNDERSTOOD = (*READ, "Patient", "Medication")


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: str
    url: str | None
    resource: Fields

    @property
    def id(self) -> str | None:
        """The id of the resource, if it has one."""
        return self.resource.text("id") if self.resource.has("id") else None


def read_bundle(tree: object, where: str, setting: Setting) -> Person:
    """Read a Bundle (collection, searchset, document or transaction) about one patient.

    Raises
    ------
    InputError
        If it is no such Bundle, is written in another version of FHIR, holds none or
        several patients, a resource about somebody else or about nobody, something
        that may reverse a meaning, a value that cannot be used, or a patient who has died.
    """
    root = Fields.root(tree, where)
    _refuse_other_than_bundle(root)
    entries = tuple(_entries(root))
    _refuse_duplicates(entries)
    patient = _only_patient(entries, root)
    whose = Target("Patient", patient.id, patient.url)
    gathering = Gathering(setting, _medicines(entries))
    gathering.take_patient(patient.resource)
    for entry in entries:
        _refuse_somebody_else(entry, whose)
        if entry.kind in READ:
            gathering.take(entry.resource, entry.kind)
        elif entry.kind not in _UNDERSTOOD:
            gathering.note(Why.NOT_READ, show_name(entry.kind))
    if any(link.tree.get("relation") == "next" for link in root.each("link")):
        gathering.note(Why.MORE_PAGES, "Bundle")
    person = gathering.person()
    if person.deceased:
        raise deceased_error(patient.resource)
    return person


def _refuse_other_than_bundle(root: Fields) -> None:
    if root.tree.get("resourceType") != "Bundle":
        root.refuse("resourceType", "is not Bundle", "send the record as a FHIR R4 Bundle")
    refuse_other_version(root, "Bundle")
    if root.tree.get("type") not in _TYPES:
        what = f"is none of {', '.join(_TYPES)}"
        root.refuse("type", what, "send the record as a collection")
    if "implicitRules" in root.tree or root.tree.get("modifierExtension"):
        refuse_modifiers(root, "Bundle")


def _entries(root: Fields) -> Iterator[_Entry]:
    for entry in root.each("entry"):
        if not entry.has("resource"):
            continue
        resource = entry.below("resource")
        kind = resource.text("resourceType")
        refuse_other_version(resource, kind)
        if kind in _UNDERSTOOD:
            refuse_modifiers(resource, kind)
        if entry.tree.get("modifierExtension"):
            refuse_modifiers(entry, kind)
        yield _Entry(kind, entry.text("fullUrl") if entry.has("fullUrl") else None, resource)


def _refuse_duplicates(entries: Sequence[_Entry]) -> None:
    """Refuse a resource that is there twice: nobody can tell which version counts."""
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        if entry.id is not None:
            if (entry.kind, entry.id) in seen:
                what = f"this {show_name(entry.kind)} is in the Bundle twice"
                place = f"{entry.resource.file}, {entry.resource.path}"
                raise InputError(place, what, "keep its current version")
            seen.add((entry.kind, entry.id))


def _only_patient(entries: Sequence[_Entry], root: Fields) -> _Entry:
    patients = [entry for entry in entries if entry.kind == "Patient"]
    if not patients:
        raise InputError(root.file, "holds no Patient", "send the Patient with the record")
    if len(patients) > 1:
        what = f"holds {len(patients)} patients"
        raise InputError(root.file, what, "send one Bundle for each patient")
    return patients[0]


def _refuse_somebody_else(entry: _Entry, whose: Target) -> None:
    """Refuse a resource about another patient, or one that is read and about nobody."""
    if entry.kind in READ:
        reference: str | None = subject_of(entry.resource, entry.kind)
    else:
        reference = _stated_patient(entry.resource)
    if reference is not None and not whose.is_meant_by(reference):
        what = "points to somebody else than the Patient of the Bundle"
        key = SUBJECT.get(entry.kind, "subject")
        entry.resource.refuse(key, what, "send one Bundle for each patient")


def _stated_patient(resource: Fields) -> str | None:
    """Read whom a resource that is not read is about, if it is about a patient."""
    for key in ("subject", "patient"):
        if isinstance(resource.tree.get(key), dict):
            reference = reference_under(resource, key)
            if reference is not None and "Patient/" in reference:
                return reference
    return None


def _medicines(entries: Sequence[_Entry]) -> dict[str, tuple[Coding, ...]]:
    """Map the addresses of Medication resources to their codings."""
    found: dict[str, tuple[Coding, ...]] = {}
    for entry in entries:
        if entry.kind == "Medication":
            code = codings(entry.resource, "code")
            if entry.url is not None:
                found[entry.url] = code
            if entry.id is not None:
                found[f"Medication/{entry.id}"] = code
    return found
