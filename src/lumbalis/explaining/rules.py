"""Explaining a rule on a terminal: what it is for, when it fires, what it does, its sources."""

from __future__ import annotations

from collections.abc import Iterator

from lumbalis.domain.protocol import Case, Modifiers, Protocol, Rule, Scope
from lumbalis.explaining.page import Gap, Line, Page, Rows, Span, Spans, joined, line, span
from lumbalis.explaining.parts import Origins, Row, bulleted, condition_rows, foot, head, row
from lumbalis.explaining.words import (
    category_name,
    rule_title,
    shape_of,
    technique_name,
)
from lumbalis.knowledge.sentences import as_prose, sentence
from lumbalis.knowledge.texts import Quantity, Texts
from lumbalis.knowledge.wording import distance, label_of


def rule_page(rule: Rule, name: str, protocol: Protocol, origins: Origins, texts: Texts) -> Page:
    """Explain a rule with all its cases, or only the case that was named."""
    cases = [case for case in rule.cases if name in (rule.id, case.id)]
    return (
        *head(rule.id, rule_title(rule.id, texts), rule.status, texts)[:-1],
        *(block for case in cases for block in _case(case, rule, protocol, texts)),
        *foot(rule.source, rule.certainty, origins, texts),
    )


def _case(case: Case, rule: Rule, protocol: Protocol, texts: Texts) -> Page:
    named = (Span(case.id, "accent"), Span("  "), Span(rule_title(case.id, texts), "strong"))
    rows = (
        *condition_rows(case.when.expression, protocol, texts),
        *_effect(case, protocol, texts),
        *_end(case, texts),
        *_setting_aside(case, protocol, texts),
    )
    return (
        *((Gap(), Line(named)) if case.id != rule.id else ()),
        Line(_category(case, texts), mark=shape_of(case.category)),
        Gap(),
        line(texts.get("screening", "rules", case.id, "meaning")),
        Gap(),
        Rows(rows),
    )


def _category(case: Case, texts: Texts) -> Spans:
    parts = [span(category_name(case.category, texts))]
    if case.scope is not Scope.SESSION:
        parts.append(span(texts.get("interface", "verdict", f"stops_{case.scope.value}"), "dim"))
    return joined(parts)


def _effect(case: Case, protocol: Protocol, texts: Texts) -> Iterator[Row]:
    """Say what the case changes; where that only counts once it is set aside, it is said there."""
    if case.modifiers != case.overridden:
        yield from bulleted("changes", modifiers_in_words(case.modifiers, protocol, texts), texts)


def _end(case: Case, texts: Texts) -> Iterator[Row]:
    for key in ("do", "release"):
        said = texts.find("screening", "rules", case.id, key)
        if said is not None:
            yield row(key, said, texts)


def _setting_aside(case: Case, protocol: Protocol, texts: Texts) -> Iterator[Row]:
    if case.overridden is not None:
        yield row("set_aside", texts.get("interface", "explain", "by_a_physician"), texts)
        said = modifiers_in_words(case.overridden, protocol, texts)
        yield from bulleted("then", said, texts)
    elif not case.category.allows_session:
        yield row("set_aside", texts.get("interface", "explain", "by_nobody"), texts)


def rule_sentence(case: Case, protocol: Protocol, texts: Texts) -> str:
    """Say a whole case in plain sentences: when, what, what changes, who may set it aside."""
    told = as_prose(sentence(case.when.expression, protocol.vocabulary, texts))
    category = category_name(case.category, texts)
    parts = [_rule(case, told, category, texts)]
    if case.modifiers != case.overridden:
        parts += _said("rule_changes", case.modifiers, protocol, texts)
    parts += _ends(case, texts)
    if case.overridden is not None:
        said = list(_said("rule_aside", case.overridden, protocol, texts))
        parts += said or [texts.get("interface", "sentence", "rule_aside_plain")]
    return " ".join(parts)


def _rule(case: Case, told: str, category: str, texts: Texts) -> str:
    if case.scope is Scope.SESSION:
        return texts.get("interface", "sentence", "rule", clause=told, category=category)
    kind = texts.get("interface", "sentence", f"rule_{case.scope.value}")
    return texts.get(
        "interface", "sentence", "rule_stops", clause=told, category=category, kind=kind
    )


def _said(key: str, modifiers: Modifiers, protocol: Protocol, texts: Texts) -> Iterator[str]:
    words = modifiers_in_words(modifiers, protocol, texts)
    if words:
        yield texts.get("interface", "sentence", key, text="; ".join(w.rstrip(".") for w in words))


def _ends(case: Case, texts: Texts) -> Iterator[str]:
    """Say when a case ends by itself; the words for people say what else ends it."""
    release = case.release
    if release is not None and release.after is not None:
        since = release.since
        own = texts.find("interface", "sentence", f"rule_since_{since}")
        start = own or label_of(since, texts)
        length = texts.value(release.after)
        yield texts.get("interface", "sentence", "rule_ends", time=length, label=start)


def modifiers_in_words(modifiers: Modifiers, protocol: Protocol, texts: Texts) -> list[str]:
    """Say one by one what changes about a session."""
    margins = sorted(modifiers.margins_mm.items())
    return [
        *_levels(modifiers, texts),
        *_zones(modifiers, texts),
        *_techniques(modifiers, protocol, texts),
        *(
            texts.get("screening", "margins", name, distance=distance(width, texts))
            for name, width in margins
        ),
        *(texts.get("screening", "flags", flag) for flag in sorted(modifiers.flags)),
    ]


def _levels(modifiers: Modifiers, texts: Texts) -> Iterator[str]:
    if modifiers.cap is not None:
        yield texts.get("interface", "explain", "cap", level=Quantity(modifiers.cap, "{level}"))
    if modifiers.lower_by:
        by = Quantity(modifiers.lower_by, "{levels}")
        yield texts.get("interface", "explain", "lower_by", levels=by)
    for name, cap in sorted(modifiers.zone_caps.items()):
        zone, level = _zone(name, texts), Quantity(cap, "{level}")
        yield texts.get("interface", "explain", "zone_cap", zone=zone, level=level)


def _zones(modifiers: Modifiers, texts: Texts) -> Iterator[str]:
    if modifiers.exclude_zones:
        names = ", ".join(_zone(zone, texts) for zone in sorted(modifiers.exclude_zones))
        yield texts.get("interface", "explain", "without_zones", zones=names)
    for key, fact in (
        ("without_zones_in", modifiers.exclude_zones_in),
        ("only_zones_in", modifiers.only_zones_in),
    ):
        if fact is not None:
            yield texts.get("interface", "explain", key, fact=label_of(fact, texts))


def _zone(name: str, texts: Texts) -> str:
    return texts.find("screening", "zone_groups", name) or texts.get("screening", "zones", name)


def _techniques(modifiers: Modifiers, protocol: Protocol, texts: Texts) -> Iterator[str]:
    for key, names in (
        ("without_techniques", modifiers.exclude_techniques),
        ("only_techniques", modifiers.only_techniques),
    ):
        if names:
            ordered = [name for name in protocol.techniques if name in names]
            said = ", ".join(technique_name(name, texts) for name in ordered)
            yield texts.get("interface", "explain", key, techniques=said)
