"""Building zones and techniques from parsed knowledge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lumbalis.domain.expressions import Limit
from lumbalis.domain.protocol import CredentialNeed, Technique, Zone, ZoneKind, ZoneTable

if TYPE_CHECKING:
    from lumbalis.knowledge.branch import Branch

_SIDES = ("left", "right")
_ZONE_KEYS = ("region", "sides", "kind", "maximum", "manipulations", "extent", "source")
_TECHNIQUE_OPTIONS = (
    "ordered_as",
    "part_of",
    "from_session",
    "from_level",
    "credentials",
    "needs_site_flag",
    "status",
)


def build_zones(root: Branch) -> ZoneTable:
    """Read all zones, their groups, and the regions the facts speak of."""
    root.only(("certainty", "status", "zones", "groups", "regions_of_facts"))
    zones = {zone.id: zone for branch in root.branches("zones") for zone in _zones(branch)}
    groups = _groups(root, "groups", zones)
    words = _groups(root, "regions_of_facts", zones)
    sided = {
        f"{word}_{side}": frozenset(zone for zone in ids if zone.endswith(f"_{side}"))
        for word, ids in words.items()
        for side in _SIDES
    }
    return ZoneTable(zones, groups, {**words, **{k: v for k, v in sided.items() if v}})


def _zones(branch: Branch) -> list[Zone]:
    branch.only(_ZONE_KEYS, ("reduced_by",))
    region = branch.text("region")
    return [
        Zone(
            id=region if side == "midline" else f"{region}_{side}",
            region=region,
            side=side,
            kind=branch.choice("kind", ZoneKind),
            maximum=branch.whole("maximum"),
            reduced_by=branch.whole("reduced_by") if branch.has("reduced_by") else 0,
            manipulations=frozenset(branch.texts_or_none("manipulations")),
            source=branch.texts("source"),
        )
        for side in branch.texts("sides")
    ]


def _groups(root: Branch, key: str, zones: Mapping[str, Zone]) -> dict[str, frozenset[str]]:
    branch = root.branch(key)
    groups = {}
    for name in branch.tree:
        regions = branch.texts(name)
        for region in regions:
            if not any(zone.region == region for zone in zones.values()):
                branch.refuse(name, f"names {region}, which is no region", "Correct it")
        groups[name] = frozenset(z.id for z in zones.values() if z.region in regions)
    return groups


def build_techniques(root: Branch, limits: Mapping[str, Limit]) -> dict[str, Technique]:
    """Read the gate of every technique."""
    root.only(("certainty", "status", "techniques", "groups"))
    techniques = {}
    for branch in root.branches("techniques"):
        technique = _technique(branch, root, limits)
        techniques[technique.id] = technique
    for branch in root.branches("techniques"):
        if branch.has("part_of") and branch.text("part_of") not in techniques:
            branch.refuse("part_of", "names no technique", "Name one of this file")
    return techniques


def _technique(branch: Branch, root: Branch, limits: Mapping[str, Limit]) -> Technique:
    branch.only(("id", "hands_on", "phases", "source"), _TECHNIQUE_OPTIONS)
    return Technique(
        id=branch.text("id"),
        hands_on=branch.flag("hands_on"),
        ordered_as=branch.optional("ordered_as", branch.text),
        part_of=branch.optional("part_of", branch.text),
        phases=frozenset(branch.texts("phases")),
        from_session=_limit(branch, "from_session", limits),
        from_level=_limit(branch, "from_level", limits),
        credentials=_credentials(branch),
        needs_site_flag=branch.optional("needs_site_flag", branch.text),
        source=branch.texts("source"),
        status=(branch if branch.has("status") else root).text("status"),
    )


def _limit(branch: Branch, key: str, limits: Mapping[str, Limit]) -> Limit | None:
    if not branch.has(key):
        return None
    name = branch.text(key)
    if name not in limits:
        branch.refuse(key, f"names {name}, which is no limit", "See limits.yaml")
    return limits[name]


def _credentials(branch: Branch) -> CredentialNeed | None:
    if not branch.has("credentials"):
        return None
    need = branch.branch("credentials")
    need.only(("all", "rule"))
    return CredentialNeed(frozenset(need.texts("all")), need.text("rule"))


def technique_groups(
    root: Branch, techniques: Mapping[str, Technique]
) -> dict[str, frozenset[str]]:
    """Read the names that stand for several techniques."""
    branch = root.branch("groups")
    groups = {}
    for name in branch.tree:
        members = branch.texts(name)
        for member in members:
            if member not in techniques:
                branch.refuse(name, f"names {member}, which is no technique", "Correct it")
        groups[name] = frozenset(members)
    return groups
