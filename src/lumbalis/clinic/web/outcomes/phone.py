"""The patient's link during and after a course: what is asked today, one question a screen."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import texts
from lumbalis.clinic.services import intake, invitations
from lumbalis.clinic.services.outcomes import asking
from lumbalis.clinic.services.outcomes.asking import Asked
from lumbalis.clinic.services.outcomes.courses import course_of, last_session
from lumbalis.clinic.web.intake.door import (
    LinkRequest,
    Way,
    by_link,
    closed,
    is_recognised,
    remember,
)
from lumbalis.clinic.web.intake.reading import read_date
from lumbalis.clinic.web.outcomes.questions import screen_of, unsure_of
from lumbalis.clinic.web.outcomes.screens import UNSURE, Screen, Wrong, read, resent

WAY = Way(invitations.OUTCOMES, "outcomes_start", "o")
_UNFIT = 422


@never_cache
@by_link(recognised=False, way=WAY)
def start(request: LinkRequest) -> HttpResponse:
    """Ask for the date of birth, or lead on."""
    if request.method == "POST" and "speak" not in request.POST:
        return _recognise(request)
    if is_recognised(request):
        return onward(request)
    return _birth(request)


def _recognise(request: LinkRequest) -> HttpResponse:
    born = read_date(request.POST)
    if born is None:
        return _birth(request, wording.say(request.language, "intake.faults.date"))
    match invitations.recognise(request.by, request.invitation, born):
        case invitations.Recognised():
            return remember(request, onward(request))
        case invitations.NotRecognised(tries_left=0):
            return closed(request)
        case invitations.NotRecognised(tries_left=left):
            said = wording.say(request.language, "intake.faults.not_recognised", n=left)
            return _birth(request, said)


def _birth(request: LinkRequest, fault: str = "") -> HttpResponse:
    context = {"token": request.token, "clinic": request.clinic, "fault": fault}
    status = _UNFIT if fault else 200
    return render(request, "intake/birth.html", {**context, "sent": request.POST}, status=status)


@never_cache
@by_link(way=WAY)
def terms(request: LinkRequest) -> HttpResponse:
    """Show what happens to the answers, and keep that the patient agrees."""
    if request.method == "POST" and "speak" not in request.POST:
        intake.accept_terms(request.by, request.invitation, request.language)
        return onward(request)
    context = {"token": request.token, "clinic": request.clinic}
    return render(request, "intake/terms.html", context)


def onward(request: LinkRequest) -> HttpResponse:
    """Lead to the page that comes next."""
    if not intake.terms_accepted(request.invitation.patient):
        return redirect("outcomes_terms", token=request.token)
    return redirect("outcomes_today", token=request.token)


@never_cache
@by_link(methods=("GET",), way=WAY)
def today(request: LinkRequest) -> HttpResponse:
    """List what is asked today; what can be told at any time; and the patient's own page."""
    if not intake.terms_accepted(request.invitation.patient):
        return onward(request)
    course = course_of(request.invitation.patient)
    if course is None:
        return page(request, "nothing")
    asked = asking.ask(request.by, course, request.language)
    after = last_session(course, request.by.at)
    waiting = [_line(request, one) for one in asked if not one.complete]
    return page(
        request,
        "today",
        waiting=waiting,
        done=[one for one in asked if one.complete],
        after=after,
        day_waits=after is not None and after.day_after and not after.finished,
    )


def _line(request: LinkRequest, asked: Asked) -> dict[str, object]:
    name = texts(request.language).get(
        "outcomes", "instruments", asked.record.instrument, "patient"
    )
    return {
        "id": asked.record.pk,
        "item": asked.next_item,
        "name": name,
        "begun": bool(asked.said),
        "left": asking.left_of(asked),
    }


@never_cache
@by_link(way=WAY)
def question(request: LinkRequest, questionnaire: str, item: str) -> HttpResponse:
    """Ask one item of a questionnaire, and keep what is said."""
    asked = _asked(request, questionnaire)
    if asked is None:
        return redirect("outcomes_today", token=request.token)
    if item not in asked.items:
        raise Http404
    if request.method != "POST":
        return _page(request, asked, item)
    if "speak" in request.POST:
        return _page(request, asked, item, sent=True)
    screen = screen_of(asked, item, request.language)
    value = read(screen, request.POST)
    if isinstance(value, Wrong):
        return _page(request, asked, item, wrong=value)
    if value is None and request.POST.get("act") == UNSURE:
        value = unsure_of(asked, item)
    now = asking.answer(request.by, asked.record, item, value, request.language)
    return _next(request, now, item)


def _next(request: LinkRequest, asked: Asked, item: str) -> HttpResponse:
    """Lead to the item after this one, so that going back and forth changes nothing."""
    place = asked.items.index(item) + 1
    following = asked.items[place] if place < len(asked.items) else asked.next_item
    if following is None:
        return redirect("outcomes_today", token=request.token)
    return redirect(
        "outcomes_question", token=request.token, questionnaire=asked.record.pk, item=following
    )


def _asked(request: LinkRequest, questionnaire: str) -> Asked | None:
    """Find a questionnaire among those that are asked now; another patient's is none of them."""
    course = course_of(request.invitation.patient)
    if course is None or not intake.terms_accepted(request.invitation.patient):
        return None
    wanted = UUID(questionnaire)
    every = asking.ask(request.by, course, request.language)
    return next((one for one in every if one.record.pk == wanted), None)


def _page(
    request: LinkRequest,
    asked: Asked,
    item: str,
    *,
    wrong: Wrong | None = None,
    sent: bool = False,
) -> HttpResponse:
    place = asked.items.index(item)
    back = asked.items[place - 1] if place else None
    screen = screen_of(asked, item, request.language)
    context = {
        "back": back,
        "back_route": asked.record.pk,
        "percent": round(100 * place / len(asked.items)),
    }
    return ask_page(request, screen, wrong=wrong, sent=sent, **context)


def ask_page(
    request: LinkRequest, screen: Screen, *, wrong: Wrong | None, sent: bool, **context: object
) -> HttpResponse:
    """Show a question; a fault is one sentence, and nothing typed is lost."""
    shown = resent(screen, request.POST) if wrong or sent else screen
    fault = ""
    if wrong is not None:
        fault = wording.say(request.language, f"outcomes.faults.{wrong.fault}", **wrong.values)
    status = _UNFIT if wrong else 200
    return page(request, "question", status=status, shown=shown, fault=fault, **context)


def page(request: LinkRequest, name: str, *, status: int = 200, **context: object) -> HttpResponse:
    """Render a page behind the link."""
    every = {"token": request.token, "clinic": request.clinic, **context}
    return render(request, f"outcomes/phone_{name}.html", every, status=status)
