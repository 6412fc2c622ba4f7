"""The letter about a course as PDF: what was done, what changed, the charts; one or two pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

import typst


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One measure: its name, how it was and is, the change, its meaning and whose word that is."""

    name: str
    first: str
    latest: str
    change: str
    meaning: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Everything a letter says, in one language, ready to be set.

    `picture` is an SVG with its colours written out, and `alternative` says what it shows.
    `headings` holds the words of the table's head.
    """

    language: str
    title: str
    draft: str
    clinic: str
    who: str
    made: str
    facts: tuple[tuple[str, str], ...]
    result: str
    result_more: str
    table_heading: str
    headings: Mapping[str, str]
    rows: tuple[LetterRow, ...]
    events_heading: str
    events: tuple[str, ...]
    picture: str
    picture_heading: str
    alternative: str
    notes: tuple[str, ...]
    signed: str
    page: str
    foot: str


def letter_document(letter: Letter, at: datetime) -> bytes:
    """Set a letter as a tagged PDF; the same to the byte for the same arguments.

    A letter that no font has must not cost the whole page: it is then set without the seal of
    accessibility, an empty box in its place.
    """
    compiler = typst.Compiler(
        ignore_system_fonts=True,
        sys_inputs={"letter": json.dumps(asdict(letter), ensure_ascii=False)},
    )
    timestamp = int(at.timestamp())
    try:
        pdf = compiler.compile(_template(), pdf_standards=["ua-1"], timestamp=timestamp)
    except typst.TypstError:
        pdf = compiler.compile(_template(), timestamp=timestamp)
    if not isinstance(pdf, bytes):
        raise TypeError(type(pdf).__name__)
    return pdf


@cache
def _template() -> bytes:
    """Give the template of the letter; it is part of the package, not a setting."""
    return (files("lumbalis.drawing") / "templates" / "letter.typ").read_bytes()
