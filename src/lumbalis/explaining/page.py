"""What a page of words is made of, before anybody paints it: lines, rows, grids and a card.

A terminal paints it with rich, a browser with HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

INDENT = 2
"""Columns to the left of everything: a page breathes."""
NO_BREAK = "\N{NO-BREAK SPACE}"


def unbroken(text: str) -> str:
    """Keep a short text, such as a number with its unit, on one line."""
    return text.replace(" ", NO_BREAK)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text and its role, such as `strong`, `dim` or `go`."""

    text: str
    role: str = ""


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph. `mark` hangs to its left, `note` stands at the right edge of its first line."""

    spans: Spans
    mark: Span | None = None
    note: Span | None = None
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """Lines held together by a coloured bar at their left."""

    lines: tuple[Line, ...]
    role: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Labels in one column, what belongs to them in the next."""

    rows: tuple[tuple[Span, Spans], ...]
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a grid: of its own width, as wide as its longest cell, or a share of the rest."""

    header: str = ""
    width: int | None = None
    share: int = 0
    right: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table without borders. A row of one cell spans all columns."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Spans, ...], ...]
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """An empty line."""


Block = Line | Card | Rows | Grid | Gap
Page = tuple[Block, ...]


def span(text: str, role: str = "") -> Spans:
    """Make spans of one piece of text."""
    return (Span(text, role),)


def line(text: str, role: str = "", indent: int = 0) -> Line:
    """Make a plain paragraph."""
    return Line(span(text, role), indent=indent)


def heading(text: str) -> Page:
    """Make a section heading with an empty line on either side."""
    return (Gap(), line(text, "heading"), Gap())


def joined(parts: Sequence[Spans], separator: str = f"{NO_BREAK}· ") -> Spans:
    """Join spans with a quiet separator, which stays with what stands before it."""
    result: list[Span] = []
    for part in parts:
        if result:
            result.append(Span(separator, "dim"))
        result.extend(part)
    return tuple(result)
