"""The files of a plan on a body: the body, strokes, sheets, and the pages it adds to the print."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from lumbalis.domain.treatment.on_body import OnBody, Placed
from lumbalis.drawing.body.figure import BodyFigure
from lumbalis.drawing.body.scene import Scene
from lumbalis.drawing.body_paper import body_page, stages_on_paper
from lumbalis.drawing.session_sheet import Picture
from lumbalis.drawing.therapist_sheet import therapist_sheet
from lumbalis.drawing.words import BodyPage, PlanStamp, SheetWords
from lumbalis.exchange.body_json import body_object
from lumbalis.exchange.plan_json import plain_object
from lumbalis.exchange.strokes_json import strokes_object
from lumbalis.surfaces.body_words import FILE, checked_lines, needs_lines, undone_lines
from lumbalis.surfaces.scenes import Stagehand

if TYPE_CHECKING:
    from lumbalis.knowledge.texts import Texts


@dataclass(frozen=True)
class BodyFiles:
    """What a course on a body adds to the files of a plan."""

    on_body: OnBody
    texts: Texts
    names: SheetWords
    stamp: PlanStamp

    @cached_property
    def _hand(self) -> Stagehand:
        return Stagehand(self.on_body.body, self.texts)

    @cached_property
    def placed(self) -> tuple[Placed, ...]:
        """The sessions that have a place on the body."""
        return tuple(one for one in self.on_body.sessions if isinstance(one, Placed))

    @cached_property
    def _scenes(self) -> Mapping[int, Scene]:
        """Set the scene of every session; those that differ only in number share their picture."""
        scenes: dict[int, Scene] = {}
        for placed in self.placed:
            session = placed.session
            alike = (
                replace(scene, session=session, plan=placed.plan.strokes)
                for scene in scenes.values()
                if replace(scene.session, index=session.index) == session
            )
            scenes[session.index] = next(alike, None) or self._hand.scene(placed)
        return scenes

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Give every file by its name."""
        yield "body.json", _json(body_object(self.on_body.body))
        for placed in self.placed:
            name = f"session-{placed.session.index:02d}"
            yield f"{name}-strokes.json", _compact(self._strokes(placed))
            sheet = therapist_sheet(
                self._scenes[placed.session.index], self._hand.words, self.stamp
            )
            yield f"{name}-body.svg", sheet.encode()

    def _strokes(self, placed: Placed) -> dict[str, object]:
        """Give the strokes with what the verifier found and what the planner says of them."""
        plan = placed.plan
        return {
            "plan": strokes_object(plan.strokes),
            "verification": plain_object(placed.verification),
            "needs": plain_object(plan.needs),
            "undone": plain_object(plan.undone),
            "doses": plain_object(plan.doses),
        }

    def pictures(self) -> dict[int, Picture]:
        """Give for each session the picture of its stages for the printed plan."""
        flat = BodyFigure(self.on_body.body, soft=False, relief=False)
        return {
            index: stages_on_paper(
                replace(scene, relief=False, drawn=flat), self._hand.words, self.stamp
            )
            for index, scene in self._scenes.items()
        }

    def page(self, today: int) -> BodyPage:
        """Give the page about the body, with what was found about today's session."""
        lines: list[str] = []
        of_today = self.on_body.of(today)
        if isinstance(of_today, Placed):
            lines += checked_lines(of_today.verification, self.texts)
            lines += needs_lines(of_today.plan, self.names, self.texts)
            lines += undone_lines(of_today.plan, self.names, self.texts)
        else:
            lines.append(self.texts.get(FILE, "no_place", session=today))
        lines.append(self.texts.get(FILE, "provisional"))
        about = self.texts.get(FILE, "drawn")
        return body_page(self.on_body.body, self._hand.words, about.rstrip("."), lines)


def _json(shown: object) -> bytes:
    return (json.dumps(shown, ensure_ascii=False, indent=2) + "\n").encode()


def _compact(shown: object) -> bytes:
    return (json.dumps(shown, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
