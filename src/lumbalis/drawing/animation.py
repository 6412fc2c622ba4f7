"""A session in motion: the contact of each stroke moves over the body at its real pace."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from lumbalis.drawing.body.dressing import Sheet, document
from lumbalis.drawing.body.lettering import BODY, LABEL, SMALL, TITLE, Ink, Size, line, lines
from lumbalis.drawing.body.marks import objection
from lumbalis.drawing.body.page import Page, draft_tag
from lumbalis.drawing.body.palette import Theme, var
from lumbalis.drawing.body.scene import Scene
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.body.stage import StageDrawing
from lumbalis.drawing.body.stage_grid import stage_grid
from lumbalis.drawing.body.steps import steps_block
from lumbalis.drawing.body.view import View
from lumbalis.drawing.film.acts import ActDrawing, steps_height
from lumbalis.drawing.film.frame import Box, Frame, narrow, wide
from lumbalis.drawing.film.hands import Moving, moving, timed
from lumbalis.drawing.film.player import Labels, Player
from lumbalis.drawing.film.reel import Reel, reel
from lumbalis.drawing.sheet_document import session_summary
from lumbalis.drawing.svg import element
from lumbalis.drawing.therapist_sheet import Layout
from lumbalis.drawing.words import PlanStamp

_FILE: Final = "patientview"
_SESSION_TEMPO, _STAGE_TEMPO = 2.0, 1.0
_SESSION_PASSES, _STAGE_PASSES = 1, 2
_ABOVE: Final = Ink(Size.SMALL, bold=True, colour="quiet")
_WARNING: Final = Ink(Size.STRONG, bold=True, colour="halo")
_STOP: Final = var("stop")
_COLUMNS: Final = 5
_BAR: Final = 28.0


def animated_session(
    scene: Scene,
    words: BodyWords,
    stamp: PlanStamp,
    *,
    stage: str | None = None,
    layout: Layout = "wide",
    theme: Theme | None = None,
) -> str:
    """Draw a session, or one stage of it, in motion as one SVG without a script.

    A stage is shown at its real pace, a session at twice of it. Buttons in the picture pause it
    and begin it anew; `film.player` tells how a page around it can. Where a reader wants no
    motion, and on paper, every stage is shown still. The same arguments always give the same
    text.

    Raises
    ------
    KeyError
        If the session has no such stage.
    """
    film = _Film(Page(scene, words, stamp), stage, is_wide=layout == "wide")
    sheet = Sheet(
        film.player.key,
        f"{film.page.session_line}. {film.say('film_title')}",
        session_summary(scene.session, words.names),
        words.language,
        film.frame.size,
        theme,
    )
    # An image may hold no links for those who listen; a group may.
    return document(sheet, film.drawn()).replace('role="img"', 'role="group"', 1)


class _Film:
    """One film laid out."""

    def __init__(self, page: Page, stage: str | None, *, is_wide: bool) -> None:
        self.page, self.only, self.is_wide = page, stage, is_wide
        self.tempo = _SESSION_TEMPO if stage is None else _STAGE_TEMPO
        self.passes = _SESSION_PASSES if stage is None else _STAGE_PASSES
        self.player = Player(f"{page.scene.figure.key}-{stage or 'session'}-film")

    def say(self, key: str, **values: str) -> str:
        """Give a text of `patientview.yaml`."""
        return self.page.words.texts.get(_FILE, key, **values)

    @cached_property
    def reel(self) -> Reel:
        scene = self.page.scene
        stages = scene.stages if self.only is None else (scene.stage(self.only),)
        return reel(scene, stages, self.passes)

    @cached_property
    def stages(self) -> tuple[StageDrawing, ...]:
        page = self.page
        return tuple(StageDrawing(page.scene, act.stage, page.words) for act in self.reel.acts)

    @cached_property
    def hands(self) -> tuple[tuple[Moving, ...], ...]:
        """Draw the moving strokes, act by act."""
        return tuple(
            tuple(
                moving(shot, f"{self.player.key}-{place}-{number}", self.tempo)
                for number, shot in enumerate(act.shots)
            )
            for place, act in enumerate(self.reel.acts)
        )

    @cached_property
    def frame(self) -> Frame:
        if self.is_wide:
            return wide()
        acts = self.reel.acts
        room = narrow(0, grid=False).steps.width
        high = max(steps_height(self.page, act.stage.stage, room) for act in acts)
        return narrow(high, grid=self.only is None)

    def drawn(self) -> str:
        """Draw the document's content: what is common, the film, its buttons, the still."""
        frames = (one.keyframes for hands in self.hands for one in hands)
        labels = Labels(self.say("pause"), self.say("play"), self.say("again"))
        keys = self.frame.keys
        return (
            f"<style>{self.player.style((*frames, self._cursor_frames()))}</style>"
            f"{self.page.defs(*self.stages)}{self.player.marks()}{self._common()}"
            f'<g class="film">{self._acts()}{self._cursor()}{self._note()}</g>'
            f"{self.player.buttons(labels, keys.x, keys.y, keys.width)}"
            f'<g class="still">{self._still()}</g>{self._warning()}'
        )

    def _acts(self) -> str:
        acts = self.reel.acts
        ends = (*(act.starts_s for act in acts[1:]), self.reel.seconds)
        return "".join(
            ActDrawing(
                self.page, act, stage, hands, until, act is acts[-1], self.tempo, self.frame
            ).drawn()
            for act, stage, hands, until in zip(acts, self.stages, self.hands, ends, strict=True)
        )

    def _common(self) -> str:
        """Write what stays: which session, and the draft tag."""
        head = self.frame.head
        above = line(head.x, head.y + 12, self.page.session_line, _ABOVE)
        if not self.page.stamp.is_draft:
            return above
        label = LABEL.width(self.page.words.names.text("draft")) + 16
        right = head.x + _ABOVE.width(self.page.session_line) + 12 + label
        tag = draft_tag(right, head.y + 6, self.page.words)
        return above + tag

    def _warning(self) -> str:
        """Say across the picture that nobody may work from a plan that was not accepted."""
        judgement, words, box = self.page.scene.judgement, self.page.words, self.frame.zoom
        if judgement is not None and not judgement.objections:
            return ""
        key = "unchecked_heading" if judgement is None else "objected_heading"
        rows = _WARNING.wrapped(f"{words.say(key)}. {words.say('unchecked')}", box.width - 64)
        height = len(rows) * _WARNING.size.leading + 16
        top = box.foot - height
        ground = element("rect", x=box.x, y=top, width=box.width, height=height, fill=_STOP)
        said = lines(box.x + 48, top + 8, rows, _WARNING)
        return ground + objection((box.x + 26, top + height / 2)) + said

    def _note(self) -> str:
        """Say how to read what moves."""
        box = self.frame.note
        ring = element(
            "ellipse", cx=box.x + 10, cy=box.y + 12, rx=6, ry=9, fill="none", stroke=var("quiet"),
            stroke_width=3,
        )  # fmt: skip
        pace = self.page.words.number(self.tempo)
        texts = (
            self.say("film_force"),
            self.say("film_pace", tempo=pace) if self.tempo != 1 else self.say("film_real"),
        )
        if self.is_wide:
            return ring + line(box.x + 28, box.y + 16, " ".join(texts), SMALL)
        return ring + lines(
            box.x + 28, box.y + 4, SMALL.wrapped(" ".join(texts), box.width - 28), SMALL
        )

    def _cursor(self) -> str:
        """Draw the moment on the strip; it keeps the real time."""
        strip = self.frame.strip
        name = self._cursor_name
        when = timed(0.0, self.reel.seconds / self.tempo)
        mark = element("rect", x=-1.5, y=-5, width=3, height=_BAR + 10, rx=1.5, class_="moment")
        return (
            f'<g transform="translate({strip.x:g} {strip.y:g})">'
            f'<g class="mv press" style="--f:{name};--g:{name}-b;{when}">{mark}</g></g>'
        )

    @property
    def _cursor_name(self) -> str:
        return f"{self.player.key}-moment"

    def _cursor_frames(self) -> str:
        scale = self.frame.strip.width / self.page.scene.session.hands_on_s
        stops = "".join(
            f"{at / self.reel.seconds:.3%}{{transform:translateX({second * scale:.1f}px)}}"
            for take in self.reel.takes
            for at, second in (
                (take.starts_s, take.timed.start_s),
                (take.ends_s, take.timed.end_s),
            )
        )
        return f"@keyframes {self._cursor_name}{{{stops}}}"

    def _still(self) -> str:
        """Show every stage at once, without motion."""
        if self.only is None:
            return self._still_session()
        page, frame, stage = self.page, self.frame, self.stages[0]
        name = stage.stage.stage
        view = View.fitted(page.scene.window(name), *frame.zoom.corner, frame.zoom.size)
        whole = frame.whole
        small = "" if whole is None else page.whole(stage, _fitted(page, whole))
        steps = steps_block(page.scene.steps(name), page.words)
        return (
            self._title(stage.title)
            + small
            + page.zoom(stage, view)
            + steps(frame.steps.x, frame.steps.y, frame.steps.width).drawn
            + page.strip(name)(frame.strip.x, frame.strip.y, frame.strip.width).drawn
            + self._still_note()
        )

    def _still_session(self) -> str:
        box = self.frame.below_head if self.is_wide else self.frame.below_title
        columns = _COLUMNS if self.is_wide else 2
        grid = stage_grid(self.stages, box.corner, box.size, columns)
        strip = self.frame.strip
        return (
            self._title(self.page.words.say("whole_session"))
            + grid
            + self.page.strip(None)(strip.x, strip.y, strip.width).drawn
            + self._still_note()
        )

    def _still_note(self) -> str:
        box = self.frame.note
        return lines(box.x, box.y, BODY.wrapped(self.say("film_still"), box.width), BODY)

    def _title(self, text: str) -> str:
        box = self.frame.head
        ink = TITLE if self.is_wide else Ink(Size.HEADING, bold=True)
        return lines(box.x, box.y + 18, ink.wrapped(text, box.width)[:2], ink)


def _fitted(page: Page, box: Box) -> View:
    return View.fitted(page.whole_window(), *box.corner, box.size)
