"""The part of a verdict that says why: each reason, the answers behind it, and what ends it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lumbalis.domain.protocol import Category, Protocol, Scope
from lumbalis.domain.screening import Reason, Verdict
from lumbalis.explaining.page import (
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
from lumbalis.explaining.words import FAMILIES, category_name, rule_title, shape_of
from lumbalis.knowledge.texts import Texts
from lumbalis.knowledge.wording import answered, label_of, lower_first

_OPEN_LISTED = 5
"""More open rules than this are counted instead of listed, unless all are asked for."""


def reason_blocks(verdict: Verdict, protocol: Protocol, texts: Texts) -> Page:
    """List the reasons that stand on answers, the strictest first."""
    certain = [reason for reason in verdict.reasons if reason.certain]
    return _section("why", certain, verdict, protocol, texts)


def open_blocks(verdict: Verdict, protocol: Protocol, texts: Texts, *, detail: bool) -> Page:
    """List the rules that fire only because nobody has answered; if they are many, count most.

    What makes the verdict as strict as it is, is always listed.
    """
    reasons = [reason for reason in verdict.reasons if not reason.certain]
    if detail or len(reasons) <= _OPEN_LISTED:
        return _section("open", reasons, verdict, protocol, texts)
    deciding = _deciding(reasons, verdict)
    counts = Counter(reason.full_category for reason in reasons if reason not in deciding)
    ordered = sorted(counts.items(), key=lambda pair: -pair[0].value)
    listed = _section("open", deciding, verdict, protocol, texts)
    return (
        *((*listed, Gap()) if listed else heading(texts.get("interface", "verdict", "open"))),
        Rows(tuple(_counted(category, number, texts) for category, number in ordered)),
        line(texts.get("interface", "verdict", "open_more"), "dim"),
    )


def _deciding(reasons: Sequence[Reason], verdict: Verdict) -> list[Reason]:
    """Choose the open reasons that alone make the verdict as strict as it is."""
    if any(r.certain and r.category is verdict.category for r in verdict.reasons):
        return []
    strictest = [reason for reason in reasons if reason.category is verdict.category]
    return strictest[:_OPEN_LISTED]


def _counted(category: Category, number: int, texts: Texts) -> tuple[Span, Spans]:
    family = FAMILIES[category]
    label = Span(f"{family.shape}  {category_name(category, texts)}", family.role)
    return label, span(texts.value(number))


def _section(
    key: str, reasons: Sequence[Reason], verdict: Verdict, protocol: Protocol, texts: Texts
) -> Page:
    if not reasons:
        return ()
    blocks = [block for reason in reasons for block in _reason(reason, verdict, protocol, texts)]
    return (*heading(texts.get("interface", "verdict", key)), *blocks[:-1])


def _reason(reason: Reason, verdict: Verdict, protocol: Protocol, texts: Texts) -> Page:
    title = Span(rule_title(reason.case, texts), "strong")
    head = Line((title,), mark=shape_of(reason.category), note=Span(reason.case, "dim"))
    below = (
        *_because(reason, verdict, protocol, texts),
        *_what_next(reason, texts),
        _tail(reason, texts),
    )
    return (head, *(Line(spans, indent=3) for spans in below), Gap())


def _because(
    reason: Reason, verdict: Verdict, protocol: Protocol, texts: Texts
) -> tuple[Spans, ...]:
    """Say the answers that decided a reason, which of them were assumed, and the missing ones."""
    assumed = Span(f" ({texts.get('screening', 'states', 'defaulted')})", "dim")
    said = [
        (
            Span(answered(fact, value, protocol.vocabulary, texts)),
            *((assumed,) if fact in verdict.assumed else ()),
        )
        for fact, value in reason.because.items()
    ]
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
    moment = unbroken(texts.value(reason.earliest))
    return span(f" {texts.get('interface', 'verdict', 'not_before', moment=moment)}")


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
