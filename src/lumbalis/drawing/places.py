"""Zones in words: the two sides of a region told once, and left and right always written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lumbalis.drawing.words import SheetWords

_SIDES = ("left", "right")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step works: its zones in words, and which side they lie on.

    `side` is left, right, both, or empty where the zones lie on the midline or where
    their names already tell the sides.
    """

    zones: str
    side: str


def split_side(zone: str) -> tuple[str, str]:
    """Split a zone's id into region and side; the side of a midline zone is empty."""
    region, _, side = zone.rpartition("_")
    return (region, side) if region and side in _SIDES else (zone, "")


def place(zones: tuple[str, ...], words: SheetWords) -> Place:
    """Tell where a step works, as briefly as left and right allow."""
    sides = set(_sides_of_regions(zones).values())
    lateral = sides - {""}
    if (sides == lateral and len(lateral) == 1) or sides == {"", "both"}:
        return Place(_joined(_regions(zones, words)), *lateral)
    return Place(zones_in_words(zones, words), "")


def _regions(zones: tuple[str, ...], words: SheetWords) -> Iterable[str]:
    for region, side in _sides_of_regions(zones).items():
        yield words.name("region" if side else "zone", region)


def zones_in_words(zones: Iterable[str], words: SheetWords) -> str:
    """List zones by name; regions of which both sides are meant stand together at the end."""
    sides = _sides_of_regions(zones)
    single = [
        words.name("zone", f"{region}_{side}" if side else region)
        for region, side in sides.items()
        if side != "both"
    ]
    paired = [words.name("region", region) for region, side in sides.items() if side == "both"]
    if paired:
        single.append(words.text("both_sides", zones=", ".join(paired)))
    return _joined(single)


def _sides_of_regions(zones: Iterable[str]) -> Mapping[str, str]:
    """Give each region's side in order of appearance; empty for the midline."""
    found: dict[str, str] = {}
    for zone in zones:
        region, side = split_side(zone)
        found[region] = side if found.get(region, side) == side else "both"
    return found


def _joined(names: Iterable[str]) -> str:
    return "; ".join(names)
