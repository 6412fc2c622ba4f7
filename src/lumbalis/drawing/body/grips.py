"""On a workbench: what strokes are taken by, and numbers where something is objected to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lumbalis.domain.anatomy import Point
from lumbalis.domain.plan.generator import Generator
from lumbalis.drawing.body import handwork
from lumbalis.drawing.body.handwork import Handwork
from lumbalis.drawing.body.lettering import Ink, Size, line
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.body.view import View
from lumbalis.drawing.svg import element, escaped

_ALONE: Final = frozenset(
    {
        Generator.CUP_LINE,
        Generator.CUP_STATIC,
        Generator.POINT_PRESS,
        Generator.PRESS_ROTATE,
    }
)
"""Cups and points are taken alone; the lanes of hands are taken with all of their step."""
_GRIP, _REACH, _AWAY, _ROOM = 9.5, 22.0, 13.0, 20.0
_EDGE, _FOOT = 12.0, 30.0
_NUMBER: Final = Ink(Size.SMALL, bold=True, colour="halo", anchor="middle")
_SIGN: Final = 11.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbered objection: its sentence, its step from 0, and where on the body if it is known.

    Without a step it concerns the whole session.
    """

    number: int
    sentence: str
    step: int | None
    at: Point | None


def taken(work: Handwork, weight: float) -> str:
    """Draw a stroke in a group that says what it belongs to."""
    return (
        f'<g class="work" data-step="{work.stroke.step}"{_only(work)} '
        f'data-out="{_outwards(work):.0f}">{handwork.drawn((work,), weight)}</g>'
    )


def grips(
    works: Sequence[Handwork],
    view: View,
    size: tuple[float, float],
    names: Mapping[int, str] | None,
) -> Iterator[str]:
    """Give what can be taken a grip with the number of its step, and its name from `names`."""
    covered: list[tuple[float, float]] = []
    reached: set[int] = set()
    for work in _gripped(works):
        if not view.window.holds(work.begins):
            continue
        at = _free(_beside(work, view, size), covered, _outwards(work))
        covered.append(at)
        step = work.stroke.step
        name = None if names is None else names.get(step)
        first = alone(work) or step not in reached
        reached.add(step)
        yield _grip(work, at, "" if name is None else _said(work, name, first=first))


def signs(
    marks: Iterable[Mark], works: Sequence[Handwork], view: View, stage: str
) -> Iterator[str]:
    """Put the number of each objection where it is about, beside others of the place."""
    steps = {work.stroke.step: work for work in reversed(works)}
    covered: list[tuple[float, float]] = []
    for place, mark in enumerate(marks):
        at = _place(mark, steps, view)
        if at is not None:
            at = _free(at, covered, 1.0)
            covered.append(at)
            yield _sign(mark, at, f"sign-{mark.number}-{escaped(stage)}-{place}")


def alone(work: Handwork) -> bool:
    """Tell whether a stroke is moved alone, and not with its step."""
    return work.stroke.generator in _ALONE


def _grip(work: Handwork, at: tuple[float, float], said: str) -> str:
    step = work.stroke.step
    inner = (
        element("circle", class_="grip__reach", r=_REACH)
        + element("circle", class_="grip__disc", r=_GRIP, fill=var(work.manner.colour))
        + line(0, 4.2, str(step + 1), _NUMBER)
    )
    return (
        f'<g class="grip" data-step="{step}"{_only(work)} data-out="{_outwards(work):.0f}" '
        f'transform="translate({at[0]:.1f} {at[1]:.1f})"{said}>{inner}</g>'
    )


def _sign(mark: Mark, at: tuple[float, float], name: str) -> str:
    step = "" if mark.step is None else f' data-step="{mark.step}"'
    return (
        f'<a class="sign" id="{name}" href="#wrong-{mark.number}" data-wrong="{mark.number}"{step} '
        f'aria-label="{escaped(mark.sentence)}" transform="translate({at[0]:.1f} {at[1]:.1f})">'
        f"{_octagon(mark.number)}</a>"
    )


def _only(work: Handwork) -> str:
    return f' data-stroke="{escaped(work.stroke.id)}"' if alone(work) else ""


def _gripped(works: Iterable[Handwork]) -> Iterator[Handwork]:
    """Choose what gets a grip: each stroke in place, and of a lane the first on either side."""
    seen: set[tuple[int, float]] = set()
    for work in works:
        key = work.stroke.step, _outwards(work)
        if alone(work) or key not in seen:
            seen.add(key)
            yield work


def _said(work: Handwork, name: str, *, first: bool) -> str:
    """Say what a grip takes; of two grips for the same thing one is silent."""
    if not first:
        return ' aria-hidden="true"'
    key = work.stroke.id if alone(work) else str(work.stroke.step)
    return (
        f' id="grip-{escaped(key)}" tabindex="0" role="button" '
        f'aria-describedby="grip-help" aria-label="{escaped(name)}"'
    )


def _outwards(work: Handwork) -> float:
    """Tell which way outwards is on the picture: the side the lane hangs on."""
    return float(work.stroke.lane[0].side.sign)


def _beside(work: Handwork, view: View, size: tuple[float, float]) -> tuple[float, float]:
    """Find a place beside where a stroke begins, within the picture."""
    x, y = view.at(work.begins)
    if alone(work):
        return x, y
    width, height = size
    aside = min(max(x + _outwards(work) * _AWAY, _EDGE), width - _EDGE)
    return aside, min(y + _AWAY, height - _FOOT)


def _free(
    at: tuple[float, float], taken: Sequence[tuple[float, float]], outwards: float
) -> tuple[float, float]:
    """Move aside until nothing is covered."""
    x, y = at
    while any(abs(x - a) < _ROOM and abs(y - b) < _ROOM for a, b in taken):
        x += outwards * _ROOM
    return x, y


def _place(mark: Mark, steps: Mapping[int, Handwork], view: View) -> tuple[float, float] | None:
    """Find where a mark stands in a stage: its own place, or else where its step begins."""
    work = None if mark.step is None else steps.get(mark.step)
    if mark.step is not None and work is None:
        return None
    places = (mark.at, None if work is None else work.begins)
    seen = (place for place in places if place is not None and view.window.holds(place))
    return next((view.at(place) for place in seen), None)


def _octagon(number: int) -> str:
    near, far = _SIGN * 0.42, _SIGN
    corners = (
        (-near, -far), (near, -far), (far, -near), (far, near),
        (near, far), (-near, far), (-far, near), (-far, -near),
    )  # fmt: skip
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "z"
    return element("path", class_="objection", d=path) + line(0, 4.2, str(number), _NUMBER)
