"""The one entrance: an answers object, a FHIR Bundle or a folder of bulk export."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lumbalis.domain.facts import Encounter
from lumbalis.exchange.answers import ScreeningInput, read_answers, refuse_contradictions
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.fhir.bulk import BulkPerson, read_bulk_folder
from lumbalis.exchange.fhir.bundle import read_bundle
from lumbalis.exchange.fhir.claiming import Setting
from lumbalis.exchange.fhir.report import IngestionReport
from lumbalis.exchange.strict_json import read_json_file

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from lumbalis.domain.facts import Vocabulary
    from lumbalis.exchange.fhir.person import Person
    from lumbalis.knowledge.terminology import Terminology


@dataclass(frozen=True, slots=True)
class Intake:
    """One person taken in from outside.

    `given` is what to screen, `report` what a medical record held besides. `problem` is
    why this person is not to be screened; only a folder of many people gives it, a
    single file raises it.
    """

    label: str | None
    given: ScreeningInput | None
    report: IngestionReport | None
    problem: InputError | None = None


def take_in(
    path: Path,
    at: datetime,
    vocabulary: Vocabulary,
    terminology: Callable[[], Terminology],
) -> Iterator[Intake]:
    """Read whatever a path holds, for a screening at a moment with its UTC offset.

    A folder is read as a bulk export. A file is a FHIR Bundle or an answers object; it
    gives one person. `terminology` loads the code lists, which an answers object does
    without.

    Raises
    ------
    InputError
        If it cannot be used, or its answers contradict each other.
    """
    if path.is_dir():
        setting = Setting(at, vocabulary, terminology())
        return (_from_export(one, setting) for one in read_bulk_folder(path, setting))
    tree = read_json_file(path)
    if isinstance(tree, dict) and "resourceType" in tree:
        return iter((_from_bundle(tree, path.name, Setting(at, vocabulary, terminology())),))
    given = read_answers(tree, path.name, at, vocabulary)
    refuse_contradictions(given, vocabulary, path.name)
    return iter((Intake(given.patient, given, None),))


def _from_bundle(tree: object, where: str, setting: Setting) -> Intake:
    person = read_bundle(tree, where, setting)
    given = _to_screen(person, setting)
    refuse_contradictions(given, setting.vocabulary, where)
    return Intake(person.label, given, person.report)


def _from_export(one: BulkPerson, setting: Setting) -> Intake:
    if one.person is None:
        return Intake(one.label, None, None, one.problem)
    given = _to_screen(one.person, setting)
    problem = one.problem
    try:
        refuse_contradictions(given, setting.vocabulary, "the record")
    except InputError as error:
        problem = problem or error
    return Intake(one.label, given, one.person.report, problem)


def _to_screen(person: Person, setting: Setting) -> ScreeningInput:
    return ScreeningInput(
        answers=person.answers,
        encounter=Encounter(at=setting.at),
        patient=person.label,
    )
