"""The plain body: where the hands are softly lit, and their ways in calm lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
from shapely import unary_union

from lumbalis.domain.plan.generator import Generator
from lumbalis.drawing.body.figure import PLAIN, BodyFigure
from lumbalis.drawing.body.handwork import Handwork, Places
from lumbalis.drawing.body.lettering import Ink, Size, line
from lumbalis.drawing.body.marks import frame, sides
from lumbalis.drawing.body.page import ground
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.body.path import TENTHS, area_path, line_path
from lumbalis.drawing.body.scene import NumberedStep, Scene
from lumbalis.drawing.body.view import View, Window, between, whole
from lumbalis.drawing.patient.words import PatientWords, deed
from lumbalis.drawing.svg import element

_STILL: Final = frozenset(
    {
        Generator.PAT,
        Generator.POINT_PRESS,
        Generator.CUP_STATIC,
        Generator.PRESS_ROTATE,
        Generator.LIFTING,
    }
)
_CAPTION: Final = Ink(Size.SMALL, colour="quiet", halo=True)
_FINE_MM: Final = 0.5
_STAYS_MM: Final = 8.0
_RING_MM: Final = 12.0
_GLOW_MM, _ROUND_MM, _MARGIN_MM = 5.0, 12.0, 110.0
_APART_MM: Final = 34.0
_HEAD_MM: Final = 11.0


def lit_body(scene: Scene, view: View, zones: Iterable[str], over: str = "") -> str:
    """Show the plain body with some zones softly lit, and something drawn above them."""
    figure = scene.figure
    return figure.shown(view, PLAIN, _light(figure, zones) + over)


def big_picture(
    scene: Scene, view: View, steps: Sequence[NumberedStep], words: PatientWords
) -> str:
    """Show where the hands are and the ways they take, near."""
    zones = [zone for step in steps for zone in step.zones]
    return (
        ground(view)
        + lit_body(scene, view, zones, calm_ways(steps))
        + sides(view, words.names)
        + line(view.x + 14, view.y + view.height - 14, words.say("from_behind"), _CAPTION)
        + frame(view)
    )


def glow(figure: BodyFigure) -> str:
    """Define how the edge of a light fades."""
    if not figure.soft:
        return ""
    left, bottom, right, top = (edge * TENTHS for edge in figure.body.outline.bounds)
    blur = element("feGaussianBlur", stdDeviation=_GLOW_MM * TENTHS)
    return (
        f'<defs><filter id="{figure.key}-glow" filterUnits="userSpaceOnUse" x="{left:.0f}" '
        f'y="{-top:.0f}" width="{right - left:.0f}" height="{top - bottom:.0f}">{blur}'
        "</filter></defs>"
    )


def _light(figure: BodyFigure, zones: Iterable[str]) -> str:
    """Light zones as one area, so that no seam shows where two of them meet."""
    wanted = [figure.body.zones[zone] for zone in dict.fromkeys(zones) if zone in figure.body.zones]
    if not wanted:
        return ""
    soft = {"filter": f"url(#{figure.key}-glow)"} if figure.soft else {}
    rounded = unary_union(wanted).buffer(-_ROUND_MM).buffer(_ROUND_MM)
    return figure.clipped(element("path", class_="lamp", d=area_path(rounded), **soft))


def portrait(scene: Scene, steps: Iterable[NumberedStep]) -> Window:
    """Choose what to show: from the neck to the thighs, or from the loin to the feet."""
    body = scene.body
    usual = between(body, "C7", "fold_left", _MARGIN_MM)
    boxes = [body.zones[zone].bounds for step in steps for zone in step.zones]
    if min((box[1] for box in boxes), default=usual.bottom) >= usual.bottom:
        return usual
    if max(box[3] for box in boxes) > body.landmarks["L1"].at.y:
        return whole(body)
    return between(body, "T12", "ankle_left", _MARGIN_MM)


def calm_ways(steps: Iterable[NumberedStep]) -> str:
    """Draw the ways of some steps: the longest of each kind and zone, all of one width."""
    works = [work for step in steps for work in _chosen(step.works)]
    return "".join(_way(work) for work in works)


def _chosen(works: Iterable[Handwork]) -> Iterator[Handwork]:
    best: dict[tuple[str, str], Handwork] = {}
    for work in works:
        key = work.stroke.zone, deed(work.stroke.manipulation)
        other = best.get(key)
        if other is None or _reach(work) > _reach(other):
            best[key] = work
    yield from best.values()


def _reach(work: Handwork) -> float:
    return float(np.ptp(work.points, axis=0).sum())


def _way(work: Handwork) -> str:
    if work.stroke.generator in _STILL or _reach(work) < _STAYS_MM:
        return "".join(_ring(place, work) for place in _spread(work.points))
    path = "".join(line_path(one, _FINE_MM) for one in work.trace.stretches if len(one) > 1)
    colour = var(work.manner.colour)
    return (
        element("path", class_="calm under", d=path)
        + element("path", class_="calm", d=path, stroke=colour)
        + _head(work.points, colour)
    )


def _ring(place: Places, work: Handwork) -> str:
    x, y = round(place[0] * TENTHS), round(-place[1] * TENTHS)
    colour = var(work.manner.colour)
    return element(
        "circle", class_="touch", cx=x, cy=y, r=_RING_MM * TENTHS, fill=colour, stroke=colour
    )


def _spread(points: Places) -> Iterator[Places]:
    """Choose places that lie apart from one another."""
    kept: list[Places] = []
    for place in points:
        if all(float(np.hypot(*(place - other))) >= _APART_MM for other in kept):
            kept.append(place)
            yield place


def _head(points: Places, colour: str) -> str:
    """Draw the head of an arrow where a way ends."""
    tip = points[-1]
    far = np.nonzero(np.hypot(*(tip - points).T) >= _HEAD_MM)[0]
    way = tip - points[far[-1] if len(far) else 0]
    along = way / float(np.hypot(*way))
    across = np.array([-along[1], along[0]])
    corners = (
        tip + along * _HEAD_MM,
        tip - along * _HEAD_MM * 0.4 + across * _HEAD_MM * 0.65,
        tip - along * _HEAD_MM * 0.4 - across * _HEAD_MM * 0.65,
    )
    places = " ".join(f"{corner[0] * TENTHS:.0f},{-corner[1] * TENTHS:.0f}" for corner in corners)
    return element("polygon", class_="tip", points=places, fill=colour)


STYLE: Final = """
.lamp{fill:var(--accent);fill-opacity:.3}
.calm{fill:none;stroke-width:36;stroke-linecap:round;stroke-linejoin:round}
.under{stroke:var(--halo);stroke-width:62;stroke-opacity:.85}
.tip{stroke:var(--halo);stroke-width:10;stroke-linejoin:round;paint-order:stroke}
.touch{fill-opacity:.3;stroke-width:16;stroke-opacity:.9}
"""
"""The style rules of the plain body."""
