"""What a hand does on the skin: a generator with anchored parameters, from which paths follow."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from lumbalis.domain.anatomy import Anchor
from lumbalis.domain.plan.session import Seconds


class Generator(Enum):
    """How a path follows from a lane (the anchors of a stroke joined by straight lines)."""

    LINE = "line"
    """Along the lane: flat stroking, squeezing, straight rubbing."""
    CIRCLES = "circles"
    """Separate circles one after the other along the lane."""
    COMBINED = "combined"
    """Along the lane, every second pass in circles."""
    DOUBLE_RING = "double_ring"
    """Two hands in rings against each other, moving along the lane."""
    SPIRAL = "spiral"
    """Loops that overlap along the lane."""
    TRANSVERSE = "transverse"
    """To and fro across the lane while moving along it."""
    FOUR_FINGER = "four_finger"
    """Small loops of the fingers on one place, then the next."""
    LIFTING = "lifting"
    """Grip, lift and let go at places along the lane."""
    POINT_PRESS = "point_press"
    """Press and let go at places along the lane."""
    VIBRATE = "vibrate"
    """Slowly along the lane, or staying, with a tremor."""
    PAT = "pat"
    """Light blows at places along the lane."""
    SHAKE = "shake"
    """The muscle moved from side to side, from place to place."""
    CUP_LINE = "cup_line"
    """A cup under vacuum along the lane and back."""
    CUP_CIRCLE = "cup_circle"
    """A cup under vacuum in circles along the lane."""
    CUP_SPIRAL = "cup_spiral"
    """A cup under vacuum in a spiral outwards around the lane's start."""
    CUP_STATIC = "cup_static"
    """A cup that stays."""
    PRESS_ROTATE = "press_rotate"
    """A point found, pressed, held in pulses, turned, let go."""
    DEVICE = "device"
    """A device moved along the lane without staying."""


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
    """The force in N at a share (0 to 1) of the lane; straight in between."""

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
    `vacuum_kpa` is the pressure below that of the air, 0 without a cup.
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

    @property
    def ends_s(self) -> Seconds:
        """Give the second of the step at which it ends."""
        return Seconds(self.starts_s + self.seconds)


@dataclass(frozen=True, slots=True)
class StrokePlan:
    """The strokes of one session on one body.

    `body_sha256` names the body they were made for: on another body they are nothing.
    `policy` is the direction policy, `classical_bottom_up` or `lymph_territory`.
    """

    session_index: int
    body_sha256: str
    policy: str
    strokes: tuple[Stroke, ...]
