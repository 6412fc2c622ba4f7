"""Showing pages of words: what kind a block is, and its spans as marked-up text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from lumbalis.explaining.page import Span

register = template.Library()

_ROLE = re.compile(r"[a-z0-9-]+\Z")


@register.filter
def kind(block: object) -> str:
    """Name the kind of a block: line, card, rows, grid or gap."""
    return type(block).__name__.lower()


@register.filter
def spans(given: Span | Iterable[Span]) -> SafeString:
    """Write spans; a role becomes a class of the same name."""
    each = (given,) if isinstance(given, Span) else given
    return mark_safe("".join(_span(one) for one in each))  # noqa: S308 - every text is escaped


def _span(one: Span) -> str:
    text = escape(one.text)
    known = one.role and _ROLE.match(one.role)
    return f'<span class="said said--{one.role}">{text}</span>' if known else text
