"""What the pages of a plan say: a line for a session, stages with rows for their steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from lumbalis.clinic.knowledge import texts
from lumbalis.clinic.services.plans.scenes import Looked
from lumbalis.clinic.web.plans.objections import Objection
from lumbalis.domain.plan import PlannedSession, Session, Step
from lumbalis.drawing import words_from
from lumbalis.drawing.places import zones_in_words
from lumbalis.drawing.words import SheetWords
from lumbalis.explaining.words import level_in_words, session_word
from lumbalis.knowledge.locales import format_clock
from lumbalis.knowledge.texts import Texts
from lumbalis.knowledge.wording import upper_first

_ROOM = 2
"""A bar can be drawn to so many times the longest step of the session."""
_GRID_S = 5


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step as a row: what, where, how hard, how long, and what stands against it."""

    place: int
    number: int
    stage: str
    name: str
    zones: str
    level: str
    starts: str
    start_s: int
    seconds: int
    clock: str
    least: int
    most: int
    wrong: tuple[Objection, ...]
    on_body: bool
    may_lower: bool
    points: tuple[str, ...]

    @property
    def label(self) -> str:
        """Name the step so that it cannot be taken for another."""
        return f"{self.number}. {self.name}, {self.zones}" if self.zones else self.name


@dataclass(frozen=True, slots=True)
class StageRows:
    """One stage of a session with its steps."""

    name: str
    title: str
    number: int
    start_s: int
    seconds: int
    rows: tuple[StepRow, ...]
    general: tuple[Objection, ...]
    """What stands against the stage, and against none of its steps."""

    @property
    def starts(self) -> str:
        """Tell when it begins."""
        return format_clock(self.start_s)

    @property
    def clock(self) -> str:
        """Tell how long it lasts."""
        return format_clock(self.seconds)

    @property
    def wrong(self) -> tuple[Objection, ...]:
        """Give what stands against it and its steps."""
        return (*self.general, *(one for row in self.rows for one in row.wrong))


def course_line(
    place: PlannedSession, session: Session, wrong: int, said: Texts
) -> dict[str, object]:
    """Give one session of a course as a line."""
    return {
        "index": place.index,
        "script": upper_first(session_word(said, "scripts", place.script)),
        "level": level_in_words(session.level, said),
        "ceiling": level_in_words(place.ceiling, said),
        "minutes": format_clock(session.hands_on_s),
        "spacing_h": place.spacing_usual_h,
        "review": place.review_after,
        "gentle": place.gentle,
        "wrong": wrong,
    }


def stages_of(
    looked: Looked, session: Session, found: Sequence[Objection], language: str
) -> tuple[StageRows, ...]:
    """Give every stage of a session with its steps, and what stands against them beside them."""
    said = texts(language)
    stages = []
    for number, (name, rows) in enumerate(
        groupby(_rows(looked, session, found, said), key=lambda row: row.stage), start=1
    ):
        steps = tuple(rows)
        title = upper_first(session_word(said, "stages", session.script, name))
        lasts = sum(row.seconds for row in steps)
        general = tuple(one for one in found if one.stage == name and one.step is None)
        stages.append(StageRows(name, title, number, steps[0].start_s, lasts, steps, general))
    return tuple(stages)


def _rows(
    looked: Looked, session: Session, found: Sequence[Objection], said: Texts
) -> Iterator[StepRow]:
    names, passed = words_from(said), 0
    laid = looked.plan.strokes.get(session.index)
    drawn = {stroke.step for stroke in laid.strokes} if laid else set()
    longest = max((step.seconds for step in session.steps), default=1)
    for place, step in enumerate(session.steps):
        wrong = tuple(one for one in found if one.step == place)
        row = _Place(place, passed, longest, on_body=place in drawn)
        yield _row(row, step, wrong, (said, names))
        passed += step.seconds


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a step stands in its session."""

    index: int
    start_s: int
    longest_s: int
    on_body: bool


def _row(
    place: _Place, step: Step, wrong: tuple[Objection, ...], words: tuple[Texts, SheetWords]
) -> StepRow:
    said, names = words
    return StepRow(
        place=place.index,
        number=place.index + 1,
        stage=step.stage,
        name=_name(step, said),
        zones=zones_in_words(step.zones, names) if step.zones else "",
        level=level_in_words(step.level, said) if step.level else "",
        starts=format_clock(place.start_s),
        start_s=place.start_s,
        seconds=step.seconds,
        clock=format_clock(step.seconds),
        least=step.seconds % _GRID_S or _GRID_S,
        most=step.seconds + (_ROOM * place.longest_s - step.seconds) // _GRID_S * _GRID_S,
        wrong=wrong,
        on_body=place.on_body,
        may_lower=step.level > 1,
        points=tuple(hold.point for hold in step.points),
    )


def _name(step: Step, said: Texts) -> str:
    names = [session_word(said, "manipulations", name) for name in step.manipulations]
    return upper_first(", ".join(names) or session_word(said, "steps", step.step))
