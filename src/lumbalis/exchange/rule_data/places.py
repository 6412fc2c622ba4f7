"""Zones, techniques and the ceilings of a session as plain JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumbalis.domain.screening.combination import resolve
from lumbalis.exchange.rule_data.facts import Part, kept
from lumbalis.exchange.rule_data.trees import number

if TYPE_CHECKING:
    from lumbalis.domain.expressions import Limit
    from lumbalis.domain.protocol import Ceiling, Technique, ZoneTable

_LEG = "affected_leg"


def zones(table: ZoneTable) -> Part:
    """Write down the zones, and what every name for several of them stands for.

    `names` has the affected leg three times: as it is when nobody knows the side, and once
    for each side.
    """
    every = [
        {"id": one.id, "kind": one.kind.value, "max": one.maximum, "less": one.reduced_by}
        for one in table.zones.values()
    ]
    regions = {name: sorted(ids) for name, ids in table.regions_of_facts.items()}
    return {"zones": every, "names": {**_names(table), **_leg(table)}, "regions": regions}


def _names(table: ZoneTable) -> dict[str, list[str]]:
    regions = dict.fromkeys(zone.region for zone in table.zones.values())
    return {name: sorted(table.named(name)) for name in (*table.zones, *table.groups, *regions)}


def _leg(table: ZoneTable) -> dict[str, list[str]]:
    sides = {_LEG: None, f"{_LEG}:left": "left", f"{_LEG}:right": "right"}
    return {name: sorted(resolve(_LEG, table, {"leg_side": side})) for name, side in sides.items()}


def technique(declared: Technique) -> Part:
    """Write down a technique and the gate it has to pass."""
    need = declared.credentials
    return kept(
        {
            "id": declared.id,
            "hands_on": declared.hands_on,
            "word": declared.ordered_as,
            "part_of": declared.part_of,
            "phases": sorted(declared.phases),
            "from_session": _limit(declared.from_session),
            "from_level": _limit(declared.from_level),
            "needs": None if need is None else [need.rule, sorted(need.credentials)],
            "site_flag": declared.needs_site_flag,
        }
    )


def _limit(limit: Limit | None) -> float | None:
    return None if limit is None else number(limit.value)


def ceiling(declared: Ceiling) -> Part:
    """Write down one row of the ceilings; `pain` is from which pain on it is which other cap."""
    least, lower = declared.nrs_move_at_least, declared.cap_in_pain
    return kept(
        {
            "phase": declared.phase,
            "from_session": declared.from_session,
            "cap": declared.cap,
            "pain": None if least is None or lower is None else [least, lower],
        }
    )
