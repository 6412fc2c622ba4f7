"""`lumbalis draw`: one picture of a patient's plan, body, pain or course."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from lumbalis.cli.bodies import given_body
from lumbalis.cli.folder import refuse_taken, write_file
from lumbalis.cli.people import Subject, is_export, read_one
from lumbalis.cli.planning import DEFECT, HELD, propose, show_held
from lumbalis.cli.themes import theme_of
from lumbalis.domain.anatomy import Body
from lumbalis.domain.screening import Verdict, screen
from lumbalis.domain.treatment import Held, PlannerDefectError, Proposed
from lumbalis.exchange.bodies import WhyNot
from lumbalis.exchange.errors import InputError
from lumbalis.surfaces.bodies import body_for
from lumbalis.surfaces.body_words import missing_sentence
from lumbalis.surfaces.workplace import Workplace

DRAWN = 0
_OF_PLAN = ("sheet", "patient", "animation", "points")
_OF_HISTORY = ("pain", "trend")
_OF_STAGES = ("sheet", "patient", "animation")


def draw_act(arguments: Namespace) -> int:
    """Draw one picture; nothing is written unless it is whole."""
    if is_export(arguments):
        raise InputError(arguments.file, "is a folder of many people", "draw one person at a time")
    if (arguments.view in _OF_HISTORY) != (arguments.history is not None):
        what_to_do = "give --history with --view pain or trend, and only there"
        where = "--history"
        raise InputError(where, "does not go with this view", what_to_do)
    if arguments.view not in _OF_STAGES and arguments.stage is not None:
        where, what_to_do = "--stage", f"leave it out, or draw {', '.join(_OF_STAGES)}"
        raise InputError(where, f"does not go with the view {arguments.view}", what_to_do)
    refuse_taken(arguments.out)
    workplace = Workplace(arguments.lang)
    subject = read_one(arguments, workplace)
    try:
        return _drawn(subject, arguments, workplace)
    except PlannerDefectError as defect:
        print(f"lumbalis: {defect}", file=sys.stderr)
        return DEFECT


def _drawn(subject: Subject, arguments: Namespace, workplace: Workplace) -> int:
    if arguments.view in _OF_PLAN:
        return _draw_plan(subject, arguments, workplace)
    if arguments.view == "trend":
        return _write(_trend(arguments, workplace), arguments)
    body = _body(subject, _verdict(subject, workplace), arguments, workplace)
    if arguments.view == "pain":
        return _write(_pain(subject, body, arguments, workplace), arguments)
    return _write(_atlas(body, arguments, workplace), arguments)


def _draw_plan(subject: Subject, arguments: Namespace, workplace: Workplace) -> int:
    """Draw something of a planned session; a verdict that allows none is shown instead."""
    outcome = propose(subject, workplace)
    if isinstance(outcome, Held):
        show_held(outcome, arguments, workplace)
        return HELD
    body = _body(subject, outcome.verdict, arguments, workplace)
    return _write(_session(outcome, body, subject.label, arguments, workplace), arguments)


def _session(
    proposed: Proposed, body: Body, who: str, arguments: Namespace, workplace: Workplace
) -> str:
    from lumbalis.cli.session_views import SessionView

    course = proposed.course
    last = len(course.sessions)
    visit = arguments.visit or min(proposed.verdict.session, last)
    if visit > last:
        where = "--visit"
        raise InputError(where, "is after the last session", f"the course has {last}")
    view = SessionView(proposed, course.sessions[visit - 1], body, who, workplace)
    draw: Callable[[Namespace], str] = getattr(view, arguments.view)
    return draw(arguments)


def _trend(arguments: Namespace, workplace: Workplace) -> str:
    from lumbalis.cli.history_views import trend_view

    return trend_view(arguments, workplace)


def _pain(subject: Subject, body: Body, arguments: Namespace, workplace: Workplace) -> str:
    """Draw the pain; where a session may take place, with what it does for the painful skin."""
    from lumbalis.cli.history_views import pain_view
    from lumbalis.domain.treatment.on_body import Placed, place_session
    from lumbalis.surfaces.scenes import Stagehand

    outcome, scene = propose(subject, workplace), None
    if isinstance(outcome, Proposed):
        sessions = outcome.course.sessions
        today = min(outcome.verdict.session, len(sessions))
        placed = place_session(sessions[today - 1], body, workplace.protocol)
        if isinstance(placed, Placed):
            scene = Stagehand(body, workplace.texts).scene(placed)
    return pain_view(body, arguments, workplace, scene)


def _atlas(body: Body, arguments: Namespace, workplace: Workplace) -> str:
    from lumbalis.drawing.body.atlas import atlas
    from lumbalis.drawing.body.speech import BodyWords

    words = BodyWords.of(workplace.texts)
    return atlas(body, words, layout=arguments.layout, theme=theme_of(arguments))


def _verdict(subject: Subject, workplace: Workplace) -> Verdict:
    given = subject.given
    if given is None:
        msg = "A person without answers was read; nothing was drawn."
        raise RuntimeError(msg)
    return screen(workplace.protocol, given.answers, given.encounter, given.overrides)


def _body(subject: Subject, verdict: Verdict, arguments: Namespace, workplace: Workplace) -> Body:
    body = body_for(given_body(subject, arguments), verdict, workplace)
    if isinstance(body, WhyNot):
        what, _, what_to_do = missing_sentence(body, workplace.texts).partition(": ")
        raise InputError(subject.label, what, what_to_do.rstrip("."))
    return body


def _write(svg: str, arguments: Namespace) -> int:
    out: Path = arguments.out
    write_file(out, svg.encode())
    print(out.name)
    return DRAWN
