"""Tags and filters of the pages: words, knowledge texts, addresses within the clinic, dates."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import texts
from lumbalis.clinic.web.tokens import form_token as signed_token

register = template.Library()


def language() -> str:
    """Give the language of the page."""
    return wording.spoken(translation.get_language() or "en")


@register.simple_tag
def t(key: str, **values: object) -> SafeString:
    """Give the words of a page; values are escaped, the words themselves are ours."""
    spoken = language()
    safe = {
        name: value
        if isinstance(value, int | float) and name == "n"
        else conditional_escape(wording.written(spoken, value))
        for name, value in values.items()
    }
    return mark_safe(wording.say(spoken, key, **safe))  # noqa: S308 - our words, escaped values


@register.simple_tag
def k(file: str, *keys: str) -> str:
    """Give a text of the knowledge, or nothing where it has none."""
    return texts(language()).find(file, *keys) or ""


@register.simple_tag(takes_context=True)
def go(context: Context, route: str, **more: object) -> str:
    """Give an address within the clinic being served."""
    clinic = context["request"].clinic
    return reverse(route, kwargs={"clinic": clinic.slug, **more})


@register.simple_tag(takes_context=True)
def form_token(context: Context, patient: object = None, version: object = "") -> SafeString:
    """Give the hidden field that ties a form to its person, clinic, patient and version."""
    request = context["request"]
    token = signed_token(request, patient, str(version))
    return mark_safe(f'<input type="hidden" name="form_token" value="{token}">')  # noqa: S308 - signed


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a day as the language does."""
    if value is None:
        return ""
    shown = _local(value).date() if isinstance(value, datetime) else value
    return wording.written(language(), shown)


@register.filter
def moment(value: datetime | None) -> str:
    """Write a moment on the clinic's clock."""
    return "" if value is None else wording.written(language(), _local(value))


@register.filter
def number(value: float | None) -> str:
    """Write a number as the language does."""
    return "" if value is None else wording.written(language(), value)


def _local(value: datetime) -> datetime:
    return value.astimezone(timezone.get_current_timezone())
