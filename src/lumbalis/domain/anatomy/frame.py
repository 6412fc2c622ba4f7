"""The frame every coordinate of the body is in.

Millimetres seen from behind, patient prone: x to the patient's right, y towards the head,
z away from the couch. The origin is the tip of the L4 spinous process. Seen from behind the
patient's right is the viewer's right, so a picture is never mirrored.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple


class Point(NamedTuple):
    """A place on the skin: `x` to the patient's right and `y` towards the head, in mm."""

    x: float
    y: float


class Side(Enum):
    """A side of the patient's own body."""

    LEFT = "left"
    RIGHT = "right"
    MIDLINE = "midline"

    @property
    def sign(self) -> int:
        """Give the direction of `out` along x: -1 left, +1 right, +1 on the midline."""
        return -1 if self is Side.LEFT else 1


SPINE: Final = tuple(
    f"{part}{number}"
    for part, numbers in (("C", (7,)), ("T", range(1, 13)), ("L", range(1, 6)), ("S", (1, 2, 4)))
    for number in numbers
)
"""The levels of the spine that are landmarks, from the neck down."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place said as a therapist finds it: so far up and out from a landmark.

    `landmark` is a level of the spine (`L4`) or a sided landmark (`popliteal_left`).
    `up_mm` goes towards the head. `out_mm` goes away from the midline on `side`: from the
    line of the spinous processes for a level (as curved as the patient's), from the landmark
    itself otherwise; negative goes towards the midline.
    """

    landmark: str
    side: Side
    up_mm: float
    out_mm: float
