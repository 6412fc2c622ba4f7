"""The plan as pictures and on paper."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from lumbalis.clinic.knowledge import workplace
from lumbalis.clinic.policy import Action
from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.services.plans.opening import OpenPlan, latest_plan, open_course, open_plan
from lumbalis.clinic.services.plans.printing import pdf_of
from lumbalis.clinic.services.plans.scenes import look, scene_of
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.templatetags.clinic import language
from lumbalis.drawing import PlanStamp, words_from
from lumbalis.drawing.body.palette import Theme
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.body.workbench import skin_picture
from lumbalis.drawing.session_sheet import session_sheet
from lumbalis.drawing.therapist_sheet import Layout, therapist_sheet

_SVG = "image/svg+xml"
_THEMES = frozenset(one.value for one in Theme)


@guarded(Action.PLAN_READ)
def sheet(request: ClinicRequest, patient: Patient, session: int) -> HttpResponse:
    """Draw a session on the body, or as a time sheet where there is no body."""
    course = open_course(patient)
    plan = latest_plan(course) if course else None
    if course is None or plan is None:
        raise Http404
    opened = open_plan(patient, plan)
    planned = next((s for s in opened.course.sessions if s.index == session), None)
    if planned is None:
        raise Http404
    stamp, texts = stamp_of(opened), workplace(language()).texts
    scene = scene_of(look(course, opened, request.by.at), session, language())
    if scene is None:
        return HttpResponse(session_sheet(planned, words_from(texts), stamp), content_type=_SVG)
    theme = Theme(request.GET["theme"]) if request.GET.get("theme") in _THEMES else None
    if request.GET.get("part") == "skin":
        return HttpResponse(skin_picture(scene.figure, theme), content_type=_SVG)
    wanted = request.GET.get("stage")
    known = [stage.stage for stage in scene.stages]
    stage = wanted if wanted in known else None
    narrow = request.GET.get("layout") == "narrow"
    layout: Layout = "narrow" if narrow else "wide"
    words = BodyWords.of(texts)
    drawn = therapist_sheet(scene, words, stamp, stage=stage, layout=layout, theme=theme)
    return HttpResponse(drawn, content_type=_SVG)


@guarded(Action.PLAN_READ)
def printed(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Give the plan as a PDF; a plan nobody signed says so."""
    course = open_course(patient)
    plan = latest_plan(course) if course else None
    if course is None or plan is None:
        raise Http404
    made = pdf_of(course, open_plan(patient, plan), request.by.at, language())
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="plan-{plan.plan_sha256[:8]}.pdf"'
    return answer


def stamp_of(plan: OpenPlan) -> PlanStamp:
    """Say which plan a page belongs to."""
    return PlanStamp(
        protocol=plan.course.protocol,
        plan_sha256=plan.record.plan_sha256,
        sessions=len(plan.course.sessions),
        who="",
        at=plan.record.made_at,
    )
