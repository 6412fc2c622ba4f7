"""Answering in the office, and what a therapist observes at the couch."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import protocol, texts
from lumbalis.clinic.policy import Action, Role
from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.services import office
from lumbalis.clinic.services.answers import Given, Refused
from lumbalis.clinic.services.asking import groups, in_group, noticed, observed, tied
from lumbalis.clinic.services.bodies import measures_of
from lumbalis.clinic.services.office import Known, Nothing, NotTheirs, Overtaken, Said
from lumbalis.clinic.services.screening import current_verdict
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.templatetags.clinic import language
from lumbalis.clinic.web.verdicts import troubles
from lumbalis.clinic.web.verdicts.fields import (
    Field,
    Typed,
    fields,
    read,
    retyped,
    shown,
    with_errors,
)
from lumbalis.clinic.web.verdicts.limits import body_to_show
from lumbalis.domain.facts import Fact
from lumbalis.drawing.allowed_zones_map import skin_map
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.knowledge.wording import upper_first

_UNPROCESSABLE, _CONFLICT, _BAD_REQUEST = 422, 409, 400
_SKIN = "skin_break_sites"
_BY_PHYSICIAN = ("physician", "patient", "record")
_BY_THERAPIST = ("therapist", "patient")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of questions: which facts, for whom, and where an answer comes from."""

    template: str
    facts: tuple[Fact, ...]
    beside: tuple[Fact, ...]
    """Facts of other pages that may contradict these; shown only once they matter."""
    authors: tuple[str, ...]
    origin: str
    more: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of questions in the list of groups."""

    name: str
    title: str
    unanswered: int


@guarded(Action.ANSWERS_GIVE)
def first(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Go to the first group of questions."""
    return redirect(
        "verdicts:answers", clinic=request.clinic.slug, patient_id=patient.pk, group=groups()[0]
    )


@guarded(Action.ANSWERS_GIVE, methods=("GET", "POST"))
def answers(request: ClinicRequest, patient: Patient, group: str) -> HttpResponse:
    """Show and change the answers of one group."""
    if group not in groups():
        raise Http404
    held = office.known(patient, request.by.at)
    is_physician = Role.PHYSICIAN in request.by.actor.roles
    sheet = Sheet(
        template="verdicts/answers.html",
        facts=in_group(group),
        beside=tied(in_group(group)),
        authors=_BY_PHYSICIAN if is_physician else _BY_THERAPIST,
        origin="office",
        more={"group": group, "groups": _groups(held)},
    )
    return _sheet(request, patient, sheet, held)


@guarded(Action.OBSERVATIONS_GIVE, methods=("GET", "POST"))
def observations(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Show and keep what the therapist looks at, feels and measures."""
    held = office.known(patient, request.by.at)
    sheet = Sheet(
        template="verdicts/observations.html",
        facts=(*observed(), *noticed()),
        beside=(),
        authors=("therapist",),
        origin="couch",
        more={"usual": frozenset(fact.id for fact in observed())},
    )
    return _sheet(request, patient, sheet, held)


def _sheet(
    request: ClinicRequest, patient: Patient, sheet: Sheet, held: Mapping[str, Known]
) -> HttpResponse:
    if request.method != "POST":
        return _shown(request, patient, sheet, _fields(request, sheet.facts, held))
    typed = read((*sheet.facts, *sheet.beside), request.POST)
    errors = troubles.at_first_sight(typed, held)
    if errors:
        return _again(request, patient, sheet, held, errors)
    return _kept(request, patient, sheet, held, typed)


def _kept(
    request: ClinicRequest,
    patient: Patient,
    sheet: Sheet,
    held: Mapping[str, Known],
    typed: Typed,
) -> HttpResponse:
    said = Said(typed.values, _version(request), _author(request, sheet), sheet.origin)
    outcome = office.keep(
        request.by, patient, said, allowed=[fact.id for fact in (*sheet.facts, *sheet.beside)]
    )
    match outcome:
        case Given(stored=stored):
            messages.success(request, wording.say(language(), "verdicts.kept", n=len(stored)))
            return _to_verdict(request, patient)
        case Nothing():
            messages.info(request, wording.say(language(), "verdicts.nothing_changed"))
            return _to_verdict(request, patient)
        case Overtaken(facts=facts):
            return _again(request, patient, sheet, held, {}, overtaken=facts)
        case NotTheirs():
            return HttpResponse(status=_BAD_REQUEST)
        case Refused(problems=problems):
            return _again(request, patient, sheet, held, troubles.explained(problems))


def _to_verdict(request: ClinicRequest, patient: Patient) -> HttpResponse:
    return redirect("verdicts:show", clinic=request.clinic.slug, patient_id=patient.pk)


def _version(request: ClinicRequest) -> int:
    """Read the version the form was made for; it is signed, so nobody can have changed it."""
    written = request.form_version
    return int(written) if written.isdigit() else 0


def _author(request: ClinicRequest, sheet: Sheet) -> str:
    chosen = request.POST.get("author", "")
    return chosen if chosen in sheet.authors else sheet.authors[0]


def _again(
    request: ClinicRequest,
    patient: Patient,
    sheet: Sheet,
    held: Mapping[str, Known],
    errors: Mapping[str, str],
    *,
    overtaken: frozenset[str] = frozenset(),
) -> HttpResponse:
    """Show the page as it was filled in, with what stands against it at its place."""
    said, today = texts(language()), request.by.at.date()
    facts = protocol().vocabulary.facts
    theirs = {one: shown(facts[one], held[one].value, today, said) for one in overtaken}
    made = (
        *retyped(_fields(request, sheet.facts, held), request.POST),
        *_beside(request, sheet, held, {*errors, *overtaken}),
    )
    marked = with_errors(made, errors, theirs)
    status = _CONFLICT if overtaken else _UNPROCESSABLE
    return _shown(request, patient, sheet, marked, status=status)


def _beside(
    request: ClinicRequest, sheet: Sheet, held: Mapping[str, Known], wanted: Collection[str]
) -> tuple[Field, ...]:
    """Bring questions of other pages here, where they contradict or were answered already."""
    sent = {name.partition("-")[2] for name in request.POST if name[:2] in {"f-", "u-"}}
    chosen = [fact for fact in sheet.beside if fact.id in sent or fact.id in wanted]
    made = _fields(request, chosen, held)
    again = retyped(made, request.POST)
    return tuple(
        typed if field.fact in sent else field for field, typed in zip(made, again, strict=True)
    )


def _fields(
    request: ClinicRequest, facts: Sequence[Fact], held: Mapping[str, Known]
) -> tuple[Field, ...]:
    return fields(facts, held, request.by.at.date(), texts(language()))


def _shown(
    request: ClinicRequest,
    patient: Patient,
    sheet: Sheet,
    made: Sequence[Field],
    *,
    status: int = 200,
) -> HttpResponse:
    usual = sheet.more.get("usual")
    beside = frozenset(fact.id for fact in sheet.beside)
    context = {
        "patient": patient,
        "fields": [
            one
            for one in made
            if one.fact not in beside and (not isinstance(usual, frozenset) or one.fact in usual)
        ],
        "beside": [one for one in made if one.fact in beside],
        "further": [one for one in made if isinstance(usual, frozenset) and one.fact not in usual],
        "authors": sheet.authors,
        "author": _author(request, sheet),
        "version": office.version_of(patient),
        "wrong": [one for one in made if one.error],
        "overtaken": [one for one in made if one.theirs],
        **sheet.more,
    }
    if any(one.fact == _SKIN for one in made) and usual is not None:
        context["map"] = _map(request, patient)
    return render(request, sheet.template, context, status=status)


def _map(request: ClinicRequest, patient: Patient) -> SafeString:
    verdict = current_verdict(patient, request.by.at)
    body = body_to_show(verdict, measures_of(patient))
    fact = protocol().vocabulary.facts[_SKIN]
    drawn = skin_map(body, fact.values, protocol().zones.regions_of_facts,
                     BodyWords.of(texts(language())))  # fmt: skip
    return mark_safe(drawn)  # noqa: S308 - our own drawing, every word in it escaped


def _groups(held: Mapping[str, Known]) -> tuple[Group, ...]:
    said = texts(language())
    return tuple(
        Group(
            name,
            upper_first(said.get("screening", "groups", name)),
            sum(_is_open(held.get(fact.id)) for fact in in_group(name)),
        )
        for name in groups()
    )


def _is_open(one: Known | None) -> bool:
    return one is None or one.stale or one.value is None
