"""A planned session on a body, ready to be drawn: strokes traced, dose mapped, judgement worded."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from lumbalis.domain.dose import Raster, dose_of, raster_of
from lumbalis.domain.plan.tracing import trace
from lumbalis.drawing.body.figure import BodyFigure
from lumbalis.drawing.body.judging import judgement_of
from lumbalis.drawing.body.scene import Scene
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.surfaces.body_words import violation_sentence

if TYPE_CHECKING:
    from lumbalis.domain.anatomy import Body
    from lumbalis.domain.treatment.on_body import Placed
    from lumbalis.knowledge.texts import Texts


class Stagehand:
    """Sets the scenes of one body; what all of them share is made once."""

    def __init__(self, body: Body, texts: Texts) -> None:
        self.body, self.texts = body, texts
        self.words = BodyWords.of(texts)

    @cached_property
    def raster(self) -> Raster:
        """The body on the grid of doses."""
        return raster_of(self.body)

    @cached_property
    def figure(self) -> BodyFigure:
        """The body, drawn."""
        return BodyFigure(self.body)

    def scene(self, placed: Placed) -> Scene:
        """Set the scene of a session."""
        plan = placed.plan.strokes
        traces = tuple(trace(stroke, self.body) for stroke in plan.strokes)
        return Scene(
            body=self.body,
            session=placed.session,
            plan=plan,
            traces=traces,
            dose=dose_of(traces, self.raster),
            judgement=judgement_of(
                placed.verification, self.words, lambda one: violation_sentence(one, self.texts)
            ),
            aimed=_aims(placed),
            drawn=self.figure,
        )


def _aims(placed: Placed) -> Mapping[str, float]:
    """Give the dose aimed at by region, the lower one where the sides differ."""
    aims: dict[str, float] = {}
    for dose in placed.plan.doses:
        region = dose.zone.removesuffix("_left").removesuffix("_right")
        aims[region] = min(dose.prescribed, aims.get(region, dose.prescribed))
    return aims
