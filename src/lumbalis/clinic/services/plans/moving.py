"""Strokes that a hand moved: shifting them, and keeping them where they were put."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lumbalis.domain.anatomy import Anchor
    from lumbalis.domain.plan.strokes import Stroke, StrokePlan

GRID_MM: Final = 5.0
"""Moves go in these steps, whatever a pointer says."""
_SAME_MM: Final = 1e-6
_Shift = tuple[float, float]


def on_grid(mm: float) -> float:
    """Give the nearest place on the grid of moves."""
    return round(mm / GRID_MM) * GRID_MM


def shifted(laid: StrokePlan, step: int, only: str, by: _Shift) -> StrokePlan:
    """Move the strokes of a step so far up and out; `only` names one of them."""
    return replace(
        laid,
        strokes=tuple(
            _shifted(one, by) if one.step == step and only in ("", one.id) else one
            for one in laid.strokes
        ),
    )


def without_step(laid: StrokePlan, step: int) -> StrokePlan:
    """Take the strokes of a step away; those of later steps follow their steps."""
    kept = (one for one in laid.strokes if one.step != step)
    return replace(
        laid,
        strokes=tuple(_earlier(one) if one.step > step else one for one in kept),
        idle=tuple(one - (one > step) for one in laid.idle if one != step),
    )


def moved_as_before(laid: StrokePlan, before: StrokePlan) -> StrokePlan:
    """Put strokes where the same strokes lay before, if a hand had only moved them there."""
    if laid.body_sha256 != before.body_sha256:
        return laid
    known = {_name(one): one for one in before.strokes}
    return replace(
        laid, strokes=tuple(_as_before(one, known.get(_name(one))) for one in laid.strokes)
    )


def _as_before(stroke: Stroke, before: Stroke | None) -> Stroke:
    way = None if before is None else _way(stroke.lane, before.lane)
    return stroke if way is None else _shifted(stroke, way)


def _way(lane: tuple[Anchor, ...], before: tuple[Anchor, ...]) -> _Shift | None:
    """Give the one way all anchors were moved; None where it was another change, or none."""
    if len(lane) != len(before):
        return None
    pairs = list(zip(lane, before, strict=True))
    if any((a.landmark, a.side) != (b.landmark, b.side) for a, b in pairs):
        return None
    ways = [(b.up_mm - a.up_mm, b.out_mm - a.out_mm) for a, b in pairs]
    up, out = ways[0]
    alike = all(abs(u - up) < _SAME_MM and abs(o - out) < _SAME_MM for u, o in ways)
    return (up, out) if alike and _by_hand(up) and _by_hand(out) else None


def _by_hand(mm: float) -> bool:
    """Tell whether a way lies on the grid of moves; a planner's own ways do not."""
    return abs(mm - on_grid(mm)) < _SAME_MM


def _shifted(stroke: Stroke, by: _Shift) -> Stroke:
    up, out = by
    lane = (
        replace(anchor, up_mm=anchor.up_mm + up, out_mm=anchor.out_mm + out)
        for anchor in stroke.lane
    )
    return replace(stroke, lane=tuple(lane))


def _earlier(stroke: Stroke) -> Stroke:
    _, mark, place = stroke.id.partition("-")
    step = stroke.step - 1
    return replace(stroke, step=step, id=f"{step + 1:02d}{mark}{place}")


def _name(stroke: Stroke) -> tuple[object, ...]:
    return stroke.id, stroke.step, stroke.zone, stroke.manipulation, stroke.generator
