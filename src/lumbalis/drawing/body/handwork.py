"""Strokes on the body: the way of the hand, as wide as its force, told apart without colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lumbalis.domain.anatomy import Point
from lumbalis.domain.plan.strokes import Generator, Stroke
from lumbalis.domain.plan.tracing import Trace
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.body.path import TENTHS, line_path
from lumbalis.drawing.svg import element

Places = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a kind of handwork is drawn: colour by its job, dashes, and a light core or none."""

    colour: str
    dashes: str = ""
    cored: bool = False


_MANNERS: Final = {
    "stroking": Manner("glide"),
    "squeezing": Manner("glide", cored=True),
    "rubbing": Manner("rub", dashes="90 42"),
    "kneading": Manner("knead"),
    "vibration": Manner("shake", dashes="1 52"),
    "patting": Manner("shake"),
    "shaking": Manner("shake", dashes="40 46"),
    "cupping": Manner("suck"),
    "acupressure": Manner("press"),
    "device": Manner("press", dashes="120 40 20 40"),
}
_IN_PLACE: Final = frozenset(
    {Generator.PAT, Generator.POINT_PRESS, Generator.CUP_STATIC, Generator.PRESS_ROTATE}
)
_ALONG: Final = frozenset({Generator.LINE, Generator.CUP_LINE, Generator.VIBRATE})
_LEAST_MM, _MM_PER_NEWTON, _CLASS_MM = 1.5, 0.085, 0.6
_HALO_MM: Final = 1.3
_FINE_MM: Final = 0.25
_STAYS_MM: Final = 8.0
_HEAD: Final = 2.3
_LEAST_HEAD_MM: Final = 5.0
_TANGENT_MM: Final = 9.0
_TARGET_MM: Final = (6.0, 2.0)


@dataclass(frozen=True, slots=True, eq=False)
class Handwork:
    """One stroke to be drawn: what it is, its way over this body, the number on the picture."""

    stroke: Stroke
    trace: Trace
    number: int

    @property
    def points(self) -> Places:
        """Give the middles of the contact, (n, 2) in mm, once along the lane."""
        return self.trace.points

    @property
    def newton(self) -> Places:
        """Give the force at each, (n,)."""
        return self.trace.newton

    @property
    def manner(self) -> Manner:
        """Tell how it is drawn."""
        return manner(self.stroke.manipulation)

    @property
    def begins(self) -> Point:
        """Tell where it begins."""
        return Point(*(float(value) for value in self.points[0]))

    @property
    def ends(self) -> Point:
        """Tell where it ends."""
        return Point(*(float(value) for value in self.points[-1]))


def manner(manipulation: str) -> Manner:
    """Tell how a manipulation (`kneading.double_ring`) is drawn.

    Raises
    ------
    KeyError
        If its kind has no way of drawing.
    """
    return _MANNERS[manipulation.partition(".")[0]]


def width_mm(newton: float) -> float:
    """Give the width of a line for a force: a line twice the force is visibly wider."""
    return _LEAST_MM + _MM_PER_NEWTON * newton


def drawn(works: Iterable[Handwork], weight: float = 1.0) -> str:
    """Draw strokes in tenths of a mm, y down; in order, the later above the earlier.

    `weight` makes every line that much thicker.
    """
    return "".join(_one(work, weight) for work in works)


def _one(work: Handwork, weight: float) -> str:
    if work.stroke.generator is Generator.PRESS_ROTATE:
        return _target(work)
    if work.stroke.generator in _IN_PLACE:
        return "".join(_print(work, place) for place in work.points)
    if float(np.ptp(work.points, axis=0).max()) < _STAYS_MM:
        return _print(work, work.points[0])
    way = _way(work, weight)
    cup = _cup(work) if work.stroke.vacuum_kpa else ""
    return cup + way + _head(work, weight)


def _way(work: Handwork, weight: float) -> str:
    """Draw the way: a halo under all of it, then pieces as wide as the force there."""
    widths = np.array([_classed(weight * width_mm(float(newton))) for newton in work.newton])
    whole = "".join(line_path(one, _FINE_MM) for one in work.trace.stretches if len(one) > 1)
    halo = _stroke(whole, "halo", float(widths.max()) + 2 * _HALO_MM)
    inked = "".join(
        _stroke(path, work.manner.colour, width, work.manner.dashes)
        for width, path in _by_width(work, widths)
    )
    core = _stroke(whole, "halo", float(widths.min()) * 0.34) if work.manner.cored else ""
    return halo + inked + core


def _by_width(work: Handwork, widths: Places) -> Iterator[tuple[float, str]]:
    """Collect the pieces of the way by the width of their line, the thinnest first."""
    paths: dict[float, list[str]] = {}
    starts = (*work.trace.starts, len(work.points))
    for first, beyond in pairwise(starts):
        for width, piece in _pieces(work.points[first:beyond], widths[first:beyond]):
            paths.setdefault(width, []).append(line_path(piece, _FINE_MM))
    for width in sorted(paths):
        yield width, "".join(paths[width])


def _classed(width: float) -> float:
    return round(width / _CLASS_MM) * _CLASS_MM


def _pieces(points: Places, widths: Places) -> Iterator[tuple[float, Places]]:
    """Cut a way where the width of its line changes; a piece ends where the next begins."""
    runs = groupby(range(len(points) - 1), key=lambda place: float(widths[place]))
    for width, run in runs:
        places = list(run)
        yield width, points[places[0] : places[-1] + 2]


def _stroke(path: str, colour: str, width: float, dashes: str = "") -> str:
    more = {"stroke_dasharray": dashes} if dashes else {}
    return element(
        "path",
        class_="way",
        d=path,
        stroke=var(colour),
        stroke_width=round(width * TENTHS),
        **more,
    )


def _head(work: Handwork, weight: float) -> str:
    """Draw an arrow head at the end: along the lane where the way itself goes in loops."""
    tip, along = work.points[-1], _direction(work)
    size = weight * max(width_mm(float(work.newton[-1])) * _HEAD, _LEAST_HEAD_MM)
    across = np.array([-along[1], along[0]])
    corners = (
        tip + along * size * 0.9,
        tip - along * size * 0.55 + across * size * 0.72,
        tip - along * size * 0.25,
        tip - along * size * 0.55 - across * size * 0.72,
    )
    return element("path", class_="head", d=_polygon(corners), fill=var(work.manner.colour))


def _direction(work: Handwork) -> Places:
    start = work.points[0]
    if work.stroke.generator in _ALONG:
        behind = np.hypot(*(work.points[-1] - work.points).T)
        far = np.nonzero(behind >= _TANGENT_MM)[0]
        start = work.points[far[-1]] if len(far) else start
    way = work.points[-1] - start
    length = float(np.hypot(*way))
    return way / length if length else np.array([0.0, 1.0])


def _polygon(corners: Sequence[Places]) -> str:
    places = [f"{corner[0] * TENTHS:.0f},{-corner[1] * TENTHS:.0f}" for corner in corners]
    return f"M{places[0]}L{' '.join(places[1:])}z"


def _print(work: Handwork, place: Places) -> str:
    """Draw the contact itself, lying lightly on the skin, and its middle."""
    contact = work.stroke.contact
    x, y = round(place[0] * TENTHS), round(-place[1] * TENTHS)
    colour = var(work.manner.colour)
    oval = element(
        "ellipse",
        class_="print",
        cx=x,
        cy=y,
        rx=round(contact.width_mm * TENTHS / 2),
        ry=round(contact.length_mm * TENTHS / 2),
        transform=f"rotate({contact.angle_deg:.0f} {x} {y})",
        fill=colour,
        stroke=colour,
    )
    dot = width_mm(float(work.newton[0])) * TENTHS / 2
    return oval + element("circle", cx=x, cy=y, r=round(dot), fill=colour)


def _target(work: Handwork) -> str:
    """Draw a point that is pressed as a target."""
    x, y = round(work.points[0][0] * TENTHS), round(-work.points[0][1] * TENTHS)
    outer, inner = (round(radius * TENTHS) for radius in _TARGET_MM)
    colour = var(work.manner.colour)
    return element(
        "circle", cx=x, cy=y, r=outer, fill=var("halo"), stroke=colour, stroke_width=14
    ) + element("circle", cx=x, cy=y, r=inner, fill=colour)


def _cup(work: Handwork) -> str:
    """Draw a cup as wide as it is, where it is put on."""
    x, y = round(work.points[0][0] * TENTHS), round(-work.points[0][1] * TENTHS)
    return element(
        "circle",
        class_="cup",
        cx=x,
        cy=y,
        r=round(work.stroke.contact.length_mm * TENTHS / 2),
        stroke=var(work.manner.colour),
    )


STYLE: Final = """
.way{fill:none;stroke-linecap:round;stroke-linejoin:round}
.head{stroke:var(--halo);stroke-width:10;stroke-linejoin:round;paint-order:stroke}
.print{fill-opacity:.05;stroke-width:8;stroke-opacity:.4}
.cup{fill:var(--halo);fill-opacity:.35;stroke-width:20}
"""
"""The style rules of handwork."""
