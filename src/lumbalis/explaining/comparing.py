"""What changed between two versions of the protocol, item by item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lumbalis.explaining.described import DESCRIBED, Described, Edition

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True, slots=True)
class Line:
    """One property before and after, in words; `what` is a key of the words of the page."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing added, removed or changed: a case, limit, fact, technique, script or text."""

    kind: str
    name: str
    how: str
    lines: tuple[Line, ...] = ()


def compare(old: Edition, new: Edition) -> tuple[Change, ...]:
    """List what changed from one version to another, in the language of the texts."""
    return tuple(
        change
        for kind, described in DESCRIBED.items()
        for change in _changes(kind, described(old), described(new))
    )


def compare_words(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Change, ...]:
    """List the text files that changed; what people read is part of what they agreed to."""
    names = sorted(name for name in {*old, *new} if name.startswith("texts/"))
    return tuple(
        Change("text", name, _how(name in old, name in new))
        for name in names
        if old.get(name) != new.get(name)
    )


def _changes(kind: str, old: Described, new: Described) -> list[Change]:
    return [
        Change(kind, name, _how(name in old, name in new), _lines(old.get(name), new.get(name)))
        for name in dict.fromkeys([*new, *old])
        if old.get(name) != new.get(name)
    ]


def _how(was: bool, remains: bool) -> str:  # noqa: FBT001 - two plain facts
    if was and remains:
        return CHANGED
    return ADDED if remains else REMOVED


def _lines(old: Mapping[str, str] | None, new: Mapping[str, str] | None) -> tuple[Line, ...]:
    before, after = old or {}, new or {}
    return tuple(
        Line(what, before.get(what, ""), after.get(what, ""))
        for what in dict.fromkeys([*after, *before])
        if before.get(what, "") != after.get(what, "")
    )
