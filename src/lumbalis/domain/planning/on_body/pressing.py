"""Acupressure on the body: each point of a pair under one hand, pressed, held, turned, let go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Final

import numpy as np

from lumbalis.domain.anatomy import Point, Side
from lumbalis.domain.anatomy.points import point_at
from lumbalis.domain.plan import PointHold, Step
from lumbalis.domain.plan.strokes import Contact
from lumbalis.domain.planning.apportion import apportion
from lumbalis.domain.planning.on_body.fitting import Hand
from lumbalis.domain.planning.on_body.footing import Floats, Footprint
from lumbalis.domain.planning.on_body.push import Push, push_along
from lumbalis.domain.planning.on_body.result import LeftUndone, Undone
from lumbalis.domain.planning.on_body.slots import Slot
from lumbalis.domain.planning.on_body.terrain import Terrain
from lumbalis.domain.planning.on_body.work import Work, works_of

Shape = tuple[tuple[float, float], ...]

_GENTLE: Final = 0.2
_PARTS: Final[tuple[tuple[str, Shape], ...]] = (
    ("press", ((0.0, _GENTLE), (1.0, 1.0))),
    ("pulse", ((0.0, 1.0), (1.0, 1.0))),
    ("rotate", ((0.0, 1.0), (1.0, 1.0))),
    ("press", ((0.0, 1.0), (1.0, _GENTLE))),
)
"""Form and force over its time: found and pressed, held, turned, let go."""
_SLACK_MM: Final = 0.8
"""A point stands still, so only the rounding of its anchor is kept free."""
_MIDDLE: Final = 0.5
_OF_PLACE: Final = 0.8
_TIPS: Final = (1.0, 0.8, 0.6)
"""Shares of the finger pad that are laid on: the whole pad, or its tip."""


def point_slots(place: int, step: Step, terrain: Terrain) -> tuple[list[Slot], list[LeftUndone]]:
    """Lay out the points of a step, one after the other, both sides of a pair at once."""
    works = list(works_of(place, step, terrain.protocol))
    slots: list[Slot] = []
    undone: list[LeftUndone] = []
    seconds = apportion(
        step.seconds, [hold.seconds for hold in step.points], [1] * len(step.points)
    )
    for hold, whole in zip(step.points, seconds, strict=True):
        pair = _by_side(works)
        hands = {side: _hand(hold, forms, terrain) for side, forms in pair.items()}
        undone += [
            LeftUndone(place, pair[side][_first(pair[side])].zone, hold.point, Undone.NO_POINT)
            for side, hand in hands.items()
            if hand is None
        ]
        found = {side: hand for side, hand in hands.items() if hand is not None}
        slots += _parts(hold, whole, found, pair)
    return slots, undone


def _by_side(works: list[Work]) -> dict[Side, dict[str, Work]]:
    """Give the works of a point step by side and form."""
    sides: dict[Side, dict[str, Work]] = {}
    for work in works:
        sides.setdefault(work.side, {})[work.motion.id.partition(".")[2]] = work
    return sides


def _first(forms: Mapping[str, Work]) -> str:
    return next(iter(forms))


def _hand(hold: PointHold, forms: Mapping[str, Work], terrain: Terrain) -> Hand | None:
    """Put a hand on the point of one side, at the middle of its force; None where it must not."""
    work = forms[_first(forms)]
    at = point_at(terrain.protocol.points[hold.point], work.side, terrain.body)
    if at is None or not terrain.permits(work.zone, work.family):
        return None
    barred = terrain.barred(work.region)
    for footprint, lane in _places(at, work, terrain):
        if not footprint.touches(barred, lane).any():
            push = push_along(lane, footprint, work, terrain)
            peak = push.peak_n(_MIDDLE)
            return Hand(work, lane, footprint, replace(push, least_n=peak, most_n=peak))
    return None


def _places(at: Point, work: Work, terrain: Terrain) -> Iterator[tuple[Footprint, Floats]]:
    """Give finger and place to try: the pad before its tip, the point itself before beside it.

    A finger may lie outwards of the point by a part of what its place may be wrong by.
    """
    tool = terrain.protocol.contact.tools[work.tools[0]]
    farthest = int(_OF_PLACE * terrain.protocol.limit("point_place_maximum"))
    for part, out in product(_TIPS, range(farthest + 1)):
        contact = Contact(tool.id, tool.length_mm * part, tool.width_mm * part, 0.0)
        yield (
            Footprint(contact, 0.0, _SLACK_MM),
            np.array([[at.x + work.side.sign * out, at.y]], dtype=np.float64),
        )


def _parts(
    hold: PointHold,
    seconds: int,
    hands: Mapping[Side, Hand],
    pair: Mapping[Side, Mapping[str, Work]],
) -> Iterator[Slot]:
    times = (hold.find_press_s, hold.hold_s, hold.rotate_s, hold.release_s)
    whole = apportion(seconds, times, [1] * len(times))
    for (form, shape), part_s in zip(_PARTS, whole, strict=True):
        done = tuple(
            replace(
                hand,
                work=pair[side].get(form, hand.work),
                push=_shaped(hand.push, shape),
            )
            for side, hand in hands.items()
        )
        if done and part_s:
            yield Slot(done, float(part_s), float(part_s), fixed_s=part_s)


def _shaped(push: Push, shape: Shape) -> Push:
    return replace(push, shape=shape, on_kidney=push.on_kidney[:1] * len(shape))
