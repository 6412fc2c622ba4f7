"""Carrying a drawing over to the same patient's body after it was measured anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lumbalis.domain.anatomy import SPINE, Body, Point
from lumbalis.domain.outcomes.pain_drawing.drawing import PainDrawing, PainMark

_LEG: Final = ("fold", "popliteal", "ankle")
_HIP: Final = ("crest_left", "crest_right")
_STEP_MM: Final = 5.0
"""A line is carried over in steps this short, so that it bends where the back does."""


def transferred(drawing: PainDrawing, old: Body, new: Body) -> PainDrawing:
    """Carry a drawing from the frame of one body into that of another of the same patient.

    Heights go through the landmarks the bodies share, each stretch between two neighbours
    scaled by itself. Across, the distance from the spinous line is scaled by the breadth
    between the iliac crests. What lies above the highest and below the lowest landmark
    keeps its distance from them.

    Raises
    ------
    ValueError
        If the drawing was not made on the old body, or the bodies share no two landmarks.
    """
    if drawing.body_sha256 != old.sha256:
        msg = "This pain drawing was not made on that body; name the one it was made on."
        raise ValueError(msg)
    if old.sha256 == new.sha256:
        return drawing
    breadth = _breadth(new) / _breadth(old)
    ways = {side: _Way(*_heights(old, new, side)) for side in ("left", "right")}
    marks = tuple(
        PainMark(_carried(mark.line, old, new, ways, breadth), mark.nrs, mark.quality)
        for mark in drawing.marks
    )
    return PainDrawing(new.sha256, marks)


@dataclass(frozen=True, slots=True, eq=False)
class _Way:
    """From heights on the old body (n,) to heights on the new one (n,), both ascending."""

    old: NDArray[np.float64]
    new: NDArray[np.float64]

    def height(self, y: float) -> float:
        inside = min(max(y, float(self.old[0])), float(self.old[-1]))
        return float(np.interp(inside, self.old, self.new)) + (y - inside)


def _heights(old: Body, new: Body, side: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    names = [*SPINE, *(f"{name}_{side}" for name in _LEG)]
    pairs = sorted(
        (old.landmarks[name].at.y, new.landmarks[name].at.y)
        for name in names
        if name in old.landmarks and name in new.landmarks
    )
    if len(pairs) < 2:  # noqa: PLR2004 - one landmark gives no scale
        msg = "These bodies share no two landmarks; the drawing has to be made again."
        raise ValueError(msg)
    heights = np.array(pairs)
    return heights[:, 0], heights[:, 1]


def _breadth(body: Body) -> float:
    left, right = (body.landmarks.get(name) for name in _HIP)
    return 1.0 if left is None or right is None else right.at.x - left.at.x


def _carried(
    line: tuple[Point, ...], old: Body, new: Body, ways: dict[str, _Way], breadth: float
) -> tuple[Point, ...]:
    carried = []
    for place in _closely(line):
        across = place.x - old.spine_x(place.y)
        y = ways["right" if across >= 0 else "left"].height(place.y)
        carried.append(Point(new.spine_x(y) + across * breadth, y))
    return tuple(carried)


def _closely(line: tuple[Point, ...]) -> list[Point]:
    """Put places into a line, and into the step that closes it, at most so far apart."""
    places: list[Point] = []
    for start, end in zip(line, (*line[1:], line[0]), strict=True) if line else ():
        steps = max(1, int(np.ceil(np.hypot(end.x - start.x, end.y - start.y) / _STEP_MM)))
        shares = np.arange(steps) / steps
        places += [
            Point(start.x + share * (end.x - start.x), start.y + share * (end.y - start.y))
            for share in shares.tolist()
        ]
    return places
