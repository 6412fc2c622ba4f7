"""A folder of FHIR R4 bulk-export NDJSON: many people, each read by themselves.

The files are streamed. What stays in memory is what the protocol makes of each person,
some kilobytes each, not the resources: an export of a gigabyte is a matter of minutes
and fits easily, one of many gigabytes should be split by patients. Files of a kind that
is not read are not even parsed beyond their first line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lumbalis.exchange.errors import InputError, show_name
from lumbalis.exchange.fhir.concepts import Coding, codings
from lumbalis.exchange.fhir.patients import deceased_error
from lumbalis.exchange.fhir.person import READ, Gathering, Person
from lumbalis.exchange.fhir.references import id_in, subject_of
from lumbalis.exchange.fhir.report import Why
from lumbalis.exchange.fhir.version import refuse_modifiers, refuse_other_version
from lumbalis.exchange.fields import Fields
from lumbalis.exchange.strict_json import LARGEST_FILE, cannot_read, parse_ndjson

if TYPE_CHECKING:
    from lumbalis.exchange.fhir.claiming import Setting


@dataclass(frozen=True, slots=True)
class BulkPerson:
    """One person of an export. `problem` is why that person is not to be screened.

    A person who has died has both: what the record says, and the problem.
    """

    label: str
    person: Person | None
    problem: InputError | None


@dataclass(slots=True)
class _Open:
    """A person whose resources are still coming in."""

    gathering: Gathering
    patient: Fields
    problem: InputError | None = None


def read_bulk_folder(
    folder: Path, setting: Setting, nobodys: list[InputError] | None = None
) -> Iterator[BulkPerson]:
    """Read an export, and give one person after the other in the order of the Patient files.

    A resource that cannot be used stops its own person only. Where `nobodys` is given, so do a
    resource of another version and a second Patient of the same id, and a resource of nobody is
    put there; else each of the three refuses the export.

    Raises
    ------
    InputError
        If the folder cannot be read or holds no Patient, a line is not strict JSON, a
        file mixes kinds of resources, or one of the three is in it.
    """
    kinds = {path: _kind_of(path) for path in _files(folder)}
    medicines = dict(_medicines(path for path, kind in kinds.items() if kind == "Medication"))
    people: dict[str, _Open] = {}
    for fields in _patients(kinds):
        if not _is_second(fields, people, may_be=nobodys is not None):
            _open(fields, people, setting, medicines)
    if not people and nobodys is None:
        raise InputError(folder.name, "holds no Patient", "export the Patient resources too")
    for path, kind in kinds.items():
        if kind in READ:
            for fields in _resources(path, kind):
                _take(fields, kind, people, nobodys)
        elif kind not in ("Patient", "Medication"):
            for one in people.values():
                one.gathering.note(Why.NOT_READ, show_name(kind))
    return (_closed(label, one) for label, one in people.items())


def _files(folder: Path) -> list[Path]:
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".ndjson")
    except OSError as error:
        raise cannot_read(folder, error) from error
    if not paths:
        raise InputError(folder.name, "holds no .ndjson file", "name the folder of the export")
    return paths


def _lines(path: Path) -> Iterator[bytes]:
    """Give the lines of a file, none longer than a file may be."""
    try:
        with path.open("rb") as file:
            while line := file.readline(LARGEST_FILE + 1):
                yield line
    except OSError as error:
        raise cannot_read(path, error) from error


def _kind_of(path: Path) -> str:
    """Tell a file's kind of resource from its first line; an empty file has none."""
    for number, value in parse_ndjson(_lines(path), path.name):
        return Fields.root(value, f"{path.name}:{number}").text("resourceType")
    return ""


def _resources(path: Path, kind: str) -> Iterator[Fields]:
    for number, value in parse_ndjson(_lines(path), path.name):
        fields = Fields.root(value, f"{path.name}:{number}")
        if fields.tree.get("resourceType") != kind:
            what = f"is not {kind} like the first line of the file"
            fields.refuse("resourceType", what, "export one kind of resource a file")
        yield fields


def _patients(kinds: Mapping[Path, str]) -> Iterator[Fields]:
    for path, kind in kinds.items():
        if kind == "Patient":
            yield from _resources(path, kind)


def _medicines(paths: Iterator[Path]) -> Iterator[tuple[str, tuple[Coding, ...]]]:
    for path in paths:
        for fields in _resources(path, "Medication"):
            yield f"Medication/{fields.text('id')}", codings(fields, "code")


def _is_second(fields: Fields, people: dict[str, _Open], *, may_be: bool) -> bool:
    """Tell whether a Patient is there already; nobody can say which of the two is right."""
    first = people.get(fields.text("id"))
    if first is None:
        return False
    try:
        fields.refuse("id", "is that of an earlier Patient", "export each patient once")
    except InputError as error:
        if not may_be:
            raise
        first.problem = error
    return True


def _open(
    fields: Fields,
    people: dict[str, _Open],
    setting: Setting,
    medicines: dict[str, tuple[Coding, ...]],
) -> None:
    one = _Open(Gathering(setting, medicines), fields)
    people[fields.text("id")] = one
    try:
        refuse_other_version(fields, "Patient")
        refuse_modifiers(fields, "Patient")
        one.gathering.take_patient(fields)
    except InputError as error:
        one.problem = error


def _take(
    fields: Fields, kind: str, people: dict[str, _Open], nobodys: list[InputError] | None
) -> None:
    if nobodys is None:
        refuse_other_version(fields, kind)
    one = people.get(id_in(subject_of(fields, kind), "Patient") or "")
    if one is not None:
        _take_into(one, fields, kind, checked=nobodys is None)
    elif nobodys is not None:
        nobodys.append(_of_nobody(fields, kind))
    else:
        raise _of_nobody(fields, kind)


def _take_into(one: _Open, fields: Fields, kind: str, *, checked: bool) -> None:
    if one.problem is not None:
        return
    try:
        if not checked:
            refuse_other_version(fields, kind)
        refuse_modifiers(fields, kind)
        one.gathering.take(fields, kind)
    except InputError as error:
        one.problem = error


def _of_nobody(fields: Fields, kind: str) -> InputError:
    what = f"this {kind} belongs to no Patient of the export"
    return InputError(fields.file, what, "export all patients together with their resources")


def _closed(label: str, one: _Open) -> BulkPerson:
    if one.problem is not None:
        return BulkPerson(label, None, one.problem)
    try:
        person = one.gathering.person()
    except InputError as error:
        return BulkPerson(label, None, error)
    return BulkPerson(label, person, deceased_error(one.patient) if person.deceased else None)
