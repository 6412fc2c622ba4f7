"""The lane of a stroke on one body: its anchors joined by straight lines, with a direction."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lumbalis.domain.anatomy import Body
from lumbalis.domain.plan.generator import Generator
from lumbalis.domain.plan.strokes import Stroke

Floats = NDArray[np.float64]
_AROUND_THE_START: Final = frozenset(
    {Generator.CUP_SPIRAL, Generator.CUP_STATIC, Generator.PRESS_ROTATE}
)


@dataclass(frozen=True, slots=True, eq=False)
class Lane:
    """A line on the skin, from its first anchor to its last.

    `x` and `y` (k,) are its corners in mm, `shares` (k,) their places along it from 0 to 1.
    `side` is the direction of `out` along x, +1 or -1. `turned_at` and `turned_to` (j,) say
    the direction in radians from `out` towards the head, so that a lane and its mirror image
    turn alike; they turn evenly around a corner, so that a hand beside the lane does not jump.
    """

    x: Floats
    y: Floats
    length_mm: float
    shares: Floats
    turned_at: Floats
    turned_to: Floats
    side: int

    @property
    def straight(self) -> bool:
        """Tell whether it never turns."""
        return self.turned_to.size == 1

    @property
    def leads_down(self) -> bool:
        """Tell whether it ends nearer to the feet than it begins."""
        return bool(self.y[-1] < self.y[0])

    def at(self, share: Floats, along: Floats, out: Floats) -> Floats:
        """Give the places (n, 2) beside the lane at shares (n,) of it, offsets (n,) in mm."""
        turned = np.interp(share, self.turned_at, self.turned_to)
        cosine, sine = np.cos(turned), np.sin(turned)
        points = np.empty((share.size, 2))
        ahead = self.side * (along * cosine + out * sine)
        points[:, 0] = np.interp(share, self.shares, self.x) + ahead
        points[:, 1] = np.interp(share, self.shares, self.y) + along * sine - out * cosine
        return points

    def heading(self, share: Floats) -> Floats:
        """Give the unit vectors (n, 2) of its direction at shares (n,); zeros in place."""
        if not self.length_mm:
            return np.zeros((share.size, 2))
        turned = np.interp(share, self.turned_at, self.turned_to)
        return np.column_stack((self.side * np.cos(turned), np.sin(turned)))


def lane_of(stroke: Stroke, body: Body) -> Lane:
    """Find a stroke's lane on a body.

    Raises
    ------
    KeyError
        If the body lacks a landmark of the lane.
    """
    anchors = stroke.lane[:1] if stroke.generator in _AROUND_THE_START else stroke.lane
    corners = _without_repeats([body.place(anchor) for anchor in anchors])
    x, y = zip(*corners, strict=True)
    sides = [math.dist(a, b) for a, b in pairwise(corners)]
    length = math.fsum(sides)
    shares = np.cumsum([0.0, *sides]) / (length or 1.0)
    shares[-1] = 1.0 if sides else 0.0
    side = stroke.lane[0].side.sign
    turned_at, turned_to = _turns(corners, shares, side)
    return Lane(np.array(x), np.array(y), length, shares, turned_at, turned_to, side)


def _without_repeats(corners: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Leave out a corner that lies where the one before it lies: it has no direction."""
    return [at for place, at in enumerate(corners) if not place or at != corners[place - 1]]


def _turns(corners: list[tuple[float, float]], shares: Floats, side: int) -> tuple[Floats, Floats]:
    """Give the direction at the middle of every side; between two it turns evenly.

    A lane in place looks towards the head.
    """
    sides = [math.atan2(b[1] - a[1], side * (b[0] - a[0])) for a, b in pairwise(corners)]
    if len(sides) < 2:  # noqa: PLR2004 - a straight lane
        return np.zeros(1), np.array(sides or [math.pi / 2])
    return (shares[1:] + shares[:-1]) / 2, np.unwrap(sides)
