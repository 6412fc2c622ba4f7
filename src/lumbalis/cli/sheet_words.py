"""The words a drawing needs, found in the texts of one language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from lumbalis.drawing.words import Advice, SheetWords

if TYPE_CHECKING:
    from lumbalis.knowledge.texts import Texts

_IN_SESSIONS: Mapping[str, str] = {
    "script": "scripts",
    "stage": "stages",
    "tool": "tools",
    "direction": "directions",
    "tempo": "tempos",
    "amplitude": "amplitudes",
    "manner": "manners",
    "checklist": "checklist",
    "position": "positions",
}
_IN_SCREENING: Mapping[str, str] = {
    "zone": "zones",
    "region": "zones",
    "technique": "techniques",
    "flag": "flags",
    "margin": "margins",
}


def sheet_words(texts: Texts) -> SheetWords:
    """Collect the words of a session sheet and of the printed plan."""
    return SheetWords(
        language=texts.language,
        text=lambda key, /, **values: texts.get("drawing", key, **values),
        name=lambda kind, name: _name(texts, kind, name),
        moment=texts.value,
    )


def advice(texts: Texts) -> Advice:
    """Collect what the patient takes home."""
    paragraphs = ("discomfort_is_possible", "unwell_during_session", "stop_any_time")
    return Advice(
        paragraphs=tuple(texts.get("education", key) for key in paragraphs),
        help_lead=texts.get("education", "when_to_seek_help_lead"),
        help_signs=texts.lines("education", "when_to_seek_help"),
    )


def _name(texts: Texts, kind: str, name: str) -> str:
    """Say one thing in words; every kind of `SheetWords.name`."""
    if kind in _IN_SESSIONS:
        return texts.get("sessions", _IN_SESSIONS[kind], *name.split("."))
    if kind in _IN_SCREENING:
        return texts.get("screening", _IN_SCREENING[kind], name)
    return _PARTICULAR[kind](texts, name)


def _left_out(texts: Texts, name: str) -> str:
    script, stage, *_ = name.split(".")
    return texts.get("sessions", "stages", script, stage)


def _because(texts: Texts, reason: str) -> str:
    said = texts.find("interface", "left_out", reason)
    said = said or texts.find("screening", "rules", reason, "title")
    return said or texts.get("screening", "techniques", reason)


_PARTICULAR: Mapping[str, Callable[[Texts, str], str]] = {
    "manipulation": lambda t, name: t.get("sessions", "manipulations", *name.split(".")),
    "level": lambda t, name: t.get("sessions", "levels", name, "meaning"),
    "level_stop": lambda t, name: t.get("sessions", "levels", name, "stop"),
    "point": lambda _, name: name,
    "cue": lambda t, key: t.get("sessions", *key.split(".")),
    "checkpoint": lambda t, key: t.get("sessions", *key.split(".")),
    "phase": lambda t, name: t.get("screening", "phases", name, "name"),
    "severity": lambda t, name: t.get("facts", "severity", "values", name),
    "category": lambda t, name: t.get("screening", "categories", name, "name"),
    "verdict": lambda t, name: t.get("screening", "categories", name, "sentence"),
    "finding": lambda t, name: t.get("screening", "rules", name, "title"),
    "left_out": _left_out,
    "because": _because,
}
