"""The part of a verdict that shapes a session: pressure, zones, techniques, instructions."""

from __future__ import annotations

from collections.abc import Sequence

from lumbalis.domain.protocol import Protocol
from lumbalis.domain.screening import Verdict
from lumbalis.domain.screening.gate import NOT_ORDERED
from lumbalis.explaining.page import Line, Page, Rows, Span, Spans, heading, joined, span
from lumbalis.explaining.words import level_in_words, rule_title, technique_name
from lumbalis.knowledge.texts import Texts
from lumbalis.knowledge.wording import distance, lower_first, places, upper_first

Row = tuple[Span, Spans]


def limit_blocks(verdict: Verdict, protocol: Protocol, texts: Texts) -> Page:
    """Say how strongly, where, where not, and in which position."""
    rows = (
        _pressure(verdict, protocol, texts),
        *_lighter(verdict, protocol, texts),
        *_row("no_contact", _zones(_untouched(verdict), protocol, texts), texts),
        *_row("left_out", _zones(verdict.excluded_zones, protocol, texts), texts),
        *_row("distance", _distances(verdict, texts), texts),
        *_row("position", _positions(verdict, texts), texts),
    )
    key = "limits" if verdict.category.allows_session else "limits_later"
    return (*heading(texts.get("interface", "verdict", key)), Rows(rows))


def _row(key: str, parts: tuple[str, ...], texts: Texts) -> tuple[Row, ...]:
    if not parts:
        return ()
    label = Span(texts.get("interface", "verdict", key), "dim")
    return ((label, joined([span(part) for part in parts])),)


def _pressure(verdict: Verdict, protocol: Protocol, texts: Texts) -> Row:
    label = Span(texts.get("interface", "verdict", "pressure"), "dim")
    cap = verdict.caps.session
    if cap == 0:
        return label, span(texts.get("interface", "verdict", "no_pressure"))
    highest = protocol.whole("level_absolute")
    said = texts.get("interface", "verdict", "up_to_level", level=cap, highest=highest)
    return label, (Span(said, "strong"),)


def _lighter(verdict: Verdict, protocol: Protocol, texts: Texts) -> tuple[Row, ...]:
    rows = []
    for level in sorted(set(verdict.caps.zones.values()) - {0}, reverse=True):
        zones = [zone for zone, cap in verdict.caps.zones.items() if cap == level]
        names = _zones(zones, protocol, texts)
        label = Span(upper_first(level_in_words(level, texts)), "dim")
        rows.append((label, joined([span(name) for name in names])))
    return tuple(rows)


def _untouched(verdict: Verdict) -> list[str]:
    return [zone for zone, cap in verdict.caps.zones.items() if cap == 0]


def _zones(ids: list[str] | frozenset[str], protocol: Protocol, texts: Texts) -> tuple[str, ...]:
    return places(ids, protocol.zones, texts)


def _distances(verdict: Verdict, texts: Texts) -> tuple[str, ...]:
    return tuple(
        texts.get("screening", "margins", name, distance=distance(width, texts))
        for name, width in sorted(verdict.margins_mm.items())
    )


def _positions(verdict: Verdict, texts: Texts) -> tuple[str, ...]:
    return tuple(texts.get("screening", "positions", name) for name in verdict.positions)


def technique_blocks(verdict: Verdict, texts: Texts) -> Page:
    """Say which techniques may be used, and of each other one why not."""
    refused = {n: t.rules for n, t in verdict.techniques.items() if not t.allowed}
    allowed = [n for n in verdict.techniques if n not in refused]
    ordered = {name: rules for name, rules in refused.items() if NOT_ORDERED not in rules}
    lines = [Line(_listed(allowed, texts, "strong"), mark=Span("●", "go"))] if allowed else []
    lines += [_refused(name, rules, texts) for name, rules in ordered.items()]
    if others := [name for name in refused if name not in ordered]:
        label = texts.get("interface", "verdict", "not_ordered")
        spans = (Span(f"{label}: ", "dim"), *_listed(others, texts, "dim"))
        lines.append(Line(spans, mark=Span("○", "dim")))
    return (*heading(texts.get("interface", "verdict", "techniques")), *lines)


def _listed(names: Sequence[str], texts: Texts, role: str) -> Spans:
    return joined([span(technique_name(name, texts), role) for name in names])


def _refused(name: str, rules: tuple[str, ...], texts: Texts) -> Line:
    """Name an ordered technique that may not be used, and every rule against it."""
    titles = ((rule_title(rule, texts), rule) for rule in rules)
    against = joined([span(f"{lower_first(title)} ({rule})", "dim") for title, rule in titles])
    spans = (Span(technique_name(name, texts)), Span(": "), *against)
    return Line(spans, mark=Span("○", "dim"))


def flag_blocks(verdict: Verdict, texts: Texts) -> Page:
    """Give the instructions of a session, one on a line."""
    if not verdict.flags:
        return ()
    lines = tuple(
        Line(span(texts.get("screening", "flags", flag)), mark=Span("–", "accent"))
        for flag in texts.keys("screening", "flags")
        if flag in verdict.flags
    )
    return (*heading(texts.get("interface", "verdict", "mind")), *lines)
