"""`lumbalis plan`: a verified course in a new folder, or the verdict that stands in the way."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from lumbalis.cli.bodies import given_body
from lumbalis.cli.folder import refuse_occupied, write_folder
from lumbalis.cli.people import Subject, is_export, read_one
from lumbalis.domain.treatment import Held, PlannerDefectError, Proposed, propose_course
from lumbalis.exchange.bodies import WhyNot
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.orders import order_of
from lumbalis.exchange.plan_json import course_object, plain_object
from lumbalis.exchange.verdict_json import verdict_object
from lumbalis.surfaces.bodies import body_for
from lumbalis.surfaces.workplace import Workplace

if TYPE_CHECKING:
    from lumbalis.domain.anatomy import Body
    from lumbalis.domain.treatment.on_body import OnBody

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
            show_held(held, arguments, workplace)
            return HELD
        case Proposed() as proposed:
            return _keep(proposed, subject, arguments, workplace)


def propose(subject: Subject, workplace: Workplace) -> Proposed | Held:
    """Screen, plan and verify one person."""
    given = subject.given
    if given is None:
        msg = "A person without answers was read; nothing was planned."
        raise RuntimeError(msg)
    return propose_course(
        workplace.protocol, given.answers, given.encounter, given.overrides, order_of(given.plan)
    )


def _keep(proposed: Proposed, subject: Subject, arguments: Namespace, workplace: Workplace) -> int:
    """Lay the course on the body if its measures are known, write all files, show it."""
    from lumbalis.surfaces.plan_files import plan_files

    body = _body(proposed, subject, arguments, workplace)
    try:
        drawn = body if isinstance(body, WhyNot) else _placed(proposed, body, workplace)
    except PlannerDefectError as defect:
        print(f"lumbalis: {defect}", file=sys.stderr)
        return DEFECT
    write_folder(arguments.out, plan_files(proposed, workplace, subject.label, drawn))
    _show_proposed(proposed, arguments, workplace, drawn)
    return PLANNED


def _body(
    proposed: Proposed, subject: Subject, arguments: Namespace, workplace: Workplace
) -> Body | WhyNot:
    if not arguments.no_body:
        return body_for(given_body(subject, arguments), proposed.verdict, workplace)
    if arguments.body:
        where, what_to_do = "--no-body", "leave out one of the two"
        raise InputError(where, "does not go with --body", what_to_do)
    return WhyNot(())


def _placed(proposed: Proposed, body: Body, workplace: Workplace) -> OnBody:
    from lumbalis.domain.treatment.on_body import place_course

    return place_course(proposed.course, body, workplace.protocol)


def _show_proposed(
    proposed: Proposed, arguments: Namespace, workplace: Workplace, drawn: OnBody | WhyNot
) -> None:
    if arguments.json:
        shown = course_object(proposed.course, proposed.verification)
        print(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    from lumbalis.cli.console import console_for
    from lumbalis.cli.present_body import present_body
    from lumbalis.cli.present_plan import present_course
    from lumbalis.cli.present_session import present_session
    from lumbalis.cli.present_written import present_written

    console, protocol, texts = console_for(), workplace.protocol, workplace.texts
    course = proposed.course
    present_course(course, protocol, texts, console, proposed.verification)
    today = min(proposed.verdict.session, len(course.sessions))
    present_session(course.sessions[today - 1], len(course.sessions), protocol, texts, console)
    present_body(drawn, today, texts, console)
    present_written(
        arguments.out, len(course.sessions), texts, console, on_body=not isinstance(drawn, WhyNot)
    )


def show_held(held: Held, arguments: Namespace, workplace: Workplace) -> None:
    """Show the verdict that stands in the way, and the obstacle to a plan if there is one."""
    if getattr(arguments, "json", False):
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
