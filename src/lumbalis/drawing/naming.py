"""The words of a drawing from the texts of a language: which text stands behind which name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from lumbalis.drawing.words import Advice, SheetWords
from lumbalis.knowledge.texts import Quantity, Texts

_FILE: Final = "drawing"
_PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "script": ("sessions", "scripts"),
    "position": ("sessions", "positions"),
    "tool": ("sessions", "tools"),
    "direction": ("sessions", "directions"),
    "tempo": ("sessions", "tempos"),
    "amplitude": ("sessions", "amplitudes"),
    "manner": ("sessions", "manners"),
    "checklist": ("sessions", "checklist"),
    "severity": ("facts", "severity", "values"),
    "zone": ("screening", "zones"),
    "region": ("screening", "zones"),
    "flag": ("screening", "flags"),
    "technique": ("screening", "techniques"),
}
"""Where the plain names stand: file and keys, the id below them."""

_DOTTED: Final[Mapping[str, tuple[str, ...]]] = {
    "stage": ("sessions", "stages"),
    "manipulation": ("sessions", "manipulations"),
    "cue": ("sessions",),
    "checkpoint": ("sessions",),
}
"""Where the ids are themselves keys with dots."""

_ABOUT: Final[Mapping[str, tuple[str, str, str]]] = {
    "phase": ("screening", "phases", "name"),
    "category": ("screening", "categories", "name"),
    "verdict": ("screening", "categories", "sentence"),
    "finding": ("screening", "rules", "title"),
    "level": ("sessions", "levels", "meaning"),
    "level_stop": ("sessions", "levels", "stop"),
}
"""Where an id has several texts: file, section, and which of them."""


def words_from(texts: Texts) -> SheetWords:
    """Choose the words of the drawings from the texts of one language.

    What the words then give raises KnowledgeError where a text is missing.
    """

    def text(key: str, /, **values: str) -> str:
        return texts.get(_FILE, key, **values)

    def name(kind: str, key: str) -> str:
        return _SPECIAL.get(kind, _plain_name(kind))(key, texts)

    return SheetWords(texts.language, text, name, texts.value)


def advice_from(texts: Texts) -> Advice:
    """Choose what the patient takes home from the texts of one language.

    Raises
    ------
    KnowledgeError
        If a text is missing.
    """
    said = (
        "effects_are_modest",
        "not_a_cure",
        "discomfort_is_possible",
        "unwell_during_session",
        "stop_any_time",
    )
    return Advice(
        tuple(texts.get("education", key) for key in said),
        texts.get("education", "when_to_seek_help_lead"),
        texts.lines("education", "when_to_seek_help"),
    )


def _plain_name(kind: str) -> Callable[[str, Texts], str]:
    def name(key: str, texts: Texts) -> str:
        if kind in _ABOUT:
            file, section, which = _ABOUT[kind]
            return texts.get(file, section, key, which)
        if kind in _DOTTED:
            return texts.get(*_DOTTED[kind], *key.split("."))
        return texts.get(*_PLACES[kind], key)

    return name


def _because(key: str, texts: Texts) -> str:
    """Say why something is left out: a reason of the planner, a rule's title, a technique."""
    said = texts.find("interface", "left_out", key)
    if said is not None:
        return said
    title = texts.find("screening", "rules", key, "title")
    if title is not None:
        return f"{title} ({key})"
    return texts.get("screening", "techniques", key)


def _margin(key: str, texts: Texts) -> str:
    what, _, millimetres = key.partition(":")
    distance = Quantity(int(millimetres), "mm")
    return texts.get("screening", "margins", what, distance=distance)


_SPECIAL: Final[Mapping[str, Callable[[str, Texts], str]]] = {
    "because": _because,
    "margin": _margin,
}
