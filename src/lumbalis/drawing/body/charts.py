"""Doses as a therapist compares them: left against right, aimed at and allowed; and by area."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lumbalis.drawing.body.lettering import BODY, LABEL, SMALL, Ink, Size, fitted, line
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.svg import element

_ROW: Final = 24.0
_BAR: Final = 12.0
_VALUE_ROOM: Final = 34.0
_HEADROOM: Final = 1.12
_END: Final = Ink(Size.TEXT, anchor="end")
_SMALL_END: Final = Ink(Size.SMALL, colour="quiet", anchor="end")
_SMALL_MIDDLE: Final = Ink(Size.SMALL, colour="quiet", anchor="middle")


@dataclass(frozen=True, slots=True)
class RegionRow:
    """The mean dose of a region in kPa·s on both sides; one of the midline has both alike.

    `aimed` is the dose the plan aims at, None where it aims at none.
    """

    region: str
    left: float
    right: float
    aimed: float | None
    midline: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A dose-area histogram with the name beside it: `kpa_s` (n,) ascending, `shares` (n,)."""

    name: str
    colour: str
    kpa_s: NDArray[np.float64]
    shares: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Piece:
    """Something drawn, and how much of the page's height it takes."""

    drawn: str
    height: float


def region_bars(
    rows: Sequence[RegionRow], words: BodyWords, corner: tuple[float, float], width: float
) -> Piece:
    """Draw each region's dose as two bars back to back: the patient's left and right."""
    x, y = corner
    name_room = width * 0.42
    half = (width - name_room) / 2 - _VALUE_ROOM
    axis = x + name_room + _VALUE_ROOM + half
    most = max((max(row.left, row.right, row.aimed or 0.0) for row in rows), default=0.0)
    scale = half / (most * _HEADROOM or 1.0)
    head = (
        line(axis - 6, y + 12, words.say("left"), Ink(Size.SMALL, bold=True, anchor="end"))
        + line(axis + 6, y + 12, words.say("right"), LABEL)
        + line(x, y + 12, words.say("mean_dose"), SMALL)
        + (_aim_key(words, x + width, y) if any(row.aimed for row in rows) else "")
    )
    bars = "".join(
        _row(row, words, (x, y + 20 + place * _ROW), (name_room, axis, scale))
        for place, row in enumerate(rows)
    )
    foot = y + 20 + len(rows) * _ROW
    stem = _rule(axis, y + 18, axis, foot, "quiet")
    return Piece(head + bars + stem, foot - y + 4)


def _row(
    row: RegionRow,
    words: BodyWords,
    corner: tuple[float, float],
    measures: tuple[float, float, float],
) -> str:
    x, y = corner
    name_room, axis, scale = measures
    base = y + _ROW / 2 + 4.5
    name = line(x, base, fitted(words.region(row.region), name_room - 8, BODY), BODY)
    if row.midline:  # one zone, so one bar across the axis, half to either side, and one number
        scale /= 2
    sides = "".join(
        _bar((value, max(value, row.aimed or 0.0)), words, (axis, y), scale * sign, said=said)
        for value, sign, said in ((row.left, -1.0, not row.midline), (row.right, 1.0, True))
    )
    ticks = "".join(_tick(axis + sign * row.aimed * scale, y) for sign in (-1, 1) if row.aimed)
    return name + sides + ticks


def _bar(
    ends: tuple[float, float],
    words: BodyWords,
    corner: tuple[float, float],
    scale: float,
    *,
    said: bool = True,
) -> str:
    """Draw a bar, and its number beyond the bar and the mark of what is aimed at."""
    (value, furthest), (axis, y) = ends, corner
    length = abs(value * scale)
    left = axis - length if scale < 0 else axis
    ink = _END if scale < 0 else BODY
    end = axis + furthest * scale + (-6 if scale < 0 else 6)
    number = line(end, y + _ROW / 2 + 4.5, words.number(value), ink) if said else ""
    return number + element(
        "rect",
        x=left,
        y=y + (_ROW - _BAR) / 2,
        width=length,
        height=_BAR,
        fill=var("accent"),
        fill_opacity=0.85,
    )


def _aim_key(words: BodyWords, right: float, y: float) -> str:
    text = words.say("aimed_key")
    left = right - SMALL.width(text)
    return _tick(left - 8, y - 4) + line(left, y + 12, text, SMALL)


def _tick(x: float, y: float) -> str:
    """Mark the dose that is aimed at."""
    return element(
        "line",
        x1=x,
        y1=y + 2.5,
        x2=x,
        y2=y + _ROW - 2.5,
        stroke=var("ink"),
        stroke_width=2,
    )


def histogram_chart(
    curves: Sequence[Curve],
    words: BodyWords,
    corner: tuple[float, float],
    size: tuple[float, float],
) -> str:
    """Draw which share of each region has at least which dose, every curve named beside it."""
    (x, y), (width, height) = corner, size
    left, top, bottom = x + 34.0, y + 8.0, y + height - 34.0
    most = _round_up(max((_dose_at(curve, _TAIL) for curve in curves), default=0.0) or 1.0)
    plot = _Plot(left, top, bottom - top, (width - 44.0) / most, most)
    return "".join(
        (
            *_share_rules(plot, width - 44.0, words),
            *_dose_ticks(plot, words),
            line(left, y + height - 2, words.say("dose_axis"), SMALL),
            *(_curve(curve, plot) for curve in curves),
            *_curve_names(curves, plot, x + width),
        )
    )


@dataclass(frozen=True, slots=True)
class _Plot:
    left: float
    top: float
    height: float
    scale: float
    most: float

    def at(self, kpa_s: float, share: float) -> tuple[float, float]:
        return self.left + kpa_s * self.scale, self.top + (1 - share) * self.height


def _share_rules(plot: _Plot, width: float, words: BodyWords) -> Iterator[str]:
    for share in (0.0, 0.5, 1.0):
        _, y = plot.at(0, share)
        yield _rule(plot.left, y, plot.left + width, y, "rule")
        label = words.amount(share * 100, "%")
        yield line(plot.left - 6, y + 4, label, _SMALL_END)


def _dose_ticks(plot: _Plot, words: BodyWords) -> Iterator[str]:
    for kpa_s in (0.0, plot.most / 2, plot.most):
        x, y = plot.at(kpa_s, 0.0)
        yield _rule(x, y, x, y + 4, "quiet")
        yield line(x, y + 16, words.number(kpa_s), _SMALL_MIDDLE)


def _curve(curve: Curve, plot: _Plot) -> str:
    pairs = zip(curve.kpa_s.tolist(), curve.shares.tolist(), strict=True)
    places = [plot.at(kpa_s, share) for kpa_s, share in pairs if kpa_s <= plot.most]
    path = "M" + " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return element(
        "path", d=path, fill="none", stroke=var(curve.colour), stroke_width=2, class_="curve"
    )


def _curve_names(curves: Sequence[Curve], plot: _Plot, right: float) -> Iterator[str]:
    """Name the curves one below the other, each joined to a place on its own line."""
    ordered = sorted(curves, key=lambda curve: -_dose_at(curve, _NAMED_SHARE))
    for place, curve in enumerate(ordered):
        y = plot.top + 14 + place * 17
        share = 1 - (y - 4 - plot.top) / plot.height
        on_x, on_y = plot.at(_dose_at(curve, share), share)
        name = Ink(Size.SMALL, bold=True, colour=curve.colour, anchor="end", halo=True)
        yield _rule(on_x, on_y, right - name.width(curve.name) - 4, on_y, curve.colour, "2 3")
        yield line(right, y, curve.name, name)


_NAMED_SHARE: Final = 0.6
_TAIL: Final = 0.03
"""The hottest share of the skin, whose dose is in the map; the axis does not reach for it."""


def _dose_at(curve: Curve, share: float) -> float:
    return float(np.interp(-share, -curve.shares, curve.kpa_s))


def _round_up(value: float) -> float:
    """Give the next of 1, 2, 4, 6, 8, 10, 20, 40 ... so that its half is round as well."""
    power = 10.0 ** np.floor(np.log10(value))
    return float(next(n for n in (1, 2, 4, 6, 8, 10) if n * power >= value) * power)


def _rule(x1: float, y1: float, x2: float, y2: float, colour: str, dashes: str = "") -> str:
    more = {"stroke_dasharray": dashes} if dashes else {}
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=var(colour), **more)


STYLE: Final = ".curve{stroke-linejoin:round}"
"""The style rules of the charts."""
