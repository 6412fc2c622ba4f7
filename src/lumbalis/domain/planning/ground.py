"""The ground a session is planned on: its level, every zone's ceiling, what may be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lumbalis.domain.planning.request import SessionRequest
from lumbalis.domain.planning.standing import Standing, whole_fact
from lumbalis.domain.protocol import Protocol, Script, StageStep, Zone
from lumbalis.domain.screening import Verdict

REMISSION = "REMISSION"
_SIDES = ("left", "right")


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything that decides about the steps of one session.

    `caps` is the ceiling of every zone by id, 0 where there must be no contact.
    `pull` is the level a zone pulls a shared step down to, also where the zone itself
    is left out: leaving out more must never make hands press harder. `pain` is the
    worse of pain at rest and on movement, None if either is unknown.
    """

    protocol: Protocol
    verdict: Verdict
    script: Script
    request: SessionRequest
    level: int
    ceiling: int
    caps: Mapping[str, int]
    pull: Mapping[str, int]
    techniques: frozenset[str]
    pain: int | None
    sore_sides: frozenset[str]
    regions: Mapping[str, tuple[Zone, ...]]

    @property
    def sides(self) -> tuple[str, ...]:
        """The order of sides: the one that hurts less first."""
        return ("right", "left") if self.sore_sides == {"left"} else _SIDES

    def zones(self, step: StageStep, side: str) -> tuple[Zone, ...]:
        """Give the zones of a step on one side, or on both."""
        return tuple(
            zone
            for region in step.regions
            for zone in self.regions[region]
            if side in ("both", zone.side)
        )

    def is_used(self, technique: str) -> bool:
        """Tell whether a technique may be used."""
        return technique in self.techniques

    def rules_against(self, technique: str) -> tuple[str, ...]:
        """Name the rules that stand against a technique."""
        judged = self.verdict.techniques.get(technique)
        return judged.rules if judged is not None else ()


def ground_for(
    verdict: Verdict, protocol: Protocol, request: SessionRequest, left: Standing
) -> Ground:
    """Work out the ground of a session from what the verdict leaves for it.

    The level is the one asked for, lowered to the ceiling, in a first session to the level
    at which a course begins, and for a technique that is new in the course to the level at
    which techniques are changed.
    """
    level = min(request.level, left.cap)
    if request.index == 1:
        level = min(level, first_level(verdict.phase, protocol))
    if request.new_technique:
        level = min(level, protocol.whole("technique_switch_level"))
    zones = protocol.zones.zones.values()
    caps = {zone.id: min(left.zone_caps[zone.id], zone.cap(level)) for zone in zones}
    pull = {zone.id: caps[zone.id] or _pull(zone, level, verdict) for zone in zones}
    return Ground(
        protocol=protocol,
        verdict=verdict,
        script=protocol.scripts[request.script],
        request=request,
        level=level,
        ceiling=left.cap,
        caps=caps,
        pull=pull,
        techniques=left.techniques,
        pain=_pain(verdict),
        sore_sides=_sore_sides(verdict),
        regions=_by_region(zones),
    )


def first_level(phase: str, protocol: Protocol) -> int:
    """Give the level at which a course begins (R038)."""
    name = "first_level_remission" if phase == REMISSION else "first_level_subsiding"
    return protocol.whole(name)


def _by_region(zones: Iterable[Zone]) -> dict[str, tuple[Zone, ...]]:
    regions: dict[str, tuple[Zone, ...]] = {}
    for zone in zones:
        regions[zone.region] = (*regions.get(zone.region, ()), zone)
    return regions


def _pull(zone: Zone, level: int, verdict: Verdict) -> int:
    """Give the level a left-out zone would have had, at least 1."""
    return max(1, min(zone.cap(level), verdict.caps.zones.get(zone.id, level)))


def _pain(verdict: Verdict) -> int | None:
    rest, move = whole_fact(verdict, "nrs_rest"), whole_fact(verdict, "nrs_move")
    return None if rest is None or move is None else max(rest, move)


def _sore_sides(verdict: Verdict) -> frozenset[str]:
    """Name the sides whose leg hurts; what nobody has answered counts as hurting."""
    if verdict.facts.get("leg_pain") is False:
        return frozenset()
    side = verdict.facts.get("leg_side")
    return frozenset((side,)) if side in _SIDES and isinstance(side, str) else frozenset(_SIDES)
