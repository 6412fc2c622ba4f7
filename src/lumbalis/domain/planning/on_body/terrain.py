"""Where on a body which contact may lie: permitted ground, and what may come under it by error.

A landmark may be wrong, so everything that can be hurt is widened by how wrong it may be:
every place that the keep-outs and the kidneys could have relative to the hands.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from functools import cached_property
from typing import Any

from shapely import affinity

from lumbalis.domain.anatomy import Body, Region, Trust
from lumbalis.domain.plan import Session
from lumbalis.domain.planning.on_body.areas import areas_of, mirrored, united, within
from lumbalis.domain.planning.on_body.footing import Floats, Footprint, Lean, cut_at
from lumbalis.domain.planning.on_body.shares import Shares
from lumbalis.domain.planning.on_body.ties import error_along_mm
from lumbalis.domain.planning.on_body.work import Work
from lumbalis.domain.protocol import Manipulation, Protocol, ZoneKind

_SEAM_MM = 0.05
"""Zones that share an edge are joined over gaps of rounding no wider than twice this."""
_COARSE_MM = 0.4
"""Edges are drawn this much further in, so that corners can be left out within the same."""
_NEVER_NEAR_KIDNEYS = frozenset({"patting", "cupping", "device"})
"""Blows, suction and machines: no error of a landmark may bring them over a kidney (A06, C06)."""
_WORKED = 0.95
_OF_SPILL = 0.7
"""Of the part of a contact that may spill over a border, this share is used."""
_HALVES = (-1.0, -0.5, 0.0, 0.5, 1.0)
_SIDEWAYS = (-1.0, 0.0, 1.0)


class Kidney(Enum):
    """How work deals with the kidneys."""

    THROUGH = "through"
    """It may lie over them, with reduced force."""
    BESIDE = "beside"
    """It stays clear of them, and is light where an error could bring it over them."""
    CLEAR = "clear"
    """It stays clear of them whatever the error."""


def swept(regions: Iterable[Region], across_mm: float, along_mm: float) -> Region:
    """Unite the places that regions may have: so far to either side, and up or down."""
    shifted = [
        affinity.translate(region, across_mm * across, along_mm * along)
        for region in regions
        for along in _HALVES
        for across in _SIDEWAYS
    ]
    return united(shifted)


class Terrain:
    """The ground of one session on one body.

    Areas are computed when first asked for and kept.
    """

    def __init__(
        self,
        body: Body,
        session: Session,
        protocol: Protocol,
        *,
        policy: str,
        trust: Trust | None = None,
    ) -> None:
        self.body, self.session, self.protocol, self.policy = body, session, protocol, policy
        self.trust = trust
        self.fits: dict[tuple[object, ...], Any] = {}
        self.mirrors: dict[int, Floats] = {}
        self.rooms: dict[tuple[object, ...], dict[Footprint, Region]] = {}
        self._across = protocol.limit("landmark_error_lateral")
        self._grounds: dict[tuple[object, ...], Region] = {}
        self._keep_outs: dict[float, Region] = {}
        self._delicate: dict[tuple[float, Kidney], Region] = {}

    @cached_property
    def firmer(self) -> Terrain:
        """Give the same ground as it would be with L4 confirmed."""
        trust = Trust.CONFIRMED
        return Terrain(self.body, self.session, self.protocol, policy=self.policy, trust=trust)

    @cached_property
    def kidneys(self) -> Region:
        """Give where the kidneys are if the landmarks are right."""
        kidneys = list(self.body.reduced.values())
        return self._both(united(kidneys))

    @cached_property
    def kidney_zones(self) -> Region:
        """Give the zones in which force is reduced."""
        zones = self.protocol.zones.zones
        named = [z for z, zone in zones.items() if zone.kind is ZoneKind.REDUCED]
        return self._both(united([self.body.zones[z] for z in named if z in self.body.zones]))

    @cached_property
    def kidney_reach(self) -> Region:
        """Give where the kidneys may be, relative to hands that were told from the levels.

        Lying prone one kidney is lower than the other; on an even body both sides are treated
        as the lower one, so that both get the same work.
        """
        return swept([self.kidneys], self._across, self._along("kidney"))

    def _both(self, region: Region) -> Region:
        """Give a region to be kept off, on an even body together with its mirror image."""
        return united([region, mirrored(region)]) if self.even else region

    @cached_property
    def even(self) -> bool:
        """Tell whether both sides of the body are alike but for the organs inside."""
        measures = self.body.measures
        return not measures.curve and not measures.lesions and not self._uneven_caps()

    def _uneven_caps(self) -> bool:
        caps = self.session.zone_caps
        pairs = ((name, name.replace("_left", "_right")) for name in caps)
        return any(caps.get(other, caps[name]) != caps[name] for name, other in pairs)

    @cached_property
    def lean(self) -> Lean:
        """Give how far contacts may lean over borders."""
        spill, core = (self.protocol.limit(name) for name in ("spill_share_maximum", "spill_core"))
        return Lean(cut_at(_OF_SPILL * spill), cut_at(_WORKED * spill), core)

    @cached_property
    def shares(self) -> Shares:
        """Give the zones on a coarse grid."""
        return Shares(self.body)

    def barred(self, region: str) -> Region:
        """Give what lanes of a region never touch. Marks are seen, so no error moves them."""
        along = self._along(region)
        if along not in self._keep_outs:
            named = self.body.keep_outs.items()
            marks = [area for name, area in named if name.startswith("lesion:")]
            hidden = [area for name, area in named if not name.startswith("lesion:")]
            closed = [area for name, area in self.body.zones.items() if self._closed(name)]
            moved = swept(hidden, self._across, along)
            self._keep_outs[along] = self._both(united([*marks, *closed, moved]))
        return self._keep_outs[along]

    def delicate(self, work: Work, kidney: Kidney) -> Region:
        """Give what the core of a contact stays off: hollows of the knees, perhaps kidneys."""
        along = self._along(work.region)
        if (along, kidney) not in self._delicate:
            self._delicate[along, kidney] = self._delicate_at(along, kidney)
        return self._delicate[along, kidney]

    def _delicate_at(self, along: float, kidney: Kidney) -> Region:
        hollows = [self.body.zones[name] for name in self._hollows()]
        reach = self._both(swept(hollows, self._across, along))
        return united([reach, self.kidney_reach]) if kidney is Kidney.CLEAR else reach

    def _closed(self, zone: str) -> bool:
        return self.session.zone_caps.get(zone, 1) == 0 and zone not in self.body.keep_outs

    def _along(self, region: str) -> float:
        along = error_along_mm(region, self.body)
        if self.trust is Trust.CONFIRMED:
            return min(along, self.protocol.limit("landmark_error_confirmed"))
        return along

    def _hollows(self) -> list[str]:
        """Name the hollows of the knees, unless the session works there."""
        worked = {zone for step in self.session.steps for zone in step.zones}
        return [
            name
            for name, zone in self.protocol.zones.zones.items()
            if zone.region == "popliteal" and name in self.body.zones and name not in worked
        ]

    def cap(self, zone: str) -> int:
        """Give the highest level in a zone; where the session says nothing, a touch at most."""
        caps = self.session.zone_caps
        if zone in caps:
            return caps[zone]
        return min(1, self.protocol.zones.zones[zone].cap(self.session.ceiling))

    def permits(self, zone: str, family: Manipulation) -> bool:
        """Tell whether a manipulation may be done in a zone at all in this session."""
        known = self.protocol.zones.zones.get(zone)
        if known is None or zone not in self.body.treated or not self.cap(zone):
            return False
        if family.regions:
            return known.region in family.regions
        return family.id in known.manipulations

    def kidney_way(self, family: Manipulation) -> Kidney:
        """Say how a manipulation deals with the kidneys in this session."""
        reduced = [
            name
            for name, zone in self.protocol.zones.zones.items()
            if zone.kind is ZoneKind.REDUCED and name in self.body.zones
        ]
        if not all(self.permits(name, family) for name in reduced):
            return Kidney.CLEAR if family.id in _NEVER_NEAR_KIDNEYS else Kidney.BESIDE
        low = all(family.levels[0] <= self.cap(name) for name in reduced)
        return Kidney.THROUGH if low else Kidney.BESIDE

    def ground(self, work: Work, kidney: Kidney) -> Region:
        """Give where the contact belongs: zones that permit the work at its level."""
        key = (work.family.id, work.level, kidney, self._along(work.region))
        if key not in self._grounds:
            self._grounds[key] = self._permitted(work, kidney)
        return self._grounds[key]

    def _permitted(self, work: Work, kidney: Kidney) -> Region:
        names = [
            name
            for name in self.body.zones
            if self.permits(name, work.family) and self._high_enough(name, work.level, kidney)
        ]
        joined = united([self.body.zones[name] for name in names])
        whole = joined.buffer(_SEAM_MM, join_style="mitre").buffer(-_SEAM_MM, join_style="mitre")
        calm = areas_of(whole.buffer(-_COARSE_MM, join_style="mitre").simplify(_COARSE_MM))
        return within(calm, mirrored(calm)) if self.even else calm

    def _high_enough(self, zone: str, level: int, kidney: Kidney) -> bool:
        if self.protocol.zones.zones[zone].kind is ZoneKind.REDUCED:
            return kidney is Kidney.THROUGH
        return self.cap(zone) >= level
