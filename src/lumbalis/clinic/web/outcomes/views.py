"""The course's outcomes for those who treat: what changed, by how much, and on whose word."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import protocol, texts
from lumbalis.clinic.policy import Action, Resource, can
from lumbalis.clinic.records.models import Course, Patient
from lumbalis.clinic.services.outcomes import next_day, results, schedule, trends
from lumbalis.clinic.services.outcomes.courses import course_of, last_session
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.outcomes.letters import letter_pdf, result_words
from lumbalis.clinic.web.outcomes.lines import due_lines, pain_cm2, said_lines, score_rows
from lumbalis.clinic.web.outcomes.totals import TotalForm, keep
from lumbalis.clinic.web.templatetags.clinic import language
from lumbalis.drawing.charts import ChartWords, trend_picture
from lumbalis.drawing.charts.describe import description_lines

_SVG, _PDF = "image/svg+xml", "application/pdf"


@guarded(Action.OUTCOMES_READ)
def show(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Show what a course achieved so far."""
    return _show(request, patient, None)


def _show(
    request: ClinicRequest, patient: Patient, form: TotalForm | None, *, status: int = 200
) -> HttpResponse:
    course = course_of(patient)
    context: dict[str, object] = {"patient": patient, "course": course}
    if course is not None:
        context |= _course_context(request, course)
    if can(request.by.actor, Action.OUTCOMES_GIVE, Resource(request.clinic.pk)).allowed:
        context["form"] = form or TotalForm(clinic=request.clinic, language=language())
    return render(request, "outcomes/show.html", context, status=status)


def _course_context(request: ClinicRequest, course: Course) -> dict[str, object]:
    spoken, at = language(), request.by.at
    outcome = results.outcome_of(course)
    record = trends.record_of(course, spoken)
    after = last_session(course, at)
    said = next_day.newest(course, after.session) if after else None
    pair = trends.pain_pair(course, at)
    return {
        "result": result_words(outcome, spoken),
        "rows": score_rows(outcome, spoken),
        "due": due_lines(course, at, spoken),
        "position": schedule.position_of(course),
        "has_chart": bool(record.visits or record.tracks),
        "lines": description_lines(record, ChartWords(texts(spoken))),
        "pain": pair,
        "pain_cm2": pain_cm2(pair, spoken),
        "pain_said": "" if pair is None else trends.pain_said(pair, spoken),
        "after": after,
        "said": said,
        "said_lines": [] if said is None else said_lines(said, spoken),
        "is_red": said is not None and next_day.is_red(said),
        "on_hold": next_day.HELD_FOR in course.hold_reasons,
    }


@guarded(Action.OUTCOMES_READ)
def trend(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Draw the course."""
    record = trends.record_of(_course(patient), language())
    drawn = trend_picture(
        record,
        ChartWords(texts(language())),
        narrow=request.GET.get("layout") == "narrow",
        draft=protocol().status == "draft",
    )
    return HttpResponse(drawn, content_type=_SVG)


@guarded(Action.OUTCOMES_READ)
def pain(request: ClinicRequest, patient: Patient, place: int) -> HttpResponse:
    """Draw where it hurt at one end of the course."""
    pair = trends.pain_pair(_course(patient), request.by.at)
    if pair is None or place >= len(pair.visits):
        raise Http404
    return HttpResponse(trends.pain_drawn(pair, place, language()), content_type=_SVG)


@guarded(Action.OUTCOMES_GIVE, methods=("POST",))
def total(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Keep a sum that was worked out on paper."""
    course = _course(patient)
    form = TotalForm(request.POST, clinic=request.clinic, language=language())
    if not form.is_valid():
        return _show(request, patient, form, status=422)
    keep(request.by, course, form)
    messages.success(request, wording.say(language(), "outcomes.total.kept"))
    return redirect("outcomes:show", clinic=request.clinic.slug, patient_id=patient.pk)


@guarded(Action.OUTCOMES_READ)
def letter(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Give the letter to the referring physician as a PDF."""
    course = _course(patient)
    made = letter_pdf(course, request.by.at, language())
    answer = HttpResponse(made, content_type=_PDF)
    answer["Content-Disposition"] = f'inline; filename="outcomes-{str(course.pk)[:8]}.pdf"'
    return answer


def _course(patient: Patient) -> Course:
    course = course_of(patient)
    if course is None:
        raise Http404
    return course
