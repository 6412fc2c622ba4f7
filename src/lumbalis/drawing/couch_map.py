"""The back on the tablet: every zone and every lane of a session, to be lit as the work goes on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from lumbalis.domain.plan.tracing.lane import lane_of
from lumbalis.drawing.allowed_zones import SIZE, outlined, views_of
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.body.path import TENTHS, area_path, line_path
from lumbalis.drawing.svg import element, escaped

if TYPE_CHECKING:
    from lumbalis.domain.anatomy import Body
    from lumbalis.domain.plan.strokes import Stroke, StrokePlan
    from lumbalis.drawing.body.speech import BodyWords
    from lumbalis.drawing.body.view import View

_SMOOTH_MM: Final = 1.5
_LANE_MM: Final = 1.0
_LETTER: Final = 18
_STRIPES: Final = 48


def couch_map(body: Body, strokes: StrokePlan | None, words: BodyWords, key: str = "couch") -> str:
    """Draw the back with its zones, keep-outs and the lanes of each step.

    An `svg` for a page. Each zone is a `path` with `data-zone`; the lanes of step 3 are a `g`
    with `data-step="3"`, hidden until the page shows it. Colours come by name from the page
    around. It says nothing to a screen reader: the words of the step do.

    Parameters
    ----------
    strokes : StrokePlan or None
        The strokes on this body; None where the session was not laid on it.
    key : str
        Begins every id.

    Raises
    ------
    KeyError
        If the body lacks a landmark of a lane.
    """
    inner = f"{outlined(body)}{_zones(body)}{_bans(body, key)}{_lanes(body, strokes, key)}"
    views = views_of(body)
    parts = "".join(view.frame(f'<use href="#{key}-back"/>') for view in views)
    letters = "".join(letter for view in views for letter in _letters(view, words))
    width, height = SIZE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="couch-map" aria-hidden="true" '
        f'viewBox="0 0 {width:g} {height:g}"><defs>{_pattern(key)}{_arrow(key)}'
        f'<g id="{key}-back">{inner}</g></defs>{parts}{letters}</svg>'
    )


def _zones(body: Body) -> str:
    return "".join(
        element(
            "path", class_="couch-map__zone", data_zone=name,
            d=area_path(body.zones[name], _SMOOTH_MM), fill=var("accent"), fill_opacity=0,
            stroke=var("guide"), stroke_width=6, stroke_opacity=0.5,
        )
        for name in body.treated
        if name in body.zones
    )  # fmt: skip


def _bans(body: Body, key: str) -> str:
    """Draw where nothing may touch, and where the force has to fall, above every zone."""
    kidneys = "".join(
        element("path", class_="couch-map__kidney", d=area_path(region, _SMOOTH_MM), fill="none",
                stroke=var("care"), stroke_width=14, stroke_dasharray="44 26")
        for region in body.reduced.values()
    )  # fmt: skip
    keep_outs = "".join(
        element("path", class_="couch-map__ban", d=area_path(region, _SMOOTH_MM),
                fill=f"url(#{key}-ban)", stroke=var("stop"), stroke_width=8)
        for region in body.keep_outs.values()
    )  # fmt: skip
    return kidneys + keep_outs


def _lanes(body: Body, strokes: StrokePlan | None, key: str) -> str:
    by_step: dict[int, list[Stroke]] = {}
    for stroke in strokes.strokes if strokes else ():
        by_step.setdefault(stroke.step, []).append(stroke)
    return "".join(
        f'<g class="couch-map__step" data-step="{step}" visibility="hidden">'
        f"{''.join(dict.fromkeys(_lane(one, body, key) for one in found))}</g>"
        for step, found in sorted(by_step.items())
    )


def _lane(stroke: Stroke, body: Body, key: str) -> str:
    """Draw where a hand goes, once however often it goes; work in place is a ring."""
    lane = lane_of(stroke, body)
    if not lane.length_mm:
        return element(
            "circle", class_="couch-map__place", cx=round(float(lane.x[0]) * TENTHS),
            cy=round(-float(lane.y[0]) * TENTHS), r=round(stroke.contact.length_mm * TENTHS / 2),
            fill="none", stroke=var("glide"), stroke_width=26,
        )  # fmt: skip
    return element(
        "path", class_="couch-map__lane", d=line_path(np.column_stack((lane.x, lane.y)), _LANE_MM),
        fill="none", stroke=var("glide"), stroke_width=26, stroke_linecap="round",
        marker_end=f"url(#{key}-arrow)",
    )  # fmt: skip


def _pattern(key: str) -> str:
    stripe = element(
        "line", x1=0, y1=0, x2=0, y2=_STRIPES, stroke=var("stop"), stroke_width=12,
        stroke_opacity=0.55,
    )  # fmt: skip
    return (
        f'<pattern id="{key}-ban" width="{_STRIPES}" height="{_STRIPES}" '
        f'patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">{stripe}</pattern>'
    )


def _arrow(key: str) -> str:
    head = element("path", d="M0,0 L10,5 L0,10 z", fill=var("glide"))
    return (
        f'<marker id="{key}-arrow" viewBox="0 0 10 10" refX="7" refY="5" markerWidth="4" '
        f'markerHeight="4" orient="auto">{head}</marker>'
    )


def _letters(view: View, words: BodyWords) -> Iterator[str]:
    y = view.y + _LETTER
    ends = ((view.x + 6, "left_upper", "start"), (view.x + view.width - 6, "right_upper", "end"))
    for x, word, anchor in ends:
        yield (
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{_LETTER}" font-weight="700" '
            f'text-anchor="{anchor}" fill="{var("ink")}">{escaped(words.say(word))}</text>'
        )
