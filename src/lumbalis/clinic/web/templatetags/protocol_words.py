"""Words for the parts of the protocol."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from lumbalis.clinic.knowledge import texts
from lumbalis.clinic.web.templatetags.clinic import language
from lumbalis.explaining.words import session_word as word
from lumbalis.knowledge.locales import format_clock

register = template.Library()


@register.simple_tag
def session_word(*keys: str) -> str:
    """Name a script, stage, step or manipulation."""
    return word(texts(language()), *keys)


@register.filter
def clock(seconds: int) -> str:
    """Write seconds as mm:ss."""
    return format_clock(seconds)


@register.simple_tag
def change_word(how: str) -> str:
    """Say how something changed."""
    return texts(language()).get("changes", "how", how)


@register.simple_tag
def claim_word(claim: str) -> str:
    """Say what a claim claims."""
    return texts(language()).get("proof", "claims", claim)


@register.simple_tag
def claim_people(claim: Mapping[str, Mapping[str, list[str]]]) -> list[str]:
    """Give the people who show that a claim does not hold, in the reader's language."""
    return claim["people"][language()]


@register.simple_tag
def kind_word(kind: str) -> str:
    """Say what kind of thing changed."""
    return texts(language()).get("changes", "kinds", kind)


@register.simple_tag
def property_word(what: str) -> str:
    """Say which property changed."""
    return texts(language()).get("changes", "properties", what)
