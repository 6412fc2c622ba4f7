"""A session to be worked on: a picture for each stage in which every stroke can be found and taken.

What a page needs besides a sheet: strokes in groups that name their step, grips to take them
by, and numbered marks where something is objected to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lumbalis.drawing.body import marks
from lumbalis.drawing.body.figure import CAREFUL, SCOPE, BodyFigure, Part
from lumbalis.drawing.body.grips import Mark, grips, signs, taken
from lumbalis.drawing.body.key import key_block
from lumbalis.drawing.body.lettering import Ink, Size, fitted, line
from lumbalis.drawing.body.page import ground
from lumbalis.drawing.body.palette import Theme
from lumbalis.drawing.body.path import TENTHS
from lumbalis.drawing.body.scene import Scene
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.body.view import View, whole
from lumbalis.drawing.svg import element, escaped

SIZE: Final = (400.0, 480.0)
"""Width and height of every picture in page units."""
_WEIGHT: Final = 1.25
_TITLE: Final = Ink(Size.TEXT, bold=True, anchor="middle", halo=True)
_TITLE_ROOM: Final = 264.0


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

    def picture(self, stage: str, title: str, label: str, *, shown: bool) -> str:
        """Draw one stage under its title; `label` says what the picture shows."""
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
            f"{line(width / 2, 22, fitted(title, _TITLE_ROOM, _TITLE), _TITLE)}"
            f"{self._over(stage, view)}"
            f"{marks.frame(view)}</svg>"
        )

    def _body(self, stage: str, view: View) -> str:
        """Show the skin, its picture over it, what to keep away from, and the strokes."""
        figure = self.figure
        rest = tuple(part for part in CAREFUL if part is not Part.SKIN)
        strokes = "".join(taken(work, _WEIGHT) for work in self.scene.works(stage))
        over = element("use", class_="skin-picture", href=f"#{self._skin_id}")
        skin = figure.shown(view, (Part.SKIN,), over)
        return skin + figure.shown(view, rest, strokes)

    def _over(self, stage: str, view: View) -> str:
        """Lay grips over the strokes, and what is objected to over all."""
        works = self.scene.works(stage)
        numbers = (*grips(works, view, SIZE, self.names), *signs(self.marks, works, view, stage))
        return "".join(numbers)


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
