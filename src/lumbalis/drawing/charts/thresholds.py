"""The line from which on an improvement matters, with its label where there is room for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lumbalis.drawing.body.lettering import Ink, Size, line
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.charts.axes import Plot
from lumbalis.drawing.charts.course import Scale
from lumbalis.drawing.svg import element

_LABEL: Final = Ink(Size.SMALL, bold=True, colour="accent", halo=True)
_STEP: Final = 8.0
_CLEAR: Final = 15.0
"""How near (px) something may come to the label's line of text without touching it."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Something drawn in the plot: its middle and how far it reaches to both sides."""

    x: float
    y: float
    reach: float


def spots_along(
    start: tuple[float, float], end: tuple[float, float], reach: float
) -> Iterator[Spot]:
    """Take a line for a row of spots."""
    (x1, y1), (x2, y2) = start, end
    steps = max(1, round(max(abs(x2 - x1), abs(y2 - y1)) / _STEP))
    for step in range(steps + 1):
        share = step / steps
        yield Spot(x1 + share * (x2 - x1), y1 + share * (y2 - y1), reach)


def important_band(plot: Plot, scale: Scale) -> str:
    """Shade the values that count as an important improvement."""
    if scale.important is None:
        return ""
    edge = plot.y(scale.important)
    top, bottom = (plot.top, edge) if scale.higher_is_better else (edge, plot.bottom)
    return element(
        "rect", class_="band", x=plot.left, y=top, width=plot.width, height=max(bottom - top, 0.0),
        fill=var("accent"), fill_opacity=0.09,
    )  # fmt: skip


def threshold_line(plot: Plot, value: float, labels: Sequence[str], spots: Iterable[Spot]) -> str:
    """Rule a dashed line and write the first label that has room over or under it.

    Where none has, the last one stands at the line's beginning.
    """
    y = plot.y(value)
    ruled = element(
        "line", x1=plot.left, y1=y, x2=plot.right, y2=y, stroke=var("accent"), stroke_width=1.5,
        stroke_dasharray="7 5",
    )  # fmt: skip
    taken = tuple(spots)
    for label in labels:
        place = label_place(plot, value, label, taken)
        if place is not None:
            return ruled + line(*place, label, _LABEL)
    return ruled + line(plot.left + 6, y - 6, labels[-1], _LABEL)


def label_place(
    plot: Plot, value: float, label: str, spots: Sequence[Spot]
) -> tuple[float, float] | None:
    """Find where a label touches nothing: the first place over the line, then under it."""
    y, width = plot.y(value), _LABEL.width(label)
    for base in (y - 6, y + 15):
        if not plot.top + 8 < base < plot.bottom - 2:
            continue
        near = [spot for spot in spots if abs(spot.y - (base - 4)) < _CLEAR]
        start = _gap(plot, near, width)
        if start is not None:
            return start, base
    return None


def _gap(plot: Plot, near: Sequence[Spot], width: float) -> float | None:
    """Give the leftmost x from which on so much width is free."""
    start = plot.left + 6
    for spot in sorted(near, key=lambda spot: spot.x):
        if spot.x - spot.reach - 4 >= start + width:
            break
        start = max(start, spot.x + spot.reach + 6)
    return start if start + width <= plot.right else None
