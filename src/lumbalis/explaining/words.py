"""Words and shapes of the terminal: categories, levels of pressure, names of session parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lumbalis.domain.protocol import Category
from lumbalis.explaining.page import Span
from lumbalis.knowledge.texts import Texts

_BARS = "▂▃▅▆█"


@dataclass(frozen=True, slots=True)
class Family:
    """One of the five clinical meanings: a colour role and a shape that go together."""

    role: str
    shape: str


_GO, _CARE, _WAIT = Family("go", "●"), Family("care", "◆"), Family("wait", "■")
_PHYSICIAN, _STOP = Family("physician", "▼"), Family("stop", "⬣")

FAMILIES: Mapping[Category, Family] = {
    Category.ELIGIBLE: _GO,
    Category.ELIGIBLE_PRECAUTIONS: _CARE,
    Category.INCOMPLETE: _WAIT,
    Category.POSTPONE: _WAIT,
    Category.REFER_FOR_EXAM: _PHYSICIAN,
    Category.PHYSICIAN_DECISION: _PHYSICIAN,
    Category.CONTRAINDICATED: _STOP,
    Category.EMERGENCY: _STOP,
}
"""Shape and colour of every category; the word always stands beside them."""


def shape_of(category: Category) -> Span:
    """Give the coloured shape of a category."""
    family = FAMILIES[category]
    return Span(family.shape, family.role)


def category_name(category: Category, texts: Texts) -> str:
    """Name a category."""
    return texts.get("screening", "categories", category.name, "name")


def rule_title(case: str, texts: Texts) -> str:
    """Give the title of a rule or of one of its cases."""
    return texts.get("screening", "rules", case, "title")


def technique_name(technique: str, texts: Texts) -> str:
    """Name a technique or a medium."""
    return texts.get("screening", "techniques", technique)


def draft_note(status: str, texts: Texts) -> Span | None:
    """Give the small tag of knowledge that no physician has signed; nothing once one has."""
    return Span(texts.get("screening", "status", "draft"), "dim") if status == "draft" else None


def level_in_words(level: int, texts: Texts) -> str:
    """Say a level of pressure: `level 2`."""
    return texts.quantity(level, "{level}", "named")


def level_bar(level: int) -> tuple[Span, ...]:
    """Show a level of pressure as a bar and a number; the number says it all, the bar helps."""
    if not 0 < level <= len(_BARS):
        return (Span(str(level)),)
    return (Span(_BARS[level - 1], f"level{level}"), Span(f" {level}"))


def session_word(texts: Texts, *keys: str) -> str:
    """Give a word of the session texts by its keys, or the last key where there is none."""
    found = texts.find("sessions", *keys[:-1], *keys[-1].split("."))
    return found or keys[-1].replace("_", " ").replace(".", " ")
