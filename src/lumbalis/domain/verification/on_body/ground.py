"""A body prepared for checking: zones on a grid, distances around what must be kept clear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from lumbalis.domain.anatomy import Body, Region
from lumbalis.domain.dose import Raster, raster_of, treated_grid
from lumbalis.domain.protocol import Protocol
from lumbalis.domain.verification.on_body.exact import Stretched
from lumbalis.domain.verification.on_body.fields import Field, field_of
from lumbalis.domain.verification.words import KIDNEY

if TYPE_CHECKING:
    from lumbalis.domain.plan.strokes import Stroke
    from lumbalis.domain.verification.on_body.look import Look

POPLITEAL: Final = "popliteal"
LESION: Final = "lesion:"
SIDES: Final = ("left", "right")
_MARGIN_MM: Final = 100.0
_MOST_KEPT: Final = 2048


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """One body and protocol, laid out once for any number of plans.

    `raster` holds the zones, with room for contacts that reach beyond them. `regions` are
    the areas distances are asked of, `fields` those distances; both grow by the zones that a
    session excludes. `untreated` (zones,) is 1 for zones of the raster that the protocol does not
    treat, 0 for the others. `looks` keeps what was seen of a stroke: an edited plan costs only what
    was edited.
    """

    body: Body
    protocol: Protocol
    raster: Raster
    regions: dict[str, Region]
    fields: dict[str, Field]
    stretched: Stretched
    untreated: NDArray[np.float32]
    looks: dict[Stroke, Look] = field(default_factory=dict)

    def limit(self, name: str) -> float:
        """Give a limit of the protocol in its declared unit."""
        return self.protocol.limits[name].value

    @property
    def kidneys(self) -> tuple[str, ...]:
        """Name the regions of reduced force."""
        return tuple(self.body.reduced)

    @property
    def hollows(self) -> tuple[str, ...]:
        """Name the hollows of the knees."""
        return tuple(
            f"{POPLITEAL}_{side}" for side in SIDES if f"{POPLITEAL}_{side}" in self.fields
        )

    def excluded(self, zone: str) -> str:
        """Name the region of a whole zone that must not be touched, measuring it once."""
        name = f"zone:{zone}"
        if name not in self.regions:
            self.regions[name] = self.body.zones[zone]
            self.fields[name] = field_of(self.body.zones[zone])
        return name

    def keep(self, look: Look) -> None:
        """Keep what was seen of a stroke."""
        if len(self.looks) >= _MOST_KEPT:
            self.looks.clear()
        self.looks[look.stroke] = look


def prepare(body: Body, protocol: Protocol) -> Prepared:
    """Lay a body out for checking plans on it; keep the result and pass it on."""
    regions = dict(_watched(body))
    fields = {name: field_of(region) for name, region in regions.items()}
    raster = raster_of(body, treated_grid(body, margin_mm=_MARGIN_MM))
    untreated = np.array([zone not in body.treated for zone in raster.zones], np.float32)
    return Prepared(body, protocol, raster, regions, fields, Stretched(), untreated)


def _watched(body: Body) -> Mapping[str, Region]:
    hollows = {f"{POPLITEAL}_{side}" for side in SIDES} & body.zones.keys()
    zones = {name: body.zones[name] for name in sorted(hollows)}
    return {**body.keep_outs, **body.reduced, **zones}


def is_kidney(region: str) -> bool:
    """Tell whether a region is one of reduced force."""
    return region.startswith(KIDNEY)
