"""One stage of a session as pictures and sentences: what its sheet is put together from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lumbalis.drawing.body import handwork, marks
from lumbalis.drawing.body.dose_image import DoseImage, dose_image
from lumbalis.drawing.body.figure import CAREFUL, Part
from lumbalis.drawing.body.handwork import Handwork
from lumbalis.drawing.body.lettering import Ink, Size, line
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.body.scene import Scene
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.body.view import View
from lumbalis.drawing.clock import TimedStage, clock
from lumbalis.drawing.svg import element

_BELOW_DOSE: Final = (Part.SKIN,)
_ABOVE_DOSE: Final = (Part.REDUCED_EDGE, Part.KEEP_OUT_EDGE)
_BADGE_ROOM: Final = 19.0
_BADGE_AWAY: Final = 13.0
_NAME_AWAY: Final = 28.0
_POINT: Final = Ink(Size.SMALL, bold=True, halo=True)
_POINT_END: Final = Ink(Size.SMALL, bold=True, anchor="end", halo=True)


@dataclass(frozen=True)
class StageDrawing:
    """A stage of a scene in the words of a language.

    `weight` makes its lines thicker than the force alone would, for small pictures.
    """

    scene: Scene
    stage: TimedStage
    words: BodyWords
    weight: float = 1.0

    @property
    def title(self) -> str:
        """Tell which stage of how many it is."""
        return self.words.say(
            "stage_of",
            number=str(self.stage.number),
            count=str(len(self.scene.stages)),
            stage=stage_name(self.scene, self.stage, self.words),
        )

    @property
    def times(self) -> str:
        """Tell when it begins and ends."""
        stage = self.stage
        start, end, length = map(clock, (stage.start_s, stage.end_s, stage.seconds))
        return self.words.say("stage_time", start=start, end=end, length=length)

    @property
    def id(self) -> str:
        """Give the id under which its strokes stand in the document."""
        return f"{self.scene.figure.key}-{self.stage.stage}"

    @cached_property
    def works(self) -> tuple[Handwork, ...]:
        """Give its strokes."""
        return self.scene.works(self.stage.stage)

    def defs(self) -> str:
        """Write its strokes for the pictures to refer to."""
        return f'<defs><g id="{self.id}">{handwork.drawn(self.works, self.weight)}</g></defs>'

    def picture(self, view: View, *, numbered: bool = True) -> str:
        """Show the body with what must not be touched, and the strokes of this stage."""
        figure = self.scene.figure
        shown = figure.shown(view, CAREFUL, element("use", href=f"#{self.id}"))
        numbers = (*self._badges(view), *self._points(view)) if numbered else ()
        return shown + "".join(numbers)

    def _points(self, view: View) -> Iterator[str]:
        """Name each point beside its target, outwards from the spine."""
        for step in self.scene.steps(self.stage.stage):
            names = " ".join(hold.point for hold in step.step.points)
            for work in step.works:
                if names and view.window.holds(work.begins):
                    outwards = _outwards(self.scene, work)
                    x, y = view.at(work.begins)
                    ink = _POINT if outwards > 0 else _POINT_END
                    yield line(x + outwards * _NAME_AWAY, y + 4, names, ink)

    def _badges(self, view: View) -> Iterator[str]:
        """Give each group of strokes its number where it begins, outwards from the spine."""
        taken: list[tuple[float, float]] = []
        seen: set[tuple[int, bool]] = set()
        for work in self.works:
            group = work.number, _outwards(self.scene, work) > 0
            if group in seen or not view.window.holds(work.begins):
                continue
            seen.add(group)
            at = _free(self._beside(work, view), taken, outwards=1.0 if group[1] else -1.0)
            taken.append(at)
            yield marks.badge(at, work.number, work.manner.colour)

    def _beside(self, work: Handwork, view: View) -> tuple[float, float]:
        x, y = view.at(work.begins)
        return x + _outwards(self.scene, work) * _BADGE_AWAY, y + _BADGE_AWAY


def _outwards(scene: Scene, work: Handwork) -> float:
    """Tell on which side of the spine a stroke begins: -1 left, 1 right."""
    return 1.0 if work.begins.x > scene.body.spine_x(work.begins.y) else -1.0


def _free(
    at: tuple[float, float], taken: list[tuple[float, float]], outwards: float
) -> tuple[float, float]:
    """Move a number outwards until it covers no other."""
    x, y = at
    while any(abs(x - a) < _BADGE_ROOM and abs(y - b) < _BADGE_ROOM for a, b in taken):
        x += outwards * _BADGE_ROOM
    return x, y


def stage_name(scene: Scene, stage: TimedStage, words: BodyWords) -> str:
    """Name a stage."""
    return words.names.name("stage", f"{scene.session.script}.{stage.stage}")


def dose_bands(scene: Scene) -> DoseImage:
    """Draw the dose of hands in a whole session; points would outshine all the rest."""
    return dose_image(scene.dose.hands, scene.dose.raster.grid)


def dose_picture(scene: Scene, view: View, doses_id: str) -> str:
    """Show the dose on the body: the skin, the bands, and the edges of what has limits."""
    figure = scene.figure
    bands = figure.clipped(element("use", href=f"#{doses_id}"))
    return figure.shown(view, _BELOW_DOSE, bands) + figure.shown(view, _ABOVE_DOSE)


def dose_key(image: DoseImage, words: BodyWords, corner: tuple[float, float]) -> str:
    """Print the doses of the bands beside their colours, the greatest above."""
    x, y = corner
    rows = []
    for place, (step, level) in enumerate(reversed(list(enumerate(image.levels, start=1)))):
        top = y + place * 18
        rows.append(element("rect", class_=f"dose-{step}", x=x, y=top, width=18, height=18))
        rows.append(line(x + 24, top + 13.5, words.number(level), _VALUE))
    return "".join(rows) + element(
        "rect", x=x, y=y, width=18, height=18 * len(image.levels), fill="none", stroke=var("quiet")
    )


_VALUE: Final = Ink(Size.SMALL, bold=True, halo=True)
