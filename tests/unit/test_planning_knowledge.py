"""The builders of scripts, catalogue, points and doses refuse what hands must not follow."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

import pytest

from lumbalis.knowledge.branch import Branch
from lumbalis.knowledge.dose import build_dose
from lumbalis.knowledge.errors import KnowledgeError
from lumbalis.knowledge.files import KnowledgeFiles
from lumbalis.knowledge.library import FOLDER
from lumbalis.knowledge.manipulations import build_manipulations, build_points
from lumbalis.knowledge.scripts import Catalogue, build_script
from planning_fixtures import PROTOCOL

Tree = Any
GONE = "gone"
CATALOGUE = Catalogue(PROTOCOL.zones, PROTOCOL.techniques, PROTOCOL.manipulations)
CLASSICAL, SILICONE = "sessions/classical.yaml", "sessions/cupping_silicone.yaml"


@cache
def _parsed(name: str) -> Tree:
    return KnowledgeFiles(use_cache=False).document(f"{FOLDER}/{name}").tree


def _build(name: str, tree: Tree) -> object:
    root = Branch.root(tree, name)
    if name == "dose.yaml":
        return build_dose(root)
    if name == "manipulations.yaml":
        return build_manipulations(root, PROTOCOL.zones)
    if name == "points.yaml":
        return build_points(root, PROTOCOL.zones)
    return build_script(root, CATALOGUE)


def _changed(tree: Tree, path: str, value: object) -> Tree:
    """Write a value at a path such as `stages.0.steps.1.share`, or take away what is there."""
    tree = deepcopy(tree)
    *way, last = [int(key) if key.isdecimal() else key for key in path.split(".")]
    place = tree
    for key in way:
        place = place[key]
    if value is GONE:
        del place[last]
    else:
        place[last] = value
    return tree


FAULTS: list[tuple[str, str, object, str]] = [
    (CLASSICAL, "stages.0.colour", "red", "colour is not known"),
    (CLASSICAL, "stages.0.steps.0.presure", 1, "presure is not known"),
    (CLASSICAL, "stages.0.steps.0.tempo", GONE, "tempo is missing"),
    (CLASSICAL, "stages.0.source", GONE, "source is missing"),
    (CLASSICAL, "stages.0.seconds", "90", "not a whole number"),
    (CLASSICAL, "stages.0.seconds", 1.5, "not a whole number"),
    (CLASSICAL, "stages.0.seconds", True, "not a whole number"),
    (CLASSICAL, "stages.0.seconds", 91, "sum to 1201 s"),
    (CLASSICAL, "target_s", 20, "not to the target of 20 s"),
    (CLASSICAL, "stages.0.least_s", 0, "least_s"),
    (CLASSICAL, "stages.0.least_s", 91, "least_s"),
    (CLASSICAL, "stages.2.seconds", 181, "cannot be halved"),
    (CLASSICAL, "stages.0.steps.0.share", 0.5, "do not sum to 1"),
    (CLASSICAL, "stages.0.steps.0.share", "a/b", "neither a number nor a fraction"),
    (CLASSICAL, "stages.0.steps.0.share", "1/0", "neither a number nor a fraction"),
    (CLASSICAL, "stages.0.steps.0.share", 0, "not above 0"),
    (CLASSICAL, "stages.0.steps.0.regions", ["spine"], "forbidden"),
    (CLASSICAL, "stages.0.steps.0.regions", ["neck"], "no region"),
    (CLASSICAL, "stages.0.steps.0.manipulations", ["thrust.hard"], "not in the catalogue"),
    (CLASSICAL, "stages.0.steps.0.manipulations", ["stroking.deep"], "not in the catalogue"),
    (CLASSICAL, "stages.0.steps.0.tools", ["brush"], "brush"),
    (CLASSICAL, "stages.0.steps.0.direction", "transverse", "transverse"),
    (CLASSICAL, "stages.0.steps.0.tempo", "fast", "fast"),
    (CLASSICAL, "stages.7.steps.0.tempo", "slow", "slow"),
    (CLASSICAL, "stages.7.steps.0.amplitude", GONE, "amplitude is missing"),
    (CLASSICAL, "stages.7.steps.0.amplitude", "huge", "huge"),
    (CLASSICAL, "stages.0.steps.0.amplitude", "low", "low"),
    (CLASSICAL, "stages.0.steps.0.at_most", 3, "outside the levels"),
    (CLASSICAL, "stages.0.steps.0.at_most", 0, "outside the levels"),
    (CLASSICAL, "stages.0.steps.0.sides", "left", "sides is left"),
    (CLASSICAL, "stages.4.steps.0.sides", "each", "midline"),
    (CLASSICAL, "stages.8.steps.0.regions", ["kidney"], "patting on kidney"),
    (CLASSICAL, "stages.8.steps.0.needs", ["magic"], "no technique"),
    (CLASSICAL, "technique", "magic", "no technique"),
    (CLASSICAL, "stages.1.absorbs_s", 60, "not gentle"),
    (CLASSICAL, "stages.7.drop_order", 1, "drop_order twice"),
    (CLASSICAL, "stages.1.id", "opening", "one stage name twice"),
    (CLASSICAL, "stages.1.steps.0.id", "opening_flat", "one step name twice"),
    (CLASSICAL, "stages.0.steps.0.at_most", 2, "stands on a stage that is not gentle"),
    (SILICONE, "stages.0.steps.0.at_most", 2, "begin and end with"),
    (SILICONE, "stages.1.steps.1.cups.mode", "boiling", "mode is not known"),
    (SILICONE, "stages.1.steps.1.regions", ["kidney"], "cupping on kidney"),
    (SILICONE, "stages.1.steps.0.medium", "device", "no medium"),
    (SILICONE, "stages.6.steps.0.contact", True, "contact is true"),
    ("dose.yaml", "doses.0", GONE, "SUBSIDING mild"),
    ("dose.yaml", "doses.0.phase", "EXACERBATION", "EXACERBATION"),
    ("dose.yaml", "doses.0.severities", ["severe"], "unknown severity"),
    ("dose.yaml", "doses.0.spacing.least_h", 49, "not the least"),
    ("dose.yaml", "doses.0.reviews", [5, 9], "end of the course"),
    ("dose.yaml", "doses.0.reviews", [10, 5], "end of the course"),
    ("dose.yaml", "doses.0.per_week_by_order", 2, "below per_week"),
    ("dose.yaml", "doses.0.blocks", [0], "below one"),
    ("dose.yaml", "ceilings.0.from_session", 2, "begin at session 1"),
    ("dose.yaml", "ceilings.0.cap", 6, "above the scale"),
    ("dose.yaml", "severities.0", GONE, "mild, moderate, high"),
    ("manipulations.yaml", "manipulations.1.instead", GONE, "names no manipulation.form"),
    ("manipulations.yaml", "manipulations.1.instead", "kneading.ordinary", "cannot stand in"),
    ("manipulations.yaml", "manipulations.0.levels.lowest", 3, "no range of levels"),
    ("manipulations.yaml", "manipulations.0.levels.highest", 6, "no range of levels"),
    ("manipulations.yaml", "manipulations.1.id", "stroking", "one twice"),
    ("manipulations.yaml", "manipulations.7.regions", ["moon"], "no region"),
    ("points.yaml", "presets.0.active", True, "only a person chooses"),
    ("points.yaml", "presets.0.points", ["GV4"], "cannot be chosen"),
    ("points.yaml", "points.0.maximum", 3, "above the maximum of its zone"),
    ("points.yaml", "points.6.selectable", True, "because is not known"),
    ("points.yaml", "points.5.because", "mood", "no known reason"),
    ("points.yaml", "points.1.id", "BL22", "one twice"),
    ("points.yaml", "points.0.region", "moon", "no region"),
]


@pytest.mark.parametrize(
    ("file", "path", "value", "said"), FAULTS, ids=[f"{f}:{p}={v}" for f, p, v, _ in FAULTS]
)
def test_a_faulty_file_is_refused_by_name(file: str, path: str, value: object, said: str) -> None:
    """The error names the file and what is wrong; nothing half-read gets through."""
    with pytest.raises(KnowledgeError) as caught:
        _build(file, _changed(_parsed(file), path, value))
    assert said in str(caught.value)
    assert caught.value.file == file


@pytest.mark.parametrize("file", sorted({file for file, *_ in FAULTS}))
def test_the_shipped_files_are_accepted(file: str) -> None:
    """The faults above are faults of the changes, not of the files."""
    assert _build(file, _parsed(file))


def test_a_selectable_point_on_the_midline_is_refused() -> None:
    """C05: points on the spine stay off, whatever the file says."""
    tree = _changed(_parsed("points.yaml"), "points.6.selectable", value=True)
    tree = _changed(tree, "points.6.because", GONE)
    with pytest.raises(KnowledgeError, match="midline"):
        _build("points.yaml", tree)
