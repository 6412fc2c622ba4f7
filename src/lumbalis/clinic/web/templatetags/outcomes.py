"""Filters of the pages about outcomes."""

from __future__ import annotations

from collections.abc import Sequence

from django import template

register = template.Library()


@register.filter
def nth(values: object, place: int) -> object:
    """Give what stands at a place of a list, or nothing."""
    known = values if isinstance(values, Sequence) and not isinstance(values, str) else ()
    return known[place] if place < len(known) else ""
