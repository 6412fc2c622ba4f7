"""The technique gate: what may be used now, and every rule that stands against the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lumbalis.domain.screening.verdict import TechniqueVerdict

if TYPE_CHECKING:
    from lumbalis.domain.expressions import Reading
    from lumbalis.domain.protocol import Technique
    from lumbalis.domain.screening.combination import Combined

NOT_ORDERED, WRONG_PHASE = "S06", "S33"


def pass_gate(
    techniques: Mapping[str, Technique], combined: Combined, phase: str, reading: Reading
) -> dict[str, TechniqueVerdict]:
    """Judge every technique of the protocol in these circumstances."""
    own = {
        name: _against(technique, combined, phase, reading)
        for name, technique in techniques.items()
    }
    return {
        name: _verdict([*rules, *own.get(techniques[name].part_of or "", [])])
        for name, rules in own.items()
    }


def _verdict(rules: list[str]) -> TechniqueVerdict:
    return TechniqueVerdict(not rules, tuple(sorted(set(rules))))


def _against(technique: Technique, combined: Combined, phase: str, reading: Reading) -> list[str]:
    rules = list(combined.excluded_techniques.get(technique.id, ()))
    if not _is_ordered(technique, reading):
        rules.append(NOT_ORDERED)
    if phase not in technique.phases:
        rules.append(WRONG_PHASE)
    rules += _too_early(technique, combined, reading)
    rules += _not_qualified(technique, reading)
    if technique.needs_site_flag is not None and reading[technique.needs_site_flag] is not True:
        rules.append("T-site")
    return rules


def _is_ordered(technique: Technique, reading: Reading) -> bool:
    if technique.ordered_as is None:
        return True
    methods = reading["methods_allowed"]
    return isinstance(methods, frozenset) and technique.ordered_as in methods


def _too_early(technique: Technique, combined: Combined, reading: Reading) -> list[str]:
    rules = []
    session = reading["session"]
    first = technique.from_session
    if first is not None and not (isinstance(session, int) and session >= first.value):
        rules.append("T-session")
    level = technique.from_level
    if level is not None and combined.caps.session < level.value:
        rules.append("T-level")
    return rules


def _not_qualified(technique: Technique, reading: Reading) -> list[str]:
    need = technique.credentials
    if need is None:
        return []
    held = reading["credentials"]
    qualified = isinstance(held, frozenset) and need.credentials <= held
    return [] if qualified else [need.rule]
