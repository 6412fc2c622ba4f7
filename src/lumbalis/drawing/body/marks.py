"""What is written on a picture of the body: levels, sides, scale, numbers, marks on the skin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from lumbalis.domain.anatomy import SPINE, Body, Point
from lumbalis.drawing.body.lettering import SMALL, Ink, Size, line
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.body.view import View
from lumbalis.drawing.svg import element

LEVELS_SHOWN: Final = ("T10", "T11", "T12", "L1", "L2", "L3", "L4", "L5", "S1", "S2")
_SIDE: Final = Ink(Size.TEXT, bold=True, colour="quiet")
_SIDE_END: Final = Ink(Size.TEXT, bold=True, colour="quiet", anchor="end")
_LEVEL: Final = Ink(Size.SMALL, bold=True, colour="ink", halo=True)
_SCALE_MM: Final = (20.0, 50.0, 100.0, 200.0)
_SCALE_SHARE: Final = 0.16
_BADGE: Final = 9.0
_NUMBER: Final = Ink(Size.SMALL, bold=True, colour="halo", anchor="middle")
_LEAST_PITCH: Final = 15.0


def sides(view: View, words: BodyWords, inset: float = 12.0) -> str:
    """Write left and right in the upper corners: the patient's own, seen from behind."""
    y = view.y + inset + 10
    return line(view.x + inset, y, words.say("left_upper"), _SIDE) + line(
        view.x + view.width - inset, y, words.say("right_upper"), _SIDE_END
    )


def levels(body: Body, view: View, names: Iterable[str] = LEVELS_SHOWN, inset: float = 12.0) -> str:
    """Name the levels of the spine at the left edge, each with a hairline to its process."""
    wanted = set(names)
    placed = [(name, body.landmarks[name].at) for name in SPINE if name in wanted]
    seen = [(name, at) for name, at in placed if _room(view, at)]
    return "".join(_level(name, at, view, inset) for name, at in _spaced(seen, view))


def _room(view: View, at: Point) -> bool:
    return view.window.holds(at) and view.y + 34 < view.down(at.y) < view.y + view.height - 10


def _spaced(placed: Sequence[tuple[str, Point]], view: View) -> Iterator[tuple[str, Point]]:
    """Leave out what would run into the name above it."""
    last = -_LEAST_PITCH
    for name, at in placed:
        if view.down(at.y) - last >= _LEAST_PITCH:
            last = view.down(at.y)
            yield name, at


def _level(name: str, at: Point, view: View, inset: float) -> str:
    x, y = view.at(at)
    start = view.x + inset + 28
    hairline = element("line", class_="leader", x1=start, y1=y, x2=x - 5, y2=y)
    return hairline + line(view.x + inset, y + 4, name, _LEVEL)


def scale_bar(view: View, words: BodyWords, inset: float = 12.0) -> str:
    """Draw a length that can be measured, in the lower left corner."""
    fitting = [mm for mm in _SCALE_MM if mm * view.scale <= view.width * _SCALE_SHARE]
    mm = fitting[-1] if fitting else _SCALE_MM[0]
    x, y, length = view.x + inset, view.y + view.height - inset, mm * view.scale
    path = f"M{x:.1f} {y - 5:.1f}v5h{length:.1f}v-5"
    bar = element("path", d=path, fill="none", stroke=var("quiet"), stroke_width=1.5)
    return bar + line(x + length + 6, y, words.texts.quantity(mm, "mm", "short"), SMALL)


def badge(at: tuple[float, float], number: int, colour: str) -> str:
    """Write a number in a disc."""
    x, y = at
    disc = element(
        "circle", cx=x, cy=y, r=_BADGE, fill=var(colour), stroke=var("halo"), stroke_width=2
    )
    return disc + line(x, y + 4.2, str(number), _NUMBER)


def lesions(body: Body, view: View, words: BodyWords) -> str:
    """Mark moles, wounds and marks with a ring and their word."""
    return "".join(
        _lesion(lesion.kind, _middle(lesion.outline), lesion.radius_mm, view, words)
        for lesion in body.measures.lesions
        if view.window.holds(_middle(lesion.outline))
    )


def _lesion(kind: str, at: Point, radius_mm: float, view: View, words: BodyWords) -> str:
    x, y = view.at(at)
    radius = max(radius_mm * view.scale, 3.0)
    dot = element("circle", cx=x, cy=y, r=radius, fill=var("lesion"))
    name = Ink(Size.SMALL, bold=True, colour="lesion", halo=True)
    return dot + line(x + radius + 4, y + 4, words.say("lesions", kind), name)


def objection(at: tuple[float, float]) -> str:
    """Mark the place of something that must not be done: an octagon with a bar."""
    x, y = at
    path = f"M{x - 4.6:.1f} {y - 11:.1f}h9.2l6.4 6.4v9.2l-6.4 6.4h-9.2l-6.4-6.4v-9.2z"
    bar = f"M{x - 5:.1f} {y:.1f}h10"
    return element("path", class_="objection", d=path) + element("path", class_="bar", d=bar)


def _middle(outline: Sequence[Point]) -> Point:
    x = sum(point.x for point in outline) / len(outline)
    return Point(x, sum(point.y for point in outline) / len(outline))


def frame(view: View) -> str:
    """Draw the edge of a window."""
    return element(
        "rect",
        class_="frame",
        x=view.x,
        y=view.y,
        width=view.width,
        height=view.height,
        rx=6,
    )


STYLE: Final = """
.frame{fill:none;stroke:var(--rule)}
.ground{fill:var(--panel)}
.chip{stroke:var(--quiet);stroke-width:.75}
.tag{fill:none;stroke:var(--quiet)}
.objection{fill:var(--stop);stroke:var(--halo);stroke-width:2}
.bar{stroke:var(--halo);stroke-width:3.5}
.leader{stroke:var(--guide);stroke-width:.8;stroke-opacity:.7}
"""
"""The style rules of the marks."""
