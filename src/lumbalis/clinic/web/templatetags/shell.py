"""What every page stands in: where its reader may go, in which look, with which signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from lumbalis.clinic import wording
from lumbalis.clinic.policy import Action, Resource, can
from lumbalis.clinic.web.templatetags.clinic import language
from lumbalis.domain.protocol import Category
from lumbalis.explaining.words import FAMILIES

register = template.Library()

LOOKS: Final = ("light", "dark")
LOOK_COOKIE: Final = "look"
_ICONS: Final = Path(__file__).parents[1] / "static" / "icons"
_NAMES: Final = ("index", "day", "list", "listed", "show", "shown", "events", "report")


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation; `key` is the letter that goes there after `g`."""

    title: str
    url: str
    key: str
    here: bool


_PLACES: Final[Mapping[str, tuple[Action, str]]] = {
    "home": (Action.HOME, "h"),
    "patients": (Action.PATIENT_LIST, "p"),
    "calendar": (Action.CALENDAR_READ, "k"),
    "couch": (Action.NOTE_READ, "t"),
    "outcomes": (Action.OUTCOMES_REPORT, "o"),
    "protocols": (Action.PROTOCOL_READ, "r"),
    "people": (Action.PEOPLE_READ, "c"),
    "auditing": (Action.AUDIT_READ, "a"),
    "health": (Action.HEALTH_READ, "s"),
}
_WITHIN: Final = {"verdicts": "patients", "plans": "patients"}


@register.simple_tag(takes_context=True)
def places(context: Context) -> tuple[Place, ...]:
    """Give the places of the clinic this reader may go to."""
    request = context.get("request")
    if getattr(request, "by", None) is None:
        return ()
    here = _area(request)
    return tuple(
        Place(wording.say(language(), f"ui.places.{area}"), url, key, here == area)
        for area, (action, key) in _PLACES.items()
        if allows(context, action) and (url := _url(request, area))
    )


@register.simple_tag(takes_context=True)
def may(context: Context, action: str) -> bool:
    """Tell whether this reader may do something in the clinic, named as in the policy."""
    return allows(context, Action(action.lower()))


def allows(context: Context, action: Action) -> bool:
    """Ask the policy for the reader of a page."""
    by = getattr(context.get("request"), "by", None)
    return by is not None and can(by.actor, action, Resource(clinic_id=by.clinic.pk)).allowed


@register.simple_tag(takes_context=True)
def first_url(context: Mapping[str, Any], *routes: str, **more: object) -> str:
    """Give the address of the first of these routes that there is, within the clinic."""
    slug = getattr(getattr(context.get("request"), "clinic", None), "slug", "")
    for route in routes:
        try:
            return reverse(route, kwargs={"clinic": slug, **more})
        except NoReverseMatch:
            continue
    return ""


@register.simple_tag(takes_context=True)
def look(context: Context) -> str:
    """Give the look the reader chose: light, dark, or nothing for the system's."""
    request = context.get("request")
    chosen = request.COOKIES.get(LOOK_COOKIE, "") if request else ""
    return chosen if chosen in LOOKS else ""


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw a sign; it is hidden from screen readers, so a word has to stand beside it."""
    return mark_safe(_drawn(name))  # noqa: S308 - a file of ours


@cache
def _drawn(name: str) -> str:
    return (_ICONS / f"{name}.svg").read_text(encoding="utf-8").strip()


@register.filter
def family(category: object) -> str:
    """Name the clinical colour and shape of a category: go, care, wait, physician or stop."""
    return FAMILIES[Category[_name(category)]].role


@register.filter
def category_name(category: object) -> str:
    """Give a category by its name in the knowledge, whether it comes as a value or as text."""
    return _name(category)


@register.filter
def age(birth_date: date | None) -> int | None:
    """Give the age today in full years."""
    if birth_date is None:
        return None
    today = timezone.localdate()
    before = (today.month, today.day) < (birth_date.month, birth_date.day)
    return today.year - birth_date.year - before


@register.filter
def lately(value: datetime | None) -> str:
    """Write when: the time of today, else the day."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    if local.date() == timezone.localdate():
        return f"{local:%H:%M}"
    return wording.written(language(), local.date())


@register.filter
def initials(name: str) -> str:
    """Give up to two initials of a name."""
    words = [word for word in str(name).split() if word[0].isalpha()]
    return "".join(word[0] for word in words[:2]).upper() or "·"


def _name(category: object) -> str:
    return category.name if isinstance(category, Category) else str(category)


def _area(request: object) -> str:
    match = getattr(request, "resolver_match", None)
    namespace = match.namespace if match else ""
    if match and namespace == "outcomes" and "patient_id" in match.kwargs:
        return "patients"
    return _WITHIN.get(namespace, namespace)


def _url(request: object, area: str) -> str:
    routes = (f"{area}:{name}" for name in _NAMES)
    return first_url({"request": request}, *routes)
