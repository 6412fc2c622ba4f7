"""One stage of a film: its pictures with what moves in them, its title, the step at hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lumbalis.drawing.body import marks
from lumbalis.drawing.body.blocks import heading
from lumbalis.drawing.body.charts import Piece
from lumbalis.drawing.body.figure import CAREFUL
from lumbalis.drawing.body.lettering import HEADING, TITLE, Ink, Size, fitted, lines
from lumbalis.drawing.body.page import Page, ground
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.body.scene import NumberedStep
from lumbalis.drawing.body.stage import StageDrawing
from lumbalis.drawing.body.steps import steps_block
from lumbalis.drawing.body.timeline import timeline
from lumbalis.drawing.body.view import View, Window
from lumbalis.drawing.clock import clock
from lumbalis.drawing.film.frame import Box, Frame
from lumbalis.drawing.film.hands import Moving, timed
from lumbalis.drawing.film.reel import Act, Take
from lumbalis.drawing.places import place
from lumbalis.drawing.svg import element

_FILE: Final = "patientview"
_NOW: Final = Ink(Size.HEADING, bold=True, colour="accent")
_NOW_SMALL: Final = Ink(Size.STRONG, bold=True, colour="accent")
_ROW_GAP: Final = 12.0
_PALES_S: Final = 0.8
_TITLE_LINES: Final = 2


@dataclass(frozen=True)
class ActDrawing:
    """A stage of a film, shown until `ends_s`; `tempo` is how much faster than real it goes."""

    page: Page
    act: Act
    stage: StageDrawing
    hands: tuple[Moving, ...]
    ends_s: float
    is_last: bool
    tempo: float
    frame: Frame

    def drawn(self) -> str:
        """Draw all of it, to be seen while it lasts."""
        inner = f"{self._pictures()}{self._head()}{self._steps()}{self._strip()}"
        kind = "last" if self.is_last else "shown"
        return f'<g class="mv {kind}" style="{self._when()}">{inner}</g>'

    def _when(self) -> str:
        return timed(self.act.starts_s / self.tempo, (self.ends_s - self.act.starts_s) / self.tempo)

    def _pictures(self) -> str:
        page, box = self.page, self.frame.whole
        whole = "" if box is None else page.whole(self.stage, _fit(page.whole_window(), box))
        return whole + self._zoom()

    def _zoom(self) -> str:
        """Show the part worked on: the planned strokes faint, the hands and trails above."""
        page, body = self.page, self.page.scene.body
        view = _fit(page.scene.window(self.act.stage.stage), self.frame.zoom)
        faint = element("use", href=f"#{self.stage.id}", class_="faint")
        over = faint + "".join(self._hands())
        return (
            ground(view)
            + page.scene.figure.shown(view, CAREFUL, over)
            + marks.levels(body, view)
            + marks.lesions(body, view, page.words)
            + marks.sides(view, page.words)
            + marks.scale_bar(view, page.words)
            + marks.frame(view)
        )

    def _hands(self) -> Iterator[str]:
        """Draw what moves, step by step; what a step leaves behind grows pale after it."""
        hands = iter(self.hands)
        for take in self.act.takes:
            drawn = "".join(hand.drawn for hand in islice(hands, len(take.shots)))
            pale = timed(take.ends_s / self.tempo, _PALES_S)
            yield f'<g class="mv done" style="{pale}">{drawn}</g>'

    def _head(self) -> str:
        box = self.frame.head
        ink = TITLE if self._is_wide else HEADING
        rows = ink.wrapped(self.stage.title, box.width)[:_TITLE_LINES]
        if self._is_wide:
            rows = (fitted(self.stage.title, box.width, ink),)
        now = box.y + 18 + len(rows) * ink.size.leading
        said = "".join(self._now(take, now) for take in self.act.takes)
        return lines(box.x, box.y + 18, rows, ink) + said

    @property
    def _is_wide(self) -> bool:
        return self.frame.whole is not None

    def _now(self, take: Take, top: float) -> str:
        """Say the step at hand in a few words."""
        box, ink = self.frame.head, _NOW if self._is_wide else _NOW_SMALL
        rows = ink.wrapped(self._said(take), box.width)[: 1 if self._is_wide else _TITLE_LINES]
        shown = lines(box.x, top + 2, rows, ink)
        return f'<g class="mv shown" style="{self._during(take)}">{shown}</g>'

    def _said(self, take: Take) -> str:
        step, names = take.timed.step, self.page.words.names
        done = ", ".join(names.name("manipulation", one) for one in step.manipulations)
        what = done or names.name("cue", step.cue)
        side = place(step.zones, names).side
        points = ", ".join(hold.point for hold in step.points)
        said = (points, what[:1].upper() + what[1:], side and self._side(side))
        return " · ".join(part for part in (clock(take.timed.start_s), *said) if part)

    def _side(self, side: str) -> str:
        return self.page.words.texts.get(_FILE, "film_sides", side)

    def _during(self, take: Take) -> str:
        return timed(take.starts_s / self.tempo, (take.ends_s - take.starts_s) / self.tempo)

    def _steps(self) -> str:
        box, words = self.frame.steps, self.page.words
        numbered = self.page.scene.steps(self.act.stage.stage)
        listed = steps_block(numbered, words)(box.x, box.y, box.width).drawn
        rows = dict(_rows(numbered, self.page, box))
        lit = (self._lit(take, rows[take.numbered.number]) for take in self.act.takes)
        return "".join(lit) + listed

    def _lit(self, take: Take, row: Box) -> str:
        """Light the row of the step at hand."""
        ground_ = element(
            "rect", x=row.x - 8, y=row.y - 3, width=row.width + 16, height=row.height + 6, rx=6,
            fill=var("accent"), fill_opacity=0.12,
        )  # fmt: skip
        bar = element(
            "rect", x=row.x - 12, y=row.y - 3, width=4, height=row.height + 6, fill=var("accent")
        )
        return f'<g class="mv shown" style="{self._during(take)}">{ground_}{bar}</g>'

    def _strip(self) -> str:
        box, names = self.frame.strip, self.page.words.names
        stage = self.act.stage.stage
        return timeline(self.page.scene.session, names, box.corner, box.width, stage)


def steps_height(page: Page, stage: str, width: float) -> float:
    """Tell how high the list of the steps of a stage is."""
    return steps_block(page.scene.steps(stage), page.words)(0, 0, width).height


def _rows(numbered: tuple[NumberedStep, ...], page: Page, box: Box) -> Iterator[tuple[int, Box]]:
    """Find the rows of the list of steps, each by the number of its step."""
    head: Piece = heading("", 0, 0)
    top = box.y + head.height
    for step in numbered:
        height = steps_block((step,), page.words)(0, 0, box.width).height - head.height
        yield step.number, Box(box.x, top, box.width, height)
        top += height + _ROW_GAP


def _fit(window: Window, box: Box) -> View:
    return View.fitted(window, box.x, box.y, box.size)
