"""Building the table of tools, motions and doses aimed at from parsed knowledge."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from lumbalis.domain.plan.generator import Generator
from lumbalis.domain.protocol import ContactTable, Manipulation, Motion, Tool, ZoneTable

if TYPE_CHECKING:
    from lumbalis.knowledge.branch import Branch

_KINDS = ("hand", "finger", "cup", "device")
_TOOL = ("id", "kind", "length_mm", "width_mm", "source")
_MOTION = ("id", "generator", "tools", "force_n", "source")
_OPTIONAL = (
    "speed_mm_s",
    "tempo_hz",
    "amplitude_mm",
    "pitch_mm",
    "return_share",
    "vacuum_kpa",
)
_IN_PLACE = (Generator.CUP_STATIC, Generator.PRESS_ROTATE)
_BEATS = (Generator.POINT_PRESS, Generator.PAT)
_ALONG = (Generator.LINE, Generator.VIBRATE, Generator.CUP_LINE)
_CUPS = (Generator.CUP_LINE, Generator.CUP_CIRCLE, Generator.CUP_SPIRAL, Generator.CUP_STATIC)


def build_contact(
    root: Branch, manipulations: Mapping[str, Manipulation], zones: ZoneTable
) -> ContactTable:
    """Read contact.yaml.

    Raises
    ------
    KnowledgeError
        If a tool or a form of a manipulation is missing, said twice or unknown; if a motion
        has no force at one of its levels, or lacks what its generator needs; if a region that
        is treated has no dose to aim at.
    """
    root.only(("certainty", "status", "tools", "motions", "prescription"))
    tools = {tool.id: tool for tool in map(_tool, root.branches("tools"))}
    _require_same(root, "tools", tools, {t for m in manipulations.values() for t in m.tools})
    motions = {}
    for branch in root.branches("motions"):
        motion = _motion(branch, manipulations)
        _require_fitting(branch, motion, tools)
        motions[motion.id] = motion
    forms = {f"{m.id}.{form}" for m in manipulations.values() for form in m.forms}
    _require_same(root, "motions", motions, forms)
    return ContactTable(tools, motions, _prescription(root.branch("prescription"), zones))


def _require_same(root: Branch, key: str, found: Mapping[str, object], wanted: set[str]) -> None:
    if len(found) != len(root.branches(key)):
        root.refuse(key, "name one twice", "Keep one of the two")
    for name in sorted(wanted ^ set(found)):
        what = f"lack {name}" if name in wanted else f"name {name}, which is in no manipulation"
        root.refuse(key, what, "See manipulations.yaml")


def _tool(branch: Branch) -> Tool:
    branch.only(_TOOL)
    if branch.text("kind") not in _KINDS:
        branch.refuse("kind", "is no kind of tool", f"Write one of: {', '.join(_KINDS)}")
    return Tool(
        id=branch.text("id"),
        kind=branch.text("kind"),
        length_mm=_above_zero(branch, "length_mm"),
        width_mm=_above_zero(branch, "width_mm"),
        source=branch.texts("source"),
    )


def _motion(branch: Branch, manipulations: Mapping[str, Manipulation]) -> Motion:
    branch.only(_MOTION, _OPTIONAL)
    return Motion(
        id=branch.text("id"),
        generator=branch.choice("generator", Generator).value,
        tools=_tools(branch, manipulations),
        force_n=_forces(branch, manipulations),
        speed_mm_s=_range(branch, "speed_mm_s"),
        tempo_hz=_range(branch, "tempo_hz"),
        amplitude_mm=_above_zero(branch, "amplitude_mm", missing=0.0),
        pitch_mm=_above_zero(branch, "pitch_mm", missing=0.0),
        return_share=_share(branch),
        vacuum_kpa=_above_zero(branch, "vacuum_kpa", missing=0.0),
        source=branch.texts("source"),
    )


def _family(branch: Branch, manipulations: Mapping[str, Manipulation]) -> Manipulation:
    name, _, form = branch.text("id").partition(".")
    found = manipulations.get(name)
    if found is None or form not in found.forms:
        branch.refuse("id", "names no manipulation.form", "See manipulations.yaml")
    return found


def _tools(branch: Branch, manipulations: Mapping[str, Manipulation]) -> tuple[str, ...]:
    tools = branch.texts("tools")
    family = _family(branch, manipulations)
    for tool in tools:
        if tool not in family.tools:
            branch.refuse(
                "tools", f"name {tool}, not used in {family.id}", "See manipulations.yaml"
            )
    return tools


def _forces(
    branch: Branch, manipulations: Mapping[str, Manipulation]
) -> dict[int, tuple[float, float]]:
    lowest, highest = _family(branch, manipulations).levels
    below = branch.branch("force_n")
    below.only([f"level_{level}" for level in range(lowest, highest + 1)])
    return {level: _force(below, level) for level in range(lowest, highest + 1)}


def _force(branch: Branch, level: int) -> tuple[float, float]:
    key = f"level_{level}"
    force = branch.values(key, lambda place, line: line.real(place))
    if len(force) != 2 or not 0 < force[0] <= force[1]:  # noqa: PLR2004 - least and greatest
        branch.refuse(key, "is no range of forces", "Write [least, greatest] in N")
    return force[0], force[1]


def _range(branch: Branch, key: str) -> tuple[float, float, float]:
    """Read slowest, usual, fastest; zeros where the key is not there."""
    if not branch.has(key):
        return 0.0, 0.0, 0.0
    found = branch.values(key, lambda place, line: line.real(place))
    if len(found) != 3 or not 0 < found[0] <= found[1] <= found[2]:  # noqa: PLR2004
        branch.refuse(key, "is no range", "Write [slowest, usual, fastest], all above zero")
    return found[0], found[1], found[2]


def _above_zero(branch: Branch, key: str, missing: float | None = None) -> float:
    if missing is not None and not branch.has(key):
        return missing
    value = branch.real(key)
    if value <= 0:
        branch.refuse(key, "is not above zero", "Correct it")
    return value


def _share(branch: Branch) -> float:
    share = branch.optional("return_share", branch.real)
    if share is None:
        return 1.0
    if not 0 <= share <= 1:
        branch.refuse("return_share", "is no share", "Write a number from 0 to 1")
    return share


def _require_fitting(branch: Branch, motion: Motion, tools: Mapping[str, Tool]) -> None:
    """Refuse a motion that lacks what its generator needs, or says what nobody would read."""
    generator = Generator(motion.generator)
    moves = generator not in (*_IN_PLACE, *_BEATS)
    wants = {
        "speed_mm_s": moves,
        "amplitude_mm": moves and generator not in _ALONG,
        "pitch_mm": generator not in (*_IN_PLACE, *_ALONG),
        "vacuum_kpa": generator in _CUPS,
    }
    for key, wanted in wants.items():
        if branch.has(key) != wanted:
            what = "is missing" if wanted else "is not used"
            branch.refuse(key, f"{what} in {generator.value}", "Correct the motion")
    if any((tools[tool].kind == "cup") != (generator in _CUPS) for tool in motion.tools):
        branch.refuse("tools", "are cups where the generator is none, or not", "Correct the motion")


def _prescription(root: Branch, zones: ZoneTable) -> dict[str, dict[int, float]]:
    most = {zone.region: zone.maximum for zone in zones.zones.values() if zone.maximum}
    root.only(("source", *most))
    return {region: _doses(root.branch(region), maximum) for region, maximum in most.items()}


def _doses(branch: Branch, maximum: int) -> dict[int, float]:
    """Read the dose at every level of a region; more pressure never means less dose."""
    branch.only([f"level_{level}" for level in range(1, maximum + 1)])
    doses = {level: _above_zero(branch, f"level_{level}") for level in range(1, maximum + 1)}
    if any(more < less for less, more in pairwise(doses.values())):
        branch.refuse("level_1", "and those above it do not rise", "Let the dose rise by level")
    return doses
