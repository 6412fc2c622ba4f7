"""One question as a screen: its words, what can be tapped, and what was sent back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from django.http import QueryDict

UNSURE, NONE, SOME = "unsure", "none", "some"
_LONGEST_TEXT: Final = 1000
_LONGEST_NAME: Final = 120
_LONGEST_NUMBER: Final = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be tapped; `raw` is what is kept for it."""

    value: str
    label: str
    raw: object
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """A question: `kind` names its template. `values` are what the template shows besides."""

    kind: str
    title: str
    hint: str = ""
    lead: str = ""
    choices: tuple[Choice, ...] = ()
    anchors: tuple[str, str] = ("", "")
    values: Mapping[str, object] = field(default_factory=dict)
    unsure_before: bool = False


@dataclass(frozen=True, slots=True)
class Wrong:
    """What was sent cannot be kept; `fault` is a key of the words."""

    fault: str
    values: Mapping[str, object] = field(default_factory=dict)


def said_before(screen: Screen, said: Mapping[str, object], item: str) -> Screen:
    """Show what was said to a question before."""
    if item not in said:
        return screen
    value = said[item]
    if value is None:
        return replace(screen, unsure_before=True)
    if screen.kind == "lines" and isinstance(value, Mapping):
        ticked = set(value.get("ticked", []))
        chosen = tuple(replace(c, chosen=c.value in ticked) for c in screen.choices)
        answered = not ticked and not value.get("unsure")
        return replace(screen, choices=chosen, values={**screen.values, "answered": answered})
    if screen.kind in {"scale", "choice"}:
        return replace(
            screen, choices=tuple(replace(c, chosen=c.raw == value) for c in screen.choices)
        )
    return replace(screen, values={**screen.values, "said": value})


def resent(screen: Screen, sent: QueryDict) -> Screen:
    """Keep what was typed where it could not be accepted, or the language was changed."""
    if screen.kind == "texts":
        return replace(screen, values={**screen.values, "said": sent.getlist("activity")})
    if screen.kind == "lines":
        ticked = set(sent.getlist("line"))
        chosen = tuple(replace(c, chosen=c.value in ticked) for c in screen.choices)
        return replace(screen, choices=chosen)
    return replace(screen, values={**screen.values, "said": sent.get("value", "")})


def read(screen: Screen, sent: QueryDict) -> object | Wrong:
    """Read what was sent to a question; None is "I don't know"."""
    if screen.kind == "lines":
        return _lines(screen, sent)
    if sent.get("act") == UNSURE:
        return None
    match screen.kind:
        case "scale" | "choice":
            found = {choice.value: choice.raw for choice in screen.choices}
            return found.get(sent.get("value", ""), Wrong("choose"))
        case "number":
            return _number(screen, sent.get("value", ""))
        case "texts":
            return _texts(screen, sent.getlist("activity"))
        case _:
            return sent.get("value", "").strip()[:_LONGEST_TEXT] or None


def _lines(screen: Screen, sent: QueryDict) -> object | Wrong:
    known = [choice.value for choice in screen.choices]
    ticked = [one for one in known if one in sent.getlist("line")]
    act = sent.get("act")
    if act not in {NONE, SOME, UNSURE} or set(sent.getlist("line")) - set(known):
        return Wrong("choose")
    if act == NONE and ticked:
        return Wrong("ticked_and_none")
    if act == SOME and not ticked:
        return Wrong("nothing_ticked")
    return {"ticked": ticked, "unsure": act == UNSURE}


def _number(screen: Screen, typed: str) -> object | Wrong:
    low, high = screen.values["low"], screen.values["high"]
    plain = typed.strip().replace(",", ".")
    wrong = Wrong("range", {"low": low, "high": high})
    if not plain or len(plain) > _LONGEST_NUMBER or not plain.replace(".", "", 1).isdecimal():
        return wrong
    number = float(plain)
    if not float(str(low)) <= number <= float(str(high)):
        return wrong
    return int(number) if number.is_integer() else number


def _texts(screen: Screen, typed: Sequence[str]) -> object | Wrong:
    given = [" ".join(one.split())[:_LONGEST_NAME] for one in typed]
    names = list(dict.fromkeys(one for one in given if one))
    least, most = int(str(screen.values["least"])), int(str(screen.values["most"]))
    if len(names) < least:
        return Wrong("too_few", {"n": least})
    return names[:most]
