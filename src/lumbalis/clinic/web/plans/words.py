"""What the pages of a plan say: a line for a session, rows for its steps, objections in words."""

from __future__ import annotations

from dataclasses import dataclass

from lumbalis.clinic.knowledge import texts
from lumbalis.clinic.services.plans.scenes import Looked
from lumbalis.domain.plan import PlannedSession, Session, Step
from lumbalis.domain.verification import Violation
from lumbalis.drawing import words_from
from lumbalis.drawing.places import zones_in_words
from lumbalis.explaining.words import level_in_words, session_word
from lumbalis.knowledge.locales import format_clock
from lumbalis.knowledge.texts import Texts
from lumbalis.knowledge.wording import upper_first
from lumbalis.surfaces.body_words import violation_sentence

_BY_LEVEL = frozenset({"harder_stage_grew"})
"""Checks whose place ends in a level, not in a step."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step as a row: what, where, how hard, how long, and what stands against it."""

    number: int
    stage: str
    first_of_stage: bool
    name: str
    zones: str
    level: str
    level_number: int
    starts: str
    seconds: int
    clock: str
    width: int
    wrong: tuple[str, ...]
    on_body: bool
    may_lower: bool
    may_raise: bool
    points: tuple[str, ...]


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


def step_rows(looked: Looked, session: Session, language: str) -> list[StepRow]:
    """Give every step of a session as a row, with what stands against it beside it."""
    said, names = texts(language), words_from(texts(language))
    wrong = _wrong_by_step(looked, session, language)
    laid = looked.plan.strokes.get(session.index)
    drawn = {stroke.step for stroke in laid.strokes} if laid else set()
    rows, passed, before = [], 0, ""
    longest = max((step.seconds for step in session.steps), default=1)
    for place, step in enumerate(session.steps):
        rows.append(
            StepRow(
                number=place,
                stage=upper_first(session_word(said, "stages", session.script, step.stage)),
                first_of_stage=step.stage != before,
                name=_name(step, said),
                zones=zones_in_words(step.zones, names) if step.zones else "",
                level=level_in_words(step.level, said) if step.level else "",
                level_number=step.level,
                starts=format_clock(passed),
                seconds=step.seconds,
                clock=format_clock(step.seconds),
                width=round(step.seconds / longest * 100),
                wrong=tuple(wrong.get(place, ())),
                on_body=place in drawn,
                may_lower=step.level > 1,
                may_raise=0 < step.level < session.ceiling,
                points=tuple(hold.point for hold in step.points),
            )
        )
        passed += step.seconds
        before = step.stage
    return rows


def objections(looked: Looked, session: int, language: str) -> list[str]:
    """Say what stands against a session and has no step of its own; 0 is the course."""
    said = texts(language)
    return list(
        dict.fromkeys(
            _sentence(found, said)
            for found in looked.draft.verification.violations
            if _session_of(found) == session and _step_of(found, looked) is None
        )
    )


def _wrong_by_step(looked: Looked, session: Session, language: str) -> dict[int, list[str]]:
    said, wrong = texts(language), dict[int, list[str]]()
    for found in looked.draft.verification.violations:
        step = _step_of(found, looked)
        if _session_of(found) == session.index and step is not None:
            wrong.setdefault(step, []).append(_sentence(found, said))
    checked, laid = looked.draft.on_body.get(session.index), looked.plan.strokes.get(session.index)
    if checked is None or laid is None:
        return wrong
    steps = {stroke.id: stroke.step for stroke in laid.strokes}
    for one in checked.violations:
        told = wrong.setdefault(steps.get(one.stroke, 0), [])
        sentence = violation_sentence(one, said)
        if sentence not in told:
            told.append(sentence)
    return wrong


def _session_of(found: Violation) -> int:
    first = found.where.partition("/")[0]
    return int(first) if first.isdigit() else 0


def _step_of(found: Violation, looked: Looked) -> int | None:
    """Find the step an objection is about, from 0; None where it is about more."""
    parts = found.where.split("/")
    if len(parts) < 3 or not parts[2].isdigit() or found.kind in _BY_LEVEL:  # noqa: PLR2004 - session/stage/step
        return None
    number = int(parts[2]) - 1
    session = next((s for s in looked.plan.course.sessions if str(s.index) == parts[0]), None)
    fits = session and 0 <= number < len(session.steps) and session.steps[number].stage == parts[1]
    return number if fits else None


def _sentence(found: Violation, said: Texts) -> str:
    values = {"where": found.where, "found": found.found, "allowed": found.allowed}
    return said.find("verification", "violations", found.kind, **values) or found.kind


def _name(step: Step, said: Texts) -> str:
    names = [session_word(said, "manipulations", name) for name in step.manipulations]
    return upper_first(", ".join(names) or session_word(said, "steps", step.step))
