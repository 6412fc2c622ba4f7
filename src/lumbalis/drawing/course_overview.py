"""A course at a glance: its dose in words, and the strip of its sessions."""

from __future__ import annotations

from collections.abc import Sequence

from lumbalis.domain.plan import Course, PlannedSession
from lumbalis.drawing.levels import tint
from lumbalis.drawing.words import SheetWords

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def course_facts(course: Course, words: SheetWords) -> list[dict[str, str]]:
    """Give the dose of a course as labels and values."""
    text = words.text
    severity = words.name("severity", course.severity)
    if course.severity_assumed:
        severity = text("severity_assumed", severity=severity)
    facts = {
        "fact_sessions": " + ".join(str(block) for block in course.blocks),
        "phase": words.name("phase", course.phase),
        "fact_severity": severity,
        "fact_per_week": text("at_most", count=str(course.per_week)),
        "fact_hard_stop": text("at_most", count=str(course.hard_stop)),
        "fact_restart": text("days", count=str(course.restart_after_gap_d)),
    }
    return [{"label": text(key), "value": value} for key, value in facts.items()]


def course_table(course: Course, words: SheetWords) -> dict[str, object]:
    """Give the strip of a course: a column for each session, with its level in the ramp."""
    scripts = tuple(dict.fromkeys(planned.script for planned in course.timeline))
    return {
        "label_session": words.text("row_session"),
        "label_level": words.text("row_level"),
        "label_ceiling": words.text("row_ceiling"),
        "label_spacing": words.text("row_spacing"),
        "label_method": words.text("row_method"),
        "label_review": words.text("row_review"),
        "methods": [
            f"{letter}: {words.name('script', script)}"
            for letter, script in zip(_LETTERS, scripts, strict=False)
        ],
        "sessions": [_column(planned, scripts) for planned in course.timeline],
    }


def _column(planned: PlannedSession, scripts: Sequence[str]) -> dict[str, object]:
    colours = tint(planned.level)
    return {
        "index": planned.index,
        "level": planned.level,
        "ceiling": planned.ceiling,
        "fill": colours.fill,
        "ink": colours.ink,
        "spacing": str(planned.spacing_least_h) if planned.spacing_least_h else "",
        "method": _LETTERS[scripts.index(planned.script)],
        "review": planned.review_after,
    }
