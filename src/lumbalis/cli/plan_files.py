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
from lumbalis.exchange.plan_json import course_object, plan_hash, session_object
from lumbalis.exchange.verdict_json import verdict_object

if TYPE_CHECKING:
    from lumbalis.cli.workplace import Workplace
    from lumbalis.domain.treatment import Proposed


def plan_files(proposed: Proposed, workplace: Workplace, who: str) -> dict[str, bytes]:
    """Make every file of a plan; `who` is the opaque label of the person."""
    course = proposed.course
    whole = course_object(course, proposed.verification)
    whole["verdict"] = verdict_object(proposed.verdict, workplace.verdict_words)
    words = words_from(workplace.texts)
    stamp = PlanStamp(
        protocol=course.protocol,
        plan_sha256=plan_hash(course),
        sessions=len(course.sessions),
        who=who,
        at=proposed.verdict.at,
    )
    files = {"course.json": _json(whole)}
    for session, verification in zip(course.sessions, proposed.verification.sessions, strict=True):
        name = f"session-{session.index:02d}"
        files[f"{name}.json"] = _json(session_object(session, verification))
        files[f"{name}.svg"] = session_sheet(session, words, stamp).encode()
    today = min(proposed.verdict.session, len(course.sessions))
    sheets, advice = plan_sheets(course, words, stamp, today), advice_from(workplace.texts)
    files["plan.pdf"] = plan_pdf(course, sheets, words, stamp, proposed.verdict, advice)
    return files


def _json(shown: dict[str, object]) -> bytes:
    return (json.dumps(shown, ensure_ascii=False, indent=2) + "\n").encode()
