"""A session to be worked on: a picture for each stage in which every stroke can be found and taken.

What a page needs besides a sheet: strokes in groups that name their step, grips to take them
by, and numbered marks where something is objected to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lumbalis.domain.anatomy import Point
from lumbalis.domain.plan.generator import Generator
from lumbalis.drawing.body import handwork, marks
from lumbalis.drawing.body.figure import CAREFUL, SCOPE, BodyFigure, Part
from lumbalis.drawing.body.handwork import Handwork
from lumbalis.drawing.body.key import key_block
from lumbalis.drawing.body.lettering import Ink, Size, line
from lumbalis.drawing.body.page import ground
from lumbalis.drawing.body.palette import Theme, var
from lumbalis.drawing.body.path import TENTHS
from lumbalis.drawing.body.scene import Scene
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.body.view import View, whole
from lumbalis.drawing.svg import element, escaped

SIZE: Final = (400.0, 480.0)
"""Width and height of every picture in page units."""
_ALONE: Final = frozenset(
    {
        Generator.CUP_LINE,
        Generator.CUP_STATIC,
        Generator.POINT_PRESS,
        Generator.PRESS_ROTATE,
    }
)
"""Cups and points are taken alone; the lanes of hands are taken with all of their step."""
_WEIGHT: Final = 1.25
_GRIP, _REACH, _AWAY, _ROOM = 9.5, 22.0, 13.0, 20.0
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


@dataclass(frozen=True)
class Workbench:
    """Draws the stages of a session; `marks` are numbered, `names` say what a grip takes."""

    scene: Scene
    words: BodyWords
    marks: Sequence[Mark] = ()
    names: Mapping[int, str] | None = None
    """What each step is called; None where nothing may be moved."""

    @cached_property
    def figure(self) -> BodyFigure:
        """Give the body without its relief, which comes as a picture of its own."""
        return BodyFigure(self.scene.body, key="bench", soft=False, relief=False)

    def defs(self) -> str:
        """Write what the pictures refer to, in an element that shows nothing itself."""
        return f'<svg class="{SCOPE} bench__defs" aria-hidden="true">{self.figure.defs()}</svg>'

    def skin(self, address: str) -> str:
        """Refer to the picture of the skin (`skin_picture`) for the pictures to use, if they can.

        It stands apart, so that it is fetched once however often the rest is drawn anew.
        """
        left, bottom, right, top = (edge * TENTHS for edge in self.scene.body.outline.bounds)
        return (
            f'<svg class="{SCOPE} bench__defs" aria-hidden="true"><defs><image '
            f'id="{self._skin_id}" href="{escaped(address)}" x="{left:.0f}" y="{-top:.0f}" '
            f'width="{right - left:.0f}" height="{top - bottom:.0f}" '
            'preserveAspectRatio="none"/></defs></svg>'
        )

    @property
    def _skin_id(self) -> str:
        """Name the skin of this body: pictures never lie on the skin of another."""
        return f"skin-{self.scene.body.sha256[:16]}"

    def key(self) -> str:
        """Explain the hatchings and the lines of the pictures."""
        width = SIZE[0]
        drawn = key_block(self.words, self.figure.key)(0.0, 4.0, width)
        return (
            f'<svg class="{SCOPE} lettered bench__key" viewBox="0 0 {width:.0f} '
            f'{drawn.height + 8:.0f}">'
            f"{drawn.drawn}</svg>"
        )

    def picture(self, stage: str, label: str, *, shown: bool) -> str:
        """Draw one stage."""
        view = View.fitted(self.scene.window(stage), 0.0, 0.0, SIZE)
        width, height = SIZE
        hidden = "" if shown else " hidden"
        return (
            f'<svg class="{SCOPE} lettered canvas" data-stage="{escaped(stage)}" '
            f'data-scale="{view.scale:.4f}" viewBox="0 0 {width:.0f} {height:.0f}" role="group" '
            f'aria-label="{escaped(label)}"{hidden}>'
            f"{ground(view)}{self._body(stage, view)}{marks.levels(self.scene.body, view)}"
            f"{marks.lesions(self.scene.body, view, self.words)}"
            f"{marks.sides(view, self.words)}{marks.scale_bar(view, self.words)}"
            f"{''.join(self._grips(stage, view))}{''.join(self._signs(stage, view))}"
            f"{marks.frame(view)}</svg>"
        )

    def _body(self, stage: str, view: View) -> str:
        """Show the skin, its picture over it, what to keep away from, and the strokes."""
        figure = self.figure
        rest = tuple(part for part in CAREFUL if part is not Part.SKIN)
        strokes = "".join(_taken(work) for work in self.scene.works(stage))
        over = element("use", class_="skin-picture", href=f"#{self._skin_id}")
        skin = figure.shown(view, (Part.SKIN,), over)
        return skin + figure.shown(view, rest, strokes)

    def _grips(self, stage: str, view: View) -> Iterator[str]:
        """Give what can be taken a grip with the number of its step."""
        taken: list[tuple[float, float]] = []
        reached: set[int] = set()
        for work in _gripped(self.scene.works(stage)):
            if not view.window.holds(work.begins):
                continue
            at = _free(_beside(work, view), taken, _outwards(work))
            taken.append(at)
            step = work.stroke.step
            first = alone(work) or step not in reached
            reached.add(step)
            yield self._grip(work, at, first=first)

    def _grip(self, work: Handwork, at: tuple[float, float], *, first: bool) -> str:
        step = work.stroke.step
        name = None if self.names is None else self.names.get(step)
        inner = (
            element("circle", class_="grip__reach", r=_REACH)
            + element("circle", class_="grip__disc", r=_GRIP, fill=var(work.manner.colour))
            + line(0, 4.2, str(step + 1), _NUMBER)
        )
        said = "" if name is None else _said(work, name, first=first)
        return (
            f'<g class="grip" data-step="{step}"{_only(work)} '
            f'data-out="{_outwards(work):.0f}" transform="translate({at[0]:.1f} {at[1]:.1f})"'
            f"{said}>{inner}</g>"
        )

    def _signs(self, stage: str, view: View) -> Iterator[str]:
        """Put the number of each objection where it is about, beside others of the place."""
        steps = {work.stroke.step: work for work in reversed(self.scene.works(stage))}
        taken: list[tuple[float, float]] = []
        for mark in self.marks:
            at = _place(mark, steps)
            if at is None or not view.window.holds(at):
                continue
            x, y = _free(view.at(at), taken, 1.0)
            taken.append((x, y))
            step = "" if mark.step is None else f' data-step="{mark.step}"'
            yield (
                f'<a class="sign" id="sign-{mark.number}-{escaped(stage)}" '
                f'href="#wrong-{mark.number}" data-wrong="{mark.number}"{step} '
                f'aria-label="{escaped(mark.sentence)}" transform="translate({x:.1f} {y:.1f})">'
                f"{_octagon(mark.number)}</a>"
            )


def skin_picture(figure: BodyFigure, theme: Theme | None = None) -> str:
    """Draw the skin of a body with its relief, to be laid under a workbench's pictures."""
    window = whole(figure.body, 0.0)
    view = View(window, 0.0, 0.0, 1.0)
    chosen = f' data-theme="{theme.value}"' if theme else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{SCOPE}"{chosen} '
        f'viewBox="0 0 {window.width:.1f} {window.height:.1f}" width="{window.width:.1f}" '
        f'height="{window.height:.1f}"><style>{figure.style()}</style>'
        f"{figure.defs()}{figure.shown(view, (Part.SKIN,))}</svg>"
    )


def alone(work: Handwork) -> bool:
    """Tell whether a stroke is moved alone, and not with its step."""
    return work.stroke.generator in _ALONE


def _taken(work: Handwork) -> str:
    """Draw a stroke in a group that says what it belongs to."""
    return (
        f'<g class="work" data-step="{work.stroke.step}"{_only(work)} '
        f'data-out="{_outwards(work):.0f}">{handwork.drawn((work,), _WEIGHT)}</g>'
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


def _beside(work: Handwork, view: View) -> tuple[float, float]:
    x, y = view.at(work.begins)
    return (x, y) if alone(work) else (x + _outwards(work) * _AWAY, y + _AWAY)


def _free(
    at: tuple[float, float], taken: Sequence[tuple[float, float]], outwards: float
) -> tuple[float, float]:
    """Move aside until nothing is covered."""
    x, y = at
    while any(abs(x - a) < _ROOM and abs(y - b) < _ROOM for a, b in taken):
        x += outwards * _ROOM
    return x, y


def _place(mark: Mark, steps: Mapping[int, Handwork]) -> Point | None:
    """Find where a mark stands in a stage: its own place, or where its step begins."""
    if mark.step is None:
        return mark.at
    work = steps.get(mark.step)
    return None if work is None else mark.at or work.begins


def _octagon(number: int) -> str:
    near, far = _SIGN * 0.42, _SIGN
    corners = (
        (-near, -far), (near, -far), (far, -near), (far, near),
        (near, far), (-near, far), (-far, near), (-far, -near),
    )  # fmt: skip
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "z"
    return element("path", class_="objection", d=path) + line(0, 4.2, str(number), _NUMBER)
