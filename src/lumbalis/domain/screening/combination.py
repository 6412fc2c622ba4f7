"""Joining what all findings change about a session: always the strictest of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lumbalis.domain.screening.verdict import Caps

if TYPE_CHECKING:
    from lumbalis.domain.expressions import Reading
    from lumbalis.domain.protocol import Modifiers, ZoneTable
    from lumbalis.domain.screening.findings import Finding

LEG_REGIONS = ("thigh", "knee", "popliteal", "lower_leg")
_SIDES = {"left": ("left",), "right": ("right",)}


@dataclass(frozen=True, slots=True)
class Combined:
    """The sum of all modifiers."""

    caps: Caps
    excluded_zones: frozenset[str]
    excluded_techniques: Mapping[str, tuple[str, ...]]
    """Technique to the rules that exclude it."""
    margins_mm: Mapping[str, int]
    flags: frozenset[str]


def combine(
    findings: Sequence[Finding],
    ceiling: int,
    zones: ZoneTable,
    techniques: Iterable[str],
    reading: Reading,
) -> Combined:
    """Join all modifiers: least cap, all exclusions, widest margins, every instruction."""
    modifiers = [finding.modifiers for finding in findings]
    excluded = frozenset().union(*(_excluded(f, zones, reading) for f in findings))
    return Combined(
        caps=_caps(modifiers, ceiling, zones, excluded, reading),
        excluded_zones=excluded,
        excluded_techniques=_excluded_techniques(findings, techniques),
        margins_mm=_margins(modifiers),
        flags=frozenset().union(*(m.flags for m in modifiers)),
    )


def _caps(
    modifiers: Sequence[Modifiers],
    ceiling: int,
    zones: ZoneTable,
    excluded: frozenset[str],
    reading: Reading,
) -> Caps:
    session = _session_cap(modifiers, ceiling)
    named = [pair for m in modifiers for pair in m.zone_caps.items()]
    by_zone = {
        zone.id: zone.cap(session) for zone in zones.zones.values() if zone.id not in excluded
    }
    for name, cap in named:
        for zone in resolve(name, zones, reading) & by_zone.keys():
            by_zone[zone] = min(cap, by_zone[zone])
    return Caps(session, {name: cap for name, cap in by_zone.items() if cap < session})


def _session_cap(modifiers: Sequence[Modifiers], ceiling: int) -> int:
    cap = min([ceiling, *(m.cap for m in modifiers if m.cap is not None)])
    lowered = cap - sum(m.lower_by for m in modifiers)
    return max(lowered, min(cap, 1))


def resolve(name: str, zones: ZoneTable, reading: Reading) -> frozenset[str]:
    """Give the zones a modifier names; `affected_leg` follows the side that hurts.

    An unknown side is both sides.
    """
    if name != "affected_leg":
        return zones.named(name)
    sides = _SIDES.get(str(reading["leg_side"]), ("left", "right"))
    return frozenset(f"{region}_{side}" for region in LEG_REGIONS for side in sides)


def _excluded(finding: Finding, zones: ZoneTable, reading: Reading) -> frozenset[str]:
    modifiers = finding.modifiers
    excluded: frozenset[str] = frozenset()
    for name in modifiers.exclude_zones:
        excluded |= resolve(name, zones, reading)
    if finding.override is not None:
        excluded |= frozenset().union(*(zones.named(n) for n in finding.override.zones))
    if modifiers.exclude_zones_in is not None:
        excluded |= _zones_of_words(reading[modifiers.exclude_zones_in], zones)
    if modifiers.only_zones_in is not None:
        everything = frozenset().union(*zones.regions_of_facts.values())
        held = reading[modifiers.only_zones_in]
        allowed = _zones_of_words(held, zones) if held is not None else frozenset()
        excluded |= everything - allowed
    return excluded


def _zones_of_words(words: object, zones: ZoneTable) -> frozenset[str]:
    """Give the zones of a set fact's words; all of them when nobody has answered."""
    regions = zones.regions_of_facts
    named = words if isinstance(words, frozenset) else regions.keys()
    return frozenset().union(*(regions[word] for word in named if word in regions))


def _excluded_techniques(
    findings: Sequence[Finding], techniques: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    against: dict[str, dict[str, None]] = {name: {} for name in techniques}
    for finding in findings:
        for name in removed_techniques(finding.modifiers, against):
            against[name][finding.rule.id] = None
    return {name: tuple(rules) for name, rules in against.items() if rules}


def removed_techniques(modifiers: Modifiers, techniques: Iterable[str]) -> frozenset[str]:
    """Name the techniques that modifiers take away."""
    if modifiers.only_techniques is None:
        return modifiers.exclude_techniques
    return modifiers.exclude_techniques | (frozenset(techniques) - modifiers.only_techniques)


def _margins(modifiers: Sequence[Modifiers]) -> dict[str, int]:
    widest: dict[str, int] = {}
    for modifier in modifiers:
        for name, width in modifier.margins_mm.items():
            widest[name] = max(width, widest.get(name, 0))
    return widest
