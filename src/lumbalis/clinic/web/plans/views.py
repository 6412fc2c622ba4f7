"""Looking at a course and at one of its sessions."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from lumbalis.clinic.knowledge import texts
from lumbalis.clinic.policy import Action, Resource, can
from lumbalis.clinic.records.models import Patient, PlanRecord
from lumbalis.clinic.services.plans.opening import latest_plan, open_course, open_plan
from lumbalis.clinic.services.plans.ordering import latest_order, wishes_of
from lumbalis.clinic.services.plans.scenes import Looked, by_session, look, scene_of
from lumbalis.clinic.services.plans.signing import signature_of, what_stands_against
from lumbalis.clinic.services.plans.starting import startable
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.plans.words import course_line, objections, step_rows
from lumbalis.clinic.web.templatetags.clinic import language


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
            "objections": objections(looked, 0, language()),
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
    scene = scene_of(looked, session, language())
    context = {
        "patient": patient,
        "course": course,
        "plan": plan,
        "session": planned,
        "sessions": len(looked.plan.course.sessions),
        "rows": step_rows(looked, planned, language()),
        "objections": objections(looked, session, language()),
        "stages": [] if scene is None else [stage.stage for stage in scene.stages],
        "stage": request.GET.get("stage", ""),
        "may": _allowed(request),
        "said": said,
        "over": planned.target_s - planned.shortened_s - planned.hands_on_s,
    }
    part = request.headers.get("HX-Request") == "true"
    template = "plans/session_part.html" if part else "plans/session.html"
    return render(request, template, context, status=status)


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
