"""The files of a plan: course and sessions as JSON, a sheet for each session, the printed plan."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lumbalis.drawing import (
    PlanStamp,
    advice_from,
    plan_pdf,
    plan_sheets,
    session_sheet,
    words_from,
)
from lumbalis.exchange.bodies import WhyNot
from lumbalis.exchange.plan_json import course_object, plan_hash, session_object
from lumbalis.exchange.verdict_json import verdict_object

if TYPE_CHECKING:
    from lumbalis.domain.treatment import Proposed
    from lumbalis.domain.treatment.on_body import OnBody
    from lumbalis.surfaces.workplace import Workplace


def stamp_of(proposed: Proposed, who: str) -> PlanStamp:
    """Say which plan a page belongs to; `who` is the opaque label of the person."""
    course = proposed.course
    return PlanStamp(
        protocol=course.protocol,
        plan_sha256=plan_hash(course),
        sessions=len(course.sessions),
        who=who,
        at=proposed.verdict.at,
    )


def plan_files(
    proposed: Proposed, workplace: Workplace, who: str, drawn: OnBody | WhyNot
) -> dict[str, bytes]:
    """Make every file of a plan; with a body also its strokes and the sheets drawn on it."""
    course = proposed.course
    whole = course_object(course, proposed.verification)
    whole["verdict"] = verdict_object(proposed.verdict, workplace.verdict_words)
    words, stamp = words_from(workplace.texts), stamp_of(proposed, who)
    files = {"course.json": _json(whole)}
    for session, verification in zip(course.sessions, proposed.verification.sessions, strict=True):
        name = f"session-{session.index:02d}"
        files[f"{name}.json"] = _json(session_object(session, verification))
        files[f"{name}.svg"] = session_sheet(session, words, stamp).encode()
    today = min(proposed.verdict.session, len(course.sessions))
    pictures, page = {}, None
    if not isinstance(drawn, WhyNot):
        from lumbalis.surfaces.body_files import BodyFiles

        on_body = BodyFiles(drawn, workplace.texts, words, stamp)
        files.update(on_body.files())
        pictures, page = on_body.pictures(), on_body.page(today)
    sheets = plan_sheets(course, words, stamp, today, pictures)
    advice = advice_from(workplace.texts)
    files["plan.pdf"] = plan_pdf(course, sheets, words, stamp, proposed.verdict, advice, page)
    return files


def _json(shown: dict[str, object]) -> bytes:
    return (json.dumps(shown, ensure_ascii=False, indent=2) + "\n").encode()
