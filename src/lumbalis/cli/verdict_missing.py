"""The part of a verdict that asks: what is unanswered, what that means, and who can answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lumbalis.domain.facts import CONTEXT, Policy, State
from lumbalis.domain.protocol import Protocol
from lumbalis.domain.screening import Missing, Verdict
from lumbalis.explaining.page import Page, Rows, Span, Spans, heading, joined, line, span
from lumbalis.knowledge.texts import Texts
from lumbalis.knowledge.wording import label_of, upper_first

_LISTED = 12
"""More questions than this to one person are counted by topic, unless all are asked for."""


def missing_blocks(verdict: Verdict, protocol: Protocol, texts: Texts, *, detail: bool) -> Page:
    """List open questions by who can answer them, the blocking ones first."""
    blocking = [one for one in verdict.missing if one.policy is Policy.BLOCKS]
    unsafe = [one for one in verdict.missing if one.policy is Policy.UNSAFE]
    return (
        *_section("missing", blocking, protocol, texts, detail=detail),
        *_section("missing_unsafe", unsafe, protocol, texts, detail=detail),
    )


def _section(
    key: str, missing: Sequence[Missing], protocol: Protocol, texts: Texts, *, detail: bool
) -> Page:
    if not missing:
        return ()
    by_asker: dict[str, list[Missing]] = {name: [] for name in texts.keys("screening", "askers")}
    for one in _as_asked(missing, protocol):
        by_asker[one.asked_of[0]].append(one)
    rows = tuple(
        (_asker(asker, texts), _questions(asked, protocol, texts, detail=detail))
        for asker, asked in by_asker.items()
        if asked
    )
    note = line(texts.get("interface", "verdict", f"{key}_note"), "dim")
    return (*heading(texts.get("interface", "verdict", key)), Rows(rows), note)


def _as_asked(missing: Sequence[Missing], protocol: Protocol) -> list[Missing]:
    """Put questions into the order in which the protocol asks them."""
    order = {fact: place for place, fact in enumerate(protocol.vocabulary.facts)}
    return sorted(missing, key=lambda one: order.get(one.fact, -1))


def _asker(asker: str, texts: Texts) -> Span:
    return Span(upper_first(texts.get("screening", "askers", asker)), "strong")


def _questions(
    asked: Sequence[Missing], protocol: Protocol, texts: Texts, *, detail: bool
) -> Spans:
    if len(asked) <= _LISTED or detail:
        return joined([_question(one, texts) for one in asked])
    groups = Counter(_group(one.fact, protocol) for one in asked)
    return joined([_topic(group, number, texts) for group, number in groups.items()])


def _question(one: Missing, texts: Texts) -> Spans:
    label = span(label_of(one.fact, texts))
    if one.state is not State.STALE:
        return label
    return (*label, Span(f" ({texts.get('screening', 'states', 'stale')})", "dim"))


def _group(fact: str, protocol: Protocol) -> str:
    return "order" if fact in CONTEXT else protocol.vocabulary.facts[fact].group


def _topic(group: str, number: int, texts: Texts) -> Spans:
    name = texts.get("screening", "groups", group)
    return (Span(upper_first(name)), Span(f" {texts.value(number)}", "dim"))
