"""A plan laid out for checking: its steps with their places, and the bounds it must keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from lumbalis.domain.plan import Course, Session, Step
from lumbalis.domain.protocol import Dose, Manipulation, Protocol, Script, Stage, Zone
from lumbalis.domain.screening import Verdict
from lumbalis.domain.verification.bounds import Bounds, Ground, bounds_of, zone_ceiling
from lumbalis.domain.verification.history import Ordered, SessionHistory
from lumbalis.domain.verification.words import DEVICE, NO_SUCTION

COURSE = "course"


@dataclass(frozen=True, slots=True)
class SessionCase:
    """A session with everything it is checked against.

    `script` is None where the protocol has no script of that name; `stages` is then
    empty. `placed` are the steps with their place, `suction` those whose cups hold
    suction. `zone_caps` is the highest level of every zone of the protocol under the
    session's own ceiling or the bounds', whichever is lower. `zones`, `regions` and
    `work` look up once what the steps name.
    """

    session: Session
    verdict: Verdict
    protocol: Protocol
    history: SessionHistory
    bounds: Bounds
    script: Script | None
    stages: Mapping[str, Stage]
    placed: tuple[tuple[str, Step], ...]
    suction: tuple[tuple[str, Step], ...]
    zone_caps: Mapping[str, int]
    zones: Mapping[tuple[str, ...], tuple[Zone, ...]]
    regions: Mapping[tuple[str, ...], frozenset[str]]
    work: Mapping[tuple[str, ...], tuple[Manipulation, ...]]

    @property
    def here(self) -> str:
        """The place of the session as a whole."""
        return str(self.session.index)

    @property
    def ceiling(self) -> int:
        """The lower of the session's own ceiling and the one worked out."""
        return min(self.session.ceiling, self.bounds.ceiling)

    def zones_of(self, step: Step) -> tuple[Zone, ...]:
        """Give the known zones of a step; unknown ones have their own check."""
        return self.zones[step.zones]

    def regions_of(self, step: Step) -> frozenset[str]:
        """Name the regions a step works, without sides."""
        return self.regions[step.zones]

    def work_of(self, step: Step) -> tuple[Manipulation, ...]:
        """Give the catalogue's entries of a step; unknown ones have their own check."""
        return self.work[step.manipulations]

    def with_suction(self, *modes: str) -> Iterator[tuple[str, Step]]:
        """Give the steps whose cups hold suction, or only those of some modes."""
        return (
            (where, step) for where, step in self.suction if not modes or mode_of(step) in modes
        )

    def with_device(self) -> Iterator[tuple[str, Step]]:
        """Give the steps done with a device."""
        return ((where, step) for where, step in self.placed if step.technique == DEVICE)

    def stage_seconds(self) -> dict[str, int]:
        """Give the seconds of every stage that occurs, in order of first appearance."""
        total: dict[str, int] = {}
        for step in self.session.steps:
            total[step.stage] = total.get(step.stage, 0) + step.seconds
        return total


@dataclass(frozen=True, slots=True)
class CourseCase:
    """A course with everything it is checked against; `dose` is None where none fits."""

    course: Course
    ground: Ground
    ordered: Ordered
    dose: Dose | None

    @property
    def verdict(self) -> Verdict:
        """The verdict the course was planned under."""
        return self.ground.verdict

    @property
    def protocol(self) -> Protocol:
        """The protocol it is checked against."""
        return self.ground.protocol


def lay_out(session: Session, ground: Ground, history: SessionHistory) -> SessionCase:
    """Prepare one session for its checks."""
    protocol, bounds = ground.protocol, bounds_of(ground, session.index)
    ceiling = min(session.ceiling, bounds.ceiling)
    excluded = ground.verdict.excluded_zones
    script = protocol.scripts.get(session.script)
    table, catalogue = protocol.zones.zones, protocol.manipulations
    placed = tuple(
        (f"{session.index}/{step.stage}/{place}", step)
        for place, step in enumerate(session.steps, start=1)
    )
    zones = {
        named: tuple(table[name] for name in named if name in table)
        for named in {step.zones for step in session.steps}
    }
    return SessionCase(
        session=session,
        verdict=ground.verdict,
        protocol=protocol,
        history=history,
        bounds=bounds,
        script=script,
        stages={stage.id: stage for stage in script.stages} if script is not None else {},
        placed=placed,
        suction=tuple((where, step) for where, step in placed if has_suction(step)),
        zone_caps={
            zone.id: zone_ceiling(zone, bounds, excluded, ceiling) for zone in table.values()
        },
        zones=zones,
        regions={named: frozenset(zone.region for zone in found) for named, found in zones.items()},
        work={
            named: tuple(catalogue[name] for name in sorted(_bases(named)) if name in catalogue)
            for named in {step.manipulations for step in session.steps}
        },
    )


def has_suction(step: Step) -> bool:
    """Tell whether cups hold suction in a step; a mode nobody knows counts as suction."""
    return mode_of(step) != NO_SUCTION


def mode_of(step: Step) -> str:
    """Give the mode of a step's cups; no suction where it has none."""
    return NO_SUCTION if step.cups is None else step.cups.mode


def is_contact(step: Step) -> bool:
    """Tell whether somebody or something works on the body in a step."""
    return bool(step.manipulations or step.points or has_suction(step) or step.technique == DEVICE)


def is_cupping(session: Session) -> bool:
    """Tell whether a session puts cups on a patient, be it only for a test."""
    return any(has_suction(step) for step in session.steps)


def base_of(manipulation: str) -> str:
    """Give the manipulation of `manipulation.form`."""
    return manipulation.partition(".")[0]


def bases_of(step: Step) -> frozenset[str]:
    """Name the manipulations of a step without their forms."""
    return _bases(step.manipulations)


@lru_cache(maxsize=1024)
def _bases(manipulations: tuple[str, ...]) -> frozenset[str]:
    return frozenset(base_of(name) for name in manipulations)
