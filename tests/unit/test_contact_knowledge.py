"""The builder of the contact table refuses what no plan may follow."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any

import pytest

from lumbalis.domain.plan.generator import Generator
from lumbalis.domain.protocol import ContactTable
from lumbalis.knowledge.branch import Branch
from lumbalis.knowledge.contact import build_contact
from lumbalis.knowledge.errors import KnowledgeError
from lumbalis.knowledge.files import KnowledgeFiles
from lumbalis.knowledge.library import FOLDER
from protocols import shipped_protocol

PROTOCOL = shipped_protocol()
Tree = Any


@cache
def _shipped() -> Tree:
    return KnowledgeFiles(use_cache=False).document(f"{FOLDER}/contact.yaml").tree


def _build(tree: Tree) -> ContactTable:
    root = Branch.root(tree, "contact.yaml")
    return build_contact(root, PROTOCOL.manipulations, PROTOCOL.zones)


def _motion(tree: Tree, name: str) -> Tree:
    return next(motion for motion in tree["motions"] if motion["id"] == name)


def _write(name: str, key: str, value: object) -> Callable[[Tree], None]:
    return lambda tree: _motion(tree, name).__setitem__(key, value)


def _take(name: str, key: str) -> Callable[[Tree], None]:
    return lambda tree: _motion(tree, name).__delitem__(key)


def _draw_like_a_hand(tree: Tree) -> None:
    cup = _motion(tree, STRAIGHT_CUP)
    cup["generator"] = "line"
    del cup["vacuum_kpa"]


FLAT, SPIRAL, STRAIGHT_CUP = "stroking.flat", "rubbing.spiral", "cupping.straight"
FAULTS: dict[str, tuple[Callable[[Tree], None], str]] = {
    "a form without a motion": (
        lambda tree: tree["motions"].remove(_motion(tree, FLAT)),
        "motions lack stroking.flat",
    ),
    "a motion of no form": (_write(FLAT, "id", "stroking.deep"), "names no manipulation.form"),
    "a motion said twice": (
        lambda tree: tree["motions"].append(_motion(tree, FLAT)),
        "motions name one twice",
    ),
    "a tool that is missing": (lambda tree: tree["tools"].pop(), "tools lack device"),
    "a tool nobody uses": (
        lambda tree: tree["tools"].append({**tree["tools"][0], "id": "elbow"}),
        "tools name elbow",
    ),
    "a tool of no kind": (lambda tree: tree["tools"][0].update(kind="foot"), "no kind of tool"),
    "a tool without width": (lambda tree: tree["tools"][0].update(width_mm=0), "not above zero"),
    "an unknown generator": (_write(FLAT, "generator", "zigzag"), "not one of the known values"),
    "a foreign tool": (
        _write(FLAT, "tools", ["device"]),
        "tools name device, not used in stroking",
    ),
    "a level without force": (_write(FLAT, "force_n", {"level_1": [4, 10]}), "level_2 is missing"),
    "a level it has not": (
        _write("shaking.light", "force_n", {"level_1": [2, 8], "level_2": [4, 9]}),
        "level_2 is not known",
    ),
    "a range upside down": (
        _write("shaking.light", "force_n", {"level_1": [8, 2]}),
        "no range of forces",
    ),
    "no force at all": (_write("shaking.light", "force_n", {"level_1": [0, 2]}), "range of forces"),
    "a speed out of order": (_write(FLAT, "speed_mm_s", [9, 8, 7]), "speed_mm_s is no range"),
    "a speed that is missing": (_take(FLAT, "speed_mm_s"), "speed_mm_s is missing in line"),
    "a loop without reach": (_take(SPIRAL, "amplitude_mm"), "amplitude_mm is missing in spiral"),
    "a line with reach": (_write(FLAT, "amplitude_mm", 5), "amplitude_mm is not used in line"),
    "a cup without suction": (_take(STRAIGHT_CUP, "vacuum_kpa"), "is missing in cup_line"),
    "a hand with suction": (_write(FLAT, "vacuum_kpa", 5), "vacuum_kpa is not used"),
    "a cup that is drawn like a hand": (
        _draw_like_a_hand,
        "are cups where the generator is none",
    ),
    "a share above one": (_write(SPIRAL, "return_share", 1.5), "is no share"),
    "a misspelt key": (_write(FLAT, "forse_n", {}), "forse_n is not known"),
    "a region without a dose": (
        lambda tree: tree["prescription"].pop("sacrum"),
        "sacrum is missing",
    ),
    "a dose for the spine": (
        lambda tree: tree["prescription"].update(spine={"level_1": 1}),
        "spine is not known",
    ),
    "a dose above the region's level": (
        lambda tree: tree["prescription"]["kidney"].update(level_3=80),
        "level_3 is not known",
    ),
    "a dose that falls": (
        lambda tree: tree["prescription"]["kidney"].update(level_2=1),
        "do not rise",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_the_fault_is_refused(name: str) -> None:
    """A gap or a slip would otherwise be noticed at the couch."""
    spoil, says = FAULTS[name]
    tree = deepcopy(_shipped())
    spoil(tree)
    with pytest.raises(KnowledgeError, match=says):
        _build(tree)


def test_every_form_of_the_catalogue_has_a_motion_that_can_be_traced() -> None:
    """Whatever a session asks for can be drawn on the body."""
    table = _build(_shipped())
    assert {Generator(motion.generator) for motion in table.motions.values()} <= set(Generator)
    used = {tool for motion in table.motions.values() for tool in motion.tools}
    assert used == set(table.tools)
