"""Codes as FHIR writes them: a concept is one thing said in several code systems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lumbalis.exchange.fhir.report import Noted, Why, shortened
from lumbalis.knowledge.terminology import NOT_RELEVANT

if TYPE_CHECKING:
    from lumbalis.exchange.fields import Fields
    from lumbalis.knowledge.terminology import Section, Terminology


@dataclass(frozen=True, slots=True)
class Coding:
    """One code with its system and the words sent along with it."""

    system: str | None
    code: str | None
    display: str | None


NO_CODING = Coding(None, None, None)


def codings(fields: Fields, key: str) -> tuple[Coding, ...]:
    """Read the codings of the concept under a key; its text stands in where it has none."""
    concept = fields.below(key)
    found = tuple(_coding(item) for item in concept.each("coding"))
    if found:
        return found
    text = shortened(concept.tree.get("text"))
    return (Coding(None, None, text),) if text else ()


def _coding(fields: Fields) -> Coding:
    system = fields.text("system") if fields.has("system") else None
    code = fields.text("code").strip() if fields.has("code") else None
    return Coding(system, code, shortened(fields.tree.get("display")))


def status_code(fields: Fields, key: str, known: Iterable[str]) -> str | None:
    """Read a status that FHIR binds to fixed words; None where it is absent or only text.

    Raises
    ------
    InputError
        If a code is none of the words.
    """
    codes = [coding.code for coding in codings(fields, key) if coding.code]
    words = tuple(known)
    if any(code not in words for code in codes):
        fields.refuse(key, "is not a status of FHIR R4", f"use one of {', '.join(words)}")
    if len(set(codes)) > 1:
        fields.refuse(key, "gives two statuses", "keep the right one")
    return codes[0] if codes else None


def word(fields: Fields, key: str, known: Iterable[str]) -> str | None:
    """Read a plain code that FHIR binds to fixed words; None where it is absent.

    Raises
    ------
    InputError
        If it is none of the words.
    """
    if not fields.has(key):
        return None
    words = tuple(known)
    code = fields.text(key)
    if code not in words:
        fields.refuse(key, "is not a status of FHIR R4", f"use one of {', '.join(words)}")
    return code


def targets(
    found: Iterable[Coding], section: Section, terminology: Terminology
) -> Iterator[tuple[Coding, str]]:
    """Give the codings that lead somewhere, with what they stand for."""
    for coding in found:
        if coding.code is not None:
            target = terminology.target(section, coding.system, coding.code)
            if target is not None:
                yield coding, target


def meant(
    found: tuple[Coding, ...], section: Section, terminology: Terminology, resource: str
) -> tuple[list[tuple[Coding, str]], list[Noted]]:
    """Sort the codings of one concept: those with a meaning, and lines for the report.

    One known coding is enough, because all say the same thing. Without any, each is
    reported as unmapped.
    """
    known = list(targets(found, section, terminology))
    if known:
        return [(coding, target) for coding, target in known if target != NOT_RELEVANT], []
    return [], [noted(Why.UNMAPPED, resource, coding) for coding in found or (NO_CODING,)]


def noted(why: Why, resource: str, coding: Coding, fact: str | None = None) -> Noted:
    """Make a line of the report about a coding."""
    return Noted(why, resource, coding.system, coding.code, coding.display, fact)
