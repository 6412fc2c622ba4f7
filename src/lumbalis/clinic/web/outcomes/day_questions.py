"""The screens of the day after a session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import texts
from lumbalis.clinic.services.outcomes import next_day
from lumbalis.clinic.services.outcomes.next_day import NERVES, NO, SUDDEN, YES, Said, harms
from lumbalis.clinic.services.outcomes.rules import adaptation_rules
from lumbalis.clinic.web.outcomes.screens import Choice, Screen, said_before

_LONGEST_H: Final = 24 * 90
_WIDEST_MM: Final = 500
_YES_NO: Final = ("radiation", "anything", "over")


def screen_of(said: Said | None, item: str, language: str, day: datetime) -> Screen:
    """Give the screen of an item; `day` is when the session was."""
    items = {} if said is None else said.items
    title = wording.say(language, f"outcomes.day.{_title(item, said)}", day=day.date())
    screen = _screen(item, title, language)
    return said_before(screen, items, item)


def _title(item: str, said: Said | None) -> str:
    """Ask for how long it has lasted so far as long as it is not over."""
    over = said is not None and said.items.get("over") == YES
    return "hours_over" if item == "hours" and over else item


def _screen(item: str, title: str, language: str) -> Screen:
    if item == "pain":
        return _pain(title, language)
    if item == "borne":
        return Screen("choice", title, choices=_borne(language))
    if item in _YES_NO:
        return Screen("choice", title, choices=_yes_no(language))
    if item in {"hours", "blister"}:
        unit = "hours" if item == "hours" else "mm"
        high = _LONGEST_H if item == "hours" else _WIDEST_MM
        values = {
            "low": 0,
            "high": high,
            "unit": wording.say(language, f"outcomes.day.unit.{unit}"),
        }
        return Screen("number", title, values={**values, "whole": True, "said": ""})
    if item == "words":
        hint = wording.say(language, "outcomes.day.words_hint")
        return Screen("words", title, hint=hint, values={"said": ""})
    return Screen("lines", title, choices=_lines(item, language))


def _pain(title: str, language: str) -> Screen:
    said = texts(language)
    steps = range(adaptation_rules().scales.pain + 1)
    low, high = (said.get("outcomes", "items", "nrs", end) for end in ("lowest", "highest"))
    choices = tuple(Choice(str(one), str(one), one) for one in steps)
    return Screen("scale", title, choices=choices, anchors=(low, high))


def _borne(language: str) -> tuple[Choice, ...]:
    """Give the words of tolerance, the best first."""
    words = texts(language).lines("adaptation", "scales", "tolerance")
    numbered = list(enumerate(words))
    return tuple(
        Choice(str(one), word[:1].upper() + word[1:], one) for one, word in reversed(numbered)
    )


def _yes_no(language: str) -> tuple[Choice, ...]:
    return tuple(Choice(one, wording.say(language, f"intake.{one}"), one) for one in (YES, NO))


def _lines(item: str, language: str) -> tuple[Choice, ...]:
    said = texts(language)
    names: Sequence[str] = {"nerves": NERVES, "sudden": SUDDEN}.get(item, harms())
    return tuple(
        Choice(name, _line(name, said.find("intake", "lines", name), language), name)
        for name in names
    )


def _line(name: str, shipped: str | None, language: str) -> str:
    own = f"outcomes.harm.{name}"
    return wording.say(language, own) if wording.has(language, own) else shipped or name


def first_open(said: Said | None) -> str:
    """Give the first question of a session nobody has answered, or the first one."""
    items = {} if said is None else said.items
    order = next_day.steps(items)
    return next((one for one in order if one not in items), order[0])
