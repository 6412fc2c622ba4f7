"""A verdict on a terminal: what may happen today, why, what ends it, and what to keep in mind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lumbalis.cli.page import (
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
    print_page,
    span,
)
from lumbalis.cli.verdict_limits import flag_blocks, limit_blocks, technique_blocks
from lumbalis.cli.verdict_missing import missing_blocks
from lumbalis.cli.words import FAMILIES, category_name, draft_note, rule_title, shape_of
from lumbalis.domain.protocol import Category, Protocol, Scope
from lumbalis.domain.screening import Reason, RefusedOverride, Verdict
from lumbalis.knowledge.texts import Texts
from lumbalis.knowledge.wording import answered, label_of, lower_first

if TYPE_CHECKING:
    from rich.console import Console

_OPEN_LISTED = 5
"""More open rules than this are counted instead of listed, unless all are asked for."""
_HASH_SHOWN = 12


def present_verdict(
    verdict: Verdict, protocol: Protocol, texts: Texts, console: Console, *, detail: bool = False
) -> None:
    """Print a verdict; `detail` adds every open rule, and limits even where nothing may happen."""
    print_page(verdict_page(verdict, protocol, texts, detail=detail), console)


def present_verdict_line(name: str, verdict: Verdict, texts: Texts, console: Console) -> None:
    """Print one person's verdict in a list of many: shape, name, category, strictest reasons."""
    strictest = [r for r in verdict.reasons if r.category is verdict.category and r.certain]
    titles = joined([span(rule_title(reason.case, texts)) for reason in strictest])
    category = category_name(verdict.category, texts)
    role = FAMILIES[verdict.category].role
    spans = (Span(name, "strong"), Span("  "), Span(category, role), Span("  "), *titles)
    print_page((Line(spans, mark=shape_of(verdict.category)),), console)


def verdict_page(
    verdict: Verdict, protocol: Protocol, texts: Texts, *, detail: bool = False
) -> Page:
    """Lay a verdict out as a page."""
    certain = [reason for reason in verdict.reasons if reason.certain]
    uncertain = [reason for reason in verdict.reasons if not reason.certain]
    happens = verdict.category.allows_session
    return (
        Gap(),
        _card(verdict, texts),
        *_reasons("why", certain, protocol, texts),
        *missing_blocks(verdict, protocol, texts, detail=detail),
        *_open(uncertain, protocol, texts, detail=detail),
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
        earliest = texts.get("interface", "verdict", "earliest", moment=verdict.earliest)
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


def _reasons(key: str, reasons: Sequence[Reason], protocol: Protocol, texts: Texts) -> Page:
    if not reasons:
        return ()
    blocks = [block for reason in reasons for block in _reason(reason, protocol, texts)]
    return (*heading(texts.get("interface", "verdict", key)), *blocks[:-1])


def _reason(reason: Reason, protocol: Protocol, texts: Texts) -> Page:
    title = Span(rule_title(reason.case, texts), "strong")
    head = Line((title,), mark=shape_of(reason.category), note=Span(reason.case, "dim"))
    below = (*_because(reason, protocol, texts), *_what_next(reason, texts), _tail(reason, texts))
    return (head, *(Line(spans, indent=3) for spans in below), Gap())


def _because(reason: Reason, protocol: Protocol, texts: Texts) -> tuple[Spans, ...]:
    """Say the answers that decided a reason, and the missing ones it hangs on."""
    vocabulary = protocol.vocabulary
    said = [span(answered(f, value, vocabulary, texts)) for f, value in reason.because.items()]
    lines = [joined(said)] if said else []
    if reason.unknown:
        facts = ", ".join(label_of(fact, texts) for fact in reason.unknown)
        lines.append(span(texts.get("interface", "verdict", "not_answered", facts=facts)))
    return tuple(lines)


def _what_next(reason: Reason, texts: Texts) -> tuple[Spans, ...]:
    """Say what to do now and what ends it; for a reason that is set aside, who did so."""
    if reason.set_aside_by is not None:
        name = reason.set_aside_by
        return (span(texts.get("interface", "verdict", "set_aside_by", name=name), "accent"),)
    lines = []
    act = texts.find("screening", "rules", reason.case, "do")
    if act is not None and reason.certain:
        lines.append(span(f"→ {act}", "strong"))
    release = texts.find("screening", "rules", reason.case, "release")
    if release is not None and not reason.category.allows_session:
        text = texts.get("interface", "verdict", "release", text=lower_first(release))
        lines.append((*span(text), *_moment(reason, texts)))
    return tuple(lines)


def _moment(reason: Reason, texts: Texts) -> Spans:
    if reason.earliest is None:
        return ()
    return span(f" {texts.get('interface', 'verdict', 'not_before', moment=reason.earliest)}")


def _tail(reason: Reason, texts: Texts) -> Spans:
    """Say quietly where a reason comes from, how far it reaches and whether it can be set aside."""
    parts = [", ".join(reason.source)]
    if reason.scope is not Scope.SESSION:
        parts.append(texts.get("interface", "verdict", f"stops_{reason.scope.value}"))
    if not reason.certain and reason.full_category is not reason.category:
        category = category_name(reason.full_category, texts)
        parts.append(texts.get("interface", "verdict", "would_be", category=category))
    if reason.may_be_overridden and reason.set_aside_by is None:
        parts.append(texts.get("interface", "verdict", "may_be_set_aside"))
    return joined([span(part, "dim") for part in parts])


def _open(reasons: Sequence[Reason], protocol: Protocol, texts: Texts, *, detail: bool) -> Page:
    """List the rules that fire only because nobody has answered, or count them if they are many."""
    if detail or len(reasons) <= _OPEN_LISTED:
        return _reasons("open", reasons, protocol, texts)
    counts = Counter(reason.full_category for reason in reasons)
    ordered = sorted(counts.items(), key=lambda pair: -pair[0].value)
    rows = tuple(_counted(category, number, texts) for category, number in ordered)
    return (
        *heading(texts.get("interface", "verdict", "open")),
        Rows(rows),
        line(texts.get("interface", "verdict", "open_more"), "dim"),
    )


def _counted(category: Category, number: int, texts: Texts) -> tuple[Span, Spans]:
    family = FAMILIES[category]
    name = category_name(category, texts)
    return Span(f"{family.shape}  {name}", family.role), span(texts.value(number))


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
