"""One session in the chart of pain: before on the left, after on the right, a line between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from lumbalis.drawing.body.lettering import Ink, Size, line
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.charts.axes import Plot
from lumbalis.drawing.charts.course import Visit
from lumbalis.drawing.charts.thresholds import Spot, spots_along
from lumbalis.drawing.charts.words import ChartWords
from lumbalis.drawing.svg import element

_BEFORE: Final = Ink(Size.SMALL, bold=True, colour="ink", anchor="middle")
_AFTER: Final = Ink(Size.SMALL, bold=True, colour="paper", anchor="middle")
_NAME: Final = Ink(Size.SMALL, bold=True, halo=True)
_NAME_ABOVE: Final = Ink(Size.SMALL, bold=True, anchor="middle", halo=True)
_LINE_PX: Final = 15.0
_NAME_ROOM: Final = 30.0
_NUMBERED_FROM: Final = 46.0
_WITH_LATER: Final = 0.72
"""What is left of the room between two sessions where a third mark stands in it."""


@dataclass(frozen=True, slots=True)
class Beads:
    """How large the two beads of a session are, by the room between two sessions."""

    radius: float
    offset: float
    numbered: bool

    @classmethod
    def for_plot(cls, plot: Plot, visits: Sequence[Visit]) -> Beads:
        """Choose the size that keeps neighbours apart."""
        pitches = [plot.x(b.day) - plot.x(a.day) for a, b in pairwise(visits)]
        pitch = min(pitches, default=plot.width)
        if any(visit.later is not None for visit in visits):
            pitch *= _WITH_LATER
        if pitch >= _NUMBERED_FROM:
            return cls(9.5, 10.5, numbered=True)
        radius = max(2.0, min(4.5, pitch / 4.6))
        return cls(radius, radius + 0.5, numbered=False)


def drawn_sessions(
    plot: Plot, visits: Sequence[Visit], beads: Beads, words: ChartWords
) -> Iterator[str]:
    """Draw every session; a session nobody asked about is a dashed line, never a guess."""
    for one, other in pairwise(visits):
        yield _between(plot, one, other, beads)
    for visit in visits:
        yield _gap(plot, visit) if visit.before is None and visit.after is None else ""
        yield _session(plot, visit, beads)
    yield from _names(plot, visits, beads, words)


def spots(plot: Plot, visits: Sequence[Visit], beads: Beads) -> Iterator[Spot]:
    """Tell where something is drawn."""
    reach = beads.offset + beads.radius
    for visit in visits:
        known = [plot.y(value) for value in (visit.before, visit.after) if value is not None]
        if known:
            x = plot.x(visit.day)
            yield from spots_along((x, known[0]), (x, known[-1]), reach)
        if visit.later is not None:
            yield Spot(plot.x(visit.day) + reach + 6, plot.y(visit.later), 6)
    for one, other in pairwise(visits):
        if _joined(one, other) and one.before is not None and other.before is not None:
            start = plot.x(one.day) - beads.offset, plot.y(one.before)
            end = plot.x(other.day) - beads.offset, plot.y(other.before)
            yield from spots_along(start, end, 2)
    last = visits[-1]
    for value in (last.before, last.after):
        if value is not None:
            yield Spot(plot.x(last.day) + reach + _NAME_ROOM, plot.y(value), _NAME_ROOM)


def _between(plot: Plot, one: Visit, other: Visit, beads: Beads) -> str:
    """Join the pain before two sessions that follow each other, if both are known."""
    if not _joined(one, other) or one.before is None or other.before is None:
        return ""
    return element(
        "line", x1=plot.x(one.day) - beads.offset, y1=plot.y(one.before),
        x2=plot.x(other.day) - beads.offset, y2=plot.y(other.before),
        stroke=var("guide"), stroke_width=1.2, stroke_opacity=0.7,
    )  # fmt: skip


def _joined(one: Visit, other: Visit) -> bool:
    """Tell whether two sessions follow each other with the pain before both of them known."""
    known = one.before is not None and other.before is not None
    return known and other.session == one.session + 1


def _gap(plot: Plot, visit: Visit) -> str:
    x = plot.x(visit.day)
    return element(
        "line", class_="gap", x1=x, y1=plot.top + 4, x2=x, y2=plot.bottom, stroke=var("quiet"),
        stroke_width=1.2, stroke_dasharray="2 5",
    )  # fmt: skip


def _session(plot: Plot, visit: Visit, beads: Beads) -> str:
    x = plot.x(visit.day)
    left, right = x - beads.offset, x + beads.offset
    drawn = ""
    if visit.before is not None and visit.after is not None:
        drawn = element(
            "line", x1=left, y1=plot.y(visit.before), x2=right, y2=plot.y(visit.after),
            stroke=var("accent"), stroke_width=3 if beads.numbered else 2,
        )  # fmt: skip
    if visit.before is not None:
        drawn += _bead(left, plot.y(visit.before), visit.before, beads, filled=False)
    if visit.after is not None:
        drawn += _bead(right, plot.y(visit.after), visit.after, beads, filled=True)
    return drawn + _later(plot, visit, beads)


def _later(plot: Plot, visit: Visit, beads: Beads) -> str:
    """Draw the pain a day later as a diamond to the right of the session."""
    if visit.later is None:
        return ""
    size = round(min(5.0, beads.radius), 1)
    x, y = plot.x(visit.day) + beads.offset + beads.radius + size + 1, plot.y(visit.later)
    path = f"M{x:.1f} {y - size:.1f}l{size} {size}l{-size} {size}l{-size} {-size}z"
    return element(
        "path", class_="later", d=path, fill=var("paper"), stroke=var("ink"), stroke_width=1.5
    )


def _bead(x: float, y: float, value: int, beads: Beads, *, filled: bool) -> str:
    disc = element(
        "circle", cx=x, cy=y, r=beads.radius, fill=var("accent" if filled else "paper"),
        stroke=var("accent"), stroke_width=2 if beads.numbered else 1.5,
    )  # fmt: skip
    if not beads.numbered:
        return disc
    return disc + line(x, y + 4.2, str(value), _AFTER if filled else _BEFORE)


def later_room(visits: Sequence[Visit]) -> float:
    """Give the room the diamond of the last session takes beside its beads."""
    return 0.0 if not visits or visits[-1].later is None else 12.0


def _names(plot: Plot, visits: Sequence[Visit], beads: Beads, words: ChartWords) -> Iterator[str]:
    """Name the two kinds of beads once, beside the last ones known."""
    before = next((v for v in reversed(visits) if v.before is not None), None)
    after = next((v for v in reversed(visits) if v.after is not None), None)
    places = {}
    if before is not None and before.before is not None:
        places["before"] = (before, plot.y(before.before), -beads.offset)
    if after is not None and after.after is not None:
        places["after"] = (after, plot.y(after.after), beads.offset)
    heights = _apart({kind: y for kind, (_, y, _) in places.items()})
    for kind, (visit, y, offset) in places.items():
        if visit is visits[-1]:
            x = plot.x(visit.day) + beads.offset + beads.radius + 6 + later_room([visit])
            yield line(x, heights[kind] + 4, _named(kind, visit, beads, words), _NAME)
        else:
            x = plot.x(visit.day) + offset
            text = _named(kind, visit, beads, words)
            yield line(x, y - beads.radius - 5, text, _NAME_ABOVE)


def _named(kind: str, visit: Visit, beads: Beads, words: ChartWords) -> str:
    """Write the kind, with its value where the beads do not carry theirs."""
    value = visit.before if kind == "before" else visit.after
    return words.say(kind) if beads.numbered else f"{words.say(kind)} {value}"


def _apart(heights: dict[str, float]) -> dict[str, float]:
    """Keep two names a line apart."""
    if len(heights) < len(("before", "after")):
        return heights
    upper, lower = sorted(heights, key=lambda kind: heights[kind])
    lacking = max(_LINE_PX - (heights[lower] - heights[upper]), 0.0) / 2
    return {upper: heights[upper] - lacking, lower: heights[lower] + lacking}
