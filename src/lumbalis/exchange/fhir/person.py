"""One person's record, gathered resource by resource, then joined to answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lumbalis.domain.facts import Answers
from lumbalis.exchange.fhir.claiming import Setting, Stated, stated_by
from lumbalis.exchange.fhir.concepts import Coding, codings
from lumbalis.exchange.fhir.merging import Given, merged, newest
from lumbalis.exchange.fhir.observations import observation
from lumbalis.exchange.fhir.patients import is_deceased, patient_facts
from lumbalis.exchange.fhir.questionnaires import questionnaire_response
from lumbalis.exchange.fhir.references import reference_under
from lumbalis.exchange.fhir.report import IngestionReport, Noted, Notes, Why
from lumbalis.exchange.fhir.statements import (
    allergy,
    condition,
    medication_request,
    medication_statement,
    procedure,
)

if TYPE_CHECKING:
    from lumbalis.exchange.fields import Fields

READ = (
    "AllergyIntolerance",
    "Condition",
    "MedicationRequest",
    "MedicationStatement",
    "Observation",
    "Procedure",
    "QuestionnaireResponse",
)
"""The kinds of resources that are read, besides Patient and Medication."""

_MEDICINES = {
    "MedicationRequest": medication_request,
    "MedicationStatement": medication_statement,
}
_STATEMENTS = {"AllergyIntolerance": allergy, "Condition": condition, "Procedure": procedure}


@dataclass(frozen=True, slots=True)
class Person:
    """What one record says about one person. `label` is the id of the Patient resource."""

    label: str | None
    answers: Answers
    report: IngestionReport
    deceased: bool


class Gathering:
    """Takes in the resources of one person; keeps claims, not resources.

    `medicines` maps the address of a Medication resource to its codings.
    """

    def __init__(self, setting: Setting, medicines: Mapping[str, tuple[Coding, ...]]) -> None:
        """Start with an empty record."""
        self._setting, self._medicines = setting, medicines
        self._given: dict[str, list[Given]] = {}
        self._stated: dict[Stated, None] = {}
        self._notes = Notes()
        self._label: str | None = None
        self._deceased = False

    def take_patient(self, fields: Fields) -> None:
        """Take in the Patient resource.

        Raises
        ------
        InputError
            If it cannot be used.
        """
        self._label = fields.text("id") if fields.has("id") else None
        self._deceased = is_deceased(fields, self._setting.at)
        for given in patient_facts(fields, self._setting):
            self._keep(given)

    def take(self, fields: Fields, kind: str) -> None:
        """Take in one of the resources that are read.

        Raises
        ------
        InputError
            If it cannot be used.
        """
        for found in self._found(fields, kind):
            self._keep(found)

    def note(self, why: Why, resource: str) -> None:
        """Add a line to the report."""
        self._notes.add(Noted(why, resource))

    def person(self) -> Person:
        """Join everything that was taken in.

        Raises
        ------
        InputError
            If two answers to one question were given at the same moment.
        """
        notes = self._notes.copy()
        given = newest(one for several in self._given.values() for one in several)
        answers = merged(given, tuple(self._stated), self._setting, notes)
        return Person(self._label, Answers(answers), notes.report(), self._deceased)

    def _keep(self, found: Given | Stated | Noted) -> None:
        if isinstance(found, Noted):
            self._notes.add(found)
        elif isinstance(found, Stated):
            self._stated[found] = None
        else:
            self._given.setdefault(found.fact, []).append(found)

    def _found(self, fields: Fields, kind: str) -> Iterator[Given | Stated | Noted]:
        if kind == "Observation":
            yield from observation(fields, self._setting)
        elif kind == "QuestionnaireResponse":
            yield from questionnaire_response(fields, self._setting)
        else:
            yield from self._entry(fields, kind)

    def _entry(self, fields: Fields, kind: str) -> Iterator[Stated | Noted]:
        at = self._setting.at
        if kind in _MEDICINES:
            entry = _MEDICINES[kind](fields, at, self._medicine(fields))
        else:
            entry = _STATEMENTS[kind](fields, at)
        yield from stated_by(entry, self._setting)

    def _medicine(self, fields: Fields) -> tuple[Coding, ...]:
        """Read what a medicine is, here or in the Medication resource it refers to."""
        if fields.has("medicationCodeableConcept"):
            return codings(fields, "medicationCodeableConcept")
        reference = reference_under(fields, "medicationReference") or ""
        for contained in fields.each("contained"):
            if reference == f"#{contained.tree.get('id')}":
                return codings(contained, "code")
        return self._medicines.get(reference, ())
