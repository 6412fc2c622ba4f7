"""Strokes laid out for checking: each with its step, its place in the session and on the body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from lumbalis.domain.dose import Channel, DoseMap
from lumbalis.domain.plan import Session, Step
from lumbalis.domain.plan.strokes import Stroke, StrokePlan
from lumbalis.domain.protocol import Manipulation, Motion, Protocol, Tool, Zone
from lumbalis.domain.verification.case import base_of
from lumbalis.domain.verification.on_body.ground import Prepared
from lumbalis.domain.verification.on_body.look import Look, look_at

CUP: Final = "cup"
"""The kind of tool that sucks."""
CLASSICAL: Final = "classical_bottom_up"
LYMPH: Final = "lymph_territory"
POLICIES: Final = (CLASSICAL, LYMPH)


@dataclass(frozen=True, slots=True, eq=False)
class StrokeCase:
    """One stroke with its step and everything it is judged by."""

    look: Look
    step: Step
    where: str
    policy: str
    session: Session
    prepared: Prepared

    @property
    def stroke(self) -> Stroke:
        """The stroke itself."""
        return self.look.stroke

    @property
    def protocol(self) -> Protocol:
        """The protocol it is checked against."""
        return self.prepared.protocol

    @property
    def base(self) -> str:
        """The manipulation without its form."""
        return base_of(self.stroke.manipulation)

    @property
    def manipulation(self) -> Manipulation | None:
        """The catalogue's entry; None where there is none of that name."""
        return self.protocol.manipulations.get(self.base)

    @property
    def motion(self) -> Motion | None:
        """How the form is done; None where the table has none of that name."""
        return self.protocol.contact.motions.get(self.stroke.manipulation)

    @property
    def tool(self) -> Tool | None:
        """What touches the skin; None where the table has none of that name."""
        return self.protocol.contact.tools.get(self.stroke.contact.tool)

    def limit(self, name: str) -> float:
        """Give a limit of the protocol."""
        return self.prepared.limit(name)

    def level_limit(self, name: str, level: int) -> float:
        """Give a limit of force or pressure at a level; 0 where there is to be no contact."""
        most = self.protocol.whole("level_maximum")
        return self.limit(f"{name}_level_{min(level, most)}") if level > 0 else 0.0

    def cap(self, zone: Zone) -> int:
        """Give the highest level in a zone: the session's, and never above the zone's own."""
        own = zone.cap(self.session.ceiling)
        return min(own, self.session.zone_caps.get(zone.id, own))

    def worked(self) -> Iterator[tuple[Zone, int]]:
        """Give every zone of the protocol under the contact, with the sample pressed most."""
        zones = self.protocol.zones.zones
        return ((zones[name], sample) for name, sample in self.look.worked if name in zones)


@dataclass(frozen=True)
class PlanCase:
    """All strokes of a session on one body."""

    plan: StrokePlan
    session: Session
    prepared: Prepared
    strokes: tuple[StrokeCase, ...]

    @property
    def protocol(self) -> Protocol:
        """The protocol it is checked against."""
        return self.prepared.protocol

    @property
    def here(self) -> str:
        """The place of the session as a whole."""
        return str(self.session.index)

    def limit(self, name: str) -> float:
        """Give a limit of the protocol."""
        return self.prepared.limit(name)

    @cached_property
    def by_step(self) -> Mapping[int, tuple[StrokeCase, ...]]:
        """Give the strokes of every step that has any."""
        found: dict[int, tuple[StrokeCase, ...]] = {}
        for one in self.strokes:
            found[one.stroke.step] = (*found.get(one.stroke.step, ()), one)
        return found

    @cached_property
    def dose(self) -> DoseMap:
        """Give the dose of all strokes."""
        raster = self.prepared.raster
        patches = {one.stroke.id: one.look.patches_on(raster) for one in self.strokes}
        fields = {channel: np.zeros(raster.grid.shape, np.float32) for channel in Channel}
        for of_stroke in patches.values():
            for patch in of_stroke:
                fields[patch.channel][patch.window] += patch.kpa_s
        return DoseMap(raster, patches, fields)

    @cached_property
    def zone_doses(self) -> Mapping[str, float]:
        """Give the mean dose of hands in every zone, in kPa·s."""
        return self.dose.zone_means(Channel.HANDS)

    @cached_property
    def dosed(self) -> tuple[str, ...]:
        """Name the zones that get any pressure, in the raster's order."""
        means = self.dose.zone_means()
        return tuple(zone for zone in self.prepared.raster.zones if means[zone] > 0)


def place_of(session: Session, step: int) -> str:
    """Say where a step is: session, stage, step; steps are counted from 1 for a reader."""
    if 0 <= step < len(session.steps):
        return f"{session.index}/{session.steps[step].stage}/{step + 1}"
    return f"{session.index}/?/{step + 1}"


def stroke_case(
    stroke: Stroke, plan_policy: str, session: Session, prepared: Prepared
) -> StrokeCase:
    """Lay out one stroke of a session."""
    return StrokeCase(
        look=look_at(stroke, prepared),
        step=session.steps[stroke.step],
        where=place_of(session, stroke.step),
        policy=plan_policy,
        session=session,
        prepared=prepared,
    )


def lay_out(plan: StrokePlan, session: Session, prepared: Prepared) -> PlanCase:
    """Lay out a whole plan; its shape has been found good."""
    strokes = tuple(stroke_case(one, plan.policy, session, prepared) for one in plan.strokes)
    return PlanCase(plan, session, prepared, strokes)
