"""What both verifiers object to in a session, numbered, each with its step and its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lumbalis.clinic.knowledge import protocol, texts
from lumbalis.clinic.services.plans.scenes import Looked
from lumbalis.domain.anatomy import Point
from lumbalis.domain.plan import Session
from lumbalis.domain.verification import Violation
from lumbalis.domain.verification.on_body import BodyViolation
from lumbalis.knowledge.texts import Texts
from lumbalis.knowledge.wording import upper_first
from lumbalis.surfaces.body_words import violation_sentence

_BY_LEVEL = frozenset({"harder_stage_grew"})
"""Checks whose place ends in a level, not in a step."""
_STEP_PARTS = 3
_HERE = "\N{WORD JOINER}"
_NAME = re.compile(r"[a-z]+(?:_[a-z]+)+|sacrum")


@dataclass(frozen=True, slots=True)
class Objection:
    """One sentence against a session, and the number it has on picture and list.

    `step` counts from 0; without one it concerns a stage, and without that the whole session.
    """

    number: int
    sentence: str
    stage: str
    step: int | None
    at: tuple[Point, ...]


def course_objections(looked: Looked, language: str) -> list[str]:
    """Say what stands against the course as a whole."""
    said = texts(language)
    found = (one for one in looked.draft.verification.violations if _session_of(one) == 0)
    return list(dict.fromkeys(sentence_of(one, said) for one in found))


def objections_of(looked: Looked, session: Session, language: str) -> tuple[Objection, ...]:
    """Give what stands against a session: what concerns all of it first, then by step."""
    order = {stage: n for n, stage in enumerate(dict.fromkeys(s.stage for s in session.steps))}
    merged: dict[tuple[int, int, str], Objection] = {}
    for one in (*_on_paper(looked, session, language), *_on_body(looked, session, language)):
        key = order.get(one.stage, -1), -1 if one.step is None else one.step, one.sentence
        known = merged.get(key)
        merged[key] = one if known is None else replace(known, at=known.at + one.at)
    ordered = sorted(merged.items(), key=lambda item: item[0][:2])
    return tuple(replace(one, number=n) for n, (_, one) in enumerate(ordered, start=1))


def sentence_of(found: Violation, said: Texts) -> str:
    """Say one objection of the verifier on paper; where it is, the page shows."""
    values = {"where": _HERE, "found": found.found, "allowed": found.allowed}
    sentence = said.find("verification", "violations", found.kind, **values) or found.kind
    return upper_first(_named(sentence.replace(f"{_HERE}: ", ""), said))


def _named(sentence: str, said: Texts) -> str:
    """Write the protocol's names of zones and checks as words."""
    zones = protocol().zones.zones

    def word(match: re.Match[str]) -> str:
        name = match[0]
        known = said.find("screening", "zones", name) if name in zones else None
        return known or said.find("geometry", "kinds", name) or name

    return _NAME.sub(word, sentence)


def _on_paper(looked: Looked, session: Session, language: str) -> Iterator[Objection]:
    said = texts(language)
    for found in looked.draft.verification.violations:
        if _session_of(found) == session.index:
            step = None if found.kind in _BY_LEVEL else _step_at(found.where, session)
            stage = _stage_at(found.where, session)
            yield Objection(0, sentence_of(found, said), stage, step, ())


def _on_body(looked: Looked, session: Session, language: str) -> Iterator[Objection]:
    checked = looked.draft.on_body.get(session.index)
    laid = looked.plan.strokes.get(session.index)
    if checked is None or laid is None:
        return
    said, steps = texts(language), {stroke.id: stroke.step for stroke in laid.strokes}
    for one in checked.violations:
        at = () if one.at is None else (one.at,)
        step = _step_of(one, steps, session)
        stage = session.steps[step].stage if step is not None else _stage_at(one.where, session)
        sentence = _named(violation_sentence(one, said), said)
        yield Objection(0, sentence, stage, step, at)


def _step_of(found: BodyViolation, steps: dict[str, int], session: Session) -> int | None:
    """Find the step of a stroke; what concerns no single stroke may still name its step."""
    step = steps.get(found.stroke)
    if step is None:
        return _step_at(found.where, session)
    return step if 0 <= step < len(session.steps) else None


def _session_of(found: Violation) -> int:
    first = found.where.partition("/")[0]
    return int(first) if first.isdigit() else 0


def _step_at(where: str, session: Session) -> int | None:
    """Read the step, from 0, out of `session/stage/step`."""
    parts = where.split("/")
    if len(parts) < _STEP_PARTS or not parts[2].isdigit():
        return None
    number = int(parts[2]) - 1
    fits = 0 <= number < len(session.steps) and session.steps[number].stage == parts[1]
    return number if fits else None


def _stage_at(where: str, session: Session) -> str:
    """Read the stage out of `session/stage`; nothing where it names none."""
    _, _, rest = where.partition("/")
    stage = rest.partition("/")[0]
    return stage if any(step.stage == stage for step in session.steps) else ""
