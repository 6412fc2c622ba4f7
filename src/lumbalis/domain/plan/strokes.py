"""What a hand does on the skin: a generator with anchored parameters, from which paths follow."""

from __future__ import annotations

from dataclasses import dataclass

from lumbalis.domain.anatomy import Anchor
from lumbalis.domain.plan.generator import Generator
from lumbalis.domain.plan.session import Seconds

__all__ = ["Contact", "ForceKnot", "Generator", "Stroke", "StrokePlan"]


@dataclass(frozen=True, slots=True)
class Contact:
    """What touches the skin: an ellipse that keeps its direction while it moves.

    `length_mm` and `width_mm` are the whole axes. `angle_deg` turns the length axis from
    the direction of the head towards the patient's right, 0 to 180.
    """

    tool: str
    length_mm: float
    width_mm: float
    angle_deg: float

    @property
    def area_mm2(self) -> float:
        """Give the area in contact."""
        return 3.141592653589793 * self.length_mm * self.width_mm / 4


@dataclass(frozen=True, slots=True)
class ForceKnot:
    """The force in N at a share (0 to 1) of the lane; straight in between.

    Of a stroke that stays in place it is the share of its time.
    """

    share: float
    newton: float


@dataclass(frozen=True, slots=True)
class Stroke:
    """One hand, or one cup, at one piece of work. The generator and anchors are the truth.

    `step` is the place of its step in the session, from 0; `starts_s` counts whole seconds
    from the start of that step, `seconds` is how long it goes on. Strokes of one step may
    overlap in time where two hands (or several cups) work at once, mirrored.
    `lane` has one anchor (in place) or more; passes go from the first to the last.
    `amplitude_mm` is the reach of a loop, a transverse move or a spiral to either side of
    the lane, `pitch_mm` the way along the lane from one loop or place to the next; 0 where
    the generator has none. `force` has its knots in order, the first at 0, the last at 1.
    `speed_mm_s` is that of the contact along its path, 0 in place; `tempo_hz` that of the
    loops, blows or tremor. `repeats` is the number of passes along the lane.
    `vacuum_kpa` is the pressure below that of the air, 0 without a cup. `return_share` is
    the share of the force that stays on the way back of a ring or a loop: the loaded half
    goes the way the lane goes, up unless the lane leads down.
    """

    id: str
    step: int
    zone: str
    manipulation: str
    generator: Generator
    lane: tuple[Anchor, ...]
    contact: Contact
    force: tuple[ForceKnot, ...]
    amplitude_mm: float
    pitch_mm: float
    speed_mm_s: float
    tempo_hz: float
    repeats: int
    vacuum_kpa: float
    starts_s: Seconds
    seconds: Seconds
    return_share: float = 1.0

    @property
    def ends_s(self) -> Seconds:
        """Give the second of the step at which it ends."""
        return Seconds(self.starts_s + self.seconds)


@dataclass(frozen=True, slots=True)
class StrokePlan:
    """The strokes of one session on one body.

    `body_sha256` names the body they were made for: on another body they are nothing.
    `policy` is the direction policy, `classical_bottom_up` or `lymph_territory`. `idle` are
    the places of steps that have no place on this body: the hands rest, and nobody touches.
    """

    session_index: int
    body_sha256: str
    policy: str
    strokes: tuple[Stroke, ...]
    idle: tuple[int, ...] = ()
