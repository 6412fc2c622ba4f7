"""The landmarks a lane is told from: on the back the levels, elsewhere what is surer to find."""

from __future__ import annotations

from typing import Final

from lumbalis.domain.anatomy import Anchor, Body, Point, Side
from lumbalis.domain.planning.on_body.footing import Floats

_COUNTED_FROM: Final = "L4"
_OTHERS: Final = {
    "sacrum": ("psis",),
    "iliac_crest": ("crest", "psis"),
    "gluteal": ("crest", "fold"),
    "thigh": ("fold", "popliteal"),
    "knee": ("popliteal",),
    "popliteal": ("popliteal",),
    "lower_leg": ("popliteal", "ankle"),
}
"""Regions whose lanes hang on landmarks that are felt or seen directly, not counted."""


def error_along_mm(region: str, body: Body) -> float:
    """Give how far up or down a lane of a region may come to lie wrong.

    Levels are all counted from L4, so its error is theirs.
    """
    names = [_COUNTED_FROM] if region not in _OTHERS else _sided(region)
    return max(body.landmarks[name].off_by_mm for name in names)


def anchored(lane: Floats, region: str, body: Body) -> tuple[Anchor, ...]:
    """Say a lane (n, 2) as a therapist finds it, in whole millimetres from landmarks."""
    return tuple(_anchor(Point(float(x), float(y)), region, body) for x, y in lane)


def _anchor(at: Point, region: str, body: Body) -> Anchor:
    if region not in _OTHERS:
        told = body.anchor(at)
        return Anchor(told.landmark, told.side, round(told.up_mm), round(told.out_mm))
    side = Side.RIGHT if at.x > body.spine_x(at.y) else Side.LEFT
    names = [f"{name}_{side.value}" for name in _OTHERS[region]]
    name = min(names, key=lambda one: abs(body.landmarks[one].at.y - at.y))
    mark = body.landmarks[name].at
    return Anchor(name, side, round(at.y - mark.y), round(side.sign * (at.x - mark.x)))


def _sided(region: str) -> list[str]:
    return [f"{name}_{side}" for name in _OTHERS[region] for side in ("left", "right")]
