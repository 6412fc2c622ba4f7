"""What a step asks for, part by part: one manipulation in one zone, or along a chain of zones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from lumbalis.domain.anatomy import Side
from lumbalis.domain.plan import Step
from lumbalis.domain.protocol import Manipulation, Protocol
from lumbalis.domain.protocol.contact import Motion

_TRUNK: Final = ("paravertebral", "kidney", "lower_thoracic")
"""What one long stroke along the back passes through."""


@dataclass(frozen=True, slots=True)
class Work:
    """One manipulation of a step on one piece of the body.

    `step` is the step's place in the session, `zones` what its lane may lie in (several
    where one stroke passes through), `tools` the ones to choose from, in order. `cup_mm` is
    the width of the cup the session asks for, 0 for anything else.
    """

    step: int
    zones: tuple[str, ...]
    side: Side
    region: str
    level: int
    motion: Motion
    family: Manipulation
    tools: tuple[str, ...]
    cup_mm: float = 0.0

    @property
    def zone(self) -> str:
        """Name the zone the work is for."""
        return self.zones[0]

    @property
    def upright(self) -> bool:
        """Tell whether its lanes lead straight up: loops push the way their lane goes."""
        return self.family.bottom_up and self.motion.return_share < 1

    @property
    def twin(self) -> Work:
        """Give the same work on the other side of the body."""
        other = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}.get(self.side, self.side)
        end = f"_{self.side.value}"
        zones = tuple(f"{zone.removesuffix(end)}_{other.value}" for zone in self.zones)
        return replace(self, zones=zones, side=other) if other is not self.side else self

    @property
    def alike(self) -> tuple[object, ...]:
        """Say what makes two works the same but for the step they belong to."""
        return self.motion.id, self.zones, self.level, self.tools, self.cup_mm


def works_of(place: int, step: Step, protocol: Protocol) -> Iterator[Work]:
    """Give the parts of a step, in order."""
    for form in step.manipulations:
        motion = protocol.contact.motions[form]
        family = protocol.manipulations[form.partition(".")[0]]
        done_with = motion.tools or family.tools
        tools = tuple(tool for tool in step.tools if tool in done_with)
        for zones in _groups(step, family):
            first = protocol.zones.zones[zones[0]]
            yield Work(
                place,
                zones,
                Side(first.side),
                first.region,
                step.level,
                motion,
                family,
                tools,
                _cup_mm(step, tools, protocol),
            )


def _groups(step: Step, family: Manipulation) -> Iterator[tuple[str, ...]]:
    """Group the zones of a step: long stroking of the back is one way from below to above."""
    if family.id != "stroking":
        yield from ((zone,) for zone in step.zones)
        return
    chained: set[str] = set()
    for zone in step.zones:
        if zone in chained:
            continue
        region, _, side = zone.rpartition("_")
        chain = [f"{part}_{side}" for part in _TRUNK if f"{part}_{side}" in step.zones]
        if region in _TRUNK and len(chain) > 1:
            chained.update(chain)
            yield tuple(chain)
        else:
            yield (zone,)


def _cup_mm(step: Step, tools: tuple[str, ...], protocol: Protocol) -> float:
    cups = [tool for tool in tools if protocol.contact.tools[tool].kind == "cup"]
    return float(step.cups.diameter_mm) if step.cups is not None and cups else 0.0
