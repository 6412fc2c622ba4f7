"""The day after a session on the patient's phone; what may not wait is told at once."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from lumbalis.clinic.knowledge import texts, workplace
from lumbalis.clinic.records.models import Course
from lumbalis.clinic.services import intake
from lumbalis.clinic.services.outcomes import next_day
from lumbalis.clinic.services.outcomes.courses import After, course_of, last_session
from lumbalis.clinic.services.outcomes.next_day import Advice, Said
from lumbalis.clinic.web.intake.door import LinkRequest, by_link
from lumbalis.clinic.web.outcomes.day_questions import screen_of
from lumbalis.clinic.web.outcomes.phone import WAY, ask_page, page
from lumbalis.clinic.web.outcomes.screens import Wrong, read
from lumbalis.drawing import advice_from

_MAY_NOT_WAIT: Final = frozenset({"nerves", "sudden", "harm"})


@never_cache
@by_link(way=WAY)
def question(request: LinkRequest, session: str, item: str) -> HttpResponse:
    """Ask one question about a session, keep what is said, and act on it."""
    found = _about(request, int(session))
    if found is None:
        return redirect("outcomes_today", token=request.token)
    course, after = found
    said = next_day.newest(course, after.session)
    if item not in next_day.steps({} if said is None else said.items):
        raise Http404
    if request.method != "POST":
        return _page(request, after, said, item)
    if "speak" in request.POST:
        return _page(request, after, said, item, sent=True)
    value = read(screen_of(said, item, request.language, after.at), request.POST)
    if isinstance(value, Wrong):
        return _page(request, after, said, item, wrong=value)
    now_said = next_day.answer(request.by, course, after.session, item, value)
    ticked = isinstance(value, dict) and bool(value.get("ticked"))
    return _next(request, now_said, item, urgent=ticked and item in _MAY_NOT_WAIT)


def _about(request: LinkRequest, session: int) -> tuple[Course, After] | None:
    """Find the session one may speak about now: the last one given."""
    course = course_of(request.invitation.patient)
    if course is None or not intake.terms_accepted(request.invitation.patient):
        return None
    after = last_session(course, request.by.at)
    return (course, after) if after is not None and after.session == session else None


def _next(request: LinkRequest, said: Said, item: str, *, urgent: bool) -> HttpResponse:
    """Lead to the next open question; to what has to be done where that may not wait."""
    grave = next_day.advice(said) is Advice.EMERGENCY or bool(_emergencies(request))
    if urgent and grave:
        return redirect("outcomes_now", token=request.token)
    order = next_day.steps(said.items)
    later = order[order.index(item) + 1 :]
    following = next((one for one in later if one not in said.items), None)
    if following is None:
        return redirect("outcomes_now", token=request.token)
    return redirect("outcomes_day", token=request.token, session=said.session, item=following)


def _page(
    request: LinkRequest,
    after: After,
    said: Said | None,
    item: str,
    *,
    wrong: Wrong | None = None,
    sent: bool = False,
) -> HttpResponse:
    order = next_day.steps({} if said is None else said.items)
    place = order.index(item)
    screen = screen_of(said, item, request.language, after.at)
    return ask_page(
        request,
        screen,
        wrong=wrong,
        sent=sent,
        session=after.session,
        back=order[place - 1] if place else None,
        percent=round(100 * place / len(order)),
    )


@never_cache
@by_link(methods=("GET",), way=WAY)
def now(request: LinkRequest) -> HttpResponse:
    """Tell what to do about what was reported; the calmest words only where nothing was."""
    course = course_of(request.invitation.patient)
    after = None if course is None else last_session(course, request.by.at)
    if course is None or after is None:
        return redirect("outcomes_today", token=request.token)
    said = next_day.newest(course, after.session)
    advice = Advice.NOTHING if said is None else next_day.advice(said)
    told = _emergencies(request)
    if told:
        advice = Advice.EMERGENCY
    help_signs = advice_from(workplace(request.language).texts)
    return page(
        request,
        "now",
        advice=advice.value,
        told=told,
        signs=help_signs,
        call=request.clinic.settings.get("emergency_number", ""),
        session=after.session,
        open_item=_open_item(said),
    )


def _open_item(said: Said | None) -> str | None:
    if said is None or said.finished:
        return None
    return next((one for one in next_day.steps(said.items) if one not in said.items), None)


def _emergencies(request: LinkRequest) -> list[dict[str, str]]:
    """Give what the screening says has to be done at once."""
    speech = texts(request.language)
    cases = intake.emergencies(request.invitation.patient, request.by.at)
    return [
        {part: speech.get("intake", "emergency", case, part) for part in ("title", "do")}
        for case in cases
        if speech.find("intake", "emergency", case, "do")
    ]
