"""Exact geometry: the path of a contact against a region, both stretched to the unit circle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString
from shapely.geometry import Point as Place

from lumbalis.domain.anatomy import Point, Region
from lumbalis.domain.plan.strokes import Contact
from lumbalis.domain.verification.on_body.reach import Floats, reach_of

_MOST_KEPT: Final = 512
_ON_IT: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Nearest:
    """Where a path comes nearest to a region.

    `times` is the distance in contacts: 1 where the contact just touches. `at` is the place
    of the region that is nearest; a contact more or less is `each_mm` across the border there,
    the border taken as straight.
    """

    times: float
    at: Point
    each_mm: float


@dataclass(frozen=True, slots=True, eq=False)
class Stretched:
    """Regions stretched for a contact, kept because a session has few contacts."""

    kept: dict[tuple[str, float, float, float], Region] = field(default_factory=dict)

    def of(self, name: str, region: Region, contact: Contact) -> Region:
        """Give a region in the frame in which the contact is the unit circle."""
        key = (name, contact.length_mm, contact.width_mm, contact.angle_deg)
        found = self.kept.get(key)
        if found is None:
            stretch = reach_of(contact).stretch.T
            found = shapely.transform(region, lambda places: places @ stretch)
            shapely.prepare(found)
            if len(self.kept) >= _MOST_KEPT:
                self.kept.clear()
            self.kept[key] = found
        return found


def nearest(lines: list[Floats], region: Region, contact: Contact) -> Nearest:
    """Find where a contact moving along lines (k, 2) in mm comes nearest to a stretched region."""
    stretch = reach_of(contact).stretch
    paths = [_path(line @ stretch.T) for line in lines]
    distances = [shapely.distance(path, region) for path in paths]
    first = int(np.argmin(distances))
    start, end = shapely.get_coordinates(shapely.shortest_line(paths[first], region))
    x, y = np.linalg.solve(stretch, end)
    times = float(distances[first])
    across = (end - start) / times @ stretch if times > _ON_IT else np.zeros(2)
    each_mm = 1 / max(float(np.hypot(*across)), 2 / max(contact.length_mm, contact.width_mm))
    return Nearest(times, Point(float(x), float(y)), each_mm)


def touches(
    line: Floats, shifts: Floats, region: Region, contact: Contact, share: float
) -> NDArray[np.bool_]:
    """Tell for each shift (m, 2) whether the contact, at a share of its size, touches.

    `line` (k, 2) is the path in mm, `region` a stretched and prepared one.
    """
    stretch = reach_of(contact).stretch.T
    places = line @ stretch + (shifts @ stretch)[:, None]
    paths = shapely.linestrings(places) if len(line) > 1 else shapely.points(places[:, 0])
    return np.asarray(shapely.dwithin(region, paths, share))


def runs(chosen: NDArray[np.bool_], starts: tuple[int, ...]) -> Iterator[slice]:
    """Give the unbroken runs of chosen samples; between two stretches the hand is in the air."""
    broken = np.diff(chosen.astype(np.int8), prepend=0, append=0)
    begins, ends = np.flatnonzero(broken == 1), np.flatnonzero(broken == -1)
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        cuts = [cut for cut in starts if begin < cut < end]
        for low, high in zip([begin, *cuts], [*cuts, end], strict=True):
            yield slice(low, high)


def _path(places: Floats) -> LineString | Place:
    return LineString(places) if len(places) > 1 else Place(places[0])
