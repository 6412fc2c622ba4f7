"""The pages behind a patient's link."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import texts
from lumbalis.clinic.services import intake, invitations, pain_drawings
from lumbalis.clinic.services.intake import Asked, Contradicts, Urgent, Wrong
from lumbalis.clinic.web.intake.door import LinkRequest, by_link, closed, is_recognised, remember
from lumbalis.clinic.web.intake.reading import Fault, read, read_date, sign_page, signed_page
from lumbalis.clinic.web.intake.showing import shown

_UNFIT, _CONFLICT = 422, 409


@never_cache
@by_link(recognised=False)
def start(request: LinkRequest) -> HttpResponse:
    """Ask for the date of birth, or lead on to where the patient stopped."""
    if request.method == "POST" and "speak" not in request.POST:
        return _recognise(request)
    if is_recognised(request):
        return onward(request)
    return _birth_page(request)


def _recognise(request: LinkRequest) -> HttpResponse:
    born = read_date(request.POST)
    if born is None:
        return _birth_page(request, Fault("faults.date"))
    match invitations.recognise(request.by, request.invitation, born):
        case invitations.Recognised():
            return remember(request, onward(request))
        case invitations.NotRecognised(tries_left=0):
            return closed(request)
        case invitations.NotRecognised(tries_left=left):
            return _birth_page(request, Fault("faults.not_recognised", {"n": left}))


def _birth_page(request: LinkRequest, fault: Fault | None = None) -> HttpResponse:
    return page(request, "birth", fault=fault, sent=request.POST)


@never_cache
@by_link()
def terms(request: LinkRequest) -> HttpResponse:
    """Show what happens to the answers, and keep that the patient agrees."""
    if request.method == "POST" and "speak" not in request.POST:
        intake.accept_terms(request.by, request.invitation, request.language)
        return onward(request)
    return page(request, "terms")


@never_cache
@by_link()
def question(request: LinkRequest, number: str) -> HttpResponse:
    """Ask one page of questions, and take its answers."""
    if not intake.terms_accepted(request.invitation.patient):
        return redirect("intake_terms", token=request.token)
    if request.invitation.finished_at:
        return redirect("intake_done", token=request.token)
    if request.method == "POST":
        return _answered(request, int(number))
    asked = intake.asked_at(request.invitation, request.by.at, int(number))
    if asked.question is None or asked.number != int(number):
        return onward(request)
    return _question_page(request, asked)


def _answered(request: LinkRequest, number: int) -> HttpResponse:
    sent = signed_page(request.invitation.pk, request.POST.get("page", ""))
    if sent is None:
        return _question_fault(request, None, Fault("faults.not_ours"))
    asked = intake.sent_back(request.invitation, sent, number)
    if "speak" in request.POST:
        return _question_page(request, asked, resent=True)
    said = read(sent, request.POST, request.by.at.date())
    if isinstance(said, Fault):
        return _question_fault(request, asked, said)
    return _kept(request, asked, said.values, said.apart)


def _kept(
    request: LinkRequest, asked: Asked, values: object, apart: frozenset[str]
) -> HttpResponse:
    facts = asked.question.facts if asked.question else ()
    match intake.answer(request.by, request.invitation, facts, values, apart):  # type: ignore[arg-type]  # read as one
        case Urgent():
            return redirect("intake_now", token=request.token)
        case Contradicts(facts=clashing):
            others = [fact for fact in clashing if fact not in facts]
            fault = Fault("faults.contradicts", {"what": _labels(request.language, others)})
            return _question_fault(request, asked, fault, status=_CONFLICT)
        case Wrong():
            return _question_fault(request, asked, Fault("faults.choose"))
        case _:
            return onward(request)


def _labels(language: str, facts: list[str]) -> str:
    return ", ".join(texts(language).get("facts", fact, "label") for fact in facts)


def _question_fault(
    request: LinkRequest, asked: Asked | None, fault: Fault, status: int = _UNFIT
) -> HttpResponse:
    if asked is None:
        asked = intake.asked_at(request.invitation, request.by.at)
        if asked.question is None:
            return onward(request)
    return _question_page(request, asked, fault=fault, status=status)


def _question_page(
    request: LinkRequest,
    asked: Asked,
    *,
    fault: Fault | None = None,
    resent: bool = False,
    status: int = 200,
) -> HttpResponse:
    facts = asked.question.facts if asked.question else ()
    return page(
        request,
        "question",
        fault=fault,
        status=status,
        asked=asked,
        shown=shown(asked, request.language, request.POST if fault or resent else None),
        signed=sign_page(request.invitation.pk, facts),
        back=asked.number - 1 if asked.number else None,
        percent=round(100 * asked.progress),
    )


@never_cache
@by_link(methods=("GET",))
def now(request: LinkRequest) -> HttpResponse:
    """Tell what to do at once; the questions may be continued or not."""
    cases = intake.emergencies(request.invitation.patient, request.by.at)
    if not cases:
        return onward(request)
    speech = texts(request.language)
    told = [
        {
            "title": speech.get("intake", "emergency", case, "title"),
            "do": speech.get("intake", "emergency", case, "do"),
        }
        for case in cases
        if speech.find("intake", "emergency", case, "do")
    ]
    number = request.clinic.settings.get("emergency_number", "")
    return page(request, "now", told=told, call=number, finished=request.invitation.finished_at)


@never_cache
@by_link(methods=("GET",))
def done(request: LinkRequest) -> HttpResponse:
    """Thank, and say what happens next; never what the answers mean."""
    if request.invitation.finished_at is None:
        return onward(request)
    urgent = bool(intake.emergencies(request.invitation.patient, request.by.at))
    return page(request, "done", urgent=urgent)


def onward(request: LinkRequest) -> HttpResponse:
    """Lead to the page that comes next."""
    invitation, token = request.invitation, request.token
    if invitation.finished_at:
        return redirect("intake_done", token=token)
    if not intake.terms_accepted(invitation.patient):
        return redirect("intake_terms", token=token)
    asked = intake.asked_at(invitation, request.by.at)
    if asked.question is not None:
        return redirect("intake_question", token=token, number=asked.number)
    if pain_drawings.wanted(asked.said) or request.method != "POST":
        return redirect("intake_drawing", token=token)
    intake.finish(request.by, invitation)
    return redirect("intake_done", token=token)


def page(
    request: LinkRequest,
    name: str,
    *,
    fault: Fault | None = None,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    """Render a page of the intake; a fault is one sentence at its place."""
    said = wording.say(request.language, f"intake.{fault.key}", **fault.values) if fault else ""
    every = {"token": request.token, "clinic": request.clinic, "fault": said, **context}
    shown_status = _UNFIT if fault and status == 200 else status  # noqa: PLR2004 - HTTP's own
    return render(request, f"intake/{name}.html", every, status=shown_status)
