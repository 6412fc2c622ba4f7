"""`lumbalis plan`: a verified course in a new folder, or the verdict that stands in the way."""

from __future__ import annotations

import json
import sys
from argparse import Namespace

from lumbalis.cli.folder import refuse_occupied, write_folder
from lumbalis.cli.people import Subject, is_export, read_one
from lumbalis.cli.workplace import Workplace
from lumbalis.domain.treatment import Held, PlannerDefectError, Proposed, propose_course
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.orders import order_of
from lumbalis.exchange.plan_json import course_object, plain_object
from lumbalis.exchange.verdict_json import verdict_object

PLANNED, DEFECT, HELD = 0, 1, 3


def plan_act(arguments: Namespace) -> int:
    """Plan one person's course; nothing is written unless all of it is."""
    workplace = Workplace(arguments.lang)
    if is_export(arguments):
        raise InputError(arguments.file, "is a folder of many people", "plan one person at a time")
    refuse_occupied(arguments.out)
    subject = read_one(arguments, workplace)
    try:
        outcome = propose(subject, workplace)
    except PlannerDefectError as defect:
        print(f"lumbalis: {defect}", file=sys.stderr)
        return DEFECT
    match outcome:
        case Held() as held:
            _show_held(held, arguments, workplace)
            return HELD
        case Proposed() as proposed:
            _write(proposed, arguments, workplace, subject.label)
            _show_proposed(proposed, arguments, workplace)
            return PLANNED


def propose(subject: Subject, workplace: Workplace) -> Proposed | Held:
    """Screen, plan and verify one person."""
    given = subject.given
    if given is None:
        msg = "A person without answers was read; nothing was planned."
        raise RuntimeError(msg)
    return propose_course(
        workplace.protocol, given.answers, given.encounter, given.overrides, order_of(given.plan)
    )


def _write(proposed: Proposed, arguments: Namespace, workplace: Workplace, who: str) -> None:
    from lumbalis.cli.plan_files import plan_files

    write_folder(arguments.out, plan_files(proposed, workplace, who))


def _show_proposed(proposed: Proposed, arguments: Namespace, workplace: Workplace) -> None:
    if arguments.json:
        shown = course_object(proposed.course, proposed.verification)
        print(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    from lumbalis.cli.console import console_for
    from lumbalis.cli.present_plan import present_course
    from lumbalis.cli.present_session import present_session
    from lumbalis.cli.present_written import present_written

    console, protocol, texts = console_for(), workplace.protocol, workplace.texts
    course = proposed.course
    present_course(course, protocol, texts, console, proposed.verification)
    today = min(proposed.verdict.session, len(course.sessions))
    present_session(course.sessions[today - 1], len(course.sessions), protocol, texts, console)
    present_written(arguments.out, len(course.sessions), texts, console)


def _show_held(held: Held, arguments: Namespace, workplace: Workplace) -> None:
    if arguments.json:
        shown = verdict_object(held.verdict, workplace.verdict_words)
        shown["obstacle"] = plain_object(held.obstacle)
        print(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    from lumbalis.cli.console import console_for
    from lumbalis.cli.present_obstacle import present_obstacle
    from lumbalis.cli.present_verdict import present_verdict

    console = console_for()
    present_verdict(held.verdict, workplace.protocol, workplace.texts, console)
    if held.obstacle is not None:
        present_obstacle(held.obstacle, workplace.texts, console)
