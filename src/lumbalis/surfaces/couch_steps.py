"""A session in the words of the tablet: each step short enough to be read from two metres."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lumbalis.drawing.naming import words_from
from lumbalis.drawing.places import place, zones_in_words

if TYPE_CHECKING:
    from lumbalis.domain.plan import Cups, Session, Step
    from lumbalis.drawing.words import SheetWords
    from lumbalis.knowledge.texts import Texts

_NOTHING: Final = "none"
_SIDES: Final = {"left": "side_left", "right": "side_right", "both": "side_both"}


def couch_steps(session: Session, texts: Texts) -> list[dict[str, object]]:
    """Say every step of a session as plain JSON values, in the plan's order.

    Each holds what is shown large (`what`, `where`, `side`), what is shown small (`how`,
    `stage`), what is said (`cue`), asked (`asks`) or counted (`seconds`, `level`, `points`,
    `cups`), and the ids that the map lights (`zones`).
    """
    words = words_from(texts)
    return [_step(step, session.script, words) for step in session.steps]


def _step(step: Step, script: str, words: SheetWords) -> dict[str, object]:
    where = place(step.zones, words)
    return {
        "stage": words.name("stage", f"{script}.{step.stage}"),
        "what": [words.name("manipulation", one) for one in step.manipulations],
        "where": where.zones,
        "side": words.text(_SIDES[where.side]) if where.side in _SIDES else "",
        "how": list(_how(step, words)),
        "cue": words.name("cue", step.cue) if step.cue else "",
        "asks": words.name("checkpoint", step.checkpoint) if step.checkpoint else "",
        "checkpoint": step.checkpoint,
        "level": step.level,
        "feels": words.name("level", str(step.level)),
        "seconds": step.seconds,
        "zones": list(step.zones),
        "cups": _cups(step.cups, words),
        "points": [{"point": one.point, "seconds": one.seconds} for one in step.points],
        "checklist": [words.name("checklist", item) for item in step.checklist],
    }


def _how(step: Step, words: SheetWords) -> list[str]:
    """Give tool, medium, direction, tempo and manner, as far as the step has them."""
    said = [words.name("tool", tool) for tool in step.tools]
    others = {
        "technique": step.medium,
        "direction": step.direction,
        "tempo": step.tempo,
        "amplitude": step.amplitude,
        "manner": step.manner,
    }
    named = (words.name(kind, key) for kind, key in others.items() if key and key != _NOTHING)
    return [*said, *named]


def _cups(cups: Cups | None, words: SheetWords) -> str:
    if cups is None:
        return ""
    diameter, count = str(cups.diameter_mm), str(cups.count)
    return words.text(f"cups_{cups.mode}", diameter=diameter, count=count)


def ceilings_in_words(session: Session, texts: Texts) -> dict[str, str]:
    """Say which zones stay untouched, and which only up to a level."""
    words = words_from(texts)
    by_level: dict[int, list[str]] = {}
    for zone, level in session.zone_caps.items():
        by_level.setdefault(level, []).append(zone)
    return {
        str(level): zones_in_words(tuple(zones), words)
        for level, zones in sorted(by_level.items())
        if level < session.ceiling
    }
