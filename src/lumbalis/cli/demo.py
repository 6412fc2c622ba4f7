"""`lumbalis demo`: the main job on the example patients, and the way to one's own file."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import lumbalis
from lumbalis.cli.arguments import EXAMPLE
from lumbalis.cli.console import console_for
from lumbalis.cli.people import Subject
from lumbalis.cli.planning import propose
from lumbalis.cli.present_body import present_body
from lumbalis.cli.present_plan import present_course
from lumbalis.cli.present_session import present_session
from lumbalis.cli.present_verdict import present_verdict
from lumbalis.cli.printing import print_page
from lumbalis.domain.screening import screen
from lumbalis.domain.treatment import Proposed
from lumbalis.domain.treatment.on_body import OnBody, place_session
from lumbalis.exchange.answers import read_answers
from lumbalis.exchange.bodies import WhyNot
from lumbalis.exchange.strict_json import read_json_file
from lumbalis.explaining.page import Gap, Line, Page, Span, heading, line
from lumbalis.surfaces.bodies import body_for
from lumbalis.surfaces.workplace import Workplace

if TYPE_CHECKING:
    from rich.console import Console

HELD_EXAMPLES = ("emergency.json", "fever.json", "missing-answers.json")
PLANNED_EXAMPLE = "ready-for-session.json"
DONE, DEFECT = 0, 1


def demo_act(arguments: Namespace) -> int:
    """Screen four example patients, plan the one who may be massaged, show the way on."""
    workplace = Workplace(arguments.lang)
    console = console_for()
    print_page(_welcome(workplace), console)
    for number, name in enumerate(HELD_EXAMPLES, start=1):
        subject = _example(name, number, workplace, console)
        _show_verdict(subject, workplace, console)
    subject = _example(PLANNED_EXAMPLE, len(HELD_EXAMPLES) + 1, workplace, console)
    _show_verdict(subject, workplace, console)
    status = _show_plan(subject, workplace, console)
    print_page(_the_way_on(workplace), console)
    return status


def examples_folder() -> Path:
    """Find the examples: inside an installed package, or beside the sources."""
    package = Path(lumbalis.__file__).parent
    inside = package / "examples"
    return inside if inside.is_dir() else package.parents[1] / "examples"


def _welcome(workplace: Workplace) -> Page:
    moment = workplace.texts.value(datetime.fromisoformat(EXAMPLE))
    said = [
        workplace.texts.get("records", "demo", "intro"),
        workplace.texts.get("records", "demo", "nobody"),
        workplace.texts.get("records", "demo", "as_if", moment=moment),
    ]
    return (Gap(), *(line(text, "strong" if text is said[0] else "dim") for text in said))


def _example(name: str, number: int, workplace: Workplace, console: Console) -> Subject:
    title = workplace.texts.get("records", "demo", "patient", number=number, file=name)
    print_page(heading(title), console)
    at = datetime.fromisoformat(EXAMPLE)
    tree = read_json_file(examples_folder() / name)
    given = read_answers(tree, name, at, workplace.protocol.vocabulary)
    return Subject(name, given)


def _show_verdict(subject: Subject, workplace: Workplace, console: Console) -> None:
    given = subject.given
    if given is None:
        return
    verdict = screen(workplace.protocol, given.answers, given.encounter, given.overrides)
    present_verdict(verdict, workplace.protocol, workplace.texts, console)


def _show_plan(subject: Subject, workplace: Workplace, console: Console) -> int:
    proposed = propose(subject, workplace)
    if not isinstance(proposed, Proposed):
        return DEFECT
    course, protocol, texts = proposed.course, workplace.protocol, workplace.texts
    present_course(course, protocol, texts, console, proposed.verification)
    present_session(course.sessions[0], len(course.sessions), protocol, texts, console)
    present_body(_on_body(proposed, workplace), 1, texts, console)
    return DONE


def _on_body(proposed: Proposed, workplace: Workplace) -> OnBody | WhyNot:
    """Lay the first session on the example patient's body."""
    body = body_for(None, proposed.verdict, workplace)
    if isinstance(body, WhyNot):
        return body
    first = proposed.course.sessions[0]
    return OnBody(body, (place_session(first, body, workplace.protocol),))


def _the_way_on(workplace: Workplace) -> Page:
    texts = workplace.texts
    commands = ("own_screen", "own_plan", "own_draw", "own_explain")
    return (
        *heading(texts.get("records", "demo", "own")),
        *(Line((Span(texts.get("records", "demo", key), "strong"),), indent=2) for key in commands),
        Gap(),
        line(texts.get("records", "demo", "own_what"), "dim"),
        line(texts.get("interface", "supports"), "dim"),
        Gap(),
    )
