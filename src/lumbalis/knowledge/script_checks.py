"""Checking one step of a script against the catalogue: what, where, with what, how strongly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from lumbalis.domain.protocol import Manipulation, StageStep, Zone, ZoneKind, ZoneTable

if TYPE_CHECKING:
    from lumbalis.knowledge.branch import Branch

_SIDES = ("both", "each")


def share_of(branch: Branch) -> Fraction:
    """Read a share exactly: a decimal (0.4) or a fraction written as text (1/6)."""
    value = branch.tree.get("share")
    if not isinstance(value, str):
        share = branch.number("share")
    else:
        above, _, below = value.partition("/")
        if not (above.isdecimal() and below.isdecimal() and int(below)):
            branch.refuse("share", "is neither a number nor a fraction", "Write 0.4 or 1/6")
        share = Fraction(int(above), int(below))
    if not 0 < share <= 1:
        branch.refuse("share", "is not above 0 and at most 1", "Correct it")
    return share


def check_step(
    branch: Branch, step: StageStep, zones: ZoneTable, catalogue: Mapping[str, Manipulation]
) -> None:
    """Refuse a step that the catalogue or the zones do not allow.

    Raises
    ------
    KnowledgeError
        If a name is unknown or a value does not fit what the step does.
    """
    used = [_manipulation(branch, name, catalogue) for name in step.manipulations]
    places = _zones(branch, step, zones)
    _check_places(branch, places, used)
    _check_words(branch, step, used)
    _check_level(branch, step, used)
    _check_sides(branch, step, places)


def _manipulation(branch: Branch, name: str, catalogue: Mapping[str, Manipulation]) -> Manipulation:
    family, _, form = name.partition(".")
    found = catalogue.get(family)
    if found is None or form not in found.forms:
        what_to_do = "Write manipulation.form as in manipulations.yaml"
        branch.refuse("manipulations", f"name {name}, which is not in the catalogue", what_to_do)
    return found


def _zones(branch: Branch, step: StageStep, zones: ZoneTable) -> list[Zone]:
    places = []
    for region in step.regions:
        found = [zone for zone in zones.zones.values() if zone.region == region]
        if not found:
            branch.refuse("regions", f"name {region}, which is no region", "See zones.yaml")
        if any(zone.kind is ZoneKind.FORBIDDEN for zone in found):
            branch.refuse("regions", f"name {region}, which is forbidden", "Take it out")
        places += found
    return places


def _check_places(branch: Branch, places: Iterable[Zone], used: Iterable[Manipulation]) -> None:
    for zone in places:
        for manipulation in used:
            listed = manipulation.id in zone.manipulations
            if not listed and zone.region not in manipulation.regions:
                what = f"allow {manipulation.id} on {zone.region}, where it must not be done"
                branch.refuse("manipulations", what, "Take one of the two out")


def _check_words(branch: Branch, step: StageStep, used: list[Manipulation]) -> None:
    tools = {tool for manipulation in used for tool in manipulation.tools}
    _check_known(branch, "tools", step.tools, tools)
    for manipulation in used:
        _check_known(branch, "direction", (step.direction,), manipulation.directions)
        _check_known(branch, "tempo", (step.tempo,), manipulation.tempos)
    amplitudes = {a for manipulation in used for a in manipulation.amplitudes}
    manners = {m for manipulation in used for m in manipulation.manners}
    for key, word, known in (
        ("amplitude", step.amplitude, amplitudes),
        ("manner", step.manner, manners),
    ):
        if known and word is None:
            branch.refuse(key, "is missing", f"Write one of: {', '.join(sorted(known))}")
        _check_known(branch, key, () if word is None else (word,), known)


def _check_known(branch: Branch, key: str, words: Iterable[str], known: Iterable[str]) -> None:
    known = sorted(known)
    for word in words:
        if word not in known:
            what_to_do = f"Write one of: {', '.join(known)}" if known else "Take it out"
            branch.refuse(key, f"says {word}, which does not fit the manipulation", what_to_do)


def _check_level(branch: Branch, step: StageStep, used: list[Manipulation]) -> None:
    highest = min(manipulation.levels[1] for manipulation in used)
    if not 1 <= step.at_most <= highest:
        what = f"is {step.at_most}, outside the levels of its manipulations"
        branch.refuse("at_most", what, f"Write a level from 1 to {highest}")


def _check_sides(branch: Branch, step: StageStep, places: Iterable[Zone]) -> None:
    if step.sides not in _SIDES:
        branch.refuse("sides", f"is {step.sides}", "Write both or each")
    if step.sides == "each" and any(zone.side == "midline" for zone in places):
        branch.refuse("sides", "splits a zone on the midline", "Write both")
