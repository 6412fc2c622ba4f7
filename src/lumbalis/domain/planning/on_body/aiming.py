"""What a session is to give: doses aimed at by zone, and the limits a plan stays below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from lumbalis.domain.plan import Session
from lumbalis.domain.planning.on_body.inverse import Aims
from lumbalis.domain.protocol import Protocol, ZoneKind

_OF_ASYMMETRY: Final = 0.6
"""Of the inequality between the sides that is allowed, this share is used."""
_OF_KIDNEY: Final = 0.75
"""Of the dose that the kidneys may have beside the muscles', this share is used."""


class Aiming:
    """The aims and limits of one session for the zones of a grid, in the order of the grid."""

    def __init__(self, session: Session, protocol: Protocol, zones: tuple[str, ...]) -> None:
        self._session, self._protocol, self._zones = session, protocol, zones

    def prescribed(self) -> dict[str, float]:
        """Give the aims of the zones that the session works in, in kPa·s."""
        zones, doses = self._protocol.zones.zones, self._protocol.contact.prescription
        worked = {zone for step in self._session.steps for zone in step.zones}
        aims: dict[str, float] = {}
        for zone in self._zones:
            levels = doses.get(zones[zone].region, {}) if zone in worked else {}
            cap = self._session.zone_caps.get(zone, 0)
            known = [level for level in levels if level <= min(cap, self._session.level)]
            if known:
                aims[zone] = levels[max(known)]
        return aims

    def aims(self) -> Aims:
        """Put aims, ceilings and ratios together for the programme."""
        wanted, limit = self.prescribed(), self._protocol.limit
        zones = self._protocol.zones.zones
        ceilings = np.full(len(self._zones), limit("dose_zone_mean_maximum"))
        for place, zone in enumerate(self._zones):
            if zone in zones and zones[zone].kind is ZoneKind.REDUCED:
                ceilings[place] = limit("dose_kidney_mean_maximum")
            if zone.startswith("popliteal"):
                ceilings[place] = limit("dose_popliteal_mean_maximum")
        return Aims(
            aims=np.array([wanted.get(zone, np.nan) for zone in self._zones]),
            ceilings=ceilings,
            ratios=(*self.kidney_ratios(), *self._symmetry(wanted)),
            impulse=limit("session_impulse_maximum"),
        )

    def kidney_ratios(self) -> Iterator[tuple[int, int, float]]:
        """Give (kidney, muscle below it, share): places of zones, and what the one may have."""
        share = _OF_KIDNEY * self._protocol.limit("kidney_dose_share_maximum")
        place = {zone: k for k, zone in enumerate(self._zones)}
        for side in ("left", "right"):
            kidney, muscle = place.get(f"kidney_{side}"), place.get(f"paravertebral_{side}")
            if kidney is not None and muscle is not None:
                yield kidney, muscle, share

    def _symmetry(self, wanted: Mapping[str, float]) -> Iterator[tuple[int, int, float]]:
        """Keep left and right alike where they are to get the same."""
        most = 1 + _OF_ASYMMETRY * (self._protocol.limit("symmetry_ratio_maximum") - 1)
        place = {zone: k for k, zone in enumerate(self._zones)}
        for zone, aim in wanted.items():
            other = zone.replace("_left", "_right")
            if other != zone and wanted.get(other) == aim:
                yield place[zone], place[other], most
                yield place[other], place[zone], most
