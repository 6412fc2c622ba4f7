"""Parts that explanations share: heads, conditions in words, sources spelled out, users."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lumbalis.domain.expressions import Expression
from lumbalis.domain.protocol import Case, Protocol, Requirement
from lumbalis.explaining.page import Gap, Line, Page, Rows, Span, Spans, line, span
from lumbalis.explaining.words import draft_note
from lumbalis.knowledge.sentences import as_lines, expression_text, sentence
from lumbalis.knowledge.sources import Source
from lumbalis.knowledge.texts import Texts

Row = tuple[Span, Spans]
_READINGS = ("E", "K", "S")


class Origins:
    """What stands behind source ids: sources, and the article's requirements."""

    def __init__(
        self, sources: Mapping[str, Source], requirements: Mapping[str, Requirement]
    ) -> None:
        self.sources = sources
        self.requirements = requirements

    def spelled_out(self, name: str, texts: Texts) -> str:
        """Say in a sentence what a source id stands for.

        Requirements and readings are told in the reader's language; the other entries are
        bibliographic and stay as they were written.
        """
        if name in self.requirements:
            own = self.requirements[name].statement
            return own if texts.language == "en" else texts.get("requirements", name)
        if name in _READINGS:
            return texts.get("interface", "readings", name)
        return self.sources[name].what if name in self.sources else name


def label(key: str, texts: Texts) -> Span:
    """Give a quiet label of an explanation."""
    return Span(texts.get("interface", "explain", key), "dim")


def row(key: str, said: str, texts: Texts, role: str = "") -> Row:
    """Give a labelled row."""
    return label(key, texts), span(said, role)


def bulleted(key: str, items: Sequence[str], texts: Texts) -> Iterator[Row]:
    """Give several items under one label, one on a line."""
    for place, item in enumerate(items):
        first = label(key, texts) if not place else Span("")
        yield first, (Span("– ", "hang"), Span(item)) if len(items) > 1 else span(item)


def head(name: str, title: str, status: str, texts: Texts) -> Page:
    """Begin an explanation."""
    spans = (Span(name, "accent"), Span("  "), Span(title, "strong"))
    return (Gap(), Line(spans, note=draft_note(status, texts)), Gap())


def foot(source: Sequence[str], certainty: str | None, origins: Origins, texts: Texts) -> Page:
    """End an explanation with its sources and how certain they are."""
    certain: Page = ()
    if certainty is not None:
        word = texts.get("screening", "certainty", certainty)
        said = texts.get("interface", "explain", "rests_on", certainty=word)
        certain = (Gap(), line(said, "dim"))
    return (Gap(), Rows(tuple(source_rows(source, origins, texts))), *certain, Gap())


def source_rows(names: Sequence[str], origins: Origins, texts: Texts) -> Iterator[Row]:
    """Spell out each source on a row of its own."""
    for name in names:
        yield Span(name, "accent"), span(origins.spelled_out(name, texts))


def condition_rows(expression: Expression, protocol: Protocol, texts: Texts) -> Iterator[Row]:
    """Say a condition twice: as a sentence, and as it is written in the protocol."""
    told = sentence(expression, protocol.vocabulary, texts)
    first = label("when", texts)
    for depth, text in as_lines(told):
        bullet = f"{'  ' * (depth - 1)}– " if depth else ""
        yield first, (Span(bullet, "hang"), Span(text))
        first = Span("")
    yield row("written", expression_text(expression), texts, "dim")


def cases_of(protocol: Protocol) -> Iterator[Case]:
    """Give every case of every rule."""
    return (case for rule in protocol.rules for case in rule.cases)
