"""The pain drawing: where it hurts today, where it hurt before, in the patient's own outline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from shapely import transform, union_all
from shapely.geometry import Point as ShapelyPoint

from lumbalis.domain.anatomy import Body, Point, Region
from lumbalis.domain.outcomes.pain_drawing import SCALE, PainArea, PainDose, Patch
from lumbalis.drawing.body import marks
from lumbalis.drawing.body.dressing import Sheet, document
from lumbalis.drawing.body.figure import BodyFigure, Part
from lumbalis.drawing.body.lettering import SMALL, TITLE, Ink, Size, line, lines
from lumbalis.drawing.body.palette import Theme, var
from lumbalis.drawing.body.path import area_path
from lumbalis.drawing.body.view import View, Window, loin
from lumbalis.drawing.pain_column import pain_column
from lumbalis.drawing.pain_words import PainVisit, PainWords
from lumbalis.drawing.svg import element

_PARTS: Final = (Part.SKIN, Part.GUIDES, Part.SPINE)
_MARGIN_MM: Final = 24.0
_BADGE: Final = 13.0
_NUMBER: Final = Ink(Size.STRONG, bold=True, colour="paper", anchor="middle")
_OLD_NUMBER: Final = Ink(Size.TEXT, bold=True, colour="ink", anchor="middle", halo=True)
_BESIDE: Final = Ink(Size.TEXT, bold=True, halo=True)
_ROOMY: Final = 600.0
"""From this width on a picture has room for areas beside the ratings."""
_SMALLEST_CM2: Final = 1.0
_FAINTEST, _STRONGEST = 0.24, 0.66


@dataclass(frozen=True, slots=True)
class _Layout:
    """A page: its width, the picture's frame, and where the column of words stands."""

    width: float
    edge: float
    picture: tuple[float, float]
    beside: bool


_WIDE: Final = _Layout(1400, 32, (840, 840), beside=True)
_NARROW: Final = _Layout(390, 16, (358, 430), beside=False)


def pain_picture(
    body: Body,
    visits: Sequence[PainVisit],
    words: PainWords,
    *,
    dose: PainDose | None = None,
    narrow: bool = False,
    theme: Theme | None = None,
) -> str:
    """Draw the painful skin of one visit, or of two: the earlier dashed, the later filled.

    Parameters
    ----------
    body : Body
        The body both visits are measured on; an earlier drawing is transferred to it first.
    visits : sequence of PainVisit
        One or two, the earlier one first.
    dose : PainDose, optional
        What a session's dose did for the later visit's painful skin.
    narrow : bool
        390 px wide instead of 1400.

    Raises
    ------
    ValueError
        If there are no visits or more than two, they are not in order, or one was measured
        on another body.
    """
    _check(body, visits)
    layout = _NARROW if narrow else _WIDE
    head = words.say("title")
    rows = TITLE.wrapped(head, layout.width - 2 * layout.edge)
    top = 24 + len(rows) * TITLE.size.leading + 12
    figure = BodyFigure(body, "pain")
    view = View.fitted(_window(body, visits), layout.edge, top, layout.picture)
    at = (layout.edge + layout.picture[0] + 40, top) if layout.beside else (layout.edge, 0.0)
    if not layout.beside:
        at = (layout.edge, top + view.height + 28)
    column = pain_column(visits, words, at, layout.width - layout.edge - at[0], dose)
    height = max(top + view.height, at[1] + column.height)
    supports = words.names.texts.get("drawing", "supports")
    foot = SMALL.wrapped(supports, layout.width - 2 * layout.edge)
    drawn = (
        figure.defs()
        + lines(layout.edge, 24, rows, TITLE)
        + _picture(figure, view, visits, words)
        + column.drawn
        + lines(layout.edge, height + 18, foot, SMALL)
    )
    size = (layout.width, height + 18 + len(foot) * SMALL.size.leading + 16)
    said = words.description(visits)
    return document(Sheet("pain", head, said, words.language, size, theme), drawn)


def _check(body: Body, visits: Sequence[PainVisit]) -> None:
    if not 1 <= len(visits) <= len(("earlier", "later")):
        msg = "A pain picture shows one visit or two; choose which."
        raise ValueError(msg)
    if visits[0].day > visits[-1].day:
        msg = "The visits are not in order; give the earlier one first."
        raise ValueError(msg)
    if any(visit.area.body_sha256 != body.sha256 for visit in visits):
        msg = "A visit was measured on another body; transfer its drawing first."
        raise ValueError(msg)


def _window(body: Body, visits: Sequence[PainVisit]) -> Window:
    """Show the loin, and as much more as hurts, symmetric about the midline."""
    window = loin(body)
    for region in (visit.area.region for visit in visits):
        if region is not None:
            left, bottom, right, top = region.bounds
            half = max(window.right, -left + _MARGIN_MM, right + _MARGIN_MM)
            lower = min(window.bottom, bottom - _MARGIN_MM)
            window = Window(-half, lower, half, max(window.top, top + _MARGIN_MM))
    return window


def _picture(figure: BodyFigure, view: View, visits: Sequence[PainVisit], words: PainWords) -> str:
    now, before = visits[-1].area, visits[0].area if len(visits) > 1 else None
    over = "".join(_filled(patch) for patch in now.patches)
    if before is not None and before.region is not None:
        over += _dashed(before)
    ground = element(
        "rect", class_="ground", x=view.x, y=view.y, width=view.width, height=view.height, rx=6
    )
    return (
        ground
        + figure.shown(view, _PARTS, over)
        + marks.levels(figure.body, view)
        + "".join(_badges(now, before, view, words))
        + marks.sides(view, words.names)
        + marks.scale_bar(view, words.names)
        + marks.frame(view)
    )


def _filled(patch: Patch) -> str:
    """Fill a patch the stronger the worse it hurts; the number beside it says how much."""
    strength = _FAINTEST + (_STRONGEST - _FAINTEST) * patch.nrs / SCALE[1]
    return element(
        "path", class_="pain", d=area_path(patch.region), fill=var("lesion"),
        fill_opacity=strength, stroke=var("lesion"), stroke_width=16,
    )  # fmt: skip


def _dashed(area: PainArea) -> str:
    path = "" if area.region is None else area_path(area.region)
    halo = element(
        "path", d=path, fill="none", stroke=var("halo"), stroke_width=34, stroke_opacity=0.8
    )
    return halo + element(
        "path", class_="pain-before", d=path, fill="none", stroke=var("ink"), stroke_width=16,
        stroke_dasharray="60 38",
    )  # fmt: skip


def _badges(now: PainArea, before: PainArea | None, view: View, words: PainWords) -> Iterator[str]:
    """Write each patch's rating in a disc inside it, its area beside where that is readable."""
    taken: list[tuple[float, float]] = []
    shown = [p for p in now.patches if p.area_cm2 >= _SMALLEST_CM2 or p is now.patches[0]]
    for patch in shown:
        taken.append(_inside(patch, taken, view))
    for patch, at in zip(shown, taken, strict=True):
        yield _badge(*at, str(patch.nrs))
        if view.width >= _ROOMY:
            yield _beside(at, words.area(patch.area_cm2), taken, view)
    if before is not None and before.region is not None:
        yield _before_label(before.region, words.before_label(before), taken, view)


def _inside(patch: Patch, taken: Sequence[tuple[float, float]], view: View) -> tuple[float, float]:
    """Find a place inside a patch and clear of the discs already there, if it has one."""
    discs = [ShapelyPoint(x, y).buffer(2.4 * _BADGE) for x, y in taken]
    on_page = transform(patch.region, lambda places: _on_page(places, view))
    left = on_page.difference(union_all(discs))
    place = (on_page if left.is_empty else left).representative_point()
    return place.x, place.y


def _on_page(places: NDArray[np.float64], view: View) -> NDArray[np.float64]:
    """Turn places (n, 2) of the frame into places of the page."""
    start = view.across(0), view.down(0)
    return places * (view.scale, -view.scale) + start


def _before_label(
    region: Region, text: str, taken: Sequence[tuple[float, float]], view: View
) -> str:
    """Name the earlier area just above it, higher where a disc is in the way."""
    left, _, right, top = region.bounds
    x, y = view.at(Point((left + right) / 2, top))
    half = _OLD_NUMBER.width(text) / 2
    x = min(max(x, view.x + half + 8), view.x + view.width - half - 8)
    y -= 9
    while any(
        abs(y - 5 - other) < _BADGE + 8 and abs(x - at) < half + _BADGE for at, other in taken
    ):
        y -= _BADGE
    return line(x, max(y, view.y + 40), text, _OLD_NUMBER)


def _badge(x: float, y: float, text: str) -> str:
    disc = element(
        "circle", cx=x, cy=y, r=_BADGE, fill=var("lesion"), stroke=var("halo"), stroke_width=2
    )
    return disc + line(x, y + 5.2, text, _NUMBER)


def _beside(
    at: tuple[float, float], text: str, taken: Sequence[tuple[float, float]], view: View
) -> str:
    """Write to the right of a disc, else to its left; nothing where another disc stands."""
    x, y = at
    reach = _BADGE + 6 + _BESIDE.width(text)
    near = [across - x for across, other in taken if abs(y - other) < _BADGE + 10]
    for side, anchor in ((1, "start"), (-1, "end")):
        free = not any(0 < side * away < reach + _BADGE for away in near)
        if free and view.x + 6 <= x + side * reach <= view.x + view.width - 6:
            return line(x + side * (_BADGE + 6), y + 5, text, replace(_BESIDE, anchor=anchor))
    return ""
