"""Rulers at the edges of a picture: cm from the midline and from L4, and the patient's own cun."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lumbalis.domain.anatomy import Body
from lumbalis.drawing.body.lettering import Ink, Size, line
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.body.view import View
from lumbalis.drawing.svg import element

ROOM: Final = 34.0
"""What a ruler takes of the page beside the picture."""
_CM: Final = 10.0
_EVERY: Final = (1, 2, 5, 10)
_LEAST_APART: Final = 26.0
_MIDDLE: Final = Ink(Size.SMALL, colour="quiet", anchor="middle")
_END: Final = Ink(Size.SMALL, colour="quiet", anchor="end")
_NAME: Final = Ink(Size.SMALL, bold=True, colour="quiet")
_LONG, _SHORT = 7.0, 4.0


def across(view: View, body: Body, words: BodyWords) -> str:
    """Draw cm from the midline below a picture and cun above it."""
    middle = view.across(body.spine_x(body.landmarks["L4"].at.y))
    below, above = view.y + view.height, view.y
    cm = _ticks(view, middle, _CM)
    cun = _ticks(view, middle, body.cun_mm)
    marks = [_standing(x, below, 1, number) for number, x in cm]
    marks += [_standing(x, above, -1, number) for number, x in cun]
    return (
        "".join(marks)
        + line(view.x, below + 32, words.texts.get("patientview", "ruler_cm"), _NAME)
        + line(view.x, above - 22, words.texts.get("patientview", "ruler_cun"), _NAME)
    )


def upwards(view: View, body: Body, words: BodyWords) -> str:
    """Draw cm from L4, up and down, at the right of a picture."""
    origin, edge = view.down(body.landmarks["L4"].at.y), view.x + view.width
    step = _every(_CM * view.scale)
    marks = []
    for number in range(-99, 100):
        y = origin - number * _CM * view.scale
        if view.y + 6 < y < view.y + view.height - 6:
            labelled = number % step == 0
            long = _LONG if labelled else _SHORT
            marks.append(element("line", class_="tick", x1=edge, y1=y, x2=edge + long, y2=y))
            if labelled:
                marks.append(line(edge + 30, y + 4, str(abs(number)), _END))
    name = line(edge + 30, view.y - 22, words.texts.get("patientview", "ruler_up"), _END)
    return "".join(marks) + name


def _ticks(view: View, middle: float, unit_mm: float) -> Iterator[tuple[int | None, float]]:
    """Give each tick of a ruler with its number, or without where numbers would run together."""
    apart = unit_mm * view.scale
    step = _every(apart)
    for number in range(-99, 100):
        x = middle + number * apart
        if view.x + 4 < x < view.x + view.width - 4:
            yield (abs(number) if number % step == 0 else None), x


def _every(apart: float) -> int:
    return next((every for every in _EVERY if every * apart >= _LEAST_APART), _EVERY[-1])


def _standing(x: float, edge: float, turned: int, number: int | None) -> str:
    long = _SHORT if number is None else _LONG
    tick = element("line", class_="tick", x1=x, y1=edge, x2=x, y2=edge + turned * long)
    if number is None:
        return tick
    return tick + line(x, edge + (18.0 if turned > 0 else -9.0), str(number), _MIDDLE)


STYLE: Final = ".tick{stroke:var(--quiet);stroke-width:1.2}.axis{stroke:var(--ink);stroke-width:1}"
"""The style rules of rulers."""
