"""Zones of the body: where hands may work, how strongly, and where never."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class ZoneKind(Enum):
    """How a zone is treated."""

    FORBIDDEN = "forbidden"
    """No pressure at all: level 0."""
    REDUCED = "reduced"
    """Some levels below the session's, and never above its own maximum."""
    NORMAL = "normal"
    """Up to the session's level and its own maximum."""


@dataclass(frozen=True, slots=True)
class Zone:
    """One zone, on one side of the body or on the midline.

    `id` is region plus side (`kidney_left`, `spine`). `maximum` is a level 0-5;
    `reduced_by` levels are taken off in a REDUCED zone. `manipulations` are the
    ones that may be done there.
    """

    id: str
    region: str
    side: str
    kind: ZoneKind
    maximum: int
    reduced_by: int
    manipulations: frozenset[str]
    source: tuple[str, ...]

    def cap(self, session_cap: int) -> int:
        """Give the highest level allowed here under a session ceiling (0: no contact)."""
        match self.kind:
            case ZoneKind.FORBIDDEN:
                return 0
            case ZoneKind.REDUCED:
                return min(self.maximum, max(1, session_cap - self.reduced_by))
            case ZoneKind.NORMAL:
                return min(self.maximum, session_cap)


@dataclass(frozen=True, slots=True)
class ZoneTable:
    """All zones by id, and names for several of them at once.

    `regions_of_facts` gives the zones behind the words of the facts about skin and
    consent (`lumbar`, `lower_leg_left`).
    """

    zones: Mapping[str, Zone]
    groups: Mapping[str, frozenset[str]]
    regions_of_facts: Mapping[str, frozenset[str]]

    def named(self, name: str) -> frozenset[str]:
        """Give the ids of the zones a name stands for: a zone, a region or a group.

        Raises
        ------
        KeyError
            If nothing has that name; a loaded protocol names none such.
        """
        if name in self.zones:
            return frozenset((name,))
        if name in self.groups:
            return self.groups[name]
        found = frozenset(zone.id for zone in self.zones.values() if zone.region == name)
        if not found:
            raise KeyError(name)
        return found
