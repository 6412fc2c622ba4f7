"""A kept plan on paper: verdict, course, sessions on the body, and who signed it or nobody."""

from __future__ import annotations

from datetime import datetime

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import workplace
from lumbalis.clinic.records.models import Course as CourseRecord
from lumbalis.clinic.services.plans.opening import OpenPlan
from lumbalis.clinic.services.plans.scenes import Looked, look, scene_of
from lumbalis.clinic.services.plans.signing import signature_of
from lumbalis.domain.anatomy import Body
from lumbalis.drawing import PlanStamp, advice_from, plan_pdf, plan_sheets, words_from
from lumbalis.drawing.body.figure import BodyFigure
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.body_paper import stages_on_paper
from lumbalis.drawing.session_sheet import Picture


def pdf_of(course: CourseRecord, plan: OpenPlan, at: datetime, language: str) -> bytes:
    """Print a kept plan; the first session is given in full, the others as forecast."""
    looked = look(course, plan, at)
    texts = workplace(language).texts
    words = words_from(texts)
    stamp = PlanStamp(
        protocol=plan.course.protocol,
        plan_sha256=plan.record.plan_sha256,
        sessions=len(plan.course.sessions),
        who=_for_whom(course, plan, language),
        at=plan.record.made_at,
    )
    pictures = _pictures(looked, stamp, language)
    sheets = plan_sheets(plan.course, words, stamp, 1, pictures)
    verdict = looked.ground.verdict
    return plan_pdf(plan.course, sheets, words, stamp, verdict, advice_from(texts))


def _for_whom(course: CourseRecord, plan: OpenPlan, language: str) -> str:
    """Name the patient, and who signed or that nobody has."""
    signature = signature_of(plan.record)
    name = course.patient.full_name
    if signature is None or signature.by is None:
        return wording.say(language, "plans.print.unsigned", name=name)
    at = signature.at.date()
    return wording.say(language, "plans.print.signed", name=name, by=signature.by.name, at=at)


def _pictures(looked: Looked, stamp: PlanStamp, language: str) -> dict[int, Picture]:
    from dataclasses import replace

    body = looked.ground.body
    if not isinstance(body, Body):
        return {}
    flat = BodyFigure(body, soft=False, relief=False)
    words = BodyWords.of(workplace(language).texts)
    made: dict[int, Picture] = {}
    for session in looked.plan.course.sessions:
        scene = scene_of(looked, session.index, language)
        if scene is not None:
            on_paper = replace(scene, relief=False, drawn=flat)
            made[session.index] = stages_on_paper(on_paper, words, stamp)
    return made
