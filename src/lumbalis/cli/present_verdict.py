"""A verdict on a terminal: what may happen today, why, what ends it, and what to keep in mind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lumbalis.cli.printing import print_page
from lumbalis.cli.verdict_limits import flag_blocks, limit_blocks, technique_blocks
from lumbalis.cli.verdict_missing import missing_blocks
from lumbalis.cli.verdict_reasons import open_blocks, reason_blocks
from lumbalis.domain.protocol import Protocol
from lumbalis.domain.screening import RefusedOverride, Verdict
from lumbalis.explaining.page import (
    Card,
    Gap,
    Line,
    Page,
    Rows,
    Span,
    Spans,
    heading,
    joined,
    line,
    span,
    unbroken,
)
from lumbalis.explaining.words import FAMILIES, category_name, draft_note, rule_title, shape_of
from lumbalis.knowledge.texts import Texts
from lumbalis.knowledge.wording import answered

if TYPE_CHECKING:
    from rich.console import Console

_HASH_SHOWN = 12
_TITLES_IN_A_LIST = 3


def present_verdict(
    verdict: Verdict, protocol: Protocol, texts: Texts, console: Console, *, detail: bool = False
) -> None:
    """Print a verdict; `detail` adds every open rule, and limits even where nothing may happen."""
    print_page(verdict_page(verdict, protocol, texts, detail=detail), console)


def present_verdict_line(name: str, verdict: Verdict, texts: Texts, console: Console) -> None:
    """Print one person's verdict in a list of many: shape, name, category, main reasons."""
    titles = joined([span(title) for title in _main_titles(verdict, texts)])
    category = category_name(verdict.category, texts)
    role = FAMILIES[verdict.category].role
    spans = (Span(name, "strong"), Span("  "), Span(category, role), Span("  "), *titles)
    print_page((Line(spans, mark=shape_of(verdict.category)),), console)


def _main_titles(verdict: Verdict, texts: Texts) -> list[str]:
    """Choose what a list says of a person: answers that stand against a session, then gaps."""
    stopping = [r for r in verdict.reasons if r.certain and not r.category.allows_session]
    ordered = sorted(stopping, key=lambda reason: bool(reason.unknown))
    titles = [rule_title(reason.case, texts) for reason in ordered[:_TITLES_IN_A_LIST]]
    rest = len(ordered) - len(titles)
    return [*titles, texts.get("interface", "verdict", "more", number=rest)] if rest else titles


def verdict_page(
    verdict: Verdict, protocol: Protocol, texts: Texts, *, detail: bool = False
) -> Page:
    """Lay a verdict out as a page."""
    happens = verdict.category.allows_session
    return (
        Gap(),
        _card(verdict, texts),
        *reason_blocks(verdict, protocol, texts),
        *missing_blocks(verdict, protocol, texts, detail=detail),
        *open_blocks(verdict, protocol, texts, detail=detail),
        *(limit_blocks(verdict, protocol, texts) if happens or detail else ()),
        *(technique_blocks(verdict, texts) if happens or detail else ()),
        *(flag_blocks(verdict, texts) if happens or detail else ()),
        *_assumed(verdict, protocol, texts),
        *_refused(verdict.refused_overrides, texts),
        *_foot(verdict, texts),
    )


def _card(verdict: Verdict, texts: Texts) -> Card:
    family = FAMILIES[verdict.category]
    name = category_name(verdict.category, texts)
    badge = (Span(f" {family.shape} {name} ", f"{family.role}_badge"),)
    sentence = texts.get("screening", "categories", verdict.category.name, "sentence")
    lines = [
        Line(badge, note=draft_note(verdict.protocol_status, texts)),
        line(""),
        line(sentence, "strong"),
        Line(_circumstances(verdict, texts)),
    ]
    if verdict.earliest is not None and not verdict.category.allows_session:
        moment = unbroken(texts.value(verdict.earliest))
        earliest = texts.get("interface", "verdict", "earliest", moment=moment)
        lines.append(line(earliest))
    return Card(tuple(lines), family.role)


def _circumstances(verdict: Verdict, texts: Texts) -> Spans:
    phase = texts.get("screening", "phases", verdict.phase, "name")
    parts = (
        texts.get("interface", "verdict", "session", number=verdict.session),
        texts.value(verdict.at),
        texts.get("interface", "verdict", "phase", phase=phase),
    )
    return joined([span(part, "dim") for part in parts])


def _assumed(verdict: Verdict, protocol: Protocol, texts: Texts) -> Page:
    if not verdict.assumed:
        return ()
    vocabulary = protocol.vocabulary
    said = [span(answered(f, value, vocabulary, texts)) for f, value in verdict.assumed.items()]
    return (*heading(texts.get("interface", "verdict", "assumed")), Line(joined(said)))


def _refused(refused: Sequence[RefusedOverride], texts: Texts) -> Page:
    if not refused:
        return ()
    rows = tuple(
        (Span(one.rule, "strong"), span(texts.get("screening", "refused_overrides", one.why)))
        for one in refused
    )
    return (*heading(texts.get("interface", "verdict", "refused")), Rows(rows))


def _foot(verdict: Verdict, texts: Texts) -> Page:
    protocol = (
        verdict.protocol_id,
        verdict.protocol_version,
        verdict.protocol_sha256[:_HASH_SHOWN],
    )
    return (
        Gap(),
        *(_hint(reason.rule, texts) for reason in verdict.reasons[:1]),
        Line(joined([span(part, "dim") for part in protocol])),
        line(texts.get("interface", "supports"), "dim"),
        Gap(),
    )


def _hint(rule: str, texts: Texts) -> Line:
    label = Span(f"{texts.get('interface', 'verdict', 'explain')} ", "dim")
    return Line((label, Span(f"lumbalis explain {rule}", "accent")))
