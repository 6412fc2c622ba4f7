"""`lumbalis screen`: one verdict for a person to read, or JSON; an export gives one a line."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import TYPE_CHECKING

from lumbalis.cli.folder import workplace_of
from lumbalis.cli.people import Subject, is_export, read_many, read_one
from lumbalis.domain.screening import Verdict, screen
from lumbalis.exchange.verdict_json import verdict_object
from lumbalis.surfaces.workplace import Workplace

if TYPE_CHECKING:
    from lumbalis.cli.present_many import Many
    from lumbalis.exchange.answers import ScreeningInput

ALLOWED, NOT_ALLOWED, UNUSABLE = 0, 3, 2


def screen_act(arguments: Namespace) -> int:
    """Screen whoever the arguments name; the status says whether a session may take place."""
    workplace = workplace_of(arguments)
    if is_export(arguments):
        return _screen_many(arguments, workplace)
    subject = read_one(arguments, workplace)
    verdict = _verdict(subject.given, workplace)
    if arguments.json:
        print(json.dumps(_object(subject, verdict, workplace), ensure_ascii=False, indent=2))
    else:
        _print_for_people(subject, verdict, workplace, detail=arguments.all)
    return ALLOWED if verdict.category.allows_session else NOT_ALLOWED


def _verdict(given: ScreeningInput | None, workplace: Workplace) -> Verdict:
    if given is None:
        msg = "A person without answers or a problem was read; nothing was screened."
        raise RuntimeError(msg)
    return screen(workplace.protocol, given.answers, given.encounter, given.overrides)


def _object(subject: Subject, verdict: Verdict, workplace: Workplace) -> dict[str, object]:
    shown = verdict_object(verdict, workplace.verdict_words)
    if subject.record is not None:
        shown["record"] = subject.record.as_json()
    return shown


def _print_for_people(
    subject: Subject, verdict: Verdict, workplace: Workplace, *, detail: bool
) -> None:
    from lumbalis.cli.console import console_for
    from lumbalis.cli.present_record import present_record
    from lumbalis.cli.present_verdict import present_verdict

    console = console_for()
    present_verdict(verdict, workplace.protocol, workplace.texts, console, detail=detail)
    if subject.record is not None:
        present_record(subject.record, workplace.texts, console)


def _screen_many(arguments: Namespace, workplace: Workplace) -> int:
    """Print a line for each person; 0 only if a session may take place for every one of them."""
    many = _printer(workplace) if not arguments.json else None
    statuses = set()
    for subject in read_many(arguments, workplace):
        verdict = None if subject.given is None else _verdict(subject.given, workplace)
        if many is None:
            print(json.dumps(_person_line(subject, verdict, workplace), ensure_ascii=False))
        else:
            many.show(subject, verdict)
        usable = verdict is not None and subject.problem is None
        statuses.add(verdict.category.allows_session if verdict and usable else False)
    if many is not None:
        many.close()
    return ALLOWED if statuses == {True} else NOT_ALLOWED


def _printer(workplace: Workplace) -> Many:
    from lumbalis.cli.present_many import Many

    return Many(workplace)


def _person_line(
    subject: Subject, verdict: Verdict | None, workplace: Workplace
) -> dict[str, object]:
    line: dict[str, object] = {"patient": subject.label}
    if subject.problem is not None:
        line["problem"] = str(subject.problem)
    return line if verdict is None else {**line, **_object(subject, verdict, workplace)}
