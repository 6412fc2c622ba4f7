"""Looking at a course and at one of its sessions."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render

from lumbalis.clinic.knowledge import texts
from lumbalis.clinic.policy import Action, Resource, can
from lumbalis.clinic.records.models import Patient, PlanRecord
from lumbalis.clinic.services.plans.editing import undone_by
from lumbalis.clinic.services.plans.opening import latest_plan, open_course, open_plan
from lumbalis.clinic.services.plans.ordering import latest_order, wishes_of
from lumbalis.clinic.services.plans.scenes import Looked, by_session, look, scene_of
from lumbalis.clinic.services.plans.signing import signature_of, what_stands_against
from lumbalis.clinic.services.plans.starting import startable
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.plans.bench import bench_of, skin_url, theme_of
from lumbalis.clinic.web.plans.objections import course_objections, objections_of
from lumbalis.clinic.web.plans.words import StageRows, course_line, stages_of
from lumbalis.clinic.web.templatetags.clinic import language
from lumbalis.domain.plan import Session
from lumbalis.explaining.words import level_in_words


@guarded(Action.PLAN_READ)
def show(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Show the course with its sessions, its versions and its signature."""
    course, order = open_course(patient), latest_order(patient)
    plan = latest_plan(course) if course else None
    context: dict[str, object] = {
        "patient": patient,
        "course": course,
        "plan": plan,
        "order": order,
        "wishes": wishes_of(patient, order) if order else None,
        "may": _allowed(request),
    }
    if course is not None and plan is not None:
        looked = look(course, open_plan(patient, plan), request.by.at)
        versions = PlanRecord.objects.filter(course=course).defer("contents").order_by("-number")
        context |= {
            "lines": _lines(looked),
            "checks": len(looked.draft.verification.checks),
            "on_body": len(looked.plan.strokes),
            "objections": course_objections(looked, language()),
            "versions": versions.select_related("by")[:20],
            "signature": signature_of(plan),
            "against": what_stands_against(request.by, course, plan),
            "waiting": startable(course, request.by.at),
        }
    return render(request, "plans/show.html", context)


@guarded(Action.PLAN_READ)
def session(request: ClinicRequest, patient: Patient, session: int) -> HttpResponse:
    """Show one session: its steps, the body, and what stands against it."""
    return session_page(request, patient, session)


def session_page(
    request: ClinicRequest, patient: Patient, session: int, *, said: str = "", status: int = 200
) -> HttpResponse:
    """Give the page of a session; only its working part to whoever edits it."""
    course = open_course(patient)
    plan = latest_plan(course) if course else None
    if course is None or plan is None:
        raise Http404
    looked = look(course, open_plan(patient, plan), request.by.at)
    planned = next((s for s in looked.plan.course.sessions if s.index == session), None)
    if planned is None:
        raise Http404
    context = {
        "patient": patient,
        "plan": plan,
        "said": said,
        "undo": undone_by(course, plan),
        "signature": signature_of(plan),
        **_working(request, patient, looked, planned),
    }
    part = request.headers.get("HX-Request") == "true"
    template = "plans/session_part.html" if part else "plans/session.html"
    return render(request, template, context | {"part": part}, status=status)


def _working(
    request: ClinicRequest, patient: Patient, looked: Looked, session: Session
) -> dict[str, object]:
    """Give a session as it is worked on: its stages, the body beside them, what is wrong."""
    found, may = objections_of(looked, session, language()), _allowed(request)
    stages = stages_of(looked, session, found, language())
    shown, said = _shown(request, stages), texts(language())
    scene = scene_of(looked, session.index, language())
    skin = skin_url(request, patient, session.index)
    moving = may[Action.PLAN_EDIT.value]
    counts, last = by_session(looked.draft), len(looked.plan.course.sessions)
    return {
        "session": session,
        "sessions": last,
        "before": session.index - 1,
        "after": session.index + 1 if session.index < last else 0,
        "total_s": sum(stage.seconds for stage in stages),
        "stages": stages,
        "shown": shown,
        "found": found,
        "general": [one for one in found if not one.stage],
        "elsewhere": sum(n for index, n in counts.items() if index != session.index),
        "checks": len(looked.draft.verification.checks),
        "may": may,
        "bench": scene and bench_of(scene, stages, found, skin=skin, shown=shown, moving=moving),
        "theme": theme_of(request),
        "level": level_in_words(session.level, said),
        "ceiling": level_in_words(session.ceiling, said),
    }


def _shown(request: ClinicRequest, stages: Sequence[StageRows]) -> str:
    """Choose the stage to show: the one asked for, else the first with something wrong."""
    asked = request.POST.get("stage") or request.GET.get("stage")
    wrong = (stage.name for stage in stages if stage.wrong)
    named = [stage.name for stage in stages]
    return asked if asked in named else next(wrong, named[0])


def _lines(looked: Looked) -> list[dict[str, object]]:
    """Give a line for every session of the course."""
    counts, said = by_session(looked.draft), texts(language())
    sessions = {one.index: one for one in looked.plan.course.sessions}
    return [
        course_line(place, sessions[place.index], counts.get(place.index, 0), said)
        for place in looked.plan.course.timeline
        if place.index in sessions
    ]


def _allowed(request: ClinicRequest) -> dict[str, bool]:
    resource = Resource(request.clinic.pk)
    wanted = (Action.ORDER_GIVE, Action.PLAN_MAKE, Action.PLAN_EDIT, Action.PLAN_SIGN)
    return {one.value: can(request.by.actor, one, resource).allowed for one in wanted}
