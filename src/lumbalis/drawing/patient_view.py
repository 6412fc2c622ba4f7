"""The patient's own picture of a session: where the hands are, how it feels, what to say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lumbalis.domain.plan import Step
from lumbalis.drawing.body.blocks import Block, column
from lumbalis.drawing.body.charts import Piece
from lumbalis.drawing.body.dressing import Sheet, document
from lumbalis.drawing.body.lettering import TITLE, Ink, Size, lines
from lumbalis.drawing.body.page import draft_tag, ground
from lumbalis.drawing.body.palette import Theme
from lumbalis.drawing.body.scene import Scene
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.body.view import View, whole
from lumbalis.drawing.clock import TimedStage
from lumbalis.drawing.patient import panels, picture
from lumbalis.drawing.patient.panels import (
    at_once_block,
    now_block,
    saying_block,
    scale_block,
    where_block,
)
from lumbalis.drawing.patient.parts import parts_grid, progress
from lumbalis.drawing.patient.picture import big_picture, glow, lit_body, portrait
from lumbalis.drawing.patient.words import PatientWords, deeds, stage_steps
from lumbalis.drawing.therapist_sheet import Layout
from lumbalis.drawing.words import PlanStamp

WIDE: Final = (1400.0, 990.0)
NARROW: Final = 390.0
_EDGE, _NARROW_EDGE = 40.0, 16.0
_PICTURE: Final = (700.0, 640.0)
_ASIDE: Final = (800.0, 560.0)
_GRID, _BESIDE = (850.0, 820.0), (930.0, 430.0)
_TOP, _ASIDE_TOP, _SCALE_TOP = 130.0, 100.0, 796.0
_TALL: Final = 1.15
_TAG: Final = 100.0
_STYLE: Final = picture.STYLE + panels.STYLE


def patient_view(
    scene: Scene,
    words: BodyWords,
    stamp: PlanStamp,
    *,
    stage: str | None = None,
    layout: Layout = "wide",
    theme: Theme | None = None,
) -> str:
    """Draw a session for the patient as one SVG: one stage as it happens, or all its parts.

    A plan that nobody has checked on this body, or that was objected to, is not shown: the
    patient is told that the session is being prepared. `wide` is 1400 units wide, `narrow` 390
    and as high as it needs. The same arguments always give the same text.

    Raises
    ------
    KeyError
        If the session has no such stage.
    """
    page = _Page(scene, PatientWords(words), stamp, stage, is_wide=layout == "wide")
    size, drawn = page.wide() if page.is_wide else page.narrow()
    sheet = Sheet(
        f"{scene.figure.key}-patient-{stage or 'session'}",
        page.title,
        page.description,
        words.language,
        size,
        theme,
    )
    return document(
        sheet, f"<style>{_STYLE}</style>{scene.figure.defs()}{glow(scene.figure)}{drawn}"
    )


class _Page:
    """One session, or one stage of it, laid out for a patient."""

    def __init__(
        self,
        scene: Scene,
        words: PatientWords,
        stamp: PlanStamp,
        stage: str | None,
        *,
        is_wide: bool,
    ) -> None:
        self.scene, self.words, self.stamp, self.is_wide = scene, words, stamp, is_wide
        self.stage = None if stage is None else scene.stage(stage)

    @property
    def ready(self) -> bool:
        """Tell whether the plan was checked on this body without an objection."""
        judgement = self.scene.judgement
        return judgement is not None and not judgement.objections

    @property
    def _in_parts(self) -> bool:
        return self.ready and self.stage is None

    @property
    def title(self) -> str:
        if not self.ready:
            return self.words.say("not_ready")
        if self.stage is None:
            return self.words.say("session_title")
        return self.words.stage(self.stage.stage)

    @property
    def above(self) -> str:
        """Tell which part of how many, and how long."""
        if self.stage is None or not self.ready:
            index, count = str(self.scene.session.index), str(self.stamp.sessions)
            session = self.words.names.names.text("session_of", index=index, count=count)
            return f"{session} · {self._in_all()}" if self.ready else session
        number, count = str(self.stage.number), str(len(self.scene.stages))
        part = self.words.say("step_of", number=number, count=count)
        return f"{part} · {self._lasts(self.stage)}"

    @property
    def description(self) -> str:
        """Say the parts in sentences, for who cannot see the picture."""
        if not self.ready:
            return self.words.say("not_ready_more")
        stages = self.scene.stages if self.stage is None else (self.stage,)
        return " ".join(self._summary(stage) for stage in stages)

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.scene.session.steps if self.stage is None else stage_steps(self.stage)

    def wide(self) -> tuple[tuple[float, float], str]:
        """Lay it out 1400 units wide: the picture on the left, the words on the right."""
        width, height = WIDE
        left, room = _BESIDE if self._in_parts else _ASIDE
        strip = self._progress()(_EDGE, height - 44, width - 2 * _EDGE).drawn
        drawn = (
            self._head(Ink(Size.STRONG, bold=True, colour="quiet"))(_EDGE, 36, width - 2 * _EDGE),
            Piece(self._wide_picture(), 0),
            column(self._words(), (left, _ASIDE_TOP), room, 22),
            self._wide_scale(),
        )
        return WIDE, "".join(piece.drawn for piece in drawn) + strip

    def narrow(self) -> tuple[tuple[float, float], str]:
        """Lay it out below one another, 390 units wide."""
        picture, words = self._narrow_picture(), self._words()
        blocks = (
            self._head(Ink(Size.SMALL, bold=True, colour="quiet")),
            self._progress(),
            *((*words, picture) if self._in_parts else (picture, *words)),
        )
        stacked = column(blocks, (_NARROW_EDGE, _NARROW_EDGE), NARROW - 2 * _NARROW_EDGE, 22)
        return (NARROW, stacked.height + 2 * _NARROW_EDGE), stacked.drawn

    def _head(self, small: Ink) -> Block:
        def block(x: float, y: float, width: float) -> Piece:
            above = small.wrapped(self.above, width - _TAG)
            title = TITLE.wrapped(self.title, width)
            below = y + len(above) * small.size.leading
            tag = draft_tag(x + width, y + 6, self.words.names) if self.stamp.is_draft else ""
            drawn = lines(x, y, above, small) + tag + lines(x, below, title, TITLE)
            return Piece(drawn, below - y + len(title) * TITLE.size.leading)

        return block

    def _progress(self) -> Block:
        if self.stage is None or not self.ready:
            return _nothing
        return progress(self.scene.stages, self.stage.stage)

    def _words(self) -> Sequence[Block]:
        if not self.ready:
            return (saying_block(self.words.say("not_ready_more")),)
        at_once = at_once_block(self.steps, self.words)
        if self.stage is None:
            return at_once, self._scale(), saying_block(self._rest())
        numbered = self.scene.steps(self.stage.stage)
        zones = [zone for step in numbered for zone in step.zones]
        return (
            now_block(numbered, self.words),
            where_block(zones, self.words),
            at_once,
            *(() if self.is_wide else (self._scale(),)),
            saying_block(self._next()),
        )

    def _scale(self) -> Block:
        return scale_block(self.steps, self.words)

    def _wide_scale(self) -> Piece:
        """Set the scale below the picture of one stage, where the words beside it need the room."""
        if self.stage is None or not self.ready:
            return Piece("", 0.0)
        return self._scale()(_EDGE, _SCALE_TOP, _PICTURE[0])

    def _next(self) -> str:
        after = self.stage.number if self.stage else 0
        if after >= len(self.scene.stages):
            return self._rest()
        return self.words.say("next", stage=self.words.stage(self.scene.stages[after].stage))

    def _rest(self) -> str:
        return self.words.say("rest")

    def _lasts(self, stage: TimedStage) -> str:
        return self.words.say("lasts", time=self.words.lasts(stage.seconds))

    def _in_all(self) -> str:
        time = self.words.lasts(self.scene.session.hands_on_s)
        return self.words.say("session_lasts", count=str(len(self.scene.stages)), time=time)

    def _summary(self, stage: TimedStage) -> str:
        zones = [zone for timed in stage.steps for zone in timed.step.zones]
        felt = (key for key, _ in deeds(self.scene.steps(stage.stage)))
        return self.words.say(
            "picture",
            stage=self.words.stage(stage.stage),
            where=self.words.where(zones),
            feels=" ".join(self.words.say("deeds", key, "feels") for key in felt),
        )

    def _wide_picture(self) -> str:
        if self._in_parts:
            grid = parts_grid(self.scene, self.words, 5, (_GRID[1] + _EDGE) / 2)
            return grid(_EDGE, _TOP, _GRID[0]).drawn
        return self._picture(_EDGE, _TOP, _PICTURE)

    def _narrow_picture(self) -> Block:
        if self._in_parts:
            return parts_grid(self.scene, self.words, 2, 300)

        def block(x: float, y: float, width: float) -> Piece:
            return Piece(self._picture(x, y, (width, width * _TALL)), width * _TALL)

        return block

    def _picture(self, x: float, y: float, size: tuple[float, float]) -> str:
        if self.stage is None or not self.ready:
            view = View.fitted(whole(self.scene.body), x, y, size)
            return ground(view) + lit_body(self.scene, view, ())
        steps = self.scene.steps(self.stage.stage)
        view = View.fitted(portrait(self.scene, steps), x, y, size)
        return big_picture(self.scene, view, steps, self.words)


def _nothing(_x: float, _y: float, _width: float) -> Piece:
    return Piece("", 0.0)
