"""What finding L4 more surely would free: how far full force could begin nearer to the kidneys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from shapely.geometry import LineString

from lumbalis.domain.anatomy import Region, Trust
from lumbalis.domain.planning.on_body.fitting import Hand
from lumbalis.domain.planning.on_body.placing import Placed
from lumbalis.domain.planning.on_body.result import Calibration
from lumbalis.domain.planning.on_body.terrain import Terrain

_REGION: Final = "paravertebral"
_LANDMARK: Final = "L4"


def needs_of(steps: Sequence[Placed], terrain: Terrain) -> tuple[Calibration, ...]:
    """Say, for the muscles beside the spine, what a confirmed L4 would allow."""
    if terrain.body.landmarks[_LANDMARK].trust is Trust.CONFIRMED:
        return ()
    reach = terrain.firmer.kidney_reach
    return tuple(
        need
        for zone in sorted({hand.work.zone for hand in _hands(steps)} | _left_out(steps))
        if zone.startswith(_REGION)
        for need in _need(zone, terrain, reach)
    )


def _need(zone: str, terrain: Terrain, reach: Region) -> Iterator[Calibration]:
    area = terrain.body.zones.get(zone)
    if area is None:
        return
    now, then = (_along_middle(area, kidney) for kidney in (terrain.kidney_reach, reach))
    gain = int(then - now)
    if gain > 0:
        yield Calibration(_LANDMARK, Trust.CONFIRMED, zone, float(int(now)), float(gain))


def _along_middle(area: Region, taken: Region) -> float:
    """Measure how far the middle line of an area goes outside another."""
    _, low, _, high = area.bounds
    across = area.centroid.x
    line = LineString([(across, low), (across, high)])
    return float(line.intersection(area).difference(taken).length)


def _hands(steps: Sequence[Placed]) -> Iterator[Hand]:
    return (hand for step in steps for slot in step.slots for hand in slot.hands)


def _left_out(steps: Sequence[Placed]) -> set[str]:
    return {left.zone for step in steps for left in step.undone}
