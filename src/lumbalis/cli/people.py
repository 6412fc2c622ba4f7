"""Reading whom the command line names: an answers object, a FHIR Bundle, an export of many."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lumbalis.cli.clock import now
from lumbalis.domain.facts import CREDENTIALS, Encounter, Practitioner
from lumbalis.exchange.answers import (
    ScreeningInput,
    read_answers,
    refuse_contradictions,
)
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.strict_json import LARGEST_FILE, parse_json, read_json_file
from lumbalis.surfaces.workplace import Workplace

if TYPE_CHECKING:
    from lumbalis.exchange.fhir.claiming import Setting
    from lumbalis.exchange.fhir.report import IngestionReport

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Subject:
    """One person to screen. `problem` says why somebody in an export cannot be used.

    `record` is the report of a medical record: what it held and was not simply used.
    """

    label: str
    given: ScreeningInput | None
    record: IngestionReport | None = None
    problem: InputError | None = None


def is_export(arguments: Namespace) -> bool:
    """Tell whether the argument names a folder of many people."""
    return arguments.file != STANDARD_INPUT and Path(arguments.file).is_dir()


def read_one(arguments: Namespace, workplace: Workplace) -> Subject:
    """Read one person from a file or standard input.

    Raises
    ------
    InputError
        If the input cannot be used, or its answers contradict each other.
    """
    if arguments.file == STANDARD_INPUT:
        where, tree = (
            "standard input",
            parse_json(sys.stdin.buffer.read(LARGEST_FILE + 1), "standard input"),
        )
    else:
        path = Path(arguments.file)
        where, tree = path.name, read_json_file(path)
    at = arguments.at or now()
    subject = _subject(tree, where, at, arguments, workplace)
    if subject.given is not None:
        refuse_contradictions(subject.given, workplace.protocol.vocabulary, where)
    return subject


def _subject(
    tree: object, where: str, at: datetime, arguments: Namespace, workplace: Workplace
) -> Subject:
    if isinstance(tree, dict) and "resourceType" in tree:
        from lumbalis.exchange.fhir.bundle import read_bundle

        person = read_bundle(tree, where, _setting(at, workplace))
        given = ScreeningInput(person.answers, _encounter(at, arguments))
        return Subject(person.label or where, given, person.report)
    _refuse_fhir_options(arguments)
    given = read_answers(tree, where, at, workplace.protocol.vocabulary)
    return Subject(given.patient or where, given)


def read_many(arguments: Namespace, workplace: Workplace) -> Iterator[Subject]:
    """Read every person of an export; who cannot be used is named with the reason.

    Raises
    ------
    InputError
        If the export as a whole cannot be used.
    """
    from lumbalis.exchange.fhir.bulk import read_bulk_folder

    at = arguments.at or now()
    setting = _setting(at, workplace)
    encounter = _encounter(at, arguments)
    for one in read_bulk_folder(Path(arguments.file), setting):
        given = None if one.person is None else ScreeningInput(one.person.answers, encounter)
        report = None if one.person is None else one.person.report
        yield Subject(
            one.label, given, report, one.problem or _contradiction(given, one.label, workplace)
        )


def _contradiction(
    given: ScreeningInput | None, label: str, workplace: Workplace
) -> InputError | None:
    if given is None:
        return None
    try:
        refuse_contradictions(given, workplace.protocol.vocabulary, label)
    except InputError as error:
        return error
    return None


def _setting(at: datetime, workplace: Workplace) -> Setting:
    from lumbalis.exchange.fhir.claiming import Setting
    from lumbalis.knowledge.terminologies import read_terminology

    protocol = workplace.protocol
    terminology = read_terminology(workplace.files, protocol.vocabulary, protocol.limits)
    return Setting(at, protocol.vocabulary, terminology)


def _encounter(at: datetime, arguments: Namespace) -> Encounter:
    practitioner = None
    if arguments.credentials is not None:
        for word in arguments.credentials:
            if word not in CREDENTIALS:
                what_to_do = f"use only {', '.join(CREDENTIALS)}"
                where, what = "--credentials", "names an unknown credential"
                raise InputError(where, what, what_to_do)
        practitioner = Practitioner(frozenset(arguments.credentials))
    return Encounter(at=at, session=arguments.session or 1, practitioner=practitioner)


def _refuse_fhir_options(arguments: Namespace) -> None:
    """Refuse options that the answers object answers itself; two places would disagree."""
    for option in ("session", "credentials"):
        if getattr(arguments, option) is not None:
            where, what_to_do = f"--{option}", "write it into the answers object"
            raise InputError(where, "is for FHIR input", what_to_do)
