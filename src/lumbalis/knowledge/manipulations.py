"""Building the catalogue of manipulations and the acupressure points from parsed knowledge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lumbalis.domain.protocol import Manipulation, Point, ZoneTable

if TYPE_CHECKING:
    from lumbalis.knowledge.branch import Branch

_KEYS = ("id", "forms", "tools", "directions", "tempos", "levels", "bottom_up", "source")
_OPTIONAL = ("amplitudes", "manners", "instead", "regions")
_POINT_KEYS = (
    "id",
    "name",
    "vertebra",
    "lateral_cun",
    "region",
    "maximum",
    "selectable",
    "source",
)
_WHY_NOT = ("kidney", "midline", "vessels", "sciatic_nerve")
_LOWEST, _HIGHEST = 1, 5


def build_manipulations(root: Branch, zones: ZoneTable) -> dict[str, Manipulation]:
    """Read manipulations.yaml.

    Raises
    ------
    KnowledgeError
        If an entry is incomplete, has levels outside the scale, names an unknown
        region, or cannot be replaced at a level below its lowest.
    """
    root.only(("certainty", "status", "manipulations"))
    branches = root.branches("manipulations")
    catalogue = {m.id: m for m in (_manipulation(branch, zones) for branch in branches)}
    if len(catalogue) != len(branches):
        root.refuse("manipulations", "name one twice", "Keep one of the two")
    for branch in branches:
        _require_substitute(branch, catalogue)
    return catalogue


def _manipulation(branch: Branch, zones: ZoneTable) -> Manipulation:
    branch.only(_KEYS, _OPTIONAL)
    return Manipulation(
        id=branch.text("id"),
        forms=branch.texts("forms"),
        tools=branch.texts("tools"),
        directions=branch.texts("directions"),
        tempos=branch.texts("tempos"),
        amplitudes=branch.texts_or_none("amplitudes"),
        levels=_levels(branch),
        bottom_up=branch.flag("bottom_up"),
        source=branch.texts("source"),
        instead=branch.optional("instead", branch.text),
        manners=branch.texts_or_none("manners"),
        regions=frozenset(_regions(branch, zones)),
    )


def _levels(branch: Branch) -> tuple[int, int]:
    levels = branch.branch("levels")
    levels.only(("lowest", "highest"))
    lowest, highest = levels.whole("lowest"), levels.whole("highest")
    if not _LOWEST <= lowest <= highest <= _HIGHEST:
        levels.refuse("lowest", "and highest are no range of levels", "Write levels from 1 to 5")
    return lowest, highest


def _regions(branch: Branch, zones: ZoneTable) -> tuple[str, ...]:
    known = {zone.region for zone in zones.zones.values()}
    regions = branch.texts_or_none("regions")
    for region in regions:
        if region not in known:
            branch.refuse("regions", f"name {region}, which is no region", "See zones.yaml")
    return regions


def _require_substitute(branch: Branch, catalogue: Mapping[str, Manipulation]) -> None:
    """At level 1 something must be done with the hands, in the same direction."""
    manipulation = catalogue[branch.text("id")]
    if manipulation.levels[0] == _LOWEST and manipulation.instead is None:
        return
    name, _, form = (manipulation.instead or "").partition(".")
    other = catalogue.get(name)
    if other is None or form not in other.forms:
        branch.refuse("instead", "names no manipulation.form", "Say what is done at lower levels")
    if other.levels[0] != _LOWEST or not set(manipulation.directions) <= set(other.directions):
        what_to_do = "Name one that begins at level 1 and moves in the same directions"
        branch.refuse("instead", f"cannot stand in for {manipulation.id}", what_to_do)


def build_points(root: Branch, zones: ZoneTable) -> dict[str, Point]:
    """Read points.yaml; no preset may be active, and nothing on a forbidden zone selectable.

    Raises
    ------
    KnowledgeError
        If a point or preset is incomplete or unsafe.
    """
    root.only(("certainty", "status", "source", "points", "presets"))
    preset_of = _presets(root)
    points = [_point(branch, zones, preset_of) for branch in root.branches("points")]
    found = {point.id: point for point in points}
    if len(found) != len(points):
        root.refuse("points", "name one twice", "Keep one of the two")
    for name in preset_of:
        if name not in found or not found[name].selectable:
            root.refuse("presets", f"name {name}, which cannot be chosen", "Take it out")
    return found


def _presets(root: Branch) -> dict[str, str]:
    preset_of = {}
    for branch in root.branches("presets"):
        branch.only(("id", "points", "active", "source"))
        if branch.flag("active"):
            branch.refuse("active", "is true", "Write false: only a person chooses points")
        preset_of.update(dict.fromkeys(branch.texts("points"), branch.text("id")))
    return preset_of


def _point(branch: Branch, zones: ZoneTable, preset_of: Mapping[str, str]) -> Point:
    selectable = branch.flag("selectable")
    branch.only(_POINT_KEYS if selectable else (*_POINT_KEYS, "because"))
    if not selectable and branch.text("because") not in _WHY_NOT:
        branch.refuse("because", "is no known reason", f"Write one of: {', '.join(_WHY_NOT)}")
    point = Point(
        id=branch.text("id"),
        name=branch.text("name"),
        vertebra=branch.text("vertebra"),
        lateral_cun=branch.real("lateral_cun"),
        region=branch.text("region"),
        maximum=branch.whole("maximum"),
        selectable=selectable,
        preset=preset_of.get(branch.text("id")),
        source=branch.texts("source"),
    )
    _require_safe(branch, point, zones)
    return point


def _require_safe(branch: Branch, point: Point, zones: ZoneTable) -> None:
    found = [zone for zone in zones.zones.values() if zone.region == point.region]
    if not found:
        branch.refuse("region", f"is {point.region}, which is no region", "See zones.yaml")
    if point.maximum > min(zone.maximum for zone in found):
        branch.refuse("maximum", "is above the maximum of its zone", "Lower it")
    if point.selectable and not (point.maximum and point.lateral_cun):
        branch.refuse("selectable", "is true on the midline or at level 0", "Write false")
