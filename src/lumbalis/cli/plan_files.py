"""The files of a plan: course and sessions as JSON, a sheet for each session, the printed plan."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lumbalis.cli.sheet_words import advice, sheet_words
from lumbalis.drawing import PAPER, PlanStamp, plan_pdf, session_pages, session_sheet
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
    words = sheet_words(workplace.texts)
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
    sheets = [session_pages(session, words, stamp, PAPER) for session in course.sessions]
    files["plan.pdf"] = plan_pdf(
        course, sheets, words, stamp, proposed.verdict, advice(workplace.texts)
    )
    return files


def _json(shown: dict[str, object]) -> bytes:
    return (json.dumps(shown, ensure_ascii=False, indent=2) + "\n").encode()
