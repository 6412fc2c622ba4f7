"""The ways of cups and the places of points, as they lie on the skin."""

from __future__ import annotations

from typing import Final

import numpy as np

from lumbalis.domain.plan.generator import Generator
from lumbalis.drawing.body import handwork
from lumbalis.drawing.body.handwork import Handwork, Places
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.body.path import TENTHS, line_path
from lumbalis.drawing.spots.spot import Spot
from lumbalis.drawing.svg import element

_CROSS_MM: Final = 4.0


def drawn(spot: Spot) -> str:
    """Draw a spot in tenths of a mm, y down; what lies twice on one place is drawn once."""
    seen: set[tuple[int, ...]] = set()
    parts = []
    for work in spot.works:
        at = tuple(np.rint(work.points[[0, len(work.points) // 2]].ravel()).astype(int).tolist())
        if at not in seen:
            seen.add(at)
            parts.append(_one(work))
    return "".join(parts)


def _one(work: Handwork) -> str:
    if work.stroke.generator is Generator.CUP_STATIC:
        return _cup(work, work.points[0]) + _cross(work.points[0])
    if work.stroke.generator is Generator.CUP_LINE:
        return _to_and_fro(work)
    return handwork.drawn((work,))


def _to_and_fro(work: Handwork) -> str:
    """Draw the lane of a cup with the cup at either end: it goes up and comes back."""
    points = work.points
    far = int(np.argmax(np.hypot(*(points - points[0]).T)))
    path = line_path(points[: far + 1])
    return (
        element("path", class_="lane-halo", d=path)
        + element("path", class_="lane", d=path)
        + _cup(work, points[0])
        + _cup(work, points[far], turns=True)
    )


def _cup(work: Handwork, place: Places, *, turns: bool = False) -> str:
    x, y = round(place[0] * TENTHS), round(-place[1] * TENTHS)
    radius = round(work.stroke.contact.length_mm * TENTHS / 2)
    more = {"stroke_dasharray": "40 30"} if turns else {}
    return element("circle", class_="cup", cx=x, cy=y, r=radius, stroke=var("suck"), **more)


def _cross(place: Places) -> str:
    x, y, arm = round(place[0] * TENTHS), round(-place[1] * TENTHS), round(_CROSS_MM * TENTHS)
    path = f"M{x - arm},{y}h{2 * arm}M{x},{y - arm}v{2 * arm}"
    return element("path", class_="lane", d=path)


STYLE: Final = """
.lane{fill:none;stroke:var(--suck);stroke-width:22;stroke-linecap:round}
.lane-halo{fill:none;stroke:var(--halo);stroke-width:48;stroke-linecap:round}
"""
"""The style rules of the ways."""
