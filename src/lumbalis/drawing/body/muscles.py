"""The shapes a hand feels on a back, as soft ridges and furrows along landmarks.

They make the relief of the drawings believable and nothing else: no rule reads them.
A height on the trunk is a level of the spine (0 is C7, 12 is T12, 17 is L5, 19 is S2, 23 the
gluteal fold), on a leg 0 is the fold, 1 the crease of the knee and 2 the ankle. Across, 1 is
the edge of the trunk or leg at that height, -1 the inner edge of a leg.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Shape:
    """A ridge (or furrow, where `rise_mm` is negative) along a way of (height, across).

    `breadth_mm` is the standard deviation of its cross-section. `lean` says how much of it a
    heavier body covers: 1 for muscle relief, 0 for what stays.
    """

    way: tuple[tuple[float, float], ...]
    breadth_mm: float
    rise_mm: float
    lean: float = 1.0


MIDLINE: Final = (
    Shape(((1.5, 0.0), (8.0, 0.0)), 9, -3.0),
    Shape(((6.0, 0.0), (10.0, 0.0), (17.6, 0.0)), 8, -5.0, 0.6),
    Shape(((13.0, 0.0), (16.6, 0.0)), 10, -2.5, 0.6),
    Shape(((-0.3, 0.0), (0.8, 0.0)), 10, 2.5),
    Shape(((19.6, 0.0), (21.0, 0.0), (25.0, 0.0)), 4.5, -9.0, 0.0),
    Shape(((18.8, 0.0), (21.5, 0.0)), 13, -4.0, 0.3),
)
"""What lies on the midline."""

TRUNK: Final = (
    # the long muscles beside the spine, and the furrow at their outer edge
    Shape(((17.4, 0.17), (16.0, 0.25), (14.0, 0.27), (12.0, 0.26), (9.0, 0.22)), 17, 6.0),
    Shape(((10.5, 0.22), (7.0, 0.20), (3.6, 0.17)), 16, 3.0),
    Shape(((16.8, 0.48), (14.5, 0.52), (11.2, 0.47)), 13, -2.8),
    # the broad back muscle, from the armpit to the loin
    Shape(((6.5, 0.86), (8.5, 0.80), (10.5, 0.68), (12.5, 0.54)), 22, 5.5),
    Shape(((6.0, 0.93), (9.0, 0.88), (11.5, 0.80)), 16, 3.0),
    # the shoulder blade: inner border, spine, the muscle below it, its lower corner
    Shape(((2.6, 0.38), (4.5, 0.40), (6.6, 0.43)), 8, 4.0),
    Shape(((3.4, 0.30), (5.2, 0.31), (7.6, 0.33)), 12, -2.4),
    Shape(((2.7, 0.42), (2.2, 0.62), (1.5, 0.86)), 8, 4.5),
    Shape(((4.2, 0.60), (4.6, 0.70)), 22, 4.5),
    Shape(((7.0, 0.48), (7.1, 0.49)), 13, 4.5),
    Shape(((6.6, 0.62), (5.2, 0.88)), 13, 4.5),
    Shape(((7.7, 0.50), (7.4, 0.66)), 9, -3.0),
    # the hood muscle: its upper rim, and its tail towards the twelfth thoracic vertebra
    Shape(((-1.2, 0.22), (0.2, 0.42), (1.2, 0.72)), 24, 4.5),
    Shape(((3.4, 0.36), (6.0, 0.22), (10.5, 0.07)), 14, 2.2),
    # the loin: the hollow above the crest, the crest, the sacral plane
    Shape(((16.5, 0.62), (15.8, 0.84)), 16, -3.5),
    Shape(((18.4, 0.40), (17.3, 0.62), (17.0, 0.86)), 12, 3.0),
    # the buttock: its fullness, the hollow at its side, the crease under it
    Shape(((20.8, 0.46), (21.5, 0.46)), 43, 17.0, 0.0),
    Shape(((19.4, 0.60), (20.2, 0.72)), 34, 7.0, 0.2),
    Shape(((21.9, 0.42), (22.2, 0.50)), 22, 5.0, 0.0),
    Shape(((20.7, 0.86), (21.4, 0.88)), 22, -3.0),
    Shape(((22.9, 0.03), (23.35, 0.24), (23.35, 0.44), (22.9, 0.66)), 5, -6.0, 0.0),
)
"""What lies on either side of the trunk, for the right side; the left is its mirror image."""

DIMPLE: Final = Shape((), 8, -4.5, 0.5)
"""The dimple over the posterior superior iliac spine."""

LEG: Final = (
    # the muscles behind the thigh part above the knee and leave its hollow between them
    Shape(((0.10, 0.34), (0.45, 0.34), (0.78, 0.40)), 21, 6.0),
    Shape(((0.08, -0.22), (0.45, -0.26), (0.78, -0.36)), 21, 6.0),
    Shape(((0.35, 0.04), (0.85, 0.02)), 8, -3.0),
    Shape(((0.76, 0.44), (0.98, 0.60)), 6, 4.0),
    Shape(((0.76, -0.42), (0.98, -0.60)), 6, 4.0),
    Shape(((0.90, 0.0), (1.02, 0.0)), 17, -3.0),
    Shape(((0.99, -0.62), (1.0, 0.0), (0.985, 0.62)), 3.5, -3.5, 0.3),
    # the two heads of the calf, the seam between them, the tendon of the heel
    Shape(((1.08, -0.30), (1.28, -0.36), (1.50, -0.26)), 19, 7.5),
    Shape(((1.08, 0.30), (1.25, 0.36), (1.44, 0.28)), 18, 6.5),
    Shape(((1.12, 0.0), (1.46, 0.0)), 7, -2.5),
    Shape(((1.40, 0.10), (1.80, 0.0)), 16, 3.0),
    Shape(((1.62, 0.0), (2.04, 0.0)), 6, 5.0, 0.3),
    Shape(((1.80, 0.50), (2.02, 0.50)), 7, -4.0, 0.3),
    Shape(((1.80, -0.50), (2.02, -0.50)), 7, -4.0, 0.3),
)
"""What lies on the back of a leg, inner side negative."""
