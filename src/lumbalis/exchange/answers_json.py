"""The answers object written: what `read_answers` reads back as the very same person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from lumbalis.domain.facts import Answer, Answers, CourseSoFar, Encounter
from lumbalis.domain.screening import Override
from lumbalis.exchange.verdict_json import plain


def answers_object(
    answers: Answers, encounter: Encounter, overrides: Sequence[Override] = ()
) -> dict[str, object]:
    """Write a person's answers and circumstances as plain JSON values."""
    found: dict[str, object] = {
        "answers": {name: _answer(answer, encounter) for name, answer in answers.by_fact.items()},
        "answered_at": encounter.at.isoformat(),
        "session": encounter.session,
        "site": {
            "imaging_policy": encounter.site.imaging_policy,
            "fire_cupping_enabled": encounter.site.fire_cupping_enabled,
        },
        "course": _course(encounter.course),
    }
    if encounter.practitioner is not None:
        found["practitioner"] = {"credentials": sorted(encounter.practitioner.credentials)}
    if overrides:
        found["overrides"] = [_override(override) for override in overrides]
    return found


def _answer(answer: Answer, encounter: Encounter) -> object:
    value = None if answer.value is None else plain(answer.value)
    if answer.at == encounter.at and answer.by is None:
        return value
    detail: dict[str, object] = {"value": value, "at": answer.at.isoformat()}
    return detail if answer.by is None else {**detail, "by": answer.by}


def _course(course: CourseSoFar) -> dict[str, object]:
    held = {field.name: getattr(course, field.name) for field in fields(course)}
    return {name: value for name, value in held.items() if value is not None}


def _override(override: Override) -> dict[str, object]:
    return {
        "rule": override.rule,
        "by": override.by,
        "role": override.role,
        "reason": override.reason,
        "at": override.at.isoformat(),
        "until": override.until.isoformat(),
        "zones": list(override.zones),
    }
