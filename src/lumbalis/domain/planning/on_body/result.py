"""What comes of planning on a body: strokes, what had to stay undone, and what would free it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from lumbalis.domain.anatomy import Trust
from lumbalis.domain.plan import Seconds
from lumbalis.domain.plan.strokes import StrokePlan


class Undone(Enum):
    """Why work named by the session has no place on this body; the value is a text key."""

    EXCLUDED = "excluded"
    """The zone may not be touched at all, or not in this way."""
    KIDNEY_NEAR = "kidney_near"
    """With landmarks as uncertain as they are, the kidneys could be under the contact."""
    LESION_NEAR = "lesion_near"
    """The margins of marks on the skin leave no room."""
    TOO_NARROW = "too_narrow"
    """The zone is narrower than the contact and its margins."""
    NO_POINT = "no_point"
    """The point cannot be placed on this body where it may be pressed."""


@dataclass(frozen=True, slots=True)
class LeftUndone:
    """Work of a step that has no place here; `step` is the step's place in the session.

    `once_confirmed` tells whether it would have one if L4 were confirmed.
    """

    step: int
    zone: str
    manipulation: str
    why: Undone
    once_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Idle:
    """Seconds of a step in which hands have nothing to do, because nothing of it fits."""

    step: int
    seconds: Seconds


@dataclass(frozen=True, slots=True)
class Calibration:
    """What finding a landmark more surely would allow.

    With `landmark` known as `trust` says, full force in `zone` may begin `gain_mm` nearer to
    the kidneys; `room_mm` is how far along the back it goes now.
    """

    landmark: str
    trust: Trust
    zone: str
    room_mm: float
    gain_mm: float


@dataclass(frozen=True, slots=True)
class DoseAim:
    """The mean dose aimed at in a zone, and what the plan is expected to give, in kPa·s."""

    zone: str
    prescribed: float
    predicted: float


@dataclass(frozen=True, slots=True)
class BodyPlan:
    """The strokes of a session on a body, and what a therapist has to know about them.

    `undone` names what has no place, `idle` the steps in which nothing of it has one,
    `needs` the calibrations that would allow more, `doses` aim and expectation by zone.
    """

    strokes: StrokePlan
    undone: tuple[LeftUndone, ...]
    idle: tuple[Idle, ...]
    needs: tuple[Calibration, ...]
    doses: tuple[DoseAim, ...]


@dataclass(frozen=True, slots=True)
class CannotDraw:
    """Nothing of a session has a place on this body; `undone` says why for every part."""

    session_index: int
    undone: tuple[LeftUndone, ...]
