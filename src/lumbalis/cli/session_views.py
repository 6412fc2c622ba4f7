"""Pictures of one planned session on a body: for the therapist, for the patient, in motion."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from lumbalis.cli.themes import theme_of
from lumbalis.domain.treatment.on_body import Placed, place_session
from lumbalis.drawing.animation import animated_session
from lumbalis.drawing.body.scene import Scene
from lumbalis.drawing.patient_view import patient_view
from lumbalis.drawing.placement import placement
from lumbalis.drawing.therapist_sheet import therapist_sheet
from lumbalis.exchange.errors import InputError
from lumbalis.surfaces.body_words import FILE
from lumbalis.surfaces.plan_files import stamp_of
from lumbalis.surfaces.scenes import Stagehand

if TYPE_CHECKING:
    from argparse import Namespace

    from lumbalis.domain.anatomy import Body
    from lumbalis.domain.plan import Session
    from lumbalis.domain.treatment import Proposed
    from lumbalis.surfaces.workplace import Workplace


class SessionView:
    """One session of a plan on a body; each method draws it for somebody.

    Raises
    ------
    InputError
        If nothing of the session has a place on the body, or it has no such stage.
    PlannerDefectError
        If the verifier objects to the strokes.
    """

    def __init__(
        self, proposed: Proposed, session: Session, body: Body, who: str, workplace: Workplace
    ) -> None:
        self._placed = place_session(session, body, workplace.protocol)
        self._session, self._texts = session, workplace.texts
        self._stamp = stamp_of(proposed, who)
        self._hand = Stagehand(body, workplace.texts)

    @cached_property
    def _scene(self) -> Scene:
        if isinstance(self._placed, Placed):
            return self._hand.scene(self._placed)
        what = self._texts.get(FILE, "no_place", session=self._session.index).rstrip(".")
        where = "body"
        raise InputError(where, what, "choose another session")

    def sheet(self, arguments: Namespace) -> str:
        """Draw the therapist's sheet: the whole session, or one stage of it."""
        return therapist_sheet(
            self._scene,
            self._hand.words,
            self._stamp,
            stage=self._stage(arguments),
            layout=arguments.layout,
            theme=theme_of(arguments),
        )

    def _stage(self, arguments: Namespace) -> str | None:
        known = [stage.stage for stage in self._scene.stages]
        if arguments.stage is not None and arguments.stage not in known:
            where = "--stage"
            raise InputError(where, "is not in this session", f"name one of {', '.join(known)}")
        return None if arguments.stage is None else str(arguments.stage)

    def patient(self, arguments: Namespace) -> str:
        """Draw what the patient may see: where the hands are, and what to say at once."""
        return patient_view(
            self._scene,
            self._hand.words,
            self._stamp,
            stage=self._stage(arguments),
            layout=arguments.layout,
            theme=theme_of(arguments),
        )

    def animation(self, arguments: Namespace) -> str:
        """Draw the session, or one stage of it, in motion."""
        return animated_session(
            self._scene,
            self._hand.words,
            self._stamp,
            stage=self._stage(arguments),
            layout=arguments.layout,
            theme=theme_of(arguments),
        )

    def points(self, arguments: Namespace) -> str:
        """Draw where points and cups go."""
        return placement(
            self._scene,
            self._hand.words,
            self._stamp,
            layout=arguments.layout,
            theme=theme_of(arguments),
        )
