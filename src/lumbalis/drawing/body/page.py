"""What every sheet of one session shares: head, foot, pictures of the body and of the dose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lumbalis.drawing.body import marks
from lumbalis.drawing.body.blocks import Block
from lumbalis.drawing.body.charts import Piece, histogram_chart
from lumbalis.drawing.body.dose_image import DoseImage
from lumbalis.drawing.body.judgements import bars_block, judgement_block, margins_block
from lumbalis.drawing.body.lettering import LABEL, SMALL, TITLE, Ink, Size, fitted, line
from lumbalis.drawing.body.scene import Scene
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.body.stage import StageDrawing, dose_bands, dose_key, dose_picture
from lumbalis.drawing.body.timeline import timeline
from lumbalis.drawing.body.view import View, Window, loin, whole
from lumbalis.drawing.sheet_document import stamp_line
from lumbalis.drawing.svg import element
from lumbalis.drawing.words import PlanStamp

EDGE: Final = 32.0
_END_QUIET: Final = Ink(Size.SMALL, colour="quiet", anchor="end")
_END_STRONG: Final = Ink(Size.STRONG, bold=True, anchor="end")
_MIDDLE: Final = Ink(Size.SMALL, bold=True, anchor="middle")
_HEAD_ROOM: Final = 284.0


@dataclass(frozen=True)
class Page:
    """A session on this body, in the words of a language, with the stamp of its plan."""

    scene: Scene
    words: BodyWords
    stamp: PlanStamp

    @property
    def session_line(self) -> str:
        """Tell which session of how many."""
        index, count = str(self.scene.session.index), str(self.stamp.sessions)
        return self.words.names.text("session_of", index=index, count=count)

    @property
    def about(self) -> str:
        """Tell the method, and whose body is drawn."""
        script = self.words.names.name("script", self.scene.session.script)
        return f"{script} · {body_line(self.scene, self.words)}"

    @cached_property
    def doses(self) -> DoseImage:
        """Give the bands of the session's dose."""
        return dose_bands(self.scene)

    @property
    def _doses_id(self) -> str:
        return f"{self.scene.figure.key}-doses"

    def defs(self, *stages: StageDrawing) -> str:
        """Write what the pictures refer to: the body, the strokes of some stages, the doses."""
        doses = f'<defs><g id="{self._doses_id}">{self.doses.drawn}</g></defs>'
        return self.scene.figure.defs() + "".join(stage.defs() for stage in stages) + doses

    def head(self, title: str, about: str, width: float) -> str:
        """Write title and session on a wide page."""
        room = width - 2 * EDGE - _HEAD_ROOM
        tag = draft_tag(width - EDGE, 28, self.words) if self.stamp.is_draft else ""
        return (
            line(EDGE, 52, fitted(title, room, TITLE), TITLE)
            + line(EDGE, 76, fitted(about, room, SMALL), SMALL)
            + tag
            + line(width - EDGE, 60, self.session_line, _END_STRONG)
            + line(width - EDGE, 78, fitted(self.stamp.who, _HEAD_ROOM, SMALL), _END_QUIET)
        )

    def foot(self, width: float, y: float) -> str:
        """Write whom the sheet supports, and which plan it belongs to."""
        supports = self.words.names.text("supports")
        stamp = stamp_line(self.stamp, self.words.names)
        room = width - 2 * EDGE - SMALL.width(supports) - 24
        return line(EDGE, y, supports, SMALL) + line(
            width - EDGE, y, fitted(stamp, room, SMALL), _END_QUIET
        )

    def narrow_head(self, title: str, about: str) -> Block:
        """Write title and session on a narrow page."""

        def block(x: float, y: float, width: float) -> Piece:
            rows, top = [], y
            for text, ink in (
                (self.session_line, Ink(Size.SMALL, bold=True, colour="quiet")),
                (title, Ink(Size.HEADING, bold=True)),
                (about, SMALL),
            ):
                for one in ink.wrapped(text, width):
                    rows.append(line(x, top + ink.size.value, one, ink))
                    top += ink.size.leading
            tag = draft_tag(x + width, y, self.words) if self.stamp.is_draft else ""
            return Piece("".join(rows) + tag, top - y)

        return block

    def narrow_foot(self, x: float, y: float, width: float) -> Piece:
        """Write the foot of a narrow page."""
        texts = (
            *SMALL.wrapped(self.words.names.text("supports"), width),
            *SMALL.wrapped(stamp_line(self.stamp, self.words.names), width),
        )
        rows = (line(x, y + 12 + n * SMALL.size.leading, t, SMALL) for n, t in enumerate(texts))
        return Piece("".join(rows), len(texts) * SMALL.size.leading)

    def whole(self, stage: StageDrawing, view: View) -> str:
        """Show where on the body a stage works."""
        return (
            ground(view)
            + stage.picture(view, numbered=False)
            + marks.sides(view, self.words)
            + marks.scale_bar(view, self.words)
            + marks.frame(view)
        )

    def zoom(self, stage: StageDrawing, view: View) -> str:
        """Show what a stage does, near enough to work from."""
        body = self.scene.body
        return (
            ground(view)
            + stage.picture(view)
            + marks.levels(body, view)
            + marks.lesions(body, view, self.words)
            + self._objections(stage.stage.stage, view)
            + marks.sides(view, self.words)
            + marks.scale_bar(view, self.words)
            + marks.frame(view)
        )

    def _objections(self, stage: str, view: View) -> str:
        """Mark what is objected to in this stage, or in the session as a whole."""
        found = self.scene.judgement.objections if self.scene.judgement else ()
        places = [one.at for one in found if one.at and one.stage in ("", stage)]
        return "".join(marks.objection(view.at(at)) for at in places if view.window.holds(at))

    def dose_map(self, window: Window | None = None) -> Block:
        """Show the dose of the session on the body, as high as it is wide unless told."""

        def block(x: float, y: float, width: float) -> Piece:
            seen = window or loin(self.scene.body)
            height = width * seen.height / seen.width
            return Piece(self.dose_at(x, y, (width, height + 22), seen), height + 22)

        return block

    def dose_at(
        self, x: float, y: float, size: tuple[float, float], window: Window | None = None
    ) -> str:
        """Show the dose of the session in a frame with its heading."""
        seen = window or loin(self.scene.body)
        view = View.fitted(seen, x, y + 22, (size[0], size[1] - 22))
        return (
            line(x, y + 13, self.words.say("map_heading"), LABEL)
            + ground(view)
            + dose_picture(self.scene, view, self._doses_id)
            + marks.sides(view, self.words)
            + dose_key(self.doses, self.words, (x + 10, y + 58))
            + marks.frame(view)
        )

    def histogram(self, height: float) -> Block:
        """Draw how much skin gets how much."""

        def block(x: float, y: float, width: float) -> Piece:
            head = line(x, y + 13, self.words.say("histogram_heading"), LABEL)
            curves = tuple(self.scene.curves(self.words))
            size = (width, height - 22)
            return Piece(head + histogram_chart(curves, self.words, (x, y + 22), size), height)

        return block

    def strip(self, stage: str | None) -> Block:
        """Draw the session over its minutes."""

        def block(x: float, y: float, width: float) -> Piece:
            return Piece(timeline(self.scene.session, self.words.names, (x, y), width, stage), 48)

        return block

    def judgement(self, stage: str | None = None) -> Block:
        """Say what was found on this body; what concerns a stage first."""
        return judgement_block(self.scene.judgement, self.words, stage)

    def bars(self, stage: str | None = None) -> Block:
        """Draw the doses by region; with a stage only of what it works on."""
        return bars_block(self.scene, self.words, stage)

    def margins(self, room: float) -> Block:
        """List the room left to the limits, as many as fit into a height."""
        return margins_block(self.scene.judgement, self.words, room)

    def whole_window(self) -> Window:
        """Give the window of the whole body."""
        return whole(self.scene.body)


def body_line(scene: Scene, words: BodyWords) -> str:
    """Tell whose body is drawn: build, stature, mass."""
    measures = scene.body.measures
    return words.say(
        "body_line",
        build=words.say("builds", measures.build.value),
        stature=words.amount(measures.stature_mm / 10, "cm"),
        mass=words.amount(measures.mass_kg, "kg"),
    )


def ground(view: View) -> str:
    """Lay the paper of a picture."""
    return element(
        "rect", class_="ground", x=view.x, y=view.y, width=view.width, height=view.height, rx=6
    )


def draft_tag(right: float, top: float, words: BodyWords) -> str:
    """Draw the small tag that marks unsigned knowledge."""
    text = words.names.text("draft")
    width = LABEL.width(text) + 16
    box = element("rect", class_="tag", x=right - width, y=top - 8, width=width, height=20, rx=4)
    return box + line(right - width / 2, top + 6.5, text, _MIDDLE)
