"""Finding what has a name, and the page that explains it."""

from __future__ import annotations

from collections.abc import Mapping

from lumbalis.domain.protocol import Protocol, Rule
from lumbalis.explaining.names import (
    fact_page,
    limit_page,
    phase_page,
    requirement_page,
    source_page,
    technique_page,
)
from lumbalis.explaining.page import Page
from lumbalis.explaining.parts import Origins, cases_of
from lumbalis.explaining.rules import rule_page
from lumbalis.knowledge.texts import Texts


def names_to_explain(protocol: Protocol, origins: Origins) -> tuple[str, ...]:
    """List every name that can be explained, rules and their cases first."""
    names = [
        *(rule.id for rule in protocol.rules),
        *(case.id for case in cases_of(protocol)),
        *protocol.vocabulary.facts,
        *protocol.limits,
        *protocol.techniques,
        *(phase.phase for phase in protocol.phases),
        *origins.requirements,
        *origins.sources,
    ]
    return tuple(dict.fromkeys(names))


def explanation_page(name: str, protocol: Protocol, origins: Origins, texts: Texts) -> Page | None:
    """Lay out the explanation of whatever has this name; None if nothing has it."""
    known = _canonical(name.strip(), names_to_explain(protocol, origins))
    if known is None:
        return None
    rule = _rule_of(known, protocol)
    if rule is not None:
        return rule_page(rule, known, protocol, origins, texts)
    if known in protocol.vocabulary.facts:
        return fact_page(protocol.vocabulary.facts[known], protocol, origins, texts)
    if known in protocol.limits:
        return limit_page(protocol.limits[known], protocol, origins, texts)
    if known in protocol.techniques:
        return technique_page(protocol.techniques[known], protocol, origins, texts)
    return _of_origin(known, protocol, origins, texts)


def _of_origin(name: str, protocol: Protocol, origins: Origins, texts: Texts) -> Page:
    phase = next((phase for phase in protocol.phases if phase.phase == name), None)
    if phase is not None:
        return phase_page(phase, protocol, origins, texts)
    if name in origins.requirements:
        return requirement_page(origins.requirements[name], origins, texts)
    return source_page(name, origins, texts)


def _canonical(name: str, names: tuple[str, ...]) -> str | None:
    """Find a name as it is written, exactly or whatever its capitals."""
    lowered: Mapping[str, str] = {one.lower(): one for one in reversed(names)}
    return name if name in names else lowered.get(name.lower())


def _rule_of(name: str, protocol: Protocol) -> Rule | None:
    owners = (r for r in protocol.rules if name == r.id or name in {c.id for c in r.cases})
    return next(owners, None)
