"""Tags of a patient's pages: the way between them, and the state the front desk sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse

from lumbalis.clinic import wording
from lumbalis.clinic.policy import Action, Resource, can
from lumbalis.clinic.services.search_key import digits_of
from lumbalis.clinic.web.templatetags.clinic import language

register = template.Library()

_TABS: Final[tuple[tuple[str, str, Action], ...]] = (
    ("overview", "patients:show", Action.PATIENT_READ),
    ("questions", "intake:invitation", Action.INVITE),
    ("verdict", "verdicts:show", Action.VERDICT_READ),
    ("answers", "verdicts:first_answers", Action.ANSWERS_GIVE),
    ("observations", "verdicts:observations", Action.OBSERVATIONS_GIVE),
    ("plan", "plans:show", Action.PLAN_READ),
    ("calendar", "calendar:course", Action.CALENDAR_BOOK),
    ("notes", "couch:notes", Action.NOTE_READ),
    ("outcomes", "outcomes:show", Action.OUTCOMES_READ),
    ("course_link", "outcomes:link", Action.INVITE),
    ("privacy", "patients:privacy", Action.PATIENT_RESTRICT),
    ("audit", "auditing:patient", Action.AUDIT_READ),
)
_SAME_TAB: Final[Mapping[str, str]] = {
    "patients:edit": "overview",
    "patients:choose": "overview",
    "patients:compare": "overview",
    "verdicts:about": "verdict",
    "verdicts:history": "verdict",
    "verdicts:kept": "verdict",
    "verdicts:override": "verdict",
    "verdicts:second": "verdict",
    "verdicts:zones": "verdict",
    "verdicts:answers": "answers",
    "verdicts:observations": "observations",
    "patients:erase": "privacy",
    "plans:order": "plan",
    "calendar:visit": "calendar",
    "couch:note": "notes",
    "couch:course": "notes",
    "plans:session": "plan",
}
_SIGNS: Final[Mapping[str, tuple[str, str]]] = {
    "not_yet": ("unknown", "muted"),
    "screened": ("go", "go"),
    "on_hold": ("wait", "wait"),
    "call_physician": ("physician", "physician"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of a patient."""

    title: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Sign:
    """The state the front desk sees: a sign, a tone and a word."""

    icon: str
    tone: str
    word: str


@register.simple_tag(takes_context=True)
def patient_tabs(context: Context) -> tuple[Tab, ...]:
    """List the pages of the patient this reader may open; nothing where there is only one."""
    request, patient = context["request"], context.get("patient")
    clinic = getattr(request, "clinic", None)
    if clinic is None or patient is None:
        return ()
    match = request.resolver_match
    here = _SAME_TAB.get(match.view_name) if match else None
    tabs = []
    for name, route, action in _TABS:
        url = _address(route, clinic.slug, patient.pk)
        if url and may_here(context, action):
            at_route = match is not None and match.view_name == route
            word = wording.say(language(), f"patients.show.{name}")
            tabs.append(Tab(word, url, name == here or (here is None and at_route)))
    return tuple(tabs) if len(tabs) > 1 else ()


@register.simple_tag(takes_context=True)
def may_here(context: Context, action: str) -> bool:
    """Tell whether this reader may do something with the patient of the page, as it stands now."""
    by, patient = getattr(context.get("request"), "by", None), context.get("patient")
    if by is None or patient is None:
        return False
    this = Resource(by.clinic.pk, patient.pk, restricted=patient.restricted_at is not None)
    return can(by.actor, Action(action), this).allowed


@register.filter
def desk_sign(state: object) -> Sign:
    """Give the sign, the tone and the words of a state."""
    name = str(getattr(state, "value", state))
    icon, tone = _SIGNS[name]
    return Sign(icon, tone, wording.say(language(), f"patients.state.{name}"))


@register.filter
def phone_link(phone: str) -> str:
    """Write a telephone number as an address to call."""
    digits = digits_of(phone)
    return f"+{digits}" if phone.strip().startswith("+") else digits


def _address(route: str, clinic: str, patient: object) -> str:
    try:
        return reverse(route, kwargs={"clinic": clinic, "patient_id": patient})
    except NoReverseMatch:
        return ""
